import json

import pytest
from django.core.files.storage import storages
from PIL import Image

from exterior_api import accounts, ledger, orders
from exterior_api.models import Generation

from . import factories

GENERATE = "/create_exterior/generate"
GET = "/create_exterior/get"


def test_an_order_is_answered_with_ids_and_the_photos_left(api, order, broker):
    answer = api(GENERATE, **order)

    assert answer.status == 200, answer.body
    generation = Generation.objects.get()
    assert answer.body == {
        "generation_id": str(generation.id),
        "remaining_photos": 9,
        "project_id": str(generation.project_id),
    }
    assert broker.names() == ["dispatch"]


def test_a_creation_goes_from_starting_to_succeeded_with_one_picture(api, order, broker):
    generation_id = api(GENERATE, **order, seed=300).body["generation_id"]
    before = api(GET, generation_id=generation_id).body
    broker.run()
    after = api(GET, generation_id=generation_id).body

    assert (before["status"], before["step"], before["progress"]) == ("STARTING", "queued", 0)
    assert "images" not in before
    assert after["status"] == "SUCCEEDED"
    assert after["variations"] == 0
    assert after["report"]["kind"] == "POOL"
    assert len(after["images"]) == 1
    assert after["images"][0].startswith("http://testserver/media/api/results/")


def test_the_picture_has_the_photos_size_and_can_be_fetched(api, order, broker, client):
    generation_id = api(GENERATE, **order, seed=300).body["generation_id"]
    broker.run()
    [url] = api(GET, generation_id=generation_id).body["images"]

    response = client.get(url.removeprefix("http://testserver"))
    image = Image.open(storages["api"].open(Generation.objects.get().images.get().name))

    assert response.status_code == 200
    assert (image.format, image.size) == ("PNG", (120, 80))
    assert image.getpixel((40, 60)) == (300 % 256, 1, 4)


@pytest.mark.parametrize("missing", ["image_url", "mask_url", "room_type", "width", "height"])
def test_a_missing_field_is_named(api, order, missing):
    del order[missing]

    answer = api(GENERATE, **order)

    assert (answer.status, answer.body["code"], answer.body["field"]) == (400, "invalid_field", missing)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("room_type", "CARPORT"),
        ("room_type", 3),
        ("width", 0),
        ("width", -4),
        ("height", 1e300),
        ("height", "tall"),
        ("image_url", "file:///etc/passwd"),
        ("image_url", "photo.jpg"),
        ("image_url", "http://name:secret@example.org/a.jpg"),
        ("image_url", "http://example.org/\u0000.jpg"),
        ("image_url", "http://example.org\\@127.0.0.1/"),
        ("image_url", "http://example.org:99999/"),
        ("mask_url", None),
        ("webhook", "ftp://example.org/"),
        ("webhook", "http://127.0.0.1:1/"),
        ("webhook", "http://169.254.169.254/latest"),
        ("seed", -1),
        ("seed", 2**40),
        ("width_m", 0),
        ("camera", {"focal_px": 0, "pitch_deg": 3}),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(api, order, field, value):
    answer = api(GENERATE, **order | {field: value})

    assert answer.status == 400, answer.body
    assert answer.body["field"].startswith(field)
    assert Generation.objects.count() == 0


def test_the_size_given_need_not_be_exact_nor_an_integer(api, order):
    assert api(GENERATE, **order | {"width": 121.5, "height": 80}).status == 200


def test_fields_that_we_do_not_know_are_passed_over(api, order):
    assert api(GENERATE, **order, colour="blue").status == 200


def test_an_account_without_photos_is_told_so_before_anything_is_fetched(api, order, account, file_server):
    account.entries.all().delete()
    type(account).objects.filter(pk=account.pk).update(extra_photos=0)

    answer = api(GENERATE, **order)

    assert (answer.status, answer.body["code"]) == (402, "no_photos_left")
    assert file_server.requests == []


def test_the_subscription_is_used_up_before_the_extra_photos(api, order, account):
    ledger.grant(account, 1, pocket="subscription")

    api(GENERATE, **order)
    assert api("/account/credit").body == {"total": 10, "subscription": 0, "extra": 10}
    api(GENERATE, **order)
    assert api("/account/credit").body == {"total": 9, "subscription": 0, "extra": 9}


class TestImages:
    def test_one_url_is_fetched_once(self, api, order, file_server):
        api(GENERATE, **order)
        api(GENERATE, **order)

        assert sorted(request.path for request in file_server.requests) == ["/mask.png", "/photo.jpg"]

    def test_accounts_do_not_share_what_was_fetched(self, api, order, file_server, client):
        api(GENERATE, **order)
        other = factories.AccountFactory()
        body = json.dumps({"user_id": str(other.user_id), **order})
        headers = {"x-api-key": accounts.make_key(other)}

        assert client.post(f"/api{GENERATE}", body, "application/json", headers=headers).status_code == 200
        assert len(file_server.asked("/photo.jpg")) == 2

    def test_a_smaller_mask_of_the_same_shape_is_scaled(self, api, order, file_server, broker):
        order["mask_url"] = file_server.put("/small.png", factories.mask(96, 64))
        generation_id = api(GENERATE, **order).body["generation_id"]
        broker.run()

        assert api(GET, generation_id=generation_id).body["status"] == "SUCCEEDED"

    def test_a_mask_of_another_shape_is_refused_with_both_sizes(self, api, order, file_server):
        order["mask_url"] = file_server.put("/square.png", factories.mask(80, 80))

        answer = api(GENERATE, **order)

        assert (answer.status, answer.body["field"]) == (422, "mask_url")
        assert "80 × 80" in answer.body["error"]
        assert "120 × 80" in answer.body["error"]

    def test_a_photo_lying_on_its_side_is_taken_upright(self, api, order, file_server):
        exif = Image.Exif()
        exif[0x0112] = 6
        order["image_url"] = file_server.put("/turned.jpg", factories.picture(80, 120, exif=exif))

        assert api(GENERATE, **order).status == 200

    @pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P", "LA"])
    def test_masks_of_every_mode_are_read(self, api, order, file_server, mode):
        order["mask_url"] = file_server.put("/mode.png", factories.mask(mode=mode))

        assert api(GENERATE, **order).status == 200

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (factories.mask(empty=True), 422, "mask_empty"),
            (factories.mask()[:-60], 422, "image_unreadable"),
            (factories.picture(32, 32), 422, "image_too_small"),
            (b"<html>", 415, "image_type"),
            (factories.picture(file_format="GIF"), 415, "image_type"),
            (b"", 415, "image_type"),
        ],
    )
    def test_a_mask_that_cannot_be_used_is_refused(self, api, order, file_server, body, status, code):
        order["mask_url"] = file_server.put("/bad.png", body)

        answer = api(GENERATE, **order)

        assert (answer.status, answer.body["code"], answer.body["field"]) == (status, code, "mask_url")
        assert api("/account/credit").body["total"] == 10

    def test_a_damaged_photo_is_refused(self, api, order, file_server):
        order["image_url"] = file_server.put("/half.jpg", factories.picture(800, 600)[:3000])

        answer = api(GENERATE, **order)

        assert (answer.status, answer.body["code"]) == (422, "image_unreadable")

    def test_a_picture_of_too_many_pixels_is_refused_unread(self, api, order, monkeypatch):
        monkeypatch.setattr("exterior_api.inputs.LARGEST_PIXELS", 5000)

        assert api(GENERATE, **order).status == 413

    def test_a_file_that_is_too_long_is_refused(self, api, order, monkeypatch):
        monkeypatch.setattr("exterior_api.inputs.LARGEST_BYTES", 500)

        answer = api(GENERATE, **order)

        assert (answer.status, answer.body["code"]) == (413, "image_too_large")


class TestIdempotencyKey:
    def test_the_same_key_and_body_give_the_same_answer(self, api, order, broker):
        first = api(GENERATE, headers={"Idempotency-Key": "k1"}, **order)
        second = api(GENERATE, headers={"Idempotency-Key": "k1"}, **order)

        assert first.status == second.status == 200
        assert first.body == second.body
        assert Generation.objects.count() == 1
        assert broker.names() == ["dispatch"]

    def test_the_same_key_with_another_body_is_a_conflict(self, api, order):
        api(GENERATE, headers={"Idempotency-Key": "k1"}, **order)

        answer = api(GENERATE, headers={"Idempotency-Key": "k1"}, **order | {"room_type": "TERRACE"})

        assert (answer.status, answer.body["code"]) == (409, "idempotency_conflict")

    def test_a_refused_order_does_not_use_its_key_up(self, api, order):
        assert api(GENERATE, headers={"Idempotency-Key": "k1"}, **order | {"seed": -1}).status == 400
        assert api(GENERATE, headers={"Idempotency-Key": "k1"}, **order).status == 200

    def test_of_two_at_once_only_one_is_kept(self, api, order, monkeypatch):
        first = api(GENERATE, headers={"Idempotency-Key": "k1"}, **order)
        looks = iter([None])
        given_before = orders._given_before
        monkeypatch.setattr(orders, "_given_before", lambda *args: next(looks, given_before(*args)))

        second = api(GENERATE, headers={"Idempotency-Key": "k1"}, **order)

        assert second.body == first.body
        assert Generation.objects.count() == 1

    def test_a_key_that_is_too_long_is_refused(self, api, order):
        assert api(GENERATE, headers={"Idempotency-Key": "k" * 300}, **order).status == 400
