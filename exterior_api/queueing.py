from importlib import import_module
from typing import Any

from celery import Task
from django.db import transaction


def task(name: str) -> Task:
    # Looked up late, because tasks.py imports the modules that send tasks.
    return getattr(import_module("exterior_api.tasks"), name)


def send(name: str, *args: Any) -> None:
    """Put a task of this app on its queue once the transaction is committed.

    A broker that is down is logged, not raised: what was committed has a lease or a due time, and the sweep
    sends it again.
    """

    def publish() -> None:
        task(name).delay(*args)

    transaction.on_commit(publish, robust=True)
