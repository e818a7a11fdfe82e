import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account


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
