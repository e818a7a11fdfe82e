"""Images that come with the call: in data: URLs, or as files of a form."""

import base64
import errno
import json
import struct
import zlib

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.core.files.uploadedfile import SimpleUploadedFile

from exterior_api import accounts, apart
from exterior_api.models import Generation, InputImage
from exterior_site.asgi import application

from . import factories

GENERATE = "/create_exterior/generate"
VARIATION = "/create_exterior/generate-variation"
GET = "/create_exterior/get"


def data_url(content: bytes, media_type="image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


@pytest.fixture
def given():
    return {
        "image_url": data_url(factories.picture(), "image/jpeg"),
        "mask_url": data_url(factories.mask()),
        "room_type": "POOL",
        "width": 120,
        "height": 80,
    }


@pytest.fixture
def form(client, api, account, django_capture_on_commit_callbacks):
    """Sends a form with files, as curl -F does."""

    def send(path, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(
                f"/api{path}", {"user_id": str(account.user_id), **fields}, headers={"x-api-key": api.key}
            )

    return send


def files():
    return {
        "image_url": SimpleUploadedFile("garden.jpg", factories.picture()),
        "mask_url": SimpleUploadedFile("area.png", factories.mask()),
    }


def test_data_urls_stand_for_images(api, given, broker):
    answer = api(GENERATE, **given)
    broker.run()

    assert answer.status == 200, answer.body
    assert api(GET, generation_id=answer.body["generation_id"]).body["status"] == "SUCCEEDED"


def test_the_content_decides_what_a_data_url_is(api, given):
    given["image_url"] = given["image_url"].replace("image/jpeg", "text/plain")

    assert api(GENERATE, **given).status == 200


@pytest.mark.parametrize("url", ["data:", "data:image/png,abc", "data:image/png;base64,%%%", "data:;base64,é"])
def test_a_damaged_data_url_is_a_bad_field(api, given, url):
    answer = api(GENERATE, **given | {"mask_url": url})

    assert (answer.status, answer.body["code"], answer.body["field"]) == (400, "invalid_field", "mask_url")
    assert "data: URL" in answer.body["error"]


def test_a_data_url_that_holds_no_image_is_refused(api, given):
    answer = api(GENERATE, **given | {"mask_url": "data:image/png;base64,"})

    assert (answer.status, answer.body["code"], answer.body["field"]) == (415, "image_type", "mask_url")


def test_a_photo_whose_exif_cannot_be_read_is_a_photo(api, given):
    photo = bytearray(factories.mask())
    exif = b"eXIf" + b"\xff" * 100
    # Behind the signature and the first chunk of every PNG.
    photo[33:33] = struct.pack(">I", 100) + exif + struct.pack(">I", zlib.crc32(exif))
    assert api(GENERATE, **given | {"image_url": data_url(bytes(photo))}).status == 200


@pytest.mark.parametrize("way", ["inside the order", "at an address"])
def test_a_file_that_is_too_heavy_is_refused_by_its_field(api, given, file_server, monkeypatch, way):
    monkeypatch.setattr("exterior_api.inputs.LARGEST_BYTES", 1000)
    image = given["image_url"] if way == "inside the order" else file_server.photo_url
    answer = api(GENERATE, **given | {"image_url": image})

    assert (answer.status, answer.body["code"], answer.body["field"]) == (413, "image_too_large", "image_url")
    assert not InputImage.objects.exists()


def test_a_file_that_its_reader_does_not_survive_is_refused(api, given, monkeypatch):
    def die(*_arguments, **_options):
        raise apart.Died

    monkeypatch.setattr(apart, "look", die)
    answer = api(GENERATE, **given)

    assert (answer.status, answer.body["code"]) == (422, "image_unreadable")


def test_the_same_content_is_stored_once(api, given):
    api(GENERATE, **given)
    api(GENERATE, **given)

    assert InputImage.objects.count() == 2


def test_a_key_is_bound_to_the_content_of_a_data_url(api, given):
    key = {"Idempotency-Key": "k"}

    first, second = (api(GENERATE, headers=key, **given) for _ in range(2))
    other = api(GENERATE, headers=key, **given | {"mask_url": data_url(factories.mask(240, 160))})

    assert first.body == second.body
    assert other.status == 409


def test_a_form_with_files_is_an_order(form, api, broker):
    camera = json.dumps({"focal_px": 900, "pitch_deg": 4})
    response = form(GENERATE, **files(), room_type="POOL", width="120", height="80", seed="7", camera=camera)
    broker.run()

    assert response.status_code == 200, response.content
    made = Generation.objects.get()
    assert (made.seed, made.options) == (7, {"camera": {"focal_px": 900.0, "pitch_deg": 4.0, "roll_deg": 0.0}})
    assert api(GET, generation_id=response.json()["generation_id"]).body["status"] == "SUCCEEDED"


def test_a_form_may_mix_files_and_addresses(form, file_server):
    fields = {"room_type": "POOL", "width": 120, "height": 80, "webhook": ""}
    response = form(GENERATE, **fields, image_url=file_server.photo_url, mask_url=files()["mask_url"])

    assert response.status_code == 200, response.content


def test_an_empty_file_is_no_mask_and_not_the_previous_one(form, api, given, broker):
    first = api(GENERATE, **given).body["generation_id"]

    response = form(
        VARIATION,
        generation_id=first,
        room_type="POOL",
        original_url=files()["image_url"],
        mask_url=SimpleUploadedFile("empty.png", b""),
    )

    assert (response.status_code, response.json()["field"]) == (415, "mask_url")


def test_a_file_where_text_belongs_is_a_bad_field(form):
    sent = files() | {"room_type": files()["mask_url"], "width": 120, "height": 80}

    response = form(GENERATE, **sent)

    assert (response.status_code, response.json()["field"]) == (400, "room_type")


@pytest.mark.parametrize("body", [b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\x00\r\n--x--\r\n"])
@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=x"])
def test_a_broken_form_is_a_bad_request(client, api, body, content_type):
    response = client.post(f"/api{GENERATE}", body, content_type, headers={"x-api-key": api.key})

    assert response.status_code == 400
    assert response.json()["code"] in ("invalid_form", "invalid_field", "invalid_json")


def test_a_form_that_is_too_large_is_refused_unread(client, api):
    response = client.post(
        f"/api{GENERATE}",
        b"--x",
        "multipart/form-data; boundary=x",
        headers={"x-api-key": api.key},
        CONTENT_LENGTH=str(70_000_000),
    )

    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_calls_without_images_take_no_form(form):
    response = form("/account/credit")

    assert (response.status_code, response.json()["code"]) == (415, "not_json")


def test_accounts_that_send_the_same_content_do_not_share_it(api, given, client):
    other = factories.AccountFactory()
    body = json.dumps({"user_id": str(other.user_id), **given})

    api(GENERATE, **given)
    response = client.post(f"/api{GENERATE}", body, "application/json", headers={"x-api-key": accounts.make_key(other)})

    assert response.status_code == 200
    assert InputImage.objects.filter(account=other).count() == 2


@pytest.mark.django_db
def test_a_body_that_is_refused_at_the_door_is_refused_in_json():
    async def ask():
        headers = [(b"host", b"testserver"), (b"content-length", b"900000000"), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/api/create_exterior/get", "query_string": b""}
        asked = ApplicationCommunicator(application, scope | {"headers": headers, "http_version": "1.1"})
        await asked.send_input({"type": "http.request", "body": b"{", "more_body": True})
        start, body = await asked.receive_output(10), await asked.receive_output(10)
        return start["status"], json.loads(body["body"])

    status, answer = async_to_sync(ask)()

    assert (status, answer["code"]) == (413, "body_too_large")


def test_an_order_for_which_the_disk_has_no_room_may_be_sent_again(api, given, broker, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.files.storage.FileSystemStorage._save", full)
        refused = api(GENERATE, **given)
    assert (refused.status, refused.body["code"]) == (503, "unavailable")
    assert not Generation.objects.exists()
    assert api(GENERATE, **given).body["remaining_photos"] == 9
