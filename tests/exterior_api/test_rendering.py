"""No test here has a database: pytest-django raises when one is asked for."""

from typing import get_args

import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections
from PIL import Image

from exterior_api import engine, rendering, warming
from exterior_api.answers import STEPS
from exterior_api.engine import KINDS
from exterior_api.engine.errors import MESSAGES
from exterior_api.models import Generation
from exterior_api.schemas import RoomType
from tests.projects import files

from . import factories


@pytest.fixture
def job():
    save = storages["api"].save
    return {
        "generation": "5e1a",
        "attempt": 1,
        "photo": save("inputs/photo.jpg", ContentFile(factories.picture())),
        "mask": save("inputs/mask.png", ContentFile(factories.mask())),
        "kind": "TERRACE",
        "seed": 5,
        "options": {"width_m": 4},
    }


@pytest.fixture
def sent(monkeypatch):
    def no_database(*_args):
        raise AssertionError("A renderer asked for a database")

    monkeypatch.setattr(type(connections["default"]), "ensure_connection", no_database)
    return []


def perform(job, sent):
    rendering.perform(job, lambda *message: sent.append(message))


def test_a_job_tells_its_start_its_progress_and_its_picture(job, sent):
    perform(job, sent)

    assert sent == [
        ("render_started", "5e1a", 1),
        ("render_progressed", "5e1a", 1, 0.1, "camera"),
        ("render_progressed", "5e1a", 1, 0.9, "shading"),
        ("render_finished", "5e1a", {"name": "results/5e1a-1.png", "width": 120, "height": 80}, sent[-1][-1]),
    ]
    assert sent[-1][-1]["options"] == {"width_m": 4}


def test_the_task_itself_needs_no_database(job, sent, broker):
    from exterior_api.tasks import render

    render(job)

    assert broker.names()[-1] == "render_finished"


def test_a_job_that_comes_twice_is_drawn_once(job, sent):
    perform(job, sent)
    first = list(sent)
    perform(job | {"attempt": 2}, sent)

    assert sent[len(first) :] == [first[-1]]


def test_what_cannot_be_drawn_is_told_with_its_code(job, sent, settings):
    settings.RENDERER = "tests.exterior_api.renderers.refuse"
    perform(job, sent)

    assert sent[-1] == ("render_failed", "5e1a", "mask_not_on_ground", "The area does not lie on the ground.")


def test_a_fault_of_ours_may_be_tried_again(job, sent, settings):
    settings.RENDERER = "tests.exterior_api.renderers.crash"
    perform(job, sent)
    cache.clear()

    assert sent[-1] == ("render_broke", "5e1a", 1)


def test_of_one_step_not_every_progress_is_sent(sent):
    progress = rendering._Progress(lambda *message: sent.append(message), "5e1a", 1)
    for thousandth in range(1000):
        progress(thousandth / 1000, "shading")

    assert len(sent) < 5


def test_a_photo_on_its_side_is_drawn_upright_and_its_lens_is_read(job):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0xA405] = 28
    name = storages["api"].save("inputs/turned.jpg", ContentFile(factories.picture(80, 120, exif=exif)))

    photo, focal = rendering._read_photo(name)

    assert photo.shape == (80, 120, 3)
    assert focal == 28


def test_a_sixteen_bit_photo_is_read_in_eight(job, tmp_path):
    Image.fromarray(np.full((80, 120), 40_000, np.uint16)).save(tmp_path / "deep.png")

    photo, _focal = rendering._read_photo("deep.png")

    assert photo.dtype == np.uint8
    assert abs(int(photo[0, 0, 0]) - 40_000 // 257) <= 1


def test_a_photo_with_colours_of_its_own_is_drawn_in_as_it_looks(job, tmp_path):
    (tmp_path / "other.jpg").write_bytes(files.in_other_colours())
    (tmp_path / "broken.jpg").write_bytes(files.good(icc_profile=b"no profile"))

    for name in ("other.jpg", "broken.jpg"):
        photo, _focal = rendering._read_photo(name)
        assert files.shows_quarters(Image.fromarray(photo))


def test_our_own_renderer_is_given_what_was_ordered(job, sent, settings, monkeypatch):
    def render(photo, mask, kind, seed, *, progress, **known):
        progress(0.5, "shading")
        return engine.Rendering(photo, {"kind": kind, "seed": seed, "area": int(mask.sum()), **known})

    monkeypatch.setattr(engine, "render", render)
    monkeypatch.setattr(warming, "_ready", {"TERRACE"})
    settings.RENDERER = "exterior_api.rendering.render_with_engine"
    camera = {"focal_px": 900.0, "pitch_deg": 6.0, "roll_deg": 0.0}
    perform(job | {"options": {"width_m": 4, "camera": camera}}, sent)

    assert [message[0] for message in sent] == ["render_started", "render_progressed", "render_finished"]
    told = {"kind": "TERRACE", "seed": 5, "area": 40 * 30, "width_m": 4, "camera": camera, "focal_35mm": None}
    assert sent[-1][-1] == told


def test_a_smaller_mask_is_scaled_to_the_photo(job):
    name = storages["api"].save("inputs/small.png", ContentFile(factories.mask(60, 40)))

    mask = rendering._read_mask(name, (80, 120))

    assert mask.shape == (80, 120)
    assert mask[60, 45]
    assert not mask[20, 45]


def test_models_schemas_and_renderer_know_the_same_kinds():
    assert tuple(Generation.Kind.values) == get_args(RoomType) == KINDS


def test_every_step_of_the_renderer_has_words():
    assert {"camera", "light", "plan", "shading", "composite", "warming", "queued"} == set(STEPS)


def test_our_own_renderer_gives_its_errors_a_code(job, sent, settings, monkeypatch):
    # Nothing is drawn here, so nothing need be compiled.
    monkeypatch.setattr(warming, "_ready", {"TERRACE"})
    settings.RENDERER = "exterior_api.rendering.render_with_engine"
    job["mask"] = storages["api"].save("inputs/sky.png", ContentFile(factories.sky()))
    perform(job, sent)

    name, generation, code, message = sent[-1]
    assert (name, generation) == ("render_failed", "5e1a")
    assert code in MESSAGES
    assert message
