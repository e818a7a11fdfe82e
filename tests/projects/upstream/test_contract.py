"""The contract suite: one client, against recorded answers of several shapes and against our own server."""

import time
import uuid
from types import SimpleNamespace

import pytest

from projects import fetching, images, upstream
from projects.models import Failure, Status
from tests.projects.upstream.conftest import SIZE
from tests.projects.upstream.recorded import DIALECTS, IMAGE, RecordedServer


@pytest.fixture(params=[*DIALECTS, "our own server"])
def server(request, settings, files):
    """The client pointed at one upstream; ``finished(id)`` waits for the end of a generation."""
    ours = request.param == "our own server"
    settings.EXTERIOR_API_EXTENSIONS = ours
    if ours:
        use(request.getfixturevalue("own_account"), request.getfixturevalue("own_server"), settings)
        yield SimpleNamespace(ours=True)
        return
    recorded = RecordedServer(request.param)
    settings.EXTERIOR_API_URL = recorded.url
    settings.EXTERIOR_API_KEY, settings.EXTERIOR_API_USER_ID = "a key", str(uuid.uuid4())
    yield SimpleNamespace(ours=False, requests=recorded.requests)
    recorded.close()


def use(account: dict, server, settings) -> None:
    settings.EXTERIOR_API_URL, settings.EXTERIOR_API_EXTENSIONS = server.url, True
    settings.EXTERIOR_API_KEY, settings.EXTERIOR_API_USER_ID = account["api_key"], account["user_id"]


def order(files, **changes) -> upstream.Order:
    fields = {
        "type": "POOL",
        "photo_url": f"{files}/photo.jpg",
        "mask_url": f"{files}/mask.png",
        "callback_url": "",
        "width": SIZE[0],
        "height": SIZE[1],
        "key": str(uuid.uuid4()),
    }
    return upstream.Order(**(fields | changes))


def finished(generation_id: str) -> upstream.Snapshot:
    for _ in range(300):
        snapshot = upstream.get(generation_id)
        if snapshot.status in (Status.SUCCEEDED, Status.FAILED):
            return snapshot
        assert snapshot.images == []
        time.sleep(0.05)
    raise AssertionError(f"still {snapshot.status}")


def test_a_creation_ends_with_an_image(server, files):
    accepted = upstream.generate(order(files))
    assert uuid.UUID(accepted.generation_id)
    assert uuid.UUID(accepted.project_id)
    snapshot = finished(accepted.generation_id)
    assert snapshot.status == Status.SUCCEEDED
    assert all(url.startswith("http") for url in snapshot.images)
    if not server.ours:
        assert snapshot.images[0] == IMAGE
        assert snapshot.variations == 1


def test_a_variation_names_the_previous_one_and_no_size(server, files):
    first = upstream.generate(order(files))
    finished(first.generation_id)
    second = upstream.generate(order(files, type="TERRACE", previous_id=first.generation_id))
    assert second.generation_id != first.generation_id
    assert finished(second.generation_id).status == Status.SUCCEEDED
    if not server.ours:
        path, body, _headers = next(call for call in server.requests if "variation" in call[0])
        assert path == "/api/create_exterior/generate-variation"
        assert set(body) == {"user_id", "generation_id", "original_url", "mask_url", "room_type"}


def test_credit_is_a_number(server):
    assert upstream.credit() > 9 if server.ours else upstream.credit() == 9


def test_an_unknown_generation_is_a_permanent_error(server):
    with pytest.raises(upstream.UpstreamError) as caught:
        upstream.get(str(uuid.uuid4()))
    assert caught.value.permanent
    assert "404" in str(caught.value)


def test_the_fields_of_generate_are_the_contracts(settings, files):
    recorded = RecordedServer("as our server")
    settings.EXTERIOR_API_URL, settings.EXTERIOR_API_KEY = recorded.url, "a key"
    settings.EXTERIOR_API_EXTENSIONS = False
    upstream.generate(order(files, callback_url="https://site.example/callbacks/1/"))
    recorded.close()
    path, body, headers = recorded.requests[0]
    assert path == "/api/create_exterior/generate"
    assert set(body) == {"user_id", "image_url", "mask_url", "room_type", "width", "height", "webhook"}
    assert headers["x-api-key"] == "a key"


class TestOurOwnServer:
    """What only our server promises, over real HTTP."""

    @pytest.fixture(autouse=True)
    def _account(self, settings, own_server, own_account):
        use(own_account, own_server, settings)

    def test_photos_are_taken_and_run_out(self, files, own_server, settings):
        use(own_server.create_api_account("two-photos@example.com", 2), own_server, settings)
        assert upstream.generate(order(files)).photos_left == 1
        assert upstream.generate(order(files)).photos_left == 0
        with pytest.raises(upstream.UpstreamError) as caught:
            upstream.generate(order(files))
        assert (caught.value.permanent, caught.value.failure) == (True, Failure.OUT_OF_PHOTOS)

    def test_the_same_key_again_is_the_same_generation(self, files):
        one, before = order(files), upstream.credit()
        assert upstream.generate(one).generation_id == upstream.generate(one).generation_id
        assert upstream.credit() == before - 1

    def test_the_picture_can_be_fetched_and_read(self, settings, own_server, files):
        settings.EXTERIOR_RESULT_ORIGINS = [own_server.url]
        snapshot = finished(upstream.generate(order(files)).generation_id)
        assert images.read_picture(fetching.fetch(snapshot.images[0], 10**7)).size == SIZE

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"mask_url": "/other-shape.png"}, "422"),
            ({"mask_url": "/empty.png"}, "422"),
            ({"photo_url": "/none.jpg"}, "422"),
            ({"type": "HOUSE"}, "400"),
        ],
    )
    def test_what_cannot_be_drawn_is_refused_with_words(self, files, changes, said):
        whole = {name: value if name == "type" else files + value for name, value in changes.items()}
        with pytest.raises(upstream.UpstreamError, match=rf"{said}: \w+") as caught:
            upstream.generate(order(files, **whole))
        assert caught.value.permanent

    def test_a_wrong_key_is_refused(self, settings):
        settings.EXTERIOR_API_KEY = "wrong"
        with pytest.raises(upstream.UpstreamError, match="401"):
            upstream.credit()
