"""When the answer to our call was lost: what callbacks may still tell of it."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from projects import clock, lifecycle, upstream, upstream_health
from projects.models import CallbackRecord, Generation, Status

log = logging.getLogger(__name__)

# Kept for each generation; more are answered, and collected for, but not written down.
MOST_RECORDS = 20
ASK_AGAIN_SECONDS = 15
Flag = CallbackRecord.Flag


def record_callback(generation: Generation, body: str, remote_address: str | None) -> None:
    """Keep a callback that came with the right token. Nothing in it is believed."""
    if generation.callbacks.count() >= MOST_RECORDS:
        return
    CallbackRecord.objects.create(
        generation=generation,
        body=body.replace("\x00", ""),
        hint=upstream.id_in(body),
        remote_address=remote_address,
        status_before=generation.status,
    )


def follow_hints(generation: Generation, before_each: Callable[[], None]) -> bool:
    """Ask the upstream about ids found in callbacks of a generation that has none. True once one is learned."""
    again = None
    for record in generation.callbacks.filter(flag="").order_by("id"):
        if not record.hint:
            _flag(record, Flag.NO_ID)
            continue
        before_each()
        try:
            learned = learn_id(generation, record.hint)
        except upstream.UpstreamError as error:
            log.warning("generation %s: hint not asked about: %s", generation.id, error)
            again = clock.now() + timedelta(seconds=ASK_AGAIN_SECONDS)
            break
        _flag(record, Flag.FOLLOWED if learned else Flag.ID_REFUSED)
        if learned:
            return True
    Generation.objects.filter(id=generation.id, upstream_id="").update(next_poll=again)
    return False


def learn_id(generation: Generation, upstream_id: str, decided: lifecycle.Decision | None = None) -> bool:
    """Take an id for a generation that has none, if the upstream knows it and no other of ours has it.

    Raises UpstreamError when the upstream cannot be asked now.
    """
    if Generation.objects.filter(upstream_id=upstream_id).exclude(id=generation.id).exists():
        return False
    try:
        with upstream_health.asking(generation):
            upstream.get(upstream_id)
    except upstream.UpstreamError as error:
        if error.permanent:
            return False
        raise
    now = clock.now()
    known: dict[str, Any] = {"upstream_id": upstream_id, "submitted": now, "next_poll": now}
    if lifecycle.move(generation, "id_learned", decided=decided, error="", **known):
        return True
    late = Generation.objects.filter(id=generation.id, status=Status.FAILED, upstream_id="")
    return bool(late.update(**known))


def _flag(record: CallbackRecord, flag: str) -> None:
    CallbackRecord.objects.filter(id=record.id).update(flag=flag)
