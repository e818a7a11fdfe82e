import io

import pytest
import responses
from django.db.models import Sum

from projects import clock, generating, tasks
from projects.models import User
from tests import factories
from tests.projects import fake_upstream, files


@pytest.fixture
def member(client):
    """Signed in, with five photos."""
    return factories.sign_in(client, factories.member())


@pytest.fixture
def queued(monkeypatch) -> list:
    """The tasks that were asked for, in place of a queue."""
    asked = []
    monkeypatch.setattr(tasks, "soon", lambda task, *ids: asked.append((task.name.rpartition(".")[2], *ids)))
    return asked


@pytest.fixture
def project(client):
    """Of a member who is signed in and has begun to draw on it."""
    made = factories.project(factories.member(), files.SIZE)
    factories.sign_in(client, made.owner)
    generating.save_draft(made.photo, io.BytesIO(files.area(box=(10, 80, 60, 110))))
    return made


@pytest.fixture
def api(settings):
    """An upstream that keeps to the contract and no more, answering as the test says."""
    settings.EXTERIOR_API_URL = fake_upstream.API
    settings.EXTERIOR_API_EXTENSIONS = False
    settings.EXTERIOR_ONLY_INSIDE = False
    settings.EXTERIOR_RESULT_ORIGINS = ["https://pictures.example.com"]
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def clock_at_rest(monkeypatch):
    """The time at which the database's clock stands still: a wait is then exact, however busy the machine is."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


@pytest.fixture
def no_broker(settings):
    """Called when the broker, and the cache with it, goes away."""
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    return lambda: setattr(settings, "CACHES", {"default": away})


@pytest.fixture(autouse=True)
def _balances(request, _django_db_marker):
    """Whatever a test did: what a person has left is what their lines of the ledger add up to."""
    yield
    if request.node.get_closest_marker("django_db"):
        people = User.objects.annotate(total=Sum("photo_entries__amount", default=0))
        assert not [(str(one), one.balance, one.total) for one in people if one.balance != one.total]
