from django.db import models
from django.utils.translation import gettext_lazy as _


class UpstreamHealth(models.Model):
    """How the upstream is doing, in one row: what every worker has to know before it calls."""

    failures = models.PositiveIntegerField(_("calls without an answer, in a row"), default=0)
    open_until = models.DateTimeField(_("not called until"), null=True, blank=True)
    openings = models.PositiveIntegerField(_("tries to come back"), default=0)
    paused_since = models.DateTimeField(_("out of photos since"), null=True, blank=True)
    balance = models.IntegerField(_("photos left at the upstream, as last heard"), null=True, blank=True)
    heard = models.DateTimeField(_("balance heard at"), null=True, blank=True)

    class Meta:
        verbose_name = _("state of the upstream")
        verbose_name_plural = _("state of the upstream")

    def __str__(self):
        return f"{self.balance}"
