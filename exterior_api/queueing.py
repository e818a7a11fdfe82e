"""Tasks are sent by name: what sends them is imported by what they run."""

from typing import Any

from celery import current_app
from django.db import transaction


def tell(name: str, *args: Any) -> None:
    """Put a task of this app on its queue at once, also from where its code is not loaded: a render worker."""
    known = current_app.tasks.get(f"exterior_api.tasks.{name}")
    known.delay(*args) if known else current_app.send_task(f"exterior_api.tasks.{name}", args)


def send(name: str, *args: Any) -> None:
    """Put a task of this app on its queue once the transaction is committed.

    A broker that is down is logged, not raised: what was committed has a lease or a due time, and the sweep
    sends it again.
    """
    transaction.on_commit(lambda: tell(name, *args), robust=True)
