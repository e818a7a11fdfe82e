import unicodedata
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_SEARCH_WORDS = 8


class Photo(models.Model):
    """An uploaded photo: upright, without metadata, with previews for screens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(_("file"), max_length=200)
    preview = models.FileField(_("preview, at most 2048 px"), max_length=200)
    thumbnail = models.FileField(_("thumbnail, at most 640 px"), max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    focal_35mm = models.FloatField(_("focal length, 35-mm equivalent"), null=True, blank=True)
    camera = models.JSONField(_("camera, as estimated"), null=True, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-created"]
        indexes = [models.Index(fields=["-created"], name="photo_created")]

    def __str__(self):
        return f"{self.width} × {self.height}"


class Mask(models.Model):
    """An area drawn on a photo: a 1-bit PNG of the photo's own size, white where something is to stand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="masks")
    file = models.FileField(_("file"), max_length=200)
    coverage = models.FloatField(_("part of the photo"))
    is_draft = models.BooleanField(_("draft"), default=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["-created"]
        indexes = [models.Index(fields=["-created"], name="mask_created")]
        constraints = [
            models.UniqueConstraint(fields=["photo"], condition=models.Q(is_draft=True), name="mask_one_draft_a_photo"),
        ]

    def __str__(self):
        return f"{self.coverage:.0%}"


def folded(text: str) -> str:
    """A text as it is looked for: no accents, no capitals. SQLite knows the case of ASCII alone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


class ClientFolder(models.Model):
    """A client's name over some of a person's projects. Deleting it keeps them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(_("name, as it is sorted"), max_length=160, editable=False)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("client folder")
        verbose_name_plural = _("client folders")
        ordering = ["name_key"]
        constraints = [models.UniqueConstraint(fields=["owner", "name_key"], name="clientfolder_name_of_owner")]

    def __str__(self):
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = folded(self.name)[:160]
        super().save(*args, **kwargs)


class ProjectQuerySet(models.QuerySet["Project"]):
    def kept(self) -> "ProjectQuerySet":
        return self.filter(deleted=None)

    def named_like(self, words: str) -> "ProjectQuerySet":
        """Those with every one of the words in their title."""
        found = self
        for word in folded(words).split()[:MOST_SEARCH_WORDS]:
            found = found.filter(title_key__contains=word)
        return found


class Project(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="projects")
    photo = models.OneToOneField(Photo, on_delete=models.PROTECT, related_name="project")
    folder = models.ForeignKey(
        ClientFolder,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("client"),
    )
    title = models.CharField(_("title"), max_length=120)
    title_key = models.CharField(_("title, as it is looked for"), max_length=240, blank=True, editable=False)
    upstream_id = models.CharField(_("id at the upstream"), max_length=100, blank=True)
    upstream_variations = models.PositiveIntegerField(_("variations, as the upstream counts"), null=True, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    changed = models.DateTimeField(_("last worked on"), default=timezone.now)
    archived = models.DateTimeField(_("archived"), null=True, blank=True)
    deleted = models.DateTimeField(_("deleted"), null=True, blank=True)
    purged = models.DateTimeField(_("files removed"), null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-created"]
        indexes = [
            # Each order of the page of projects, to its last term.
            models.Index(fields=["owner", "-created", "-id"], name="project_owner_by_created"),
            models.Index(fields=["owner", "-changed", "-id"], name="project_owner_by_changed"),
            models.Index(fields=["owner", "title_key", "id"], name="project_owner_by_title"),
            models.Index(fields=["owner"], condition=models.Q(archived__isnull=False), name="project_owner_archived"),
            models.Index(fields=["-created"], name="project_created"),
            # What sweeps look for: of all that were ever deleted, those with something left to do.
            models.Index(fields=["deleted"], condition=models.Q(purged=None), name="project_to_purge"),
            models.Index(
                fields=["purged"],
                condition=models.Q(purged__isnull=False) & ~models.Q(upstream_id=""),
                name="project_known_upstream",
            ),
            models.Index(fields=["changed"], condition=models.Q(deleted=None), name="project_kept_changed"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title_key = folded(self.title)[:240]
        super().save(*args, **kwargs)

    def touch(self):
        """The person worked on it just now."""
        Project.objects.filter(id=self.id).update(changed=timezone.now())
