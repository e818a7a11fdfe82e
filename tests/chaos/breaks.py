"""Each switches one protection off, from outside: a net that does not notice is no net."""

import contextlib

import requests
from django.db.models import F

from projects import generating, ledger, lifecycle, upstream
from projects.generating import results
from projects.models import PENDING, Generation, Status


def refund() -> None:
    """Failures give nothing back."""
    ledger.refund = lambda generation: None


def callback() -> None:
    """What a callback's body says is believed, and fetched from wherever it says."""
    record = generating.record_callback

    def believe(generation, body, remote_address):
        record(generation, body, remote_address)
        with contextlib.suppress(requests.RequestException, OSError):
            for url in upstream.images_in(body):
                picture = results._stored(generation, 0, requests.get(url, timeout=5).content)
                if Generation.objects.filter(id=generation.id, status__in=PENDING).update(status=Status.SUCCEEDED):
                    picture.save()

    generating.record_callback = believe


def sweeper() -> None:
    """Nobody looks for what a crash left behind."""
    generating.sweep = lambda: None
    generating.due_for_sending = list


def claim() -> None:
    """Whoever is told to send a generation sends it."""
    checked = lifecycle.move

    def unchecked(generation, cause, **fields):
        if cause != "claimed":
            return checked(generation, cause, **fields)
        Generation.objects.filter(id=generation.id).update(
            status=Status.SUBMITTING, claimed=fields["claimed"], attempts=F("attempts") + 1
        )
        generation.refresh_from_db()
        return True

    lifecycle.move = unchecked


BREAKS = {"refund": refund, "callback": callback, "sweeper": sweeper, "claim": claim}
