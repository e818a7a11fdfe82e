"""A migration that is interrupted half-way leaves the database as it was, and the next run goes on."""

import pytest
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor

OURS = ("projects", "exterior_api")


class Killed(Exception):
    pass


def migrations_with_data() -> list[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    nodes = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return sorted(
        key
        for key, migration in nodes.items()
        if key[0] in OURS and any(isinstance(operation, RunPython) for operation in migration.operations)
    )


def parent_of(executor, key) -> list[tuple[str, str]]:
    return [parent.key for parent in executor.loader.graph.node_map[key].parents if parent.key[0] == key[0]]


def schema() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        return {
            table: sorted(column.name for column in connection.introspection.get_table_description(cursor, table))
            for table in sorted(connection.introspection.table_names(cursor))
        }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("app", OURS)
def test_what_was_interrupted_is_undone_and_goes_on_when_run_again(app):
    """On one way forth through all of them: SQLite makes tables anew at each step of it."""
    keys = [key for key in migrations_with_data() if key[0] == app]
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    assert keys
    try:
        for key in keys:
            executor = MigrationExecutor(connection)
            executor.migrate(parent_of(executor, key))
            before = schema()
            is_undone(key, before)
            MigrationExecutor(connection).migrate([key])
            assert key in MigrationExecutor(connection).loader.applied_migrations
            assert schema() != before
    finally:
        MigrationExecutor(connection).migrate(latest)


def is_undone(key, before):
    executor = MigrationExecutor(connection)
    operations = executor.loader.graph.nodes[key].operations
    last = next(at for at, operation in enumerate(operations) if isinstance(operation, RunPython))
    fill = operations[last].code

    def fill_and_die(apps, schema_editor):
        fill(apps, schema_editor)
        # What changes data can be run twice, as after a fault that is not undone.
        fill(apps, schema_editor)
        raise Killed

    operations[last].code = fill_and_die
    with pytest.raises(Killed):
        executor.migrate([key])
    operations[last].code = fill
    assert schema() == before
    assert key not in MigrationExecutor(connection).loader.applied_migrations
