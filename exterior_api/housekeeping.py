"""What is not needed any more: old lines of the log of calls, answers to keys, images that nothing names."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from . import batches, call_log, forgetting, ledger
from .models import Delivery, Generation, IdempotentAnswer, InputImage

ANSWERS_KEPT = timedelta(hours=24)
UNUSED_INPUTS_KEPT = timedelta(days=2)
UNUSED_INPUTS_LOOKED_AT = timedelta(days=9)
BATCH = 500


def tidy() -> None:
    now = timezone.now()
    batches.delete(IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_KEPT))
    ledger.mend()
    call_log.prune()
    _prune_deliveries(now)
    forgetting.forget_closed()
    forgetting.forget_old()
    _prune_inputs(now)


def _prune_inputs(now: datetime) -> None:
    """What was fetched for an order that was then refused."""
    named = Generation.objects.filter(Q(photo=OuterRef("pk")) | Q(mask=OuterRef("pk")))
    # Looked at while they are new only: what is used stays used, and is most of them.
    age = {"created_at__lt": now - UNUSED_INPUTS_KEPT, "created_at__gt": now - UNUSED_INPUTS_LOOKED_AT}
    for image in InputImage.objects.filter(~Exists(named), name__gt="", **age)[:BATCH]:
        image.delete()
        storages["api"].delete(image.name)


def _prune_deliveries(now: datetime) -> None:
    days = settings.EXTERIOR_API_CALLS_KEPT_DAYS
    if days:
        old = Delivery.objects.exclude(status=Delivery.Status.PENDING).filter(created_at__lt=now - timedelta(days=days))
        batches.delete(old)
