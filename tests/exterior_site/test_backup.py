"""A backup brings everything back, into a database and a storage that hold nothing."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from exterior_site import backup
from tests import gardens, services

ROOT = Path(__file__).parents[2]
# What migrate makes by itself, and may number as it likes.
MADE_ANEW = ["--exclude=contenttypes", "--exclude=auth.permission"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _programs_of_postgres(monkeypatch):
    monkeypatch.setenv("PATH", f"{services.postgres_binaries()}:{os.environ['PATH']}")


@pytest.fixture
def site(settings, tmp_path):
    """A site with people, photos and pictures, its files in a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        **{
            alias: {**settings.STORAGES[alias], "OPTIONS": {**settings.STORAGES[alias]["OPTIONS"], "location": folder}}
            for alias, folder in (("default", tmp_path / "media" / "site"), ("api", tmp_path / "media" / "api"))
        },
    }
    anna = gardens.person("anna@example.com")
    gardens.share(gardens.fill(anna)[0])
    storages["api"].save("results/x.png", gardens.images.png(gardens.Image.new("RGB", (8, 8))))
    return anna


@pytest.fixture
def empty(tmp_path):
    """The environment of a site that holds nothing yet."""
    environ = {**os.environ, "VAR_DIR": str(tmp_path / "new"), "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    if connection.vendor == "sqlite":
        yield environ
        return
    name = f"restored_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    environ["DATABASE_URL"] = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    yield environ
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environ, *words):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)], cwd=ROOT, env=environ, capture_output=True, text=True
    )


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()
    }


def test_everything_comes_back_into_an_empty_database_and_an_empty_storage(site, empty, settings, tmp_path, capsys):
    call_command("backup", tmp_path / "copy")
    before = tmp_path / "before.json"
    call_command("dumpdata", *MADE_ANEW, output=before)
    restored = manage(empty, "restore", tmp_path / "copy")
    assert restored.returncode == 0, restored.stderr
    after = tmp_path / "after.json"
    assert manage(empty, "dumpdata", *MADE_ANEW, "--output", after).returncode == 0
    assert before.read_text() == after.read_text()
    assert str(site.id) in after.read_text()
    kept = files(tmp_path / "media")
    assert len(kept) > 20
    assert files(tmp_path / "new" / "media") == kept

    with pytest.raises(CommandError, match="The database is not empty"):
        call_command("restore", tmp_path / "copy")
    settings.SECRET_KEY = "another"
    with pytest.raises(CommandError, match="SECRET_KEY is not the one of the backup"):
        call_command("restore", tmp_path / "copy")


def test_a_second_backup_brings_what_is_new_and_forgets_what_was_deleted(site, tmp_path, monkeypatch):
    backup.save(tmp_path / "copy")
    gone, new = next(backup._names(storages["default"])), "photos/new.txt"
    storages["default"].delete(gone)
    storages["default"].save(new, ContentFile(b"new"))
    copied = []
    copy = backup._copy
    monkeypatch.setattr(backup, "_copy", lambda storage, name, to: (copied.append(name), copy(storage, name, to)))
    backup.save(tmp_path / "copy")
    assert copied == [new]
    assert files(tmp_path / "copy" / "files" / "default") == files(tmp_path / "media" / "site")


def test_a_backup_that_was_cut_short_is_not_restored(tmp_path):
    (tmp_path / "database").write_bytes(b"half")
    with pytest.raises(CommandError, match="holds no whole backup"):
        call_command("restore", tmp_path)
