"""What a database says of a broken rule gets into logs and to Sentry: the rule, and nothing of anybody's."""

import traceback

import pytest
from django.db import DatabaseError, connection, transaction

from projects.models import ClientFolder, Project, User
from tests import factories

WORDS = "Mrs Lemercier of Tours"


def broken_rules():
    """Each breaks one rule of the database with somebody's words at hand."""
    member = factories.member()
    project = factories.project(member)
    yield lambda: ClientFolder.objects.bulk_create(ClientFolder(owner=member, name_key=WORDS) for _twice in range(2))
    yield lambda: Project.objects.bulk_create([Project(owner=member, photo=project.photo, title=WORDS)])
    yield lambda: User.objects.filter(id=member.id).update(email=WORDS, last_seen=None)
    yield lambda: connection.cursor().execute(f"SELECT CAST('{WORDS}' AS uuid) WHERE '{WORDS}' = ")
    yield lambda: connection.cursor().execute("SELECT CAST(%s AS uuid), no_such_column FROM nowhere", [WORDS])


@pytest.mark.django_db
def test_no_error_of_the_database_repeats_what_somebody_wrote():
    told = []
    for break_it in broken_rules():
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            break_it()
        # As a log prints it, what caused it included.
        told.append("".join(traceback.format_exception(caught.value, limit=0)))
    assert all(words.strip() for words in told)
    assert WORDS not in "".join(told)
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT CAST(%s AS uuid)", [WORDS])
        assert str(caught.value) == "invalid input syntax for type uuid"
