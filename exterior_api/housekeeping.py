"""What is not needed any more: answers to keys that nobody repeats, images that nothing names."""

from datetime import timedelta

from django.core.files.storage import storages
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .models import Generation, IdempotentAnswer, InputImage

ANSWERS_KEPT = timedelta(hours=24)
UNUSED_INPUTS_KEPT = timedelta(days=2)
BATCH = 500


def tidy() -> None:
    now = timezone.now()
    IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()
    named = Generation.objects.filter(Q(photo=OuterRef("pk")) | Q(mask=OuterRef("pk")))
    unused = InputImage.objects.filter(~Exists(named), created_at__lt=now - UNUSED_INPUTS_KEPT)
    for image in unused[:BATCH]:
        image.delete()
        storages["api"].delete(image.name)
