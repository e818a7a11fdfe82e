"""The kinds of things that are drawn, by name. What draws one is loaded when it is first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .kind import Kind


def _terrace() -> "Kind":
    from .terrace import KIND

    return KIND


def _pool() -> "Kind":
    from .pool import KIND

    return KIND


def _petanque() -> "Kind":
    from .petanque import KIND

    return KIND


TABLE: dict[str, Callable[[], "Kind"]] = {"TERRACE": _terrace, "POOL": _pool, "PETANQUE": _petanque}
KINDS = tuple(TABLE)
