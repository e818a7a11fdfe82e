"""From a callback or a poll to the stored picture."""

import logging
import random
from datetime import timedelta
from typing import Any

from django.db import transaction

from projects import clock, fetching, images, lifecycle, live, upstream, upstream_health
from projects.generating import leasing, lost_answers
from projects.generating.results import discard, take_pictures
from projects.models import Failure, Generation, Picture, Project, Status

log = logging.getLogger(__name__)

FAST_SECONDS = 15
LONGEST_POLL_SECONDS = 60
LONGEST_LATE_POLL_SECONDS = 3600
LATE_FOR = timedelta(hours=24)
# A SUCCEEDED without a usable picture is asked for again this often, ever more slowly, before it counts as failed.
TRIES_FOR_A_PICTURE = 6
ROUNDS = 3
# Our own last step: the picture is drawn, and being fetched, looked at and stored.
SAVING = "saving"


def collect(generation: Generation) -> None:
    """Ask the upstream how a generation stands, and take over what it says. Safe to call at any time, by many."""
    if not (generation.is_pending or generation.may_come_late):
        return
    lease = leasing.take(generation)
    if lease is None:
        return
    try:
        for _round in range(ROUNDS):
            generation.refresh_from_db()
            _ask(generation, lease)
            if lease.release(ask_again=False):
                return
            Generation.objects.filter(id=generation.id).update(ask_again=False)
    except leasing.Lost:
        log.warning("generation %s: took longer to collect than its lease", generation.id)
    finally:
        lease.release()


def keep(generation: Generation, cause: str, pictures: list[Picture], **fields: Any) -> bool:
    """Make the move with its pictures, which are discarded when somebody else was first."""
    with transaction.atomic():
        moved = lifecycle.move(generation, cause, error="", failure="", **fields)
        if moved:
            Picture.objects.bulk_create(pictures)
    if not moved:
        discard(pictures)
    return moved


def _ask(generation: Generation, lease: leasing.Lease) -> None:
    lease.extend()
    if not (generation.is_pending or generation.may_come_late):
        return
    if not generation.upstream_id:
        asked_about = generation.status == Status.UNKNOWN or generation.may_come_late
        if not asked_about or not lost_answers.follow_hints(generation, lease.extend):
            return
        generation.refresh_from_db()
    wait = _seconds_to_next_poll(generation)
    try:
        with upstream_health.asking(generation):
            snapshot = upstream.get(generation.upstream_id)
        wait = _take_over(generation, snapshot, lease) or wait
    except upstream.UpstreamError as error:
        _note(generation, str(error))
        wait = max(wait, error.retry_after or 0)
    _schedule(generation, wait)


def _take_over(generation: Generation, snapshot: upstream.Snapshot, lease: leasing.Lease) -> float | None:
    """Seconds until it makes sense to ask again, where that is not the usual time."""
    if snapshot.variations not in (None, generation.project.upstream_variations):
        Project.objects.filter(id=generation.project_id).update(upstream_variations=snapshot.variations)
    if snapshot.status == Status.PROCESSING and generation.is_pending:
        if generation.status == Status.STARTING:
            lifecycle.move(generation, "drawing", started=clock.now())
        _show_progress(generation, snapshot)
    elif snapshot.status == Status.FAILED and generation.is_pending:
        lifecycle.move(generation, "upstream_failed", failure=snapshot.failure, error=snapshot.error)
    elif snapshot.status == Status.FAILED:
        Generation.objects.filter(id=generation.id).update(next_poll=None)
    elif snapshot.status == Status.SUCCEEDED:
        return _finish(generation, snapshot, lease)
    return None


def _finish(generation: Generation, snapshot: upstream.Snapshot, lease: leasing.Lease) -> float | None:
    if Generation.objects.pending().filter(id=generation.id).exclude(step=SAVING).update(step=SAVING):
        live.nudge(generation.project.owner_id, generation.id)
    # Known to the pictures' captions before it is stored with them.
    generation.report = snapshot.report
    try:
        pictures = _pictures(generation, snapshot, lease)
    except (fetching.FetchError, images.ImageError, upstream.UpstreamError) as error:
        return _no_picture(generation, f"picture not usable: {error}")
    cause = "drawn" if generation.is_pending else "late_picture"
    keep(generation, cause, pictures, report=snapshot.report)
    return None


def _pictures(generation: Generation, snapshot: upstream.Snapshot, lease: leasing.Lease) -> list[Picture]:
    try:
        return take_pictures(generation, _some(snapshot.images), lease.extend)
    except fetching.FetchError as error:
        if not error.gone:
            raise
    # Result URLs are short-lived: the upstream is asked for fresh ones, once.
    lease.extend()
    with upstream_health.asking(generation):
        fresh = upstream.get(generation.upstream_id)
    return take_pictures(generation, _some(fresh.images), lease.extend)


def _some(urls: list[str]) -> list[str]:
    if not urls:
        raise fetching.FetchError("SUCCEEDED without an image")
    return urls


def _no_picture(generation: Generation, error: str) -> float:
    log.warning("generation %s: %s", generation.id, error)
    bad = generation.bad_results + 1
    Generation.objects.filter(id=generation.id).update(error=error, bad_results=bad)
    if bad >= TRIES_FOR_A_PICTURE and generation.is_pending:
        lifecycle.move(generation, "no_picture", failure=Failure.BAD_RESULT, error=error)
    return min(2**bad, LONGEST_POLL_SECONDS) * random.uniform(0.8, 1.2)


def _show_progress(generation: Generation, snapshot: upstream.Snapshot) -> None:
    changed = Generation.objects.filter(id=generation.id, status=Status.PROCESSING).exclude(
        progress=snapshot.progress, step=snapshot.step
    )
    if changed.update(progress=snapshot.progress, step=snapshot.step):
        live.nudge(generation.project.owner_id, generation.id)


def _note(generation: Generation, error: str) -> None:
    Generation.objects.filter(id=generation.id).update(error=error)


def _seconds_to_next_poll(generation: Generation) -> float:
    """Every second for the first 15, then a tenth of the age up to a minute, up to an hour when late; with jitter."""
    age = (clock.now() - (generation.submitted or generation.created)).total_seconds()
    if generation.is_pending and age < FAST_SECONDS:
        return 1
    longest = LONGEST_POLL_SECONDS if generation.is_pending else LONGEST_LATE_POLL_SECONDS
    return min(max(age / 10, 1), longest) * random.uniform(0.9, 1.1)


def _schedule(generation: Generation, wait: float) -> None:
    now = clock.now()
    row = Generation.objects.filter(id=generation.id)
    due = now + timedelta(seconds=wait)
    if row.pending().update(next_poll=due, polls=generation.polls + 1):
        return
    late = row.filter(status=Status.FAILED, next_poll__isnull=False)
    late.update(next_poll=due if generation.created > now - LATE_FOR else None, polls=generation.polls + 1)
