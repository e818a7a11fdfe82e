"""From a callback or a poll to the stored picture."""

import logging
import random
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from projects import fetching, images, lifecycle, live, upstream
from projects.models import CallbackRecord, Failure, Generation, Picture, Project, Status

log = logging.getLogger(__name__)

FAST_SECONDS = 15
LONGEST_POLL_SECONDS = 60
COLLECT_LOCK_SECONDS = 120
MAX_RESULT_BYTES = 200 * 1024 * 1024
# A SUCCEEDED without a usable picture is asked for again this often before it counts as failed.
TRIES_FOR_A_PICTURE = 5


def record_callback(generation: Generation, body: str, remote_address: str | None) -> None:
    """Keep a callback that came with the right token, and make the generation due to be asked about."""
    CallbackRecord.objects.create(
        generation=generation,
        body=body.replace("\x00", ""),
        remote_address=remote_address,
        status_before=generation.status,
    )


def collect(generation: Generation) -> None:
    """Ask the upstream how a generation stands, and take over what it says. Safe to call at any time, by many."""
    late = generation.status == Status.FAILED and generation.failure == Failure.TOO_LATE
    if not generation.upstream_id or not (generation.is_pending or late):
        return
    lock, again = f"collect:{generation.id}", f"collect-again:{generation.id}"
    cache.set(again, "1", COLLECT_LOCK_SECONDS)
    if not cache.add(lock, "1", COLLECT_LOCK_SECONDS):
        # Whoever holds the lock asks once more, in case its answer is older than what brought us here.
        return
    try:
        while cache.delete(again):
            generation.refresh_from_db()
            _ask(generation)
    finally:
        cache.delete(lock)


def _ask(generation: Generation) -> None:
    try:
        _take_over(generation, upstream.get(generation.upstream_id))
    except upstream.UpstreamError as error:
        _note(generation, str(error))
    _schedule_next_poll(generation)


def _take_over(generation: Generation, snapshot: upstream.Snapshot) -> None:
    if snapshot.variations is not None:
        Project.objects.filter(id=generation.project_id).update(upstream_variations=snapshot.variations)
    if snapshot.status == Status.PROCESSING:
        lifecycle.move(generation, "drawing", started=timezone.now())
        _show_progress(generation, snapshot)
    elif snapshot.status == Status.FAILED:
        lifecycle.move(generation, "upstream_failed", failure=snapshot.failure, error=snapshot.error)
    elif snapshot.status == Status.SUCCEEDED:
        _finish(generation, snapshot)


def _finish(generation: Generation, snapshot: upstream.Snapshot) -> None:
    if not snapshot.images:
        _no_picture(generation, "SUCCEEDED without an image")
        return
    pictures = []
    try:
        for position, url in enumerate(snapshot.images):
            pictures.append(_stored(generation, position, fetching.fetch(url, MAX_RESULT_BYTES)))
    except (fetching.FetchError, images.ImageError) as error:
        _discard(pictures)
        _no_picture(generation, f"picture not usable: {error}")
        return
    cause = "late_picture" if generation.status == Status.FAILED else "drawn"
    with transaction.atomic():
        moved = lifecycle.move(generation, cause, report=snapshot.report, error="", failure="")
        if moved:
            Picture.objects.bulk_create(pictures)
    if not moved:
        _discard(pictures)


def _stored(generation: Generation, position: int, content: bytes) -> Picture:
    """Verify a result as an image and store it with its previews. Raises ImageError."""
    image = images.read_picture(content)
    picture = Picture(generation=generation, position=position, width=image.width, height=image.height)
    name = f"pictures/{generation.id}/{position}"
    picture.file.save(f"{name}.png", images.png(image), save=False)
    picture.preview.save(f"{name}-preview.webp", images.preview(image), save=False)
    picture.thumbnail.save(f"{name}-thumbnail.webp", images.thumbnail(image), save=False)
    return picture


def _discard(pictures: list[Picture]) -> None:
    for picture in pictures:
        for file in (picture.file, picture.preview, picture.thumbnail):
            file.storage.delete(file.name)


def _no_picture(generation: Generation, error: str) -> None:
    log.warning("generation %s: %s", generation.id, error)
    _note(generation, error)
    if generation.polls >= TRIES_FOR_A_PICTURE and _said_done_often(generation):
        lifecycle.move(generation, "no_picture", failure=Failure.BAD_RESULT, error=error)


def _said_done_often(generation: Generation) -> bool:
    key = f"no-picture:{generation.id}"
    cache.add(key, 0, 24 * 60 * 60)
    return cache.incr(key) >= TRIES_FOR_A_PICTURE


def _show_progress(generation: Generation, snapshot: upstream.Snapshot) -> None:
    changed = Generation.objects.filter(id=generation.id, status=Status.PROCESSING).exclude(
        progress=snapshot.progress, step=snapshot.step
    )
    if changed.update(progress=snapshot.progress, step=snapshot.step):
        live.nudge(generation.project.owner_id, generation.id)


def _note(generation: Generation, error: str) -> None:
    Generation.objects.filter(id=generation.id).update(error=error)


def _schedule_next_poll(generation: Generation) -> None:
    """Every second for the first 15, then a tenth of the age up to a minute, with jitter."""
    age = (timezone.now() - (generation.submitted or generation.created)).total_seconds()
    wait = 1 if age < FAST_SECONDS else min(age / 10, LONGEST_POLL_SECONDS) * random.uniform(0.9, 1.1)
    Generation.objects.pending().filter(id=generation.id).update(
        next_poll=timezone.now() + timedelta(seconds=wait), polls=generation.polls + 1
    )
