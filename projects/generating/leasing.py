"""The right to collect a generation: one collector at a time, and no longer than it gives signs of life."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from projects import clock, upstream
from projects.models import Generation

# Beside what it waits for: what a collector does by itself.
OWN_SECONDS = 30


class Lost(Exception):
    """The lease ran out, and somebody else may have it now."""


class Lease:
    def __init__(self, generation: Generation, until: datetime) -> None:
        self.generation, self.until = generation, until

    def extend(self) -> None:
        """Called before each thing that may take long. Raises Lost."""
        until = clock.now() + timedelta(seconds=_seconds())
        if not self._held().update(collecting_until=until):
            raise Lost
        self.until = until

    def release(self, **only_if: bool) -> bool:
        return bool(self._held().filter(**only_if).update(collecting_until=None))

    def _held(self) -> QuerySet[Generation]:
        return Generation.objects.filter(id=self.generation.id, collecting_until=self.until)


def take(generation: Generation) -> Lease | None:
    """None when somebody has it, who will then ask once more."""
    row = Generation.objects.filter(id=generation.id)
    for _try in range(2):
        now = clock.now()
        lease = Lease(generation, now + timedelta(seconds=_seconds()))
        free = row.filter(Q(collecting_until=None) | Q(collecting_until__lte=now))
        if free.update(collecting_until=lease.until, ask_again=False):
            return lease
        # Tried again after this, in case the holder let go before it could see the wish.
        row.update(ask_again=True)
    return None


def _seconds() -> int:
    """Longer than one call of the upstream, or one picture that is fetched, decoded and stored, can take."""
    a_picture = settings.RESULT_TIMEOUT_SECONDS + 3 * settings.PHOTO_READ_SECONDS
    return OWN_SECONDS + max(upstream.longest_call_seconds(), a_picture)
