import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.generation import Generation
from projects.models.project import Project


def new_key() -> str:
    return secrets.token_urlsafe(16)


class Brand(models.Model):
    """How a professional signs what they show: on share pages and print sheets."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brand")
    name = models.CharField(_("name"), max_length=80)
    logo = models.FileField(_("logo"), max_length=200, blank=True)
    logo_width = models.PositiveIntegerField(_("width of the logo"), default=0)
    logo_height = models.PositiveIntegerField(_("height of the logo"), default=0)
    colour = models.CharField(_("colour"), max_length=7, blank=True)
    changed = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        indexes = [models.Index(fields=["-changed"], name="brand_changed")]

    def __str__(self):
        return self.name


class ShareLinkQuerySet(models.QuerySet):
    def not_revoked(self):
        """Those that may still be known, expired ones too, of projects that are still there."""
        return self.filter(revoked=None, project__deleted=None)

    def live(self, now=None):
        return self.not_revoked().filter(Q(expires=None) | Q(expires__gt=now or timezone.now()))


class ShareLink(models.Model):
    """A page about a project that whoever holds its URL can see; the URL is made of ``key`` (sharing/tokens.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="shares")
    generations = models.ManyToManyField(Generation, related_name="shares", verbose_name=_("variations shown"))
    key = models.CharField(_("key of the URL"), max_length=22, unique=True, default=new_key, editable=False)
    prepared_for = models.CharField(_("prepared for"), max_length=80, blank=True)
    shows_notes = models.BooleanField(_("shows the notes"), default=False)
    takes_comments = models.BooleanField(_("takes comments"), default=True)
    language = models.CharField(_("language it was made in"), max_length=8, default="en")
    created = models.DateTimeField(_("created"), auto_now_add=True)
    expires = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked = models.DateTimeField(_("revoked"), null=True, blank=True)
    views = models.PositiveIntegerField(_("views"), default=0)
    last_viewed = models.DateTimeField(_("last viewed"), null=True, blank=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-created"]
        indexes = [models.Index(fields=["-created"], name="sharelink_created")]

    def __str__(self):
        return f"{self.project}"

    @property
    def is_expired(self) -> bool:
        return bool(self.expires) and self.expires <= timezone.now()


class ShareCommentQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed=None)


class ShareComment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    share = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="comments")
    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    removed = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = ShareCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-created", "-id"]
        indexes = [
            models.Index(fields=["share", "-created", "-id"], name="sharecomment_by_share"),
            models.Index(fields=["-created", "-id"], name="sharecomment_newest"),
            models.Index(fields=["removed"], condition=Q(removed__isnull=False), name="sharecomment_removed"),
        ]

    def __str__(self):
        return f"{self.name}"


class ShareFavourite(models.Model):
    """One visitor's liking for one picture. A visitor is a random number in a signed cookie, and nobody's name."""

    share = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="favourites")
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="share_favourites")
    visitor = models.CharField(_("visitor"), max_length=22)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("favourite of a visitor")
        verbose_name_plural = _("favourites of visitors")
        constraints = [
            models.UniqueConstraint(fields=["share", "generation", "visitor"], name="sharefavourite_once_a_visitor")
        ]

    def __str__(self):
        return f"{self.generation}"
