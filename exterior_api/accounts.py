"""Accounts of callers: their keys, and their end."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import ledger, queueing
from .errors import ApiError
from .models import Account, ApiKey

FIRST_PHOTOS = "first photos of an account"


def digest(key: str) -> str:
    # Keys are 256 random bits, so a plain hash cannot be searched backwards.
    return hashlib.sha256(key.encode()).hexdigest()


def make_key(account: Account, name: str = "", *, key: str = "") -> str:
    key = key or f"ext_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(account=account, name=name, prefix=key[:8], digest=digest(key))
    return key


def account_for(person: Any) -> Account:
    """The account of a signed-in person, made with its first photos when they come for the first time."""
    with transaction.atomic():
        account, is_new = Account.objects.get_or_create(person=person, defaults={"email": person.email})
        if is_new and (photos := settings.EXTERIOR_API_NEW_ACCOUNT_PHOTOS):
            ledger.grant(account, photos, note=FIRST_PHOTOS)
    return account


def close_with(instance: Any, **_signal: Any) -> None:
    """A person who goes takes their keys along; the ledger stays, without their name."""
    for account in Account.objects.filter(person=instance):
        account.keys.update(revoked_at=timezone.now())
        account.is_active, account.email = False, ""
        account.save(update_fields=["is_active", "email"])
        queueing.send("forget_closed")


def close_with_inactive(instance: Any, **signal: Any) -> None:
    if not instance.is_active:
        close_with(instance)


def revoke(account: Account, key_id: int) -> bool:
    return bool(account.keys.filter(pk=key_id, revoked_at=None).update(revoked_at=timezone.now()))


def account_of(request: Any, user_id: UUID) -> Account:
    account = request.auth.account
    if account.user_id != user_id:
        raise ApiError(
            401,
            "wrong_user",
            _("This user_id does not belong to the API key. Send the one beside the key."),
            field="user_id",
        )
    return account
