"""Spoiled files: whatever the bytes, the decoder gives an image or one of its codes, and the site a message."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from projects import images
from projects.images import decoding, words
from tests.projects import files

GOOD = (
    files.good("JPEG"),
    files.good("JPEG", "CMYK", progressive=True),
    files.turned("JPEG", 6),
    files.good("PNG", "P"),
    files.turned("PNG", 8),
    files.sixteen_bit(),
    files.transparent(),
    files.area(),
    files.soft_area(),
    files.animated("PNG"),
    files.animated("GIF"),
    files.animated("WEBP"),
    files.turned("WEBP", 5),
    files.turned("HEIF", 7),
    files.good("AVIF"),
    files.good("TIFF", compression="tiff_lzw"),
    files.good("TIFF", "CMYK", compression="jpeg"),
    files.good("BMP"),
)
# A spoiled header may claim many pixels; these are few enough to be decoded thousands of times.
MAX_PIXELS = 500_000
BOUNDED = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}


@st.composite
def spoiled(draw) -> bytes:
    content = bytearray(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 4))):
        # The first bytes say what is to follow, and are the best to be spoiled.
        reach = draw(st.sampled_from([64, 512, len(content)]))
        at = draw(st.integers(0, max(min(reach, len(content)) - 1, 0)))
        match draw(st.sampled_from(["byte", "bytes", "cut", "repeat", "splice", "end"])):
            case "byte":
                content[at : at + 1] = bytes([draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]) | st.integers(0, 255))])
            case "bytes":
                content[at : at + 4] = draw(st.binary(min_size=4, max_size=4))
            case "cut":
                del content[at : at + draw(st.integers(1, 64))]
            case "repeat":
                content[at:at] = content[at : at + draw(st.integers(1, 256))]
            case "splice":
                other = draw(st.sampled_from(GOOD))
                content[at:] = other[min(at, len(other)) :]
            case "end":
                del content[at:]
    return bytes(content)


@pytest.fixture(autouse=True)
def _same_limit_afterwards(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def outcome(content: bytes, what: str, **options) -> tuple[Image.Image | None, dict, str]:
    try:
        return *decoding.decode(io.BytesIO(content), what, MAX_PIXELS, **options), ""
    except decoding.DecodeError as error:
        return None, {}, error.code


@settings(max_examples=600, **BOUNDED)
@given(content=spoiled())
def test_a_spoiled_photo_gives_an_image_or_a_code(content):
    image, about, code = outcome(content, "photo", min_side=64)
    if image is None:
        assert code in words.PHOTO
        return
    assert image.mode == "RGB"
    assert image.width * image.height <= MAX_PIXELS
    assert about["focal_35mm"] is None or 8 <= about["focal_35mm"] <= 800


@settings(max_examples=600, **BOUNDED)
@given(content=spoiled(), finished=st.booleans())
def test_a_spoiled_area_gives_black_and_white_or_a_code(content, finished):
    image, about, code = outcome(content, "mask", size=files.SIZE, finished=finished)
    if image is None:
        assert code in words.AREA
        return
    assert (image.mode, image.size) == ("L", files.SIZE)
    assert sum(image.histogram()[1:255]) == 0
    assert 0 < about["coverage"] <= 1


@settings(max_examples=80, **BOUNDED)
@given(content=spoiled() | st.binary(max_size=200))
def test_whatever_is_uploaded_the_site_has_words_for_it(content):
    for read in (images.read_photo, lambda file: images.read_picture(file.read()), read_area):
        try:
            read(io.BytesIO(content))
        except images.ImageError as error:
            message = str(error.message)
        else:
            message = "accepted"
        assert message


def read_area(file) -> images.DecodedMask:
    return images.read_mask(file, files.SIZE)
