"""A copy of everything that a site keeps, in a folder: the database, and the files of each storage.

The database is copied first. Files never change once they are stored and are stored before the row that names them
is committed, so a copy made while the site works holds the files of all of its rows.
"""

import hashlib
import hmac
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import connection
from django.utils import timezone

DATABASE, FILES, ABOUT = "database", "files", "about.json"


class BackupError(Exception):
    """What stands in the way of a backup or of restoring one, in words for an operator."""


def save(folder: Path) -> dict:
    """Copy database and files into ``folder``; what a backup before left there is brought up to date.

    Files that the site has deleted since go from the copy too. Returns what about.json says. Raises BackupError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    about = {"made_at": timezone.now().isoformat(), "database": connection.vendor, "secret_key": _fingerprint()}
    _dump(folder / DATABASE)
    about["files"] = {alias: _mirror(storage, folder / FILES / alias) for alias, storage in _storages()}
    (folder / ABOUT).write_text(json.dumps(about, indent=1))
    return about


def restore(folder: Path) -> dict:
    """Fill the empty database and the empty storages of this site from a backup. Raises BackupError, before anything
    was written, when they are not empty, or the backup is of another database or was made under another secret."""
    about = _read(folder)
    if about["database"] != connection.vendor:
        raise BackupError(f"This backup is of {about['database']}, and DATABASE_URL names {connection.vendor}.")
    if about["secret_key"] != _fingerprint():
        raise BackupError("SECRET_KEY is not the one of the backup: set the old one, or nobody's second factor works.")
    if connection.introspection.table_names():
        raise BackupError("The database is not empty. Name a new one in DATABASE_URL.")
    for alias, storage in _storages():
        if next(_names(storage), None):
            raise BackupError(f"The storage of {alias} is not empty. Name a new one in STORAGE_URL.")
    _load(folder / DATABASE)
    for alias, storage in _storages():
        _fill(storage, folder / FILES / alias)
    return about


def _read(folder: Path) -> dict:
    try:
        return json.loads((folder / ABOUT).read_text())
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} holds no whole backup: {ABOUT} is written last and cannot be read.") from error


def _fingerprint() -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def _storages() -> list[tuple[str, Storage]]:
    return [(alias, storages[alias]) for alias in ("default", "api")]


def _dump(file: Path) -> None:
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(new)) as copy:
            connection.connection.backup(copy)
    else:
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={new}")
    os.replace(new, file)


def _load(file: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(file)) as copy:
            copy.backup(connection.connection)
    else:
        database = str(connection.settings_dict["NAME"])
        _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database}", file)


def _postgres(program: str, *arguments) -> None:
    words, environ = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    # All but the last of psql's own words, its database, are understood by its sisters too.
    where = words[1:-1]
    database = [words[-1]] if program == "pg_dump" else []
    try:
        subprocess.run(  # noqa: S603  a program of PostgreSQL and the operator's own settings
            [program, *where, *arguments, *database],
            env={**os.environ, **(environ or {})},
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} was not found: install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program} failed: {error.stderr.strip()}") from error


def _names(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        if name:
            yield f"{folder}{name}"
    for name in folders:
        yield from _names(storage, f"{folder}{name}/")


def _mirror(storage: Storage, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    kept = set()
    for name in _names(storage):
        copy = folder / name
        kept.add(copy)
        if not copy.exists():
            _copy(storage, name, copy)
    for copy in folder.rglob("*"):
        if copy.is_file() and copy not in kept:
            copy.unlink()
    return len(kept)


def _copy(storage: Storage, name: str, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    half = copy.with_name(f".{copy.name}.half")
    try:
        with storage.open(name) as source, open(half, "wb") as target:
            shutil.copyfileobj(source, target)
    except FileNotFoundError:
        # Somebody deleted it while the list was read.
        half.unlink(missing_ok=True)
        return
    os.replace(half, copy)


def _fill(storage: Storage, folder: Path) -> None:
    for copy in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = copy.relative_to(folder).as_posix()
        with open(copy, "rb") as source:
            if (stored := storage.save(name, File(source))) != name:
                raise BackupError(f"The storage calls {name} {stored}: it was not empty.")
