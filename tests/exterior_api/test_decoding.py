"""Callers' images are decoded in a process that may end at any moment, and never in the one that answers."""

import io
import os
import signal
import threading

from PIL import Image, ImageFile

from exterior_api import apart

from . import factories
from .test_given_images import GENERATE, data_url, given  # noqa: F401  a fixture


def test_no_pixel_is_decoded_in_the_process_that_answers(api, given, monkeypatch):  # noqa: F811
    def here(*_arguments):
        raise AssertionError("decoded here")

    monkeypatch.setattr(ImageFile.ImageFile, "load", here)
    assert api(GENERATE, **given).status == 200


def test_what_takes_too_much_is_refused_and_the_next_one_is_taken(api, given, settings):  # noqa: F811
    enough, settings.PHOTO_READ_MEMORY_BYTES = settings.PHOTO_READ_MEMORY_BYTES, 2**26
    flat = io.BytesIO()
    Image.new("RGB", (6000, 4000)).save(flat, "PNG")
    refused = api(GENERATE, **given | {"image_url": data_url(flat.getvalue())})
    assert (refused.status, refused.body["code"]) == (422, "image_unreadable")
    settings.PHOTO_READ_MEMORY_BYTES = enough
    assert api(GENERATE, **given).status == 200


def test_a_decoder_that_was_ended_is_started_again(api, given):  # noqa: F811
    assert api(GENERATE, **given).status == 200
    decoder = apart._decoders[os.getpid()][1]
    # It stands still with the job in hand, as one that is being ended, and ends when somebody waits for it.
    decoder.send_signal(signal.SIGSTOP)
    threading.Timer(0.3, decoder.kill).start()
    other = data_url(factories.picture(240, 160), "image/jpeg")
    assert api(GENERATE, **given | {"image_url": other}).status == 200
