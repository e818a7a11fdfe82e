"""``make run`` as a process: what it prints, how it stops, and that a restart loses nothing."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests import stack as stacks

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def stack(request, tmp_path):
    first = request.node.name.startswith("test_it_says_where_it_is")
    stack = stacks.Stack(tmp_path, from_nothing=first, RENDERER="tests.exterior_api.renderers.fill")
    yield stack
    stack.stop()


def processes_of(stack) -> dict[int, str]:
    """Command lines, by id, of every living process that was started with this stack's folder."""
    mark = f"VAR_DIR={stack.environ['VAR_DIR']}".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def test_it_says_where_it_is_and_stops_without_leaving_a_process(stack):
    stack.start()
    stack.wait_for_line("is ready")
    assert f"{stack.url}/" in stack.tail()
    assert "Demo login: demo@example.com" in stack.tail()
    assert len(processes_of(stack)) >= 5
    stack.stop()
    assert processes_of(stack) == {}


def celery_of(stack) -> dict[str, int]:
    """Ids of the two workers and of beat, by what tells their command lines apart."""
    lines = {pid: line for pid, line in processes_of(stack).items() if line.startswith(sys.executable)}
    return {mark: pid for pid, line in lines.items() for mark in ("-n worker@", "-n render@", " beat ") if mark in line}


def test_workers_that_die_come_back_and_ctrl_c_stops_all(stack):
    stack.start()
    stack.wait_for_line("Demo login")
    before = celery_of(stack)
    assert len(before) == 3
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    for name in ("worker", "render", "beat"):
        stack.wait_for_line(f"{name} has stopped and is started again")
    assert requests.get(stack.url, timeout=10).status_code == 200
    end = time.monotonic() + 120
    while len(after := celery_of(stack)) < 3 and time.monotonic() < end:
        time.sleep(0.1)
    assert len(after) == 3
    assert not set(after.values()) & set(before.values())
    os.killpg(stack.process.pid, signal.SIGINT)
    stack.process.wait(60)
    # The system takes a moment to forget the last of them.
    end = time.monotonic() + 10
    while (left := processes_of(stack)) and time.monotonic() < end:
        time.sleep(0.02)
    assert left == {}


def test_a_port_that_is_taken_is_named_with_a_way_out(stack):
    with socket.socket() as other:
        other.bind(("127.0.0.1", stack.port))
        other.listen()
        done = subprocess.run(
            [*stack.command, "--port", str(stack.port)],
            cwd=stacks.ROOT,
            env=stack.environ,
            capture_output=True,
            text=True,
        )
    assert done.returncode != 0
    assert f"Port {stack.port} is not free" in done.stderr
    assert f"PORT={stack.port + 1} make run" in done.stderr


def test_the_demo_can_log_in_to_the_admin(stack):
    stack.start()
    stack.wait_for_line("password:")
    line = next(line for line in stack.log if "password:" in line)
    session = requests.Session()
    login = session.get(f"{stack.url}/admin/").url
    assert login.startswith(f"{stack.url}/accounts/login/")
    answer = session.post(
        login,
        data={
            "login": "demo@example.com",
            "next": "/admin/",
            "password": line.split("password:")[1].split()[0],
            "csrfmiddlewaretoken": session.cookies["csrftoken"],
        },
        headers={"Referer": stack.url},
    )
    assert answer.url == f"{stack.url}/admin/"
    for page in ("projects/user", "projects/generation", "projects/photoentry", "exterior_api/account"):
        assert session.get(f"{stack.url}/admin/{page}/").status_code == 200
