"""Photos left: grants, charges and refunds. A person's balance is the sum of their entries, kept with each of them."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from projects.models import PENDING, Generation, PhotoEntry, User

log = logging.getLogger(__name__)

GUEST_GIFT = "first photos of a guest"
MEMBER_GIFT = "first photos of a member"
USED_AS_GUEST = "photos used as a guest"
DEMO_GIFT = "demo account"
# People's ``last_seen`` is a day behind at most.
MENDED_WITHIN = timedelta(days=3)


class NoPhotosLeft(Exception):
    """The person has fewer photos left than the generation costs."""


def photos_left(person: User | None) -> int:
    return User.objects.values_list("balance", flat=True).get(id=person.id) if person else 0


def grant(person: User, amount: int, note: str = "") -> PhotoEntry:
    entry = PhotoEntry.objects.create(user=person, kind=PhotoEntry.Kind.GRANT, amount=amount, note=note)
    granted(person)
    return entry


def granted(person: User) -> None:
    """Once there are photos again, the next time that they run low is news."""
    if photos_left(person) > settings.LOW_PHOTOS:
        User.objects.filter(id=person.id, told_low=True).update(told_low=False)


def charge(person: User, generation: Generation) -> PhotoEntry:
    """Take the generation's cost. Call inside a transaction that holds the person's row."""
    if photos_left(person) < generation.cost:
        raise NoPhotosLeft
    return PhotoEntry.objects.create(
        user=person, kind=PhotoEntry.Kind.CHARGE, amount=-generation.cost, generation=generation
    )


def refund(generation: Generation) -> None:
    """Give back what the generation took, once; the database refuses a second time."""
    taken = PhotoEntry.objects.get(generation=generation, kind=PhotoEntry.Kind.CHARGE)
    PhotoEntry.objects.create(
        user_id=taken.user_id, kind=PhotoEntry.Kind.REFUND, amount=-taken.amount, generation=generation
    )


def _settled(entries):
    """Without those of drawings that are going on: what is made up for now must not be refunded to a member later."""
    return entries.exclude(generation__status__in=PENDING)


def _hand_over(entries, guest: User, member: User) -> int:
    """Make the guest's entries the member's, and with them what they add up to, which is returned."""
    amounts = dict(entries.values_list("id", "amount"))
    PhotoEntry.objects.filter(id__in=amounts).update(user=member)
    total = sum(amounts.values())
    User.objects.filter(id=guest.id).update(balance=F("balance") - total)
    User.objects.filter(id=member.id).update(balance=F("balance") + total)
    return total


@transaction.atomic
def join(guest: User, member: User) -> None:
    """Hand a guest's lines to the member they turned out to be.

    The guest's gift is not added to the member's: signing in from ten guest sessions must not earn photos. Who was
    a guest first and then made this account has used a part of its gift; who had it before keeps what was left.
    """
    if guest.date_joined < member.date_joined:
        entries = guest.photo_entries.exclude(note=GUEST_GIFT)
        if photos_left(member) + entries.balance() < 0:
            entries = _settled(entries)
        _hand_over(entries, guest, member)
        if (left := photos_left(member)) < 0:
            grant(member, -left, note=USED_AS_GUEST)
    else:
        move_used(guest, member)


@transaction.atomic
def move_used(guest: User, member: User) -> None:
    """Hand a guest's used photos to a member without changing what the member has left."""
    used = _settled(guest.photo_entries.filter(generation__isnull=False))
    total = _hand_over(used, guest, member)
    if total < 0:
        grant(member, -total, note=USED_AS_GUEST)


def mend() -> None:
    """Add up anew what differs, of people who were here lately, and say so in the log.

    The version before this one knows of no balance, and runs on for a while beside this one when it is deployed.
    """
    recent = User.objects.filter(last_seen__gte=timezone.now() - MENDED_WITHIN)
    totals = recent.annotate(total=Sum("photo_entries__amount", default=0))
    for person_id in totals.exclude(balance=F("total")).values_list("id", flat=True):
        with transaction.atomic():
            # Added up behind the lock: an entry that is being made changes the balance after it.
            kept = User.objects.select_for_update().get(id=person_id).balance
            total = PhotoEntry.objects.filter(user=person_id).balance()
            if kept != total:
                User.objects.filter(id=person_id).update(balance=total)
                log.warning("balance of %s was %s, and its entries add up to %s", person_id, kept, total)
