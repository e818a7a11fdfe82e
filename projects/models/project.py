import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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
        constraints = [
            models.UniqueConstraint(fields=["photo"], condition=models.Q(is_draft=True), name="mask_one_draft_a_photo"),
        ]

    def __str__(self):
        return f"{self.coverage:.0%}"


class ProjectQuerySet(models.QuerySet):
    def with_covers(self):
        """Each project with its photo and its generations, newest first, pictures included."""
        from projects.models.generation import Generation

        newest_first = Generation.objects.prefetch_related("pictures").order_by("-created")
        return self.select_related("photo").prefetch_related(models.Prefetch("generations", queryset=newest_first))


class Project(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="projects")
    photo = models.OneToOneField(Photo, on_delete=models.PROTECT, related_name="project")
    title = models.CharField(_("title"), max_length=120)
    upstream_id = models.CharField(_("id at the upstream"), max_length=100, blank=True)
    upstream_variations = models.PositiveIntegerField(_("variations, as the upstream counts"), null=True, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-created"]
        indexes = [models.Index(fields=["owner", "-created"], name="project_owner_created")]

    def __str__(self):
        return self.title
