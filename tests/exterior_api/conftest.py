import json
import math
from types import SimpleNamespace
from uuid import UUID

import pytest
from celery import Celery
from celery.app.task import Task
from django.core.cache import cache

from exterior_api import accounts, call_log, tasks

from . import factories
from .file_server import FileServer


@pytest.fixture(autouse=True)
def own_settings(settings, tmp_path, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = settings.STORAGES | {
        "api": {
            "BACKEND": "exterior_site.storage.SignedFileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": "/media/api/"},
        }
    }
    settings.SITE_URL = "http://testserver"
    settings.RENDERER = "tests.exterior_api.renderers.fill"
    settings.EXTERIOR_API_ALLOWED_ORIGINS = []
    cache.clear()
    # Lines of another test's accounts may not be written here.
    call_log.forget()
    monkeypatch.setattr(call_log, "WRITE_SECONDS", math.inf)


@pytest.fixture
def file_server(settings):
    server = FileServer()
    settings.EXTERIOR_API_ALLOWED_ORIGINS = [server.origin]
    server.photo_url = server.put("/photo.jpg", factories.picture())
    server.mask_url = server.put("/mask.png", factories.mask())
    yield server
    server.close()


class Broker(list):
    """The tasks that were sent, as (name, arguments). Nothing runs until a test says so."""

    def names(self) -> list[str]:
        return [name for name, _arguments in self]

    def run(self) -> None:
        """Run what is queued, and what that queues, until nothing is left."""
        while self:
            with self.capture(execute=True):
                name, arguments = self.pop(0)
                # As a broker would hand it over.
                getattr(tasks, name)(*json.loads(json.dumps(arguments)))


@pytest.fixture
def broker(monkeypatch, django_capture_on_commit_callbacks):
    queued = Broker()
    queued.capture = django_capture_on_commit_callbacks

    def apply_async(task, args=None, kwargs=None, **options):
        queued.append((task.name.removeprefix("exterior_api.tasks."), tuple(args or ())))

    def send_task(app, name, args=None, **options):
        queued.append((name.removeprefix("exterior_api.tasks."), tuple(args or ())))

    monkeypatch.setattr(Task, "apply_async", apply_async)
    # By name, as a render worker sends, which has no code of the other tasks.
    monkeypatch.setattr(Celery, "send_task", send_task)
    return queued


@pytest.fixture
def account(db):
    return factories.AccountFactory()


@pytest.fixture
def api(account, client, broker, django_capture_on_commit_callbacks):
    """`api("/create_exterior/get", generation_id=…)` as the account would call it."""
    key = accounts.make_key(account)

    def call(path, *, headers=None, **body):
        body = {"user_id": account.user_id, **body}
        text = json.dumps(body, default=lambda value: str(value) if isinstance(value, UUID) else value)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(
                f"/api{path}", text, content_type="application/json", headers={"x-api-key": key, **(headers or {})}
            )
        return SimpleNamespace(status=response.status_code, body=response.json(), headers=response.headers)

    call.key = key
    return call


@pytest.fixture
def order(file_server):
    """A valid order of a new creation."""
    return {
        "image_url": file_server.photo_url,
        "mask_url": file_server.mask_url,
        "room_type": "POOL",
        "width": 120,
        "height": 80,
    }
