import json
import runpy
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from exterior_api.engine import KINDS, EngineError, render, words

from .scenes import area, photo

SMALL, SMALLEST = 640, 480


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["modern", "town"])
def test_a_kind_is_drawn_inside_the_area_and_nowhere_else(name, kind):
    picture, mask = photo(name, SMALL), area(name, SMALL)
    drawn = render(picture, mask, kind, 3)
    changed = (drawn.picture != picture).any(2)
    assert drawn.picture.shape == picture.shape
    assert drawn.picture.dtype == np.uint8
    assert changed[mask].mean() > 0.5
    assert not changed[~mask].any()
    clipped = (drawn.picture[changed].min(1) > 250).mean()
    assert clipped < 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_the_report_says_in_words_what_was_drawn(kind):
    report = render(photo("modern", SMALL), area("modern", SMALL), kind, 0).report
    assert json.loads(json.dumps(report)) == report
    assert set(report["words"]) == set(words.LANGUAGES)
    assert all(len(words) > 15 for words in report["words"].values())
    assert report["kind"] == kind
    assert report["outline"]["area_m2"] > 1


@pytest.mark.parametrize("kind", KINDS)
def test_neighbouring_seeds_look_different(kind):
    picture, mask = photo("modern", SMALL), area("modern", SMALL)
    labs = []
    for seed in range(4):
        drawn = render(picture, mask, kind, seed).picture
        lab = cv2.cvtColor(drawn.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        labs.append(cv2.GaussianBlur(lab, (0, 0), 2)[mask])
    for first in range(4):
        for second in range(first):
            assert np.median(np.linalg.norm(labs[first] - labs[second], axis=1)) >= 6


def test_a_pool_has_the_corners_that_were_drawn_and_curves_where_none_were():
    picture, corners = photo("modern", SMALL), area("modern", SMALL)
    rounded = np.zeros(corners.shape, np.uint8)
    height, width = corners.shape
    cv2.ellipse(rounded, (width // 2, int(0.8 * height)), (int(0.3 * width), int(0.13 * height)), 0, 0, 360, 1, -1)
    # A seed that curves what it may.
    assert render(picture, corners, "POOL", 3).report["outline"]["shape"] != "curve"
    assert render(picture, rounded > 0, "POOL", 3).report["outline"]["shape"] == "curve"


def test_the_same_seed_gives_the_same_bytes_on_one_and_two_threads(monkeypatch, afresh):
    picture, mask = photo("modern", SMALLEST), area("modern", SMALLEST)
    for kind in KINDS:
        seen = set()
        for threads in ("1", "2"):
            monkeypatch.setenv("NUMBA_NUM_THREADS", threads)
            seen.add(render(picture, mask, kind, 5).picture.tobytes())
        assert len(seen) == 1


def test_progress_rises_through_the_steps():
    seen = []
    render(photo("modern", SMALL), area("modern", SMALL), "TERRACE", 0, progress=lambda *told: seen.append(told))
    shares = [share for share, _ in seen]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert list(dict.fromkeys(code for _, code in seen)) == ["camera", "light", "plan", "shading", "composite"]
    assert max(np.diff(shares) * -1) < 0.2


def test_a_known_width_sets_the_size():
    picture, mask = photo("modern", SMALL), area("modern", SMALL)
    usual = render(picture, mask, "TERRACE", 1).report["outline"]["area_m2"]
    doubled = [render(picture, mask, "TERRACE", 1, width_m=w).report["outline"]["area_m2"] for w in (5.0, 10.0)]
    assert doubled[1] == pytest.approx(4 * doubled[0], rel=0.1)
    assert usual > 0


@pytest.mark.parametrize(
    ("paint", "code"),
    [
        (lambda mask: None, "mask_empty"),
        (lambda mask: mask.__setitem__((slice(300, 303), slice(200, 204)), True), "mask_too_small"),
        (lambda mask: mask.__setitem__((slice(0, 60), slice(100, 500)), True), "mask_not_on_ground"),
        (lambda mask: mask.__setitem__((slice(90, 150), slice(250, 500)), True), "mask_not_on_ground"),
    ],
)
def test_an_area_that_cannot_be_used_is_refused_with_words(paint, code):
    picture = photo("modern", SMALL)
    mask = np.zeros(picture.shape[:2], bool)
    paint(mask)
    with pytest.raises(EngineError) as caught:
        render(picture, mask, "TERRACE", 0)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_other_bad_input_is_refused_with_words():
    picture = photo("modern", SMALL)
    mask = np.ones(picture.shape[:2], bool)
    cases = [(picture, mask[:-1], "TERRACE"), (picture, mask, "GARAGE")]
    cases += [(picture[:9], mask[:9], "POOL"), (picture.astype(float), mask, "POOL")]
    for bad in cases:
        with pytest.raises(EngineError):
            render(*bad, 0)


@pytest.mark.parametrize("shape", [(64, 64), (90, 400), (400, 90)])
@pytest.mark.parametrize("fill", ["black", "white", "noise"])
def test_strange_photos_give_a_picture_or_words(shape, fill):
    height, width = shape
    picture = {
        "black": np.zeros((height, width, 3), np.uint8),
        "white": np.full((height, width, 3), 255, np.uint8),
        "noise": np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8),
    }[fill]
    mask = np.zeros(shape, bool)
    mask[int(height * 0.6) : int(height * 0.95), int(width * 0.2) : int(width * 0.8)] = True
    for kind in KINDS:
        try:
            drawn = render(picture, mask, kind, 1).picture
        except EngineError:
            continue
        assert np.array_equal(drawn[~mask], picture[~mask])


@pytest.fixture
def command_line(monkeypatch, tmp_path):
    """``python -m exterior_api.engine …`` in a folder with a photo and an area; what it ends with."""
    Image.fromarray(photo("town", SMALL)).save(tmp_path / "photo.png")
    Image.fromarray(area("town", SMALL)).save(tmp_path / "mask.png")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["engine", *arguments])
        with pytest.raises(SystemExit) as ended:
            runpy.run_module("exterior_api.engine", run_name="__main__")
        return ended.value.code

    return run


def test_the_command_line_draws_and_shows_what_was_assumed(command_line, capsys):
    assert command_line("photo.png", "mask.png", "terrace", "out.png", "--seed", "4", "--explain", "assumed") == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "TERRACE"
    before, mask = photo("town", SMALL), area("town", SMALL)
    drawn = render(before, mask, "TERRACE", 4)
    assert np.array_equal(np.asarray(Image.open("out.png")), drawn.picture)
    assumed = {path.stem: np.asarray(Image.open(path)) for path in Path("assumed").iterdir()}
    assert set(assumed) == {"horizon", "outline", "shadow", "in_front", "sky", "albedo"}
    assert all(assumed[name].shape[:2] == mask.shape for name in set(assumed) - {"albedo"})
    # The horizon is the yellow line, and of the area all is shaded that is neither outline nor sun.
    rows, _columns = np.nonzero((assumed["horizon"] == (255, 210, 60)).all(2))
    assert rows.mean() == pytest.approx(drawn.report["camera"]["horizon_px"], abs=2)
    shaded = (before * 0.6 + np.array([80, 140, 255]) * 0.4).astype(np.uint8)
    assert (assumed["outline"] == shaded).all(2)[mask].mean() > 0.8
    assert not (assumed["sky"] > 127)[mask].any()


def test_the_command_line_says_what_it_cannot_use(command_line, capsys):
    assert command_line("nowhere.png", "mask.png", "POOL", "out.png") == 2
    assert command_line("photo.png", __file__, "POOL", "out.png") == 2
    Image.new("L", (SMALL, SMALL)).save("mask.png")
    assert command_line("photo.png", "mask.png", "POOL", "out.png") == 1
    said = capsys.readouterr()
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["error"] * 3
    assert said.out == ""
    assert not Path("out.png").exists()


def test_importing_the_engine_does_not_load_the_compiler():
    code = (
        "import sys, exterior_api.engine as e; e.KINDS; assert 'numba' not in sys.modules and 'cv2' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
