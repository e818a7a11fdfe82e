"""One id from a person's click through tasks, calls of the API, the renderer and the callback: one grep shows it all.

A browser or a proxy may bring it as X-Request-ID; whoever brings none is given one.
"""

import re
import uuid
from contextvars import ContextVar, Token

from django.core.cache import cache

HEADER = "X-Request-ID"
# What comes from outside is printed and passed on: nothing but these.
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
BEAT = "beat-"
KEPT_SECONDS = 24 * 60 * 60

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    return _current.get()


def begin(request_id: str) -> Token:
    return _current.set(request_id)


def end(token: Token) -> None:
    _current.reset(token)


def new(prefix: str = "") -> str:
    return prefix + uuid.uuid4().hex


def accepted(brought: str | None) -> str:
    """The id that came from outside, or "" when it is none."""
    return brought if brought and WELL_FORMED.fullmatch(brought) and not brought.startswith(BEAT) else ""


def headers_of_calls() -> dict[str, str]:
    """What a call to another server carries; the settings hand it to the apps."""
    return {HEADER: current()} if current() else {}


def remember(about: str, click: str) -> None:
    """Keep which click a thing came from: what beat or a vendor does about it later belongs to the same."""
    try:
        cache.set(_key(about), click, KEPT_SECONDS)
    except Exception:
        # Only the trace is thinner; the broker's absence is told by whoever needs it.
        return


def recall(about: str) -> str:
    try:
        return cache.get(_key(about)) or ""
    except Exception:
        return ""


def _key(about: str) -> str:
    return f"click:{about}"
