"""Render workers as on machines of their own: a broker and S3, and nothing else of the site."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import boto3
import pytest
import redis
from celery import Celery
from moto.server import ThreadedMotoServer

from exterior_site import valkey
from tests import services
from tests.exterior_api import factories
from tests.stack import NUMBA_CACHE

ROOT = Path(__file__).parents[2]
KEY, SECRET = "AKIAOFATEST", "a/secret+of=a test"
pytestmark = pytest.mark.timeout(120)


class Elsewhere:
    """A broker and a bucket that can be taken away, and the API's side of the queues."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.s3_port = folder, valkey.free_port(), valkey.free_port()
        self.broker_url = f"redis://127.0.0.1:{self.port}/0"
        self.endpoint = f"http://127.0.0.1:{self.s3_port}"
        self.storage_url = f"s3://{KEY}:{quote(SECRET, safe='')}@gardens/all?endpoint={self.endpoint}&region=eu-west-1"
        self.start_broker()
        self.start_storage()
        keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "eu-west-1"}
        self.s3 = boto3.client("s3", endpoint_url=self.endpoint, **keys)
        self.s3.create_bucket(Bucket="gardens", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.put("inputs/photo.jpg", factories.picture())
        self.put("inputs/mask.png", factories.mask())
        self.app = Celery("elsewhere", broker=self.broker_url, set_as_current=False)

    def start_broker(self):
        command = valkey.command(self.port, self.folder / "valkey")
        self.broker = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        services.wait_for_port(self.port)

    def start_storage(self):
        self.storage = ThreadedMotoServer(port=self.s3_port, verbose=False)
        self.storage.start()

    def stop_storage(self):
        self.storage.stop()
        # Or who connects would only wait for an answer.
        self.storage._server.server_close()

    def wait_until_storage_is_missed(self):
        """Somebody comes where it was, and is sent away."""
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(("127.0.0.1", self.s3_port))
            door.listen()
            door.settimeout(40)
            door.accept()[0].close()

    def put(self, name, content):
        self.s3.put_object(Bucket="gardens", Key=f"all/api/{name}", Body=content)

    def order(self, milliseconds=150, **fields) -> str:
        job = {"generation": str(uuid.uuid4()), "attempt": 1, "kind": "POOL", "seed": milliseconds, "options": {}}
        job |= {"photo": "inputs/photo.jpg", "mask": "inputs/mask.png"} | fields
        with closing(self.app.connection_for_write()) as connection:
            self.app.send_task("exterior_api.tasks.render", [job], queue="render", connection=connection)
        return job["generation"]

    def ask_for_camera(self, seconds: float = 60) -> bytes:
        """What a worker of the API finds in the cache, once a camera was estimated."""
        key, client = f"camera of {uuid.uuid4()}", redis.Redis(port=self.port, socket_timeout=5)
        with closing(self.app.connection_for_write()) as connection:
            arguments = [key, "inputs/photo.jpg"]
            self.app.send_task("exterior_api.tasks.estimate", arguments, queue="ground", connection=connection)
        end = time.monotonic() + seconds
        while not (answer := client.get(f":1:{key}")):
            assert time.monotonic() < end, "no camera came"
            time.sleep(0.1)
        return answer

    def wait_for(self, name: str, count: int, seconds: float = 40) -> list[list]:
        """The arguments of so many messages of a name, as a worker of the API would get them."""
        client, found = redis.Redis(port=self.port, socket_timeout=5), []
        end = time.monotonic() + seconds
        while len(found) < count:
            assert time.monotonic() < end, f"{len(found)} of {count} {name} came"
            with suppress(redis.ConnectionError):
                if answer := client.brpop("api", timeout=1):
                    message = json.loads(answer[1])
                    arguments = json.loads(base64.b64decode(message["body"]))[0]
                    found += [arguments] if message["headers"]["task"] == f"exterior_api.tasks.{name}" else []
                    if message["headers"]["task"].endswith("broke") and arguments[2:] == ["storage"]:
                        # What the API does some seconds later.
                        self.order(generation=arguments[0], attempt=arguments[1])
        return found

    def stop(self):
        services.stop(self.broker)
        self.stop_storage()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    made = Elsewhere(tmp_path_factory.mktemp("elsewhere"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def workers(elsewhere, tmp_path_factory):
    """Two processes with a home of their own, and neither database nor secret nor a folder of the site's."""
    started = []
    for number in range(2):
        home = tmp_path_factory.mktemp(f"machine-{number}")
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": elsewhere.broker_url,
            "STORAGE_URL": elsewhere.storage_url,
            "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
            "VAR_DIR": str(home / "var"),
            "RENDERER": "tests.exterior_api.renderers.signed",
            "NUMBA_CACHE_DIR": str(NUMBA_CACHE),
        }
        command = [sys.executable, "-m", "exterior_site.renderworker", "--threads", "1"]
        log = (home / "log").open("w")
        started.append(subprocess.Popen(command, cwd=home, env=environ, stdout=log, stderr=log))
        started[-1].home = home
    yield started
    for worker in started:
        worker.kill()
        worker.wait()


def log_of(worker) -> str:
    return (worker.home / "log").read_text()


def count_in_logs(workers, words: str) -> int:
    return sum(log_of(worker).count(words) for worker in workers)


def wait_for_log(workers, words: str, count: int, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while count_in_logs(workers, words) < count:
        assert time.monotonic() < end, f"no worker said {words}"
        time.sleep(0.05)


def spoken_to(worker) -> set[int]:
    """Ports at the other end of a process's connections."""
    lines = [line.split() for line in Path(f"/proc/{worker.pid}/net/tcp").read_text().splitlines()[1:]]
    ports = {f"socket:[{line[9]}]": int(line[2].rpartition(":")[2], 16) for line in lines}
    own = {os.readlink(entry) for entry in Path(f"/proc/{worker.pid}/fd").iterdir() if entry.is_symlink()}
    return {port for inode, port in ports.items() if inode in own and port}


def test_they_find_cameras_too(elsewhere, workers):
    assert b"focal_px" in elsewhere.ask_for_camera()


def test_two_workers_share_the_jobs_and_speak_to_the_broker_and_storage_alone(elsewhere, workers):
    ordered, finished = set(), []
    # One of them may start later, or have a break after its storage was away.
    while len({report["process"] for _generation, _image, report in finished}) < 2:
        ordered |= {elsewhere.order() for _job in range(4)}
        finished += elsewhere.wait_for("render_finished", 4)

    assert {generation for generation, _image, _report in finished} == ordered
    assert {report["process"] for _generation, _image, report in finished} == {worker.pid for worker in workers}
    for _generation, image, _report in finished:
        stored = elsewhere.s3.get_object(Bucket="gardens", Key=f"all/api/{image['name']}")
        assert stored["Body"].read().startswith(b"\x89PNG")
    for worker in workers:
        assert spoken_to(worker) <= {elsewhere.port, elsewhere.s3_port}
        assert [path.name for path in (worker.home / "var").iterdir()] == ["numba"]
        assert SECRET not in log_of(worker)
        assert urlsplit(elsewhere.broker_url).netloc in log_of(worker)


# What a worker says when the end of its drawing finds nobody there.
MISSED = {"broker": "render_finished not sent", "both": "Storage is away in attempt"}


@pytest.mark.parametrize("lost", ["broker", "storage", "both"])
def test_what_is_lost_in_the_middle_of_a_drawing_and_comes_back_costs_no_picture(elsewhere, workers, lost):
    before = {words: count_in_logs(workers, words) for words in MISSED.values()}
    ordered = elsewhere.order(milliseconds=700)
    elsewhere.wait_for("render_started", 1)
    if lost != "storage":
        elsewhere.broker.send_signal(signal.SIGKILL)
        elsewhere.broker.wait()
    if lost != "broker":
        elsewhere.stop_storage()
    if lost == "storage":
        # It is asked again some times, and so never given up.
        elsewhere.wait_until_storage_is_missed()
    else:
        wait_for_log(workers, MISSED[lost], before[MISSED[lost]] + 1)
    if lost != "storage":
        elsewhere.start_broker()
    if lost != "broker":
        elsewhere.start_storage()

    [(generation, image, _report)] = elsewhere.wait_for("render_finished", 1)
    assert generation == ordered
    assert elsewhere.s3.head_object(Bucket="gardens", Key=f"all/api/{image['name']}")
    # And both take up work again.
    ordered = {elsewhere.order() for _job in range(4)}
    assert {arguments[0] for arguments in elsewhere.wait_for("render_finished", 4)} == ordered
    assert all(worker.poll() is None for worker in workers)


def test_a_job_of_another_version_of_the_site_is_drawn_or_left_to_another_worker(elsewhere, workers):
    newer = elsewhere.order(weather="rain", options={"camera": None, "hedge": True})
    with closing(elsewhere.app.connection_for_write()) as connection:
        elsewhere.app.send_task("exterior_api.tasks.render_in_winter", [{}], queue="render", connection=connection)
        elsewhere.app.send_task("exterior_api.tasks.render", [{"attempt": 1}], queue="render", connection=connection)
    broken = elsewhere.order(mask="inputs/not-there.png")
    known = elsewhere.order()

    assert {arguments[0] for arguments in elsewhere.wait_for("render_finished", 2)} == {newer, known}
    again = elsewhere.order(mask="inputs/not-there-either.png")
    assert elsewhere.wait_for("render_broke", 1)[0][0] in (broken, again)
    assert all(worker.poll() is None for worker in workers)
