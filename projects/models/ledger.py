from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.generation import Generation
from projects.models.people import User


class PhotoEntryQuerySet(models.QuerySet):
    def balance(self) -> int:
        return self.aggregate(total=models.Sum("amount"))["total"] or 0


class PhotoEntry(models.Model):
    """One line of the ledger of photos. A person's balance is the sum of their lines."""

    class Kind(models.TextChoices):
        GRANT = "GRANT", _("Granted")
        CHARGE = "CHARGE", _("Charged")
        REFUND = "REFUND", _("Refunded")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="photo_entries")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    amount = models.IntegerField(_("photos"))
    generation = models.ForeignKey(
        Generation, on_delete=models.PROTECT, null=True, blank=True, related_name="photo_entries"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PhotoEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-id"]
        # A person's newest lines, a page at a time.
        indexes = [
            models.Index(fields=["user", "-id"], name="photoentry_user_newest"),
            models.Index(fields=["created"], name="photoentry_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["generation"], condition=Q(kind="CHARGE"), name="photoentry_one_charge_a_generation"
            ),
            models.UniqueConstraint(
                fields=["generation"], condition=Q(kind="REFUND"), name="photoentry_one_refund_a_generation"
            ),
            models.CheckConstraint(
                condition=Q(kind="CHARGE", amount__lte=0) | Q(kind__in=("GRANT", "REFUND"), amount__gte=0),
                name="photoentry_sign_follows_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="GRANT") | Q(generation__isnull=False), name="photoentry_names_its_generation"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount:+d}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        added = self._state.adding
        super().save(*args, **kwargs)
        if added:
            User.objects.filter(id=self.user_id).update(balance=F("balance") + self.amount)


class PhotosRequest(models.Model):
    """Somebody with no photos left asks the operator for more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="photos_requests")
    contact = models.EmailField(_("where to answer"), blank=True)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    answered = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for photos")
        verbose_name_plural = _("requests for photos")
        ordering = ["-created"]
        indexes = [models.Index(fields=["created"], condition=Q(answered=None), name="photosrequest_open")]

    def __str__(self):
        return f"{self.user}"
