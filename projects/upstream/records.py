"""Every call of the upstream is written down for operators: how it went, and the beginning of what was answered.

Polls come every second, so that a call which creates nothing and is answered as the one before is counted with it.
What cannot be written down costs a line in the log, and never a call.
"""

import html
import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from projects.models import Generation, UpstreamCall

log = logging.getLogger(__name__)

KEPT_CHARACTERS = 2000
# Of a longer answer only this much is looked through.
READ_CHARACTERS = 32 * 1024
# Paths of other people's storage can be as secret as a signature: only who it was is kept.
ADDRESS = re.compile(r"(https?:(?:\\*/){2})(?:[^\s\"'<>\\/@]*@)?([^\s\"'<>\\/?#]*)[^\s\"'<>]*", re.IGNORECASE)
# As JSON writes any letter that it likes, and JSON within JSON.
ESCAPED = re.compile(r"\\+u00([0-9a-f]{2})", re.IGNORECASE)
# A key this short would blot out ordinary words.
SHORTEST_SECRET = 6

_about: ContextVar[tuple[Generation | None, int | None]] = ContextVar("call_about", default=(None, None))


@dataclass
class Answer:
    """What came, as ``transport`` reads it: ``said`` is the one word by which answers are alike."""

    status_code: int | None = None
    content: str = ""
    said: str = ""


@contextmanager
def about(generation: Generation | None, attempt: int | None = None) -> Iterator[None]:
    """Calls made inside belong to this generation, and to this attempt to send it."""
    token = _about.set((generation, attempt))
    try:
        yield
    finally:
        _about.reset(token)


@contextmanager
def written_down(name: str, request_id: str, *, creates: bool) -> Iterator[Answer]:
    """Around one call, which fills in its answer. An error that leaves it is written down as what went wrong."""
    answer, error, began, first = Answer(), "", time.monotonic(), timezone.now()
    try:
        yield answer
    except Exception as raised:
        error = str(raised) or type(raised).__name__
        raise
    finally:
        generation, attempt = _about.get()
        call = UpstreamCall(
            generation=generation,
            name=name,
            attempt=attempt,
            status_code=answer.status_code,
            said=_clean(answer.said)[:40],
            failed=bool(error),
            error=_clean(error)[:300],
            # What belongs to no generation is deleted with nobody: of that no word is kept.
            body=_beginning(answer.content) if generation else "",
            request_id=request_id,
            milliseconds=round(1000 * (time.monotonic() - began)),
            created=first,
            last=first,
        )
        _keep(call, may_repeat=not creates)


def _keep(call: UpstreamCall, may_repeat: bool) -> None:
    try:
        with transaction.atomic():
            if not (may_repeat and _counted_with_the_last(call)):
                call.save(force_insert=True)
    except Exception:
        # Whatever is wrong with the record, the call was made, and its answer is worth more.
        log.warning("a call of the upstream is not written down", exc_info=True)


def _counted_with_the_last(call: UpstreamCall) -> bool:
    # Of those about no generation each kind is a run of its own: an index has their order, and none of all of them.
    beside: dict[str, Any] = {"generation": call.generation} if call.generation else {"name": call.name}
    last = UpstreamCall.objects.filter(**beside).order_by("-id").values("id")[:1]
    alike = {name: getattr(call, name) for name in ("generation", "name", "status_code", "said", "failed")}
    same = UpstreamCall.objects.filter(id=Subquery(last), **alike)
    return bool(
        same.update(
            times=F("times") + 1,
            milliseconds=Greatest("milliseconds", call.milliseconds),
            error=call.error,
            body=call.body,
            request_id=call.request_id,
            last=call.last,
        )
    )


def _beginning(content: str) -> str:
    """Read and written anew, so that no way of escaping hides an address."""
    content = content[:READ_CHARACTERS]
    with suppress(ValueError, RecursionError):
        content = json.dumps(json.loads(content), ensure_ascii=False)
    return _clean(content)[:KEPT_CHARACTERS]


def _clean(text: str) -> str:
    text = html.unescape(ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text))
    text = ADDRESS.sub(r"\1\2/…", text)
    for secret in (settings.EXTERIOR_API_KEY, settings.EXTERIOR_API_USER_ID):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "…")
    # What a text in the database cannot hold.
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
