"""What is counted, by every process of the machine, and that the dashboard asks for nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from exterior_site.observability import exposition, metrics, slots
from exterior_site.observability.lamps import Lamp
from projects import tasks, upstream_health
from projects.models import Status
from tests import factories
from tests.exterior_site.observability.asking import ELSEWHERE, ask

ROOT = Path(__file__).parents[3]
DASHBOARD = ROOT / "deploy" / "grafana-dashboard.json"
UP = [Lamp(name, str, up=True) for name in ("database", "broker")]
ANOTHER_PROCESS = """
import sys, time
from pathlib import Path
from exterior_site.observability import slots
slots.use(Path(sys.argv[1]))
from prometheus_client import Counter, Gauge
Counter("parterre_other", "Of another process").inc(2)
Gauge("parterre_other_open", "Open there", multiprocess_mode="livesum").set(7)
print("counted", flush=True)
sys.stdin.read()
"""


def value(sample: str, text: str | None = None) -> float:
    """Of a line like ``name{label="value"}``; 0 while there is none."""
    text = text if text is not None else exposition.exposition([])
    text = text.decode() if isinstance(text, bytes) else text
    found = re.search(rf"^{re.escape(sample)} (\S+)$", text, re.M)
    return float(found[1]) if found else 0.0


@pytest.mark.django_db
def test_figures_are_for_this_machine_or_a_token(monkeypatch, settings):
    settings.METRICS_TOKEN = "a token that is long"
    monkeypatch.setattr("exterior_site.observability.endpoints.board.look", lambda: UP)
    assert ask("/metrics", ELSEWHERE)[0] == 404
    assert ask("/metrics", x_forwarded_for="203.0.113.9")[0] == 404
    assert ask("/metrics", host="rebound.example")[0] == 404
    assert ask("/metrics", ELSEWHERE, authorization="Bearer a token that is long")[0] == 200
    status, text = ask("/metrics")
    assert status == 200
    assert value('parterre_lamp_up{lamp="broker"}', text) == 1


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_status(client):
    seen, lost = (
        f'parterre_requests_total{{method="GET",status="{status}",view="{view}"}}'
        for status, view in ((200, "front"), (404, "none"))
    )
    before = value(seen), value(lost)
    client.get(reverse("front"))
    client.get("/no/such/page/")
    assert (value(seen), value(lost)) == (before[0] + 1, before[1] + 1)
    assert value('parterre_request_seconds_count{view="front"}') > 0


@pytest.mark.django_db
def test_moves_photos_and_tasks_are_counted(django_capture_on_commit_callbacks):
    moved = 'parterre_generation_moves_total{cause="deadline",status="FAILED"}'
    refunded, task = 'parterre_photos_total{line="refund"}', 'parterre_tasks_total{outcome="success",task="%s"}'
    task %= tasks.sweep.name
    before = [value(sample) for sample in (moved, refunded, task)]
    generation = factories.past(factories.generation(), deadline=5)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep.apply()
    generation.refresh_from_db()
    assert generation.status == Status.FAILED
    assert [value(sample) for sample in (moved, refunded, task)] == [count + 1 for count in before]


@pytest.mark.django_db
def test_how_things_stand_is_asked_at_the_scrape():
    factories.generation(status=Status.UNKNOWN)
    text = exposition.exposition(UP)
    assert value('parterre_generations_pending{status="UNKNOWN"}', text) == 1
    assert value("parterre_breaker_open", text) == 0
    assert [value(f'parterre_sending_paused{{by="{who}"}}', text) for who in ("upstream", "operator")] == [0, 0]
    upstream_health.hold()
    held = exposition.exposition(UP)
    assert [value(f'parterre_sending_paused{{by="{who}"}}', held) for who in ("upstream", "operator")] == [0, 1]
    assert b'parterre_queue_depth{queue="render"} ' in text
    # Without a database there is still the rest.
    alone = exposition.exposition([UP[1]])
    assert b"parterre_queue_depth" in alone
    assert b"parterre_generations_pending" not in alone


def test_a_process_that_follows_another_goes_on_counting_in_its_place():
    folder = settings.METRICS_DIR
    counted, is_open = "parterre_other_total", "parterre_other_open"
    for round_ in (1, 2):
        other = subprocess.Popen(
            [sys.executable, "-c", ANOTHER_PROCESS, folder],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"DJANGO_SETTINGS_MODULE": "", "PATH": ""},
        )
        assert other.stdout.readline() == b"counted\n", round_
        assert value(counted) == 2 * round_
        assert value(is_open) == 7
        files = sorted(folder.glob("*.db"))
        other.communicate(b"")
        # What it had open went with it; what it counted stays.
        assert value(is_open) == 0
        assert value(counted) == 2 * round_
    assert len(files) <= 3 * len(list(folder.glob("*.lock")))


def test_on_a_full_disk_a_process_counts_for_itself(tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(slots.os, "posix_fallocate", full)
    monkeypatch.setattr(slots.values, "ValueClass", slots.values.ValueClass)
    monkeypatch.setattr(slots, "_Mine", type("Mine", (slots._Mine,), {"process": 0}))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(settings.METRICS_DIR))
    slots.use(tmp_path / "metrics")
    assert slots.values.ValueClass is slots.values.MutexValue
    assert slots.collector(None) is None


def names() -> set[str]:
    """All that can be scraped, as it is asked for."""
    kinds = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    standing = {
        f"parterre_{name}"
        for name in re.findall(r'"parterre_(\w+)"', (ROOT / "exterior_site/observability/exposition.py").read_text())
    }
    counted = {f"{metric.name}{end}" for metric in metrics.REGISTRY.collect() for end in kinds[metric.type]}
    return standing | counted


def test_the_dashboard_asks_for_what_there_is_and_leaves_nothing_out():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    asked = {
        name
        for panel in panels
        for target in panel.get("targets", [])
        for name in re.findall(r"\bparterre_\w+", target["expr"])
    }
    assert asked <= names()
    parts = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in asked}
    assert parts == {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in names()}
    documented = set(re.findall(r"`(parterre_\w+)`", (ROOT / "docs" / "operating.md").read_text()))
    assert {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in documented} == parts
    assert len({panel["id"] for panel in panels}) == len(panels)
