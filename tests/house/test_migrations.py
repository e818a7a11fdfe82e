"""A migration leaves the version before it working, which runs on until the new one has started."""

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

# From the ones after these on; nothing older runs anywhere.
LAST_BEFORE = {"projects": "0008_export", "exterior_api": "0003_developer_space"}
HARMLESS = (
    migrations.AddIndex,
    migrations.AlterModelManagers,
    migrations.AlterModelOptions,
    migrations.CreateModel,
    migrations.RemoveIndex,
    migrations.RunPython,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)


def disturbance(operation, app_label, state) -> str | None:
    """What an operation would do to code that does not know of it; ``state`` is that of before."""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if field.null or field.many_to_many or field.has_db_default():
            return None
        return "the version before inserts rows without the column: give it db_default or null"
    if isinstance(operation, migrations.AlterField):
        old = state.models[app_label, operation.model_name_lower].get_field(operation.name)
        if _column(old) == _column(operation.field):
            return None
        return "the column changes under the version before: add another, and move over in two versions"
    return None if isinstance(operation, HARMLESS) else "the version before still uses what is changed here"


def _column(field):
    return field.clone().db_parameters(connection)["type"], field.null, field.unique


def later_migrations():
    loader = MigrationLoader(None)
    for key in loader.graph.leaf_nodes():
        for label, name in loader.graph.forwards_plan(key):
            if label in LAST_BEFORE and name > LAST_BEFORE[label]:
                yield loader, (label, name)


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say():
    call_command("makemigrations", *LAST_BEFORE, check=True, dry_run=True)


def test_no_migration_disturbs_the_version_before():
    found = []
    for loader, (label, name) in later_migrations():
        state = loader.project_state((label, name), at_end=False)
        for operation in loader.graph.nodes[label, name].operations:
            if words := disturbance(operation, label, state):
                found.append(f"{label} {name}: {operation.describe()}: {words}")
            operation.state_forwards(label, state)
    assert not found, "\n".join(found)
    assert set(LAST_BEFORE) <= {config.label for config in apps.get_app_configs()}


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("user", "shoe_size", models.IntegerField(default=43)),
        migrations.AlterField("user", "language", models.CharField(max_length=2)),
        migrations.AlterField("user", "email", models.EmailField(unique=True)),
        migrations.RemoveField("user", "language"),
        migrations.RenameField("user", "language", "tongue"),
        migrations.DeleteModel("photo"),
        migrations.RunSQL("DROP TABLE projects_photo"),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_would_disturb_it_is_seen(operation):
    state = MigrationLoader(None).project_state(("projects", LAST_BEFORE["projects"]))
    assert disturbance(operation, "projects", state)


def test_what_only_adds_is_let_through():
    state = MigrationLoader(None).project_state(("projects", LAST_BEFORE["projects"]))
    for field in (models.IntegerField(db_default=43), models.IntegerField(null=True)):
        assert not disturbance(migrations.AddField("user", "shoe_size", field), "projects", state)
