import pytest

from projects import tasks, upstream
from projects.models import Failure, Status
from tests import factories

pytestmark = pytest.mark.django_db

CAMERA = {"focal_px": 1100, "pitch_deg": 6.0, "roll_deg": 0.1, "yaw_deg": 20, "horizon_px": 400, "confidence": 0.9}


def test_the_camera_of_a_photo_is_asked_for_again_when_the_server_is_busy(monkeypatch):
    photo = factories.project().photo
    answers = [upstream.UpstreamError("busy", failure=Failure.UNREACHABLE), CAMERA]

    def ground(_url):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(upstream, "ground", ground)
    tasks.find_camera.apply([str(photo.id)])
    photo.refresh_from_db()
    assert photo.camera == CAMERA


def test_polls_ask_apart_from_what_callbacks_bring(monkeypatch):
    generation = factories.generation(status=Status.STARTING)
    sent, collected = [], []
    monkeypatch.setattr(tasks, "soon", lambda task, *ids: sent.append((task, ids)))
    tasks.poll()
    assert sent == [(tasks.ask, (generation.id,))]
    monkeypatch.setattr(tasks.generating, "collect", collected.append)
    tasks.ask(str(generation.id))
    assert collected == [generation]
