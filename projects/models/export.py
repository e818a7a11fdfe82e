import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects import clock
from projects.models.project import Project


class ExportQuerySet(models.QuerySet):
    def kept(self, now=None):
        """Those whose time is not over."""
        return self.filter(expires__gt=now or clock.now())


class Export(models.Model):
    """A zip that a person asked for, of one project or of everything of theirs, packed apart and kept for a while."""

    class State(models.TextChoices):
        PACKING = "PACKING", _("Being packed")
        READY = "READY", _("Ready")
        FAILED = "FAILED", _("Not packed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, null=True, blank=True, related_name="exports")
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.PACKING)
    file = models.FileField(_("file"), max_length=200, blank=True)
    size = models.BigIntegerField(_("bytes"), default=0)
    claimed = models.DateTimeField(_("last taken up for packing"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts to pack"), default=0)
    asked = models.DateTimeField(_("asked for"), auto_now_add=True)
    ready = models.DateTimeField(_("ready"), null=True, blank=True)
    expires = models.DateTimeField(_("kept until"))

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked"]
        indexes = [models.Index(fields=["expires"], name="export_expires")]
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(state="PACKING"), name="export_one_at_a_time"),
        ]

    def __str__(self):
        return f"{self.get_state_display()}"
