from importlib import import_module
from typing import Any

from celery import Task, current_app
from django.db import transaction


def task(name: str) -> Task:
    # Looked up late, because tasks.py imports the modules that send tasks.
    return getattr(import_module("exterior_api.tasks"), name)


def tell(name: str, *args: Any) -> None:
    """Put a task of this app on its queue at once, also from where its code is not loaded: a render worker."""
    known = current_app.tasks.get(f"exterior_api.tasks.{name}")
    known.delay(*args) if known else current_app.send_task(f"exterior_api.tasks.{name}", args)


def send(name: str, *args: Any) -> None:
    """Put a task of this app on its queue once the transaction is committed.

    A broker that is down is logged, not raised: what was committed has a lease or a due time, and the sweep
    sends it again.
    """

    def publish() -> None:
        task(name).delay(*args)

    transaction.on_commit(publish, robust=True)
