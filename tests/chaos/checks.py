"""What must hold when it is over, read from both ledgers, both state machines and the stored files."""

from collections import Counter, defaultdict
from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone
from PIL import Image, ImageStat

from exterior_api.models import Account
from exterior_api.models import Generation as UpstreamGeneration
from exterior_api.models import PhotoEntry as UpstreamEntry
from projects.models import FINAL, Generation, PhotoEntry, Picture, Status, User
from tests.chaos.stranger import MAGENTA, SIZE

# The sweeper comes every 15 s.
SWEEP_GRACE = timedelta(seconds=40)
FAR_FROM_MAGENTA = 60


def lost(accepted: dict[str, set[str]]) -> int:
    """Accepted by us, and neither ended nor in the operator's list."""
    ids = {id for ids in accepted.values() for id in ids}
    known = {str(id): status for id, status in Generation.objects.values_list("id", "status")}
    return sum(known.get(id) not in (*FINAL, Status.UNKNOWN) for id in ids)


def stuck() -> int:
    return Generation.objects.pending().filter(deadline__lte=timezone.now() - SWEEP_GRACE).count()


def charged_twice(accepted: dict[str, set[str]], owner_of_webhook) -> int:
    """By us, for one form or one generation; or by the upstream, for one generation of ours."""
    forms = sum(len(ids) > 1 for ids in accepted.values())
    charges = Generation.objects.annotate(charges=Count("photo_entries", filter=Q(photo_entries__kind="CHARGE")))
    ours = charges.exclude(charges=1).count()
    orders = Counter(owner_of_webhook(url) for url in UpstreamGeneration.objects.values_list("webhook", flat=True))
    return forms + ours + sum(count > 1 for count in orders.values())


def refund_errors() -> int:
    """Refunded when not failed, or late, or failed and not refunded; at the upstream alike."""
    refunds = Generation.objects.annotate(refunds=Count("photo_entries", filter=Q(photo_entries__kind="REFUND")))
    wrong = sum(
        count != (status == Status.FAILED or late)
        for status, late, count in refunds.values_list("status", "late", "refunds")
    )
    amounts = Generation.objects.annotate(total=Sum("photo_entries__amount"))
    uneven = amounts.filter(Q(status=Status.FAILED) | Q(late=True)).exclude(total=0).count()
    upstream = UpstreamGeneration.objects.annotate(refunds=Count("entries", filter=Q(entries__entry="refund")))
    wrong += sum(count != (status == "FAILED") for status, count in upstream.values_list("status", "refunds"))
    return max(wrong, uneven)


def ledger_difference() -> int:
    """Photos by which balances, added up and kept, differ from what the states say, person by person."""
    balances, expected = defaultdict(int), defaultdict(int)
    for person, kind, amount in PhotoEntry.objects.values_list("user_id", "kind", "amount"):
        balances[person] += amount
        expected[person] += amount if kind == PhotoEntry.Kind.GRANT else 0
    for person, status, late, cost in Generation.objects.values_list("project__owner_id", "status", "late", "cost"):
        expected[person] -= 0 if status == Status.FAILED or late else cost
    difference = sum(abs(balances[person] - expected[person]) for person in balances | expected)
    difference += sum(abs(kept - balances[person]) for person, kept in User.objects.values_list("id", "balance"))
    for account in Account.objects.all():
        balance = account.entries.aggregate(total=Sum("photos"))["total"] or 0
        granted = account.entries.filter(entry=UpstreamEntry.Entry.GRANT).aggregate(total=Sum("photos"))["total"] or 0
        difference += abs(balance - granted + account.generations.exclude(status="FAILED").count())
    return difference


def pictures_missing() -> int:
    """Successes without a whole picture that can be opened, and failures with one."""
    bare = Generation.objects.filter(status=Status.SUCCEEDED, pictures=None).count()
    odd = Picture.objects.exclude(generation__status=Status.SUCCEEDED).count()
    return bare + odd + sum(not _is_whole(picture) for picture in Picture.objects.all())


def taken_from_strangers() -> int:
    """Pictures that came from a stranger, and ids that belong to two generations."""
    shared = Generation.objects.exclude(upstream_id="").values("upstream_id").annotate(n=Count("id")).filter(n__gt=1)
    return shared.count() + sum(_is_strange(picture) for picture in Picture.objects.all())


def _is_whole(picture: Picture) -> bool:
    try:
        for file in (picture.file, picture.preview, picture.thumbnail):
            with file.open("rb") as content, Image.open(content) as image:
                image.load()
                if image.size != SIZE:
                    return False
    except (OSError, ValueError, SyntaxError):
        return False
    return True


def _is_strange(picture: Picture) -> bool:
    try:
        with picture.file.open("rb") as content, Image.open(content) as image:
            # The middle of the area, where what was drawn is never mixed with the photo.
            box = (SIZE[0] // 2 - 10, SIZE[1] * 3 // 4 - 5, SIZE[0] // 2 + 10, SIZE[1] * 3 // 4 + 5)
            mean = ImageStat.Stat(image.convert("RGB").crop(box)).mean
    except (OSError, ValueError, SyntaxError):
        return False
    return sum(abs(a - b) for a, b in zip(mean, MAGENTA, strict=True)) < FAR_FROM_MAGENTA
