from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.generation import Generation


class UpstreamCall(models.Model):
    """A call of the upstream as it went, or several in a row that were answered alike."""

    class Name(models.TextChoices):
        GENERATE = "generate", _("Asked for a picture")
        VARIATION = "generate-variation", _("Asked for a variation")
        GET = "get", _("Asked how it stands")
        CREDIT = "credit", _("Asked how many photos are left")
        GROUND = "ground", _("Asked for a photo’s camera")
        FORGET = "forget", _("Had its copies deleted")

    generation = models.ForeignKey(
        Generation, on_delete=models.CASCADE, null=True, blank=True, db_index=False, related_name="calls"
    )
    name = models.CharField(_("call"), max_length=20, choices=Name.choices)
    attempt = models.PositiveIntegerField(_("attempt to send"), null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    said = models.CharField(_("answer in a word"), max_length=40, blank=True)
    failed = models.BooleanField(_("failed"), default=False)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    body = models.TextField(_("beginning of the last answer, without addresses and keys"), blank=True)
    request_id = models.CharField(_("id of the click"), max_length=64, blank=True)
    milliseconds = models.PositiveIntegerField(_("longest of them, in ms"))
    times = models.PositiveIntegerField(_("answered alike"), default=1)
    created = models.DateTimeField(_("first made"), default=timezone.now)
    last = models.DateTimeField(_("last made"), default=timezone.now)

    class Meta:
        verbose_name = _("call of the upstream")
        verbose_name_plural = _("calls of the upstream")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["generation", "-id"], name="upstreamcall_generation"),
            models.Index(fields=["created"], name="upstreamcall_created"),
            models.Index(fields=["name", "-id"], name="upstreamcall_name"),
            models.Index(fields=["-id"], condition=Q(failed=True), name="upstreamcall_failed"),
        ]

    def __str__(self):
        return f"{self.get_name_display()}"
