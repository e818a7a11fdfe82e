"""How long it usually takes."""

import pytest

from projects import generating
from projects.models import Status
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("api")]


def test_usual_times_are_told_only_when_measured():
    assert generating.usual_seconds("POOL") is None
    project = factories.project(factories.member(photos=20))
    for seconds in (60, 70, 80, 90, 100):
        generation = factories.generation(project, status=Status.SUCCEEDED)
        factories.past(generation, created=seconds, finished=0)
    assert generating.usual_seconds("POOL") == (70, 90)
