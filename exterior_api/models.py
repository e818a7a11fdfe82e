import base64
import secrets
import uuid

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def new_webhook_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


class Balance(models.IntegerField):
    """Changed by the ledger alone, in the database: whoever saves an account read earlier leaves it as it is by now."""

    def pre_save(self, account, add):
        return super().pre_save(account, add) if add else F(self.attname)


class Account(models.Model):
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("Who sees this account in the Developer Space."),
    )
    user_id = models.UUIDField(_("user id"), unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"))
    is_active = models.BooleanField(_("active"), default=True)
    free_variations = models.BooleanField(_("variations are free"), default=False)
    calls_per_minute = models.PositiveIntegerField(
        _("calls a minute"), null=True, blank=True, help_text=_("Empty: as the settings say. 0: no limit.")
    )
    webhook_secret = models.CharField(max_length=80, default=new_webhook_secret, editable=False)
    previous_webhook_secret = models.CharField(max_length=80, blank=True, editable=False)
    previous_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    # What its lines of the ledger add up to, by pocket: every order asks for it.
    subscription_photos = Balance(_("photos left"), default=0, db_default=0, editable=False)
    extra_photos = Balance(_("photos left"), default=0, db_default=0, editable=False)
    turn_at = models.DateTimeField(_("last turn at the renderers"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.email


class ApiKey(models.Model):
    account = models.ForeignKey(Account, models.CASCADE, related_name="keys", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.prefix}…"


class ApiProject(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="projects", verbose_name=_("account"))
    variations = models.PositiveIntegerField(_("variations"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    def __str__(self) -> str:
        return str(self.id)


class InputImage(models.Model):
    """A photo or a mask that was fetched for a caller, as it lies in storage."""

    class Role(models.TextChoices):
        PHOTO = "photo", _("photo")
        MASK = "mask", _("mask")

    account = models.ForeignKey(Account, models.CASCADE, related_name="inputs", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    url_digest = models.CharField(max_length=64, editable=False)
    name = models.CharField(_("stored as"), max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("input image")
        verbose_name_plural = _("input images")
        indexes = [
            models.Index(fields=["account", "role", "url_digest", "-created_at"], name="input_by_url"),
            # Those whose file is still kept: what housekeeping and forgetting look for.
            models.Index(fields=["created_at"], condition=Q(name__gt=""), name="input_kept_by_time"),
            models.Index(fields=["account"], condition=Q(name__gt=""), name="input_kept_by_account"),
        ]

    def __str__(self) -> str:
        return self.name


class Generation(models.Model):
    class Kind(models.TextChoices):
        TERRACE = "TERRACE", _("terrace")
        POOL = "POOL", _("pool")
        PETANQUE = "PETANQUE", _("pétanque court")

    class Status(models.TextChoices):
        STARTING = "STARTING", _("starting")
        PROCESSING = "PROCESSING", _("processing")
        SUCCEEDED = "SUCCEEDED", _("succeeded")
        FAILED = "FAILED", _("failed")

    OPEN = (Status.STARTING, Status.PROCESSING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="generations", verbose_name=_("account"))
    project = models.ForeignKey(ApiProject, models.CASCADE, related_name="generations", verbose_name=_("project"))
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="variations", verbose_name=_("variation of")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.STARTING)
    photo = models.ForeignKey(InputImage, models.PROTECT, related_name="+", verbose_name=_("photo"))
    mask = models.ForeignKey(InputImage, models.PROTECT, related_name="+", verbose_name=_("mask"))
    seed = models.BigIntegerField(_("seed"))
    options = models.JSONField(_("options"), default=dict, blank=True)
    webhook = models.CharField(_("webhook"), max_length=2048, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    handed_at = models.DateTimeField(_("handed to the renderers"), null=True, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    progress = models.FloatField(_("progress"), default=0)
    step = models.CharField(_("step"), max_length=32, blank=True)
    report = models.JSONField(_("report"), null=True, blank=True)
    error_code = models.CharField(_("error code"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("generation")
        verbose_name_plural = _("generations")
        indexes = [
            models.Index(fields=["account", "-created_at"], name="generation_by_account"),
            models.Index(fields=["-created_at"], name="generation_by_time"),
            models.Index(
                fields=["lease_until"], name="generation_by_lease", condition=Q(status__in=["STARTING", "PROCESSING"])
            ),
            # Without a parameter in its condition, which SQLite would not see to be the query's.
            models.Index(fields=["account", "created_at"], name="generation_open", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Image(models.Model):
    generation = models.ForeignKey(Generation, models.CASCADE, related_name="images", verbose_name=_("generation"))
    name = models.CharField(_("stored as"), max_length=200)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


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
    def save(self, *args, **kwargs):
        added = self._state.adding
        super().save(*args, **kwargs)
        if added:
            left = f"{self.pocket}_photos"
            Account.objects.filter(pk=self.account_id).update(**{left: F(left) + self.photos})


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
