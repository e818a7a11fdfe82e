"""Private files by signed URLs: what is not signed, for this file and until now, is not there."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.storage.handler import StorageHandler
from django.test import Client

from exterior_site import env, storage
from exterior_site.logs import hidden

# The page for what is not there looks up who asks.
pytestmark = pytest.mark.django_db


@pytest.fixture
def files():
    made = storages["default"]
    names = [
        made.save(f"photos/{name}/photo.jpg", ContentFile(f"picture of {name}".encode())) for name in ("mine", "theirs")
    ]
    yield made, *names
    for name in names:
        made.delete(name)


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_a_signed_url_serves_its_file_to_whoever_holds_it(files):
    made, mine, _theirs = files
    response = Client().get(made.url(mine))
    assert (response.status_code, body(response)) == (200, b"picture of mine")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"].startswith("private, max-age=")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")
def test_a_large_file_goes_out_piece_by_piece(files, monkeypatch):
    made, mine, _theirs = files
    monkeypatch.setattr(storage, "IN_ONE_PIECE", 4)
    monkeypatch.setattr(storage, "PIECE", 6)
    response = Client().get(made.url(mine))
    assert list(response) == [b"pictur", b"e of m", b"ine"]
    assert response["Content-Length"] == "15"
    assert response["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a way to another", lambda url: url.replace("photos/mine", "photos/mine/../theirs")),
        ("no signature", lambda url: url.partition("?")[0]),
        ("an empty signature", lambda url: re.sub(r"signature=[^&]+", "signature=", url)),
        ("a made-up signature", lambda url: re.sub(r"signature=[^&]+", "signature=" + "A" * 43, url)),
        ("an end that Python cannot read", lambda url: re.sub(r"expires=(\d+)", "expires=" + "9" * 5000, url)),
        ("a later end", lambda url: re.sub(r"expires=(\d+)", lambda found: f"expires={int(found[1]) + 1}", url)),
        ("another file", lambda url: url.replace("/mine/", "/theirs/")),
        ("another folder", lambda url: url.replace("/media/site/", "/media/api/")),
        ("no such folder", lambda url: url.replace("/media/site/", "/media/etc/")),
        ("a way out", lambda url: re.sub(r"photos/mine/photo.jpg", "../../secret_key", url)),
        ("an encoded way out", lambda url: re.sub(r"photos/mine/photo.jpg", "%2e%2e/%2e%2e/secret_key", url)),
        ("a name for the download", lambda url: url + "&disposition=attachment"),
        ("an end that is no number", lambda url: re.sub(r"expires=\d+", "expires=soon", url)),
    ],
)
def test_a_url_that_was_altered_is_not_there(files, what, change):
    made, mine, _theirs = files
    url = made.url(mine)
    altered = change(url)
    assert altered != url, what
    response = Client().get(altered)
    assert response.status_code == 404, what
    assert b"picture of" not in body(response)


def test_what_is_signed_ends_where_it_was_signed(files):
    """A piece of the disposition that is handed over as the signature's would leave the signed text as it was."""
    made, mine, _theirs = files
    url = made.url(mine, parameters={"ResponseContentDisposition": "attachment:more"})
    assert Client().get(url).status_code == 200
    altered = url.replace("disposition=attachment%3Amore", "disposition=attachment")
    assert Client().get(altered.replace("signature=", "signature=more:")).status_code == 404


def test_s3_signs_for_one_file_and_its_time_and_no_log_shows_it():
    options = env.storages("s3://AKIAKEY:hidden@gardens/site?endpoint=https://s3.example&region=eu-west-3", ["site"])
    made = StorageHandler(options)["default"]
    url = made.url("photos/mine/photo.jpg", expire=60)
    query = parse_qs(urlsplit(url).query)
    assert urlsplit(url).path == "/gardens/site/site/photos/mine/photo.jpg"
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-Expires"] == ["60"]
    older = f"{url.partition('?')[0]}?AWSAccessKeyId=AKIAKEY&Signature={query['X-Amz-Signature'][0]}&Expires=1"
    # A header of a request of ours, which the client tells at debug level.
    header = f"AWS4-HMAC-SHA256 Credential=AKIAKEY/2026/s3, Signature={query['X-Amz-Signature'][0]}"
    for told in (hidden(url), hidden(older), hidden(header)):
        assert query["X-Amz-Signature"][0] not in told
        assert "AKIAKEY" not in told


def test_a_url_ends(files, monkeypatch):
    made, mine, _theirs = files
    url, now = made.url(mine, expire=60), time.time()
    monkeypatch.setattr(storage.time, "time", lambda: now + 59)
    assert Client().get(url).status_code == 200
    monkeypatch.setattr(storage.time, "time", lambda: now + 121)
    assert Client().get(url).status_code == 404


def test_a_page_asked_for_again_names_the_same_url_for_half_its_life(files, monkeypatch):
    made, mine, _theirs = files
    monkeypatch.setattr(storage.time, "time", lambda: 6000.0)
    url = made.url(mine, expire=60)
    assert "expires=6090&" in url
    monkeypatch.setattr(storage.time, "time", lambda: 6029.0)
    assert made.url(mine, expire=60) == url
    monkeypatch.setattr(storage.time, "time", lambda: 6030.0)
    assert made.url(mine, expire=60) != url


def test_a_signature_of_another_purpose_does_not_open_a_file(files):
    from django.core.signing import Signer

    made, mine, _theirs = files
    url = made.url(mine)
    path, expires = url.partition("?")[0], re.search(r"expires=(\d+)", url)[1]
    forged = Signer(salt="projects").signature(f"{path}\n{expires}\n")
    assert Client().get(re.sub(r"signature=[^&]+", f"signature={forged}", url)).status_code == 404
