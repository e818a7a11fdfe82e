import threading
import time
from types import SimpleNamespace

import pytest

from exterior_api import cameras
from exterior_api.rendering import RenderError

GROUND = "/create_exterior/ground"
CAMERA = {
    "focal_px": 900.0,
    "pitch_deg": 4.0,
    "roll_deg": 0.2,
    "yaw_deg": 31.0,
    "horizon_px": 33.0,
    "confidence": 0.7,
}


@pytest.fixture
def estimates(monkeypatch, broker):
    """What the worker finds; it works at once."""
    found = [CAMERA]

    def estimate(_name):
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    monkeypatch.setattr(cameras, "estimate_ground", estimate)
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda task, args, kwargs=None: task(*args))
    return found


def test_the_camera_of_a_photo(api, file_server, estimates):
    answer = api(GROUND, image_url=file_server.photo_url)

    assert (answer.status, answer.body) == (200, CAMERA)


def test_a_photo_without_a_ground_is_unprocessable(api, file_server, estimates):
    estimates[0] = RenderError("photo_unreadable", "The photo cannot be read.")

    answer = api(GROUND, image_url=file_server.photo_url)

    assert (answer.status, answer.body["code"]) == (422, "photo_unreadable")


def test_an_estimate_that_takes_too_long_is_asked_for_again(api, file_server, broker, monkeypatch):
    monkeypatch.setattr(cameras, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(cameras, "estimate_ground", lambda _name: CAMERA)

    first = api(GROUND, image_url=file_server.photo_url)
    again = api(GROUND, image_url=file_server.photo_url)
    sent = list(broker)
    broker.run()

    assert (first.status, again.status) == (503, 503)
    assert int(first.headers["Retry-After"]) > 0
    assert len(sent) == 1
    assert api(GROUND, image_url=file_server.photo_url).body == CAMERA


def test_it_costs_nothing(api, file_server, estimates):
    api(GROUND, image_url=file_server.photo_url)

    assert api("/account/credit").body["total"] == 10


def test_where_many_wait_already_the_next_is_told_to_come_back_at_once(api, file_server, broker, monkeypatch):
    monkeypatch.setattr(cameras, "_places", threading.BoundedSemaphore(1))
    monkeypatch.setattr(
        cameras, "time", SimpleNamespace(monotonic=time.monotonic, sleep=lambda _s: pytest.fail("waited"))
    )
    with cameras._places:
        answer = api(GROUND, image_url=file_server.photo_url)

    assert (answer.status, answer.body["code"]) == (503, "not_ready")
    assert int(answer.headers["Retry-After"]) > 0
    # It is being estimated all the same.
    assert len(broker) == 1
    broker.run()
