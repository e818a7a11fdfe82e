"""The control room: what operators see and may decide. One file a subject; imported here, so that each registers."""

from projects.admin import callbacks, generations, health, ledger, people, work

__all__ = ["callbacks", "generations", "health", "ledger", "people", "work"]
