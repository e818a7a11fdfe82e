"""Private files on the local disk, handed out by signed URLs that expire."""

import asyncio
import mimetypes
import os
import secrets
import time
from pathlib import Path
from urllib.parse import urlencode

from django.core.files.storage import FileSystemStorage, storages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

# Not every system's table of types knows it.
mimetypes.add_type("image/avif", ".avif")

signer = Signer(salt="exterior_site.storage")
# Files larger than this go out piece by piece: what lies in memory is taken as slowly as whoever asked for it likes.
IN_ONE_PIECE = 1024 * 1024
PIECE = 1024 * 1024
# More of them, and Python does not read the number at all.
EXPIRES_DIGITS = 12


class SignedFileSystemStorage(FileSystemStorage):
    def url(self, name, parameters=None, expire=3600):
        """Signed URL of a stored file, with the interface of django-storages' S3 back end.

        Good for at least ``expire`` seconds. The end is rounded up to a half of that, so that a page
        asked for again names the same URL and the browser's cache serves it. Of the S3 parameters,
        ``ResponseContentDisposition`` is known here too.
        """
        step = max(expire // 2, 1)
        expires = (int(time.time() + expire) // step + 1) * step
        path = super().url(name)
        disposition = (parameters or {}).get("ResponseContentDisposition", "")
        query = {"expires": expires, "signature": signature(path, expires, disposition)}
        if disposition:
            query["disposition"] = disposition
        return f"{path}?{urlencode(query)}"

    def _save(self, name, content):
        """Written aside and then put in its place whole: a disk that fills up, or a kill, leaves nothing half there."""
        part = f"{name}.{secrets.token_hex(4)}.part"
        try:
            super()._save(part, content)
            return self._put(part, name)
        finally:
            Path(self.path(part)).unlink(missing_ok=True)

    def _put(self, part: str, name: str) -> str:
        while True:
            try:
                os.link(self.path(part), self.path(name))
                return name
            except FileExistsError:
                name = self.get_available_name(name)
            except OSError:
                # Not every file system knows hard links.
                os.replace(self.path(part), self.path(name))
                return name


def signature(path: str, expires: int, disposition: str = "") -> str:
    return signer.signature(f"{path}\n{expires}\n{disposition}")


@require_safe
def serve(request, folder: str, name: str) -> HttpResponse:
    """Serve a stored file to whoever holds an unexpired signed URL of it; 404 in every other case."""
    storage = _storage_of(folder)
    expires, disposition = request.GET.get("expires", ""), request.GET.get("disposition", "")
    if not expires.isdecimal() or len(expires) > EXPIRES_DIGITS or int(expires) < time.time():
        raise Http404
    given = request.GET.get("signature", "")
    # One that has the signer's own mark in it would move the end of what is signed.
    if signer.sep in given:
        raise Http404
    try:
        signed = f"{storage.base_url}{_quoted(storage, name)}\n{expires}\n{disposition}"
        signer.unsign(f"{signed}{signer.sep}{given}")
    except BadSignature as error:
        raise Http404 from error
    try:
        response = _whole(safe_join(storage.location, name))
    except OSError as error:
        raise Http404 from error
    response["Content-Type"] = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response["Cache-Control"] = f"private, max-age={max(0, int(expires) - int(time.time()))}, immutable"
    if disposition:
        response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _whole(path: str) -> HttpResponse | StreamingHttpResponse:
    """Raises OSError."""
    size = os.path.getsize(path)
    if size > IN_ONE_PIECE:
        return StreamingHttpResponse(_pieces(open(path, "rb")), headers={"Content-Length": size})
    with open(path, "rb") as file:
        return HttpResponse(file.read())


async def _pieces(file):
    # Asynchronous: the server would gather the pieces of a plain generator in memory before it sends the first.
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def _storage_of(folder: str) -> SignedFileSystemStorage:
    for alias in ("default", "api"):
        storage = storages[alias]
        if isinstance(storage, SignedFileSystemStorage) and storage.base_url == f"/media/{folder}/":
            return storage
    raise Http404


def _quoted(storage: SignedFileSystemStorage, name: str) -> str:
    return FileSystemStorage.url(storage, name).removeprefix(storage.base_url)
