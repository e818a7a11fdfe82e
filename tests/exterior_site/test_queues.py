"""Which worker does what: nothing that people wait for stands behind what takes long, and no queue is forgotten."""

import re
from pathlib import Path

import pytest

from exterior_site.celery import app
from exterior_site.management.commands.runstack import Command

ROOT = Path(__file__).parents[2]
URGENT = ("send", "collect", "poll", "sweep", "make_tiles", "make_card")
URGENT_OF_API = ("render_started", "render_progressed", "render_finished", "render_failed", "render_broke", "dispatch")
URGENT_OF_API += ("sweep",)


def queue_of(task: str) -> str:
    app.finalize()
    return app.amqp.router.route({}, task)["queue"].name


def ours() -> list[str]:
    app.loader.import_default_modules()
    return [name for name in app.tasks if name.startswith(("projects.", "exterior_api."))]


def workers(text: str) -> list[set[str]]:
    """The queues of each worker that a file or a command line starts."""
    return [set(queues.split(",")) for queues in re.findall(r'-Q,? +"?([\w,]*\w)', text)]


def test_what_people_wait_for_has_a_worker_that_does_nothing_long():
    urgent = {queue_of(f"projects.tasks.{name}") for name in URGENT}
    urgent |= {queue_of(f"exterior_api.tasks.{name}") for name in URGENT_OF_API}
    others = {queue_of(name) for name in ours() if name.rpartition(".")[2] not in URGENT + URGENT_OF_API}
    assert urgent == {"site", "api"}
    assert not urgent & others
    assert {queue_of(f"exterior_api.tasks.{name}") for name in ("render", "estimate")} == {"render", "ground"}
    # Who waits for an estimate may not keep the estimate from being made.
    assert queue_of("projects.tasks.find_camera") not in urgent | {"render", "ground"}


@pytest.mark.parametrize("name", ["Procfile", "compose.yaml", "deploy/systemd", "make run"])
def test_every_way_to_start_the_site_has_a_worker_for_each_queue(name):
    if name == "make run":
        text = "\n".join(Command().processes("127.0.0.1", 8000).values())
    else:
        files = [ROOT / name] if (ROOT / name).is_file() else sorted((ROOT / name).iterdir())
        text = "\n".join(file.read_text() for file in files)
    started = workers(text)
    assert set().union(*started) == {queue_of(task) for task in ours()}
    assert {"site", "api"} in started
    # In turn from both, so that a hundred new photos and a hundred drawings do not wait for one another's last.
    assert {"render", "ground"} in started
