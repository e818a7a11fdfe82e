from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .generations import Generation


class PhotoEntry(models.Model):
    """One line of an account's ledger. The account's balance is the sum of its lines."""

    class Entry(models.TextChoices):
        GRANT = "grant", _("grant")
        CHARGE = "charge", _("charge")
        REFUND = "refund", _("refund")

    class Pocket(models.TextChoices):
        SUBSCRIPTION = "subscription", _("subscription")
        EXTRA = "extra", _("extra")

    account = models.ForeignKey(Account, models.CASCADE, related_name="entries", verbose_name=_("account"))
    entry = models.CharField(_("entry"), max_length=8, choices=Entry)
    pocket = models.CharField(_("pocket"), max_length=12, choices=Pocket)
    photos = models.IntegerField(_("photos"))
    generation = models.ForeignKey(
        Generation, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("generation")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["account", "-id"], name="entry_by_account"),
            # Covers the sums, so that they never read the table itself.
            models.Index(fields=["account", "entry", "pocket", "photos"], name="entry_sums"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["generation"], condition=Q(entry="charge"), name="one_charge_for_a_generation"
            ),
            models.UniqueConstraint(
                fields=["generation"], condition=Q(entry="refund"), name="one_refund_for_a_generation"
            ),
            models.CheckConstraint(
                condition=Q(entry="charge", photos__lt=0, generation__isnull=False)
                | Q(entry="refund", photos__gt=0, generation__isnull=False)
                | Q(entry="grant", photos__gt=0, generation__isnull=True),
                name="entry_has_its_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.photos:+d}"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        added = self._state.adding
        super().save(*args, **kwargs)
        if added:
            left = f"{self.pocket}_photos"
            Account.objects.filter(pk=self.account_id).update(**{left: F(left) + self.photos})
