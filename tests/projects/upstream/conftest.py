import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import factories
from tests import stack as stacks

SIZE = (120, 80)


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """A photo and an area where the upstream can fetch them."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "photo.jpg").write_bytes(factories.photo_bytes(SIZE))
    (folder / "mask.png").write_bytes(factories.mask_bytes(SIZE))
    (folder / "other-shape.png").write_bytes(factories.mask_bytes((80, 80)))
    (folder / "empty.png").write_bytes(factories.mask_bytes(SIZE, box=factories.EMPTY))

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def own_server(tmp_path_factory, files):
    """Our own server of the API as a process of its own, with a renderer that only fills the area."""
    api = stacks.Stack(
        tmp_path_factory.mktemp("api"),
        SITE_PARTS="api",
        RENDERER="tests.exterior_api.renderers.fill",
        # The files are on loopback, which it fetches from only when told.
        EXTERIOR_API_ALLOWED_ORIGINS=files,
    )
    api.start()
    yield api
    api.stop()


@pytest.fixture(scope="session")
def own_account(own_server):
    return own_server.create_api_account("contract@example.com", 1000)
