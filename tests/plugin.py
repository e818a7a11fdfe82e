"""Loaded before pytest-django reads the settings: gives every run a broker and folders of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

folder = Path(tempfile.mkdtemp(prefix="parterre-tests-"))
atexit.register(shutil.rmtree, folder, ignore_errors=True)

os.environ["VAR_DIR"] = str(folder)
# Nothing is collected into it, and whitenoise warns of each client that a test makes while it is not there.
(folder / "static").mkdir()
os.environ["SECRET_KEY"] = "only for tests"
os.environ["SITE_URL"] = "http://testserver"
# Tests sign operators in without pages; tests/projects/test_two_factor.py turns it on.
os.environ["ADMIN_TWO_FACTOR"] = "no"
# Playwright keeps an event loop in the main thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# Compiled kernels outlive a run; they are found by the source they were compiled from.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parent.parent / "var" / "numba"))

from tests import services  # noqa: E402 - the environment above is read on import of the settings

if "TEST_REDIS_URL" in os.environ:
    os.environ["REDIS_URL"] = os.environ["TEST_REDIS_URL"]
else:
    _valkey, os.environ["REDIS_URL"] = services.start_valkey(folder / "valkey")
    atexit.register(services.stop, _valkey)


# Files, sheets, headers and processes: what these are about is the same on every database.
ON_ONE_DATABASE = (
    "tests/exterior_api/test_operators.py::test_a_web_process_does_not_load_the_renderer",
    "tests/projects/test_bad_input_areas.py",
    "tests/projects/test_bad_input_photos.py",
    "tests/projects/test_honest.py",
    "tests/projects/test_outlines.py",
    "tests/projects/test_printing.py",
    "tests/projects/generating/test_takeaways.py",
    "tests/projects/test_tiles.py",
    "tests/exterior_site/test_headers.py",
    "tests/exterior_site/test_mailbox.py",
    "tests/exterior_site/test_storage.py",
)


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="only tests that touch the database in this process")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--database-only"):
        uses = {"db", "transactional_db", "django_db_setup"}
        items[:] = [
            item
            for item in items
            if not item.nodeid.startswith(("tests/browser", *ON_ONE_DATABASE))
            and (uses & set(item.fixturenames) or item.get_closest_marker("django_db"))
        ]
