import base64
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


def new_webhook_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


class Balance(models.IntegerField):
    """Changed by the ledger alone, in the database: whoever saves an account read earlier leaves it as it is by now."""

    def pre_save(self, account: models.Model, add: bool) -> Any:
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
