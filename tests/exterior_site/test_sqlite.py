"""Connections to SQLite are kept after a request, and none carries anything over into the next."""

import pytest
from django.db import connections

from exterior_site.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(tmp_path):
    """Makes wrappers as each thread has one of its own, all of one file."""

    def wrapper() -> DatabaseWrapper:
        place = {"NAME": tmp_path / "db.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
        place = {**connections["default"].settings_dict, **place}
        return DatabaseWrapper(place, alias="other")

    first = wrapper()
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE beds (name TEXT)")
    first.close()
    return wrapper


def execute(wrapper, sql, *values):
    with wrapper.cursor() as cursor:
        return cursor.execute(sql, values).fetchall()


def test_a_closed_connection_is_lent_again(database):
    first, second = database(), database()
    execute(first, "SELECT 1")
    raw = first.connection
    first.close()
    execute(second, "SELECT 1")
    assert second.connection is raw


def test_two_at_once_never_share_one(database):
    first, second = database(), database()
    execute(first, "SELECT 1")
    execute(second, "SELECT 1")
    assert first.connection is not second.connection


def test_what_was_not_committed_is_gone_and_its_connection_with_it(database):
    first, second = database(), database()
    first.set_autocommit(False)
    execute(first, "INSERT INTO beds VALUES (?)", "lavender")
    raw = first.connection
    first.close()
    assert execute(second, "SELECT * FROM beds") == []
    assert second.connection is not raw


def test_a_lent_connection_sees_what_others_wrote_meanwhile(database):
    first, second = database(), database()
    assert execute(first, "SELECT * FROM beds") == []
    first.close()
    kept = database()
    execute(second, "INSERT INTO beds VALUES (?)", "box")
    assert execute(kept, "SELECT * FROM beds") == [("box",)]


def test_a_connection_does_not_outlive_its_file(database, tmp_path):
    first, second = database(), database()
    execute(first, "SELECT * FROM beds")
    for file in tmp_path.glob("db.sqlite3*"):
        file.rename(file.with_name(f"away-{file.name}"))
    raw = first.connection
    first.close()
    assert execute(second, "SELECT name FROM sqlite_master") == []
    assert second.connection is not raw


def test_a_connection_that_failed_is_not_lent_again(database):
    first, second = database(), database()
    execute(first, "SELECT 1")
    raw = first.connection
    first.errors_occurred = True
    first.close()
    execute(second, "SELECT 1")
    assert second.connection is not raw
