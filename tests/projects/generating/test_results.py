"""What a crash or a short-lived URL may not cost: a picture, nor any of the photo around it."""

import json
import uuid
from datetime import timedelta

import pytest
import responses
from django.utils import timezone
from PIL import Image

from projects import files, generating, ledger
from projects.generating import results
from projects.models import Failure, Generation, Status
from tests import factories
from tests.projects.fake_upstream import API, FRESH_URL, PICTURE_URL, answer, fresh

pytestmark = pytest.mark.django_db


def stored(generation) -> list[str]:
    return files.names_in(generation.mask.file.storage, files.pictures_folder(generation))


class TestCollecting:
    def test_one_collect_at_a_time_and_the_second_is_made_up_for(self, api):
        generation = factories.generation(status=Status.PROCESSING)
        calls = []

        def during(_request):
            calls.append(1)
            if len(calls) == 1:
                generating.collect(fresh(generation))
            return 200, {}, json.dumps({"status": "PROCESSING"})

        api.add_callback(responses.POST, f"{API}/api/create_exterior/get", during)
        generating.collect(generation)
        assert len(calls) == 2
        assert fresh(generation).collecting_until is None

    def test_the_lease_of_a_killed_worker_lapses(self, api):
        answer(api, "get", status="PROCESSING")
        generation = factories.generation(
            status=Status.STARTING, collecting_until=timezone.now() + timedelta(seconds=60)
        )
        generating.collect(generation)
        assert not api.calls
        factories.past(generation, collecting_until=1)
        generating.collect(generation)
        assert len(api.calls) == 1

    def test_the_lease_is_given_back_when_asking_breaks(self, api, monkeypatch):
        generation = factories.generation(status=Status.STARTING)
        monkeypatch.setattr("projects.upstream.get", lambda _id: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            generating.collect(generation)
        assert fresh(generation).collecting_until is None

    def test_one_that_nobody_polls_any_more_is_found(self):
        generation = factories.generation(status=Status.STARTING, next_poll=None)
        assert generating.due_for_polling() == [generation.id]

    def test_a_picture_that_comes_when_an_operator_has_ended_it_leaves_no_file(self, api):
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL])
        generation = factories.generation(status=Status.PROCESSING)

        def during(_request):
            generating.give_up(fresh(generation))
            return 200, {"Content-Type": "image/png"}, factories.photo_bytes((120, 80), "PNG")

        api.add_callback(responses.GET, PICTURE_URL, during)
        generating.collect(generation)
        assert fresh(generation).status == Status.FAILED
        assert stored(generation) == []

    def test_who_lost_the_lease_meanwhile_stops_and_leaves_no_file(self, api):
        whole = factories.photo_bytes((120, 80), "PNG")
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL, FRESH_URL])
        generation = factories.generation(status=Status.PROCESSING)

        def during(_request):
            # It took too long, and another collector has the lease now.
            Generation.objects.filter(id=generation.id).update(collecting_until=timezone.now() + timedelta(hours=1))
            return 200, {"Content-Type": "image/png"}, whole

        api.add_callback(responses.GET, PICTURE_URL, during)
        generating.collect(generation)
        assert [call.request.url for call in api.calls if call.request.method == "GET"] == [PICTURE_URL]
        assert (fresh(generation).status, stored(generation)) == (Status.PROCESSING, [])
        assert fresh(generation).collecting_until

    def test_two_who_store_at_once_do_not_share_a_file(self, api):
        api.get(PICTURE_URL, body=factories.photo_bytes((120, 80), "PNG"))
        generation = factories.generation(status=Status.PROCESSING)
        winner, loser = (results.take_pictures(generation, [PICTURE_URL]) for _collector in range(2))
        names = {picture.file.name for picture in (*winner, *loser)}
        assert len(names) == 2
        results.discard(loser)
        assert winner[0].file.name in stored(generation)

    def test_an_expired_url_is_asked_for_again(self, api):
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL])
        answer(api, "get", status="SUCCEEDED", images=[FRESH_URL])
        api.get(PICTURE_URL, status=403)
        api.get(FRESH_URL, body=factories.photo_bytes((120, 80), "PNG"))
        generation = factories.generation(status=Status.PROCESSING)
        generating.collect(generation)
        assert fresh(generation).status == Status.SUCCEEDED

    def test_half_a_download_leaves_neither_a_row_nor_a_file(self, api):
        whole = factories.photo_bytes((120, 80), "PNG")
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL, FRESH_URL])
        api.get(PICTURE_URL, body=whole)
        api.get(FRESH_URL, body=whole[: len(whole) // 2])
        generation = factories.generation(status=Status.PROCESSING)
        generating.collect(generation)
        generation = fresh(generation)
        assert (generation.status, generation.pictures.count(), generation.bad_results) == (Status.PROCESSING, 0, 1)
        assert stored(generation) == []

    def test_a_bad_result_is_asked_for_ever_more_slowly(self, api):
        answer(api, "get", status="SUCCEEDED")
        generation = factories.generation(status=Status.PROCESSING, bad_results=4)
        generating.collect(generation)
        assert (fresh(generation).next_poll - timezone.now()).total_seconds() > 20

    def test_a_late_failure_ends_the_looking(self, api):
        answer(api, "get", status="FAILED")
        generation = factories.past(factories.generation(status=Status.PROCESSING), deadline=1)
        generating.sweep()
        assert fresh(generation).next_poll
        generating.collect(fresh(generation))
        assert fresh(generation).next_poll is None
        assert fresh(generation).failure == Failure.TOO_LATE
        assert ledger.photos_left(generation.project.owner) == 5


class TestOnlyInside:
    PHOTO, DRAWN = (10, 20, 30), (200, 100, 50)

    def drawn(self, api, size=(400, 300), **options):
        project = factories.project(size=(400, 300))
        answer(api, "get", status="SUCCEEDED", images=[PICTURE_URL])
        buffer = factories.io.BytesIO()
        Image.new("RGB", size, self.DRAWN).save(buffer, "PNG")
        api.get(PICTURE_URL, body=buffer.getvalue())
        asked = generating.submit(
            project.owner,
            project,
            "POOL",
            uuid.uuid4(),
            factories.mask_file((400, 300), (100, 150, 300, 250)),
            options=options,
        )
        Generation.objects.filter(id=asked.id).update(status=Status.PROCESSING, upstream_id="g")
        generating.collect(fresh(asked))
        photo = Image.open(project.photo.file.open("rb")).convert("RGB")
        return Image.open(fresh(asked).picture.file.open("rb")), photo

    def test_outside_the_area_the_photo_comes_back_pixel_for_pixel(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        picture, photo = self.drawn(api)
        for outside in ((0, 0), (399, 299), (100, 140), (200, 140), (92, 200), (310, 200)):
            assert picture.getpixel(outside) == photo.getpixel(outside)
        for inside in ((100, 150), (200, 200), (300, 250)):
            assert picture.getpixel(inside) == self.DRAWN

    def test_a_picture_of_another_size_is_laid_on_the_photo(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        picture, photo = self.drawn(api, size=(800, 600))
        assert picture.size == photo.size
        assert picture.getpixel((5, 5)) == photo.getpixel((5, 5))

    def test_a_picture_of_another_shape_is_left_as_it_came(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        assert self.drawn(api, size=(500, 500))[0].size == (500, 500)

    def test_it_can_be_chosen_otherwise(self, api, settings):
        settings.EXTERIOR_ONLY_INSIDE = True
        picture, _photo = self.drawn(api, only_inside=False)
        assert picture.getpixel((0, 0)) == self.DRAWN
