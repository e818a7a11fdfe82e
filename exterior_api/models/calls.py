import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account, ApiKey
from .generations import Generation


class IdempotentAnswer(models.Model):
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name=_("account"))
    key = models.CharField(_("key"), max_length=255)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(_("answer"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("idempotent answer")
        verbose_name_plural = _("idempotent answers")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_answer_for_a_key")]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """A callback that is owed to a caller; one without a generation is a test that a developer asked for."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="deliveries", verbose_name=_("account"))
    generation = models.ForeignKey(
        Generation, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("generation")
    )
    url = models.CharField(_("address"), max_length=2048)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        indexes = [
            models.Index(fields=["next_attempt_at"], name="delivery_due", condition=Q(status="pending")),
            models.Index(fields=["account", "-created_at"], name="delivery_by_account"),
            models.Index(fields=["-created_at"], name="delivery_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DeliveryAttempt(models.Model):
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts", verbose_name=_("callback"))
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    created_at = models.DateTimeField(_("tried"), auto_now_add=True)

    class Meta:
        verbose_name = _("callback attempt")
        verbose_name_plural = _("callback attempts")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.response_status or self.error)


class CallRecord(models.Model):
    """One line of the log of calls that developers see; kept for some days."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="calls", verbose_name=_("account"))
    key = models.ForeignKey(ApiKey, models.SET_NULL, null=True, related_name="+", verbose_name=_("API key"))
    path = models.CharField(_("call"), max_length=100)
    status = models.PositiveSmallIntegerField(_("answer"))
    code = models.CharField(_("error code"), max_length=64, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    created_at = models.DateTimeField(_("called"), db_index=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [models.Index(fields=["account", "-created_at"], name="call_by_account")]

    def __str__(self) -> str:
        return f"{self.path} {self.status}"
