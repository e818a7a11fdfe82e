"""Decoding apart: its limits, what it takes from an upstream, and a message for everything that can go wrong."""

import ast
import io
import os
import signal
import threading
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image

from projects import images
from projects.images import apart, decoding, words
from tests import factories
from tests.projects import files


def refused(file, read=images.read_photo) -> images.ImageError:
    with pytest.raises(images.ImageError) as caught:
        read(io.BytesIO(file))
    return caught.value


def raised_codes() -> set[str]:
    """Every code that the sources of the package name where they refuse a file."""
    found = set()
    for module in (images, apart, decoding):
        source = Path(module.__file__).read_text()
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        refusals = [call for call in calls if getattr(call.func, "id", "") in ("DecodeError", "_error")]
        found |= {node.value for call in refusals for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)}
    return found


def test_every_code_has_its_message():
    assert raised_codes() - {"error"} == set(words.PHOTO) | set(words.AREA)
    # What only one kind of file can be refused for.
    assert {code for code in words.PHOTO if code not in words.AREA} == {"too_small"}
    assert all(code in words.PHOTO or code.startswith("mask_") for code in words.AREA)


@pytest.mark.parametrize("message", [*words.PHOTO.values(), *words.AREA.values(), words.TOO_LARGE])
def test_every_message_says_what_is_kept_and_is_translated(message):
    with translation.override("en"):
        english = words.filled(message)
    with translation.override("fr"):
        french = words.filled(message)
    assert english != french
    assert "%" not in english + french
    assert english.count(".") >= 3 or ";" in english
    assert "stored" in english or "kept" in english
    assert "enregistré" in french or "gardé" in french
    assert not {"mask", "masque", "prompt", "!"} & set(f"{english} {french}".lower().replace("!", " ! ").split())


def test_a_decoder_that_takes_too_long_is_ended(settings):
    settings.PHOTO_READ_SECONDS = 1
    # The alarm counts for waiting too, so that this ends however busy the machine is; the codec never would.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "DECODER", _stuck_decoder(settings))
        patch.setattr(apart, "_decoders", {})
        assert refused(factories.photo_bytes()).code == "too_demanding"


def _stuck_decoder(settings):
    """The decoder as it is, but for a codec that never comes to an end."""
    path = settings.VAR_DIR / "stuck_decoder.py"
    source = Path(decoding.__file__).read_text()
    path.write_text(source.replace("    image.load()\n", "    while True:\n        pass\n"))
    return path


def test_a_decoder_that_takes_too_much_memory_is_ended(settings):
    settings.PHOTO_READ_MEMORY_BYTES = 300 * 2**20
    assert refused(files.saved(Image.new("RGBA", (5000, 5000)), "PNG", compress_level=1)).code == "too_demanding"
    assert images.read_photo(factories.photo_file()).image.size == (120, 80)


def test_a_decoder_that_was_killed_is_replaced():
    images.read_photo(factories.photo_file())
    _jobs, process = apart._decoders[os.getpid()]
    process.kill()
    process.wait()
    assert images.read_photo(factories.photo_file()).image.size == (120, 80)
    assert apart._decoders[os.getpid()][1].pid != process.pid


def test_a_job_that_a_dying_decoder_no_longer_takes_goes_to_the_next():
    images.read_photo(factories.photo_file())
    jobs, process = apart._decoders[os.getpid()]
    process.send_signal(signal.SIGSTOP)
    # It stands still with the job in hand, as one that is being ended, and ends when somebody waits for it.
    threading.Timer(0.3, process.kill).start()
    assert images.read_photo(factories.photo_file()).image.size == (120, 80)
    assert apart._decoders[os.getpid()][0] is not jobs


def test_many_at_once_each_get_their_own():
    sizes = [(100 + n, 100) for n in range(12)]
    found = {}

    def read(size):
        found[size] = images.read_photo(factories.photo_file(size)).image.size

    threads = [threading.Thread(target=read, args=[size]) for size in sizes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {size: size for size in sizes}


def test_the_focal_length_stays_and_nothing_else_of_the_metadata():
    exif = Image.Exif()
    exif.get_ifd(images.EXIF_IFD)[images.FOCAL_LENGTH_35MM] = 26
    exif[0x010E] = "my garden, 3 Rue des Lilas"
    decoded = images.read_photo(io.BytesIO(files.good("JPEG", exif=exif)))
    assert decoded.focal_35mm == 26
    stored = images.jpeg(decoded.image, decoded.focal_35mm).read()
    assert b"Lilas" not in stored
    assert images.read_photo(io.BytesIO(stored)).focal_35mm == 26


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP"])
def test_a_picture_of_the_upstream_is_decoded(file_format):
    assert files.shows_quarters(images.read_picture(files.good(file_format)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html>503 Service Unavailable</html>", "not_an_image"),
        (files.good("PNG")[:-40], "broken"),
        (files.vast_gif(), "too_many_pixels"),
    ],
)
def test_a_picture_of_the_upstream_that_is_none_is_refused(content, code):
    with pytest.raises(images.ImageError) as caught:
        images.read_picture(content)
    assert caught.value.code == code


def test_a_picture_of_the_upstream_may_be_heavier_than_a_photo(settings):
    settings.PHOTO_MAX_BYTES = 1000
    content = factories.photo_bytes((300, 200), "PNG", compress_level=0)[:3900]
    with pytest.raises(images.ImageError) as caught:
        images.read_picture(content)
    assert caught.value.code == "broken"
    assert refused(content).code == "too_heavy"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_an_area_may_be_written_in_any_mode(mode):
    black_and_white = Image.open(io.BytesIO(files.area())).convert("L")
    if mode == "I;16":
        image = black_and_white.convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        image = black_and_white.convert(mode)
    mask = images.read_mask(io.BytesIO(files.saved(image, "PNG")), files.SIZE)
    assert mask.image.getbbox() == (40, 60, 121, 111)
    assert mask.coverage == pytest.approx(81 * 51 / (160 * 120))


def test_an_area_cut_out_of_nothing_is_what_is_there():
    image = Image.new("RGBA", files.SIZE, (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (40, 60, 120, 110))
    assert images.read_mask(io.BytesIO(files.saved(image, "PNG")), files.SIZE).image.getbbox() == (40, 60, 120, 110)
