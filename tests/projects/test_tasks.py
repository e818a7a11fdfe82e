import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from projects import files, packing, sharing, tasks, upstream
from projects.models import Export, Failure, Status
from projects.packing.orders import QUEUE_LOST
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


def test_the_beat_asks_for_what_is_due(queued):
    generation = factories.generation(not_before=timezone.now())
    tasks.poll()
    assert queued == [("send", generation.id)]
    queued.clear()
    order = packing.ask(generation.project.owner, None, "en")
    Export.objects.update(asked=timezone.now() - QUEUE_LOST)
    tasks.sweep()
    assert queued == [("pack", order.id)]


def test_what_takes_long_is_made_by_a_worker():
    drawn = factories.drawn()
    share = sharing.make_link(drawn.project, [drawn], None, "en")
    order = packing.ask(drawn.project.owner, None, "en")
    tasks.make_card(share.id)
    tasks.pack(order.id)
    assert default_storage.exists(files.card_name(share))
    assert Export.objects.get().state == Export.State.READY
