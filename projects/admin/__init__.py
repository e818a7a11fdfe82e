"""The control room: what operators see and may decide. One file a subject; imported here, so that each registers."""

from projects.admin import callbacks, calls, generations, health, ledger, people, shown, work

__all__ = ["callbacks", "calls", "generations", "health", "ledger", "people", "shown", "work"]
