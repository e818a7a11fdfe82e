"""The first page of the control room: figures of rows that are known, worked out by hand."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from projects import figures, ledger, upstream_health
from projects.admin import plots, verdict
from projects.models import Generation, PhotosRequest, Status, UpstreamHealth
from tests import factories
from tests.projects.operators import sign_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(autouse=True)
def lamps(monkeypatch):
    """No beat and no worker runs beside a test."""
    found = [("beat", True, ""), ("workers", True, "")]
    monkeypatch.setattr("exterior_site.control_room.site.Room.lamps", lambda self: found)
    return found


@pytest.fixture
def operator(client):
    return sign_in(client, everything=True)


@pytest.fixture
def project():
    return factories.project(factories.member(30))


def at(project, created, status, seconds=None, **fields):
    """A generation asked for at a time of the day, as "9:10", or of another day, as "-1 10:20"."""
    day, _space, clock = created.rpartition(" ")
    hour, minute = map(int, clock.split(":"))
    moment = NOW.replace(hour=hour, minute=minute) + timedelta(days=int(day or 0))
    finished = moment + timedelta(seconds=seconds) if seconds else None
    made = factories.generation(on=project, status=status, finished=finished, **fields)
    Generation.objects.filter(id=made.id).update(created=moment)
    if status == Status.FAILED:
        ledger.refund(made)
    return made


@pytest.fixture
def morning(project):
    for seconds in (60, 10, 20):
        at(project, "9:10", Status.SUCCEEDED, seconds)
    at(project, "9:59", Status.FAILED, 1800, failure="TOO_LATE")
    at(project, "10:00", Status.FAILED, 3, failure="REFUSED")
    at(project, "10:05", Status.FAILED, 3, failure="REFUSED")
    at(project, "10:25", Status.UNKNOWN)
    at(project, "10:29", Status.QUEUED)
    # Long after its time-out, and half an hour before the window begins.
    at(project, "8:00", Status.SUCCEEDED, 7200, late=True)
    at(project, "-1 10:59", Status.SUCCEEDED, 500)


def test_a_day_by_hours(morning):
    day = figures.of_window("day")
    assert day["since"] == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert len(day["steps"]) == 24
    by_hour = {step["begins"].hour: step for step in day["steps"] if step["statuses"]}
    assert by_hour[9]["statuses"] == {Status.SUCCEEDED: 3, Status.FAILED: 1}
    assert by_hour[10]["statuses"] == {Status.FAILED: 2, Status.UNKNOWN: 1, Status.QUEUED: 1}
    assert by_hour[8]["statuses"] == {Status.SUCCEEDED: 1}
    assert set(by_hour) == {8, 9, 10}
    assert day["failures"] == [("REFUSED", 2), ("TOO_LATE", 1)]
    # Of 10, 20 and 60 s: the middle one, and nine tenths of the way from there to the last.
    assert by_hour[9]["times"] == day["times"] == pytest.approx((20, 56))
    assert by_hour[8]["times"] is by_hour[10]["times"] is None
    assert figures.failed_part(day["statuses"]) == pytest.approx(3 / 7)
    assert day["ledger"] == {"GRANT": 30, "CHARGE": 10, "REFUND": 3}


def test_a_week_by_quarters_of_days(morning):
    week = figures.of_window("week")
    assert week["since"] == datetime(2026, 2, 23, 12, tzinfo=UTC)
    assert [sum(step["statuses"].values()) for step in week["steps"]] == [*[0] * 23, 1, 0, 0, 0, 9]
    assert sum(week["statuses"].values()) == 10
    assert week["steps"][23]["times"] == pytest.approx((500, 500))


def test_how_it_stands_now(morning, project):
    PhotosRequest.objects.create(user=project.owner)
    now = figures.of_now()
    assert now["waiting"] == {
        Status.UNKNOWN: (1, NOW.replace(minute=25)),
        Status.QUEUED: (1, NOW.replace(minute=29)),
    }
    assert now["hour"] == {Status.FAILED: 3, Status.UNKNOWN: 1, Status.QUEUED: 1}
    assert now["last_picture"] == NOW.replace(hour=9, minute=11)
    assert now["asking"] == 1


def test_figures_are_kept_for_seconds_and_counted_without_a_cache(morning, project, no_broker):
    assert sum(figures.of_window("day")["statuses"].values()) == 9
    at(project, "10:29", Status.QUEUED)
    assert sum(figures.of_window("day")["statuses"].values()) == 9
    no_broker()
    assert sum(figures.of_window("day")["statuses"].values()) == 10


def test_figures_that_cannot_be_kept_are_shown_all_the_same(monkeypatch):
    def full(*_args):
        raise figures.redis.exceptions.OutOfMemoryError

    monkeypatch.setattr(figures.cache, "set", full)
    assert figures.of_window("day")["statuses"] == {}


def test_lengths_of_the_queues_and_a_broker_that_is_away(monkeypatch):
    assert set(figures.queues().values()) == {0}
    figures._broker.rpush("site", "a message", "another")
    try:
        assert figures.queues()["site"] == 2
    finally:
        figures._broker.delete("site")
    monkeypatch.setattr(figures, "_broker", figures.redis.Redis.from_url("redis://127.0.0.1:1/0"))
    assert figures.queues() is None


def test_the_page_says_the_same(operator, morning, django_assert_max_num_queries):
    upstream_health.heard_balance(812)
    index = reverse("admin:index")
    with django_assert_max_num_queries(18):
        page = operator.get(index).content.decode()
    for said in ("812", "43%", "20 s", "56 s", "The drawing service did not accept the photo and area."):
        assert said in page, said
    plot = page[page.index('aria-labelledby="counts-title') : page.index('aria-labelledby="times-title')]
    shown = re.findall(r'<rect class="(\w+)" x="(\d+)"', plot)
    # Bars stand 20 apart; the last of the 24 is the hour that is going on.
    assert [(kind, int(x) // 20) for kind, x in shown if kind != "hint"] == [
        ("drawn", 21), ("drawn", 22), ("failed", 22), ("pending", 23), ("lost", 23), ("failed", 23)
    ]  # fmt: skip
    assert plot.count("<title>") == 24
    assert "09:00: 3 drawn, 0 on their way, 0 answer lost, 1 failed" in plot
    assert re.search(r'<th scope="row">09:00</th><td>3</td><td>0</td><td>0</td><td>1</td>', page)
    # Asked for again by an open page, it comes from what was kept.
    with django_assert_max_num_queries(10):
        operator.get(index)


def test_an_empty_site_is_well_and_says_so(operator):
    page = operator.get(reverse("admin:index"))
    assert page.context["level"] == "good"
    assert "No picture in the last 24 hours" in page.content.decode()


def test_a_worker_that_gives_no_sign_is_named(operator, lamps):
    lamps[1] = ("workers", False, "none takes from site")
    page = operator.get(reverse("admin:index"))
    assert page.context["level"] == "bad"
    assert "No sign of life: workers." in page.content.decode()


def test_who_may_not_see_generations_sees_no_figures(client):
    sign_in(client)
    from projects.models import User

    User.objects.get().user_permissions.clear()
    assert 'id="figures"' not in client.get(reverse("admin:index")).content.decode()


def levels(**changes):
    now = {"counted": NOW, "waiting": {}, "hour": {}, "last_picture": None, "asking": 0, **changes.pop("now", {})}
    state = {"queues": {"site": 0}, "health": UpstreamHealth(), "held": None, "dark": []} | changes
    worries = verdict.worries_of(now, **state)
    return verdict.level_of(worries), [worry.text for worry in worries]


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("level", "change"),
    [
        ("good", {}),
        ("good", {"health": None}),
        ("good", {"now": {"asking": 2}}),
        ("good", {"now": {"waiting": {Status.QUEUED: (900, NOW - MINUTE)}}}),
        ("good", {"now": {"hour": {Status.FAILED: 2, Status.SUCCEEDED: 1}}}),
        ("watch", {"now": {"hour": {Status.FAILED: 3, Status.SUCCEEDED: 27}}}),
        ("watch", {"now": {"waiting": {Status.UNKNOWN: (1, NOW)}}}),
        ("watch", {"now": {"waiting": {Status.PROCESSING: (1, NOW - 11 * MINUTE)}}}),
        ("watch", {"health": UpstreamHealth(balance=49)}),
        ("watch", {"held": NOW - 9 * MINUTE, "now": {"waiting": {Status.QUEUED: (9, NOW - 8 * MINUTE)}}}),
        ("bad", {"now": {"waiting": {Status.QUEUED: (1, NOW - 3 * MINUTE)}}}),
        ("bad", {"now": {"hour": {Status.FAILED: 5, Status.SUCCEEDED: 15}}}),
        ("bad", {"queues": None, "dark": ["beat", "workers"]}),
        ("bad", {"dark": ["beat"]}),
        ("bad", {"health": UpstreamHealth(open_until=NOW)}),
        ("bad", {"health": UpstreamHealth(paused_since=NOW, balance=0)}),
    ],
)
def test_the_verdict(level, change):
    found, worries = levels(**change)
    assert (found, len(worries) <= 1) == (level, True), worries


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (0.35, 0.4), (1, 1), (3, 3), (7, 8), (10, 10), (54, 60), (101, 200), (45_000, 50_000)]
)
def test_scales_end_on_round_numbers(value, top):
    assert plots.nice(value) == pytest.approx(top)


def test_what_failed_hangs_below_the_line_in_the_same_scale():
    plot = plots.stacked([{"drawn": 6, "lost": 4, "failed": 0}, {"drawn": 0, "lost": 0, "failed": 10}],
                         ("drawn", "lost"), "failed", ["", ""])  # fmt: skip
    drawn, lost, failed = plot.rects
    assert plot.zero == 500
    assert (drawn.y, drawn.height) == (200, 300)
    assert (lost.y, lost.height) == (0, 200)
    assert (failed.y, failed.height) == (500, 500)
