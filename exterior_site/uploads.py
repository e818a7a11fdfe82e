"""What arrives is bounded before anything is made of it: its size by what it announces, its name by its length."""

import asyncio

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import multipartparser
from django.urls import reverse

# For the other fields of the form that a file comes in.
FORM_BYTES = 2 * 1024 * 1024
NAME_LENGTH = 40
ABOUT_THE_BODY = (b"content-length", b"content-type", b"transfer-encoding", b"expect")

# Django's own 1 KB is less than a file name of 300 emoji takes, and the refusal says nothing of names.
multipartparser.MAX_TOTAL_HEADER_SIZE = 16 * 1024


class ShortNamesUploadHandler(TemporaryFileUploadHandler):
    """Large files are kept under a temporary name that ends like theirs, and file systems bear 255 bytes of it."""

    def new_file(self, field_name, file_name, *args, **kwargs):
        super().new_file(field_name, file_name[-NAME_LENGTH:], *args, **kwargs)


class TooLarge(Exception):
    pass


def bounded(application):
    """Wraps an ASGI application: a request over the limit gets a page with 413 at once, and the rest is not kept.

    The server goes on reading, so that a browser which is still sending sees the page and not a broken connection.
    """

    async def bounded_application(scope, receive, send):
        if _announced(scope) > _limit():
            await _refuse(application, scope, send)
            return
        try:
            await application(scope, _counted(receive), send)
        except TooLarge:
            await _refuse(application, scope, send)

    return bounded_application


def _limit() -> int:
    return settings.PHOTO_MAX_BYTES + FORM_BYTES


def _announced(scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


def _counted(receive):
    arrived = 0

    async def counted():
        nonlocal arrived
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > _limit():
            raise TooLarge
        return message

    return counted


def _name_of_refusal(path: str) -> str:
    """A call of the API is refused as the API refuses, in JSON; so is everything where no site is served."""
    if "site" not in settings.SITE_PARTS or ("api" in settings.SITE_PARTS and path.startswith("/api/")):
        return "api-too-large"
    return "too_large"


async def _refuse(application, scope, send) -> None:
    path = reverse(_name_of_refusal(scope["path"]))
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in ABOUT_THE_BODY]
    page = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def nothing_more():
        # After its one empty body a request waits until it is answered.
        return next(messages, None) or await asyncio.Event().wait()

    await application({**scope, **page}, nothing_more, send)
