"""Who calls, and what is left to them."""

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from . import queueing
from .errors import ApiError
from .models import Account, ApiKey, Generation, PhotoEntry
from .prepared import Prepared

logger = logging.getLogger(__name__)

FIRST_PHOTOS = "first photos of an account"
BALANCE = Prepared(
    lambda account: Account.objects.filter(pk=account).values("subscription_photos", "extra_photos"), account=-1
)
LOCK = Prepared(lambda account: Account.objects.select_for_update().filter(pk=account).values("id"), account=-1)
MENDED_WITHIN = timedelta(days=3)


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
            grant(account, photos, note=FIRST_PHOTOS)
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


def balance(account: Account) -> dict[str, int]:
    [row] = BALANCE.rows(account=account.pk)
    pockets = {pocket: row[f"{pocket}_photos"] for pocket in PhotoEntry.Pocket.values}
    return {"total": sum(pockets.values()), **pockets}


def require_photos(account: Account) -> None:
    if balance(account)["total"] < 1:
        raise _no_photos_left()


def grant(account: Account, photos: int, *, pocket: str = PhotoEntry.Pocket.EXTRA, note: str = "") -> PhotoEntry:
    return account.entries.create(entry=PhotoEntry.Entry.GRANT, pocket=pocket, photos=photos, note=note)


def lock(account: Account) -> None:
    """Let no other order of this account go on until the transaction ends."""
    LOCK.rows(account=account.pk)


def charge(account: Account, generation: Generation) -> int:
    """Take one photo, from the subscription first; the photos left. The account's row must be locked."""
    left = balance(account)
    pocket = next((pocket for pocket in PhotoEntry.Pocket if left[pocket] > 0), None)
    if pocket is None:
        raise _no_photos_left()
    account.entries.create(entry=PhotoEntry.Entry.CHARGE, pocket=pocket, photos=-1, generation=generation)
    return left["total"] - 1


def refund(generation: Generation) -> None:
    charged = generation.entries.filter(entry=PhotoEntry.Entry.CHARGE).first()
    if charged:
        generation.entries.create(
            account=charged.account, entry=PhotoEntry.Entry.REFUND, pocket=charged.pocket, photos=-charged.photos
        )


def mend() -> None:
    """Add up anew what differs, of accounts that called lately: a version that knows of no balance may run beside."""
    for account in Account.objects.filter(keys__last_used_at__gte=timezone.now() - MENDED_WITHIN).distinct():
        with transaction.atomic():
            # Added up behind the lock: an entry that is being made changes the balance after it.
            lock(account)
            kept, sums = balance(account), dict(_sums(account))
            if any(kept[pocket] != sums.get(pocket, 0) for pocket in PhotoEntry.Pocket.values):
                left = {f"{pocket}_photos": sums.get(pocket, 0) for pocket in PhotoEntry.Pocket.values}
                Account.objects.filter(pk=account.pk).update(**left)
                logger.warning("balance of account %s was %s, and its entries add up to %s", account.pk, kept, sums)


def _sums(account: Account) -> QuerySet[PhotoEntry, tuple[str, int]]:
    return account.entries.order_by().values_list("pocket").annotate(Sum("photos"))


def _no_photos_left() -> ApiError:
    return ApiError(402, "no_photos_left", _("No photos are left on this account. Ask the operator for more."))
