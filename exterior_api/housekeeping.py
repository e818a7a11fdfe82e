"""What is not needed any more: old lines of the log of calls, answers to keys, images that nothing names."""

from datetime import timedelta

from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from . import call_log
from .models import Generation, IdempotentAnswer, InputImage

ANSWERS_KEPT = timedelta(hours=24)
UNUSED_INPUTS_KEPT = timedelta(days=2)
BATCH = 500


def tidy() -> None:
    now = timezone.now()
    IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()
    call_log.prune()
    named = Generation.objects.filter(Q(photo=OuterRef("pk")) | Q(mask=OuterRef("pk")))
    unused = InputImage.objects.filter(~Exists(named), created_at__lt=now - UNUSED_INPUTS_KEPT)
    for image in unused[:BATCH]:
        image.delete()
        storages["api"].delete(image.name)
