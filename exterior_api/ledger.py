"""Photos of an account: grants, charges and refunds. What is left is the sum of the entries, kept with each of them."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import ApiError
from .models import Account, Generation, PhotoEntry
from .prepared import Prepared

logger = logging.getLogger(__name__)

BALANCE = Prepared(
    lambda account: Account.objects.filter(pk=account).values("subscription_photos", "extra_photos"), account=-1
)
LOCK = Prepared(lambda account: Account.objects.select_for_update().filter(pk=account).values("id"), account=-1)
MENDED_WITHIN = timedelta(days=3)


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
