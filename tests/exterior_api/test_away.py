"""Storage that is busy or slow, a broker that is full, clocks that disagree, workers of another version."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
import redis
from django.conf import settings as site_settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.module_loading import import_string

from exterior_api import dispatching, jobs, ledger, queueing, rendering, tasks
from exterior_api.models import Generation
from exterior_site import env

from . import factories
from .file_server import Reply

SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"


@pytest.fixture
def job():
    save = storages["api"].save
    return {
        "generation": "5e1a",
        "attempt": 1,
        "photo": save("inputs/photo.jpg", ContentFile(factories.picture())),
        "mask": save("inputs/mask.png", ContentFile(factories.mask())),
        "kind": "POOL",
        "seed": 5,
        "options": {},
    }


@pytest.fixture
def pauses(monkeypatch):
    """How long was waited, in place of waiting."""
    waited = []
    clock = SimpleNamespace(sleep=waited.append, monotonic=rendering.time.monotonic, time=rendering.time.time)
    monkeypatch.setattr(rendering, "time", clock)
    monkeypatch.setattr("botocore.endpoint.time", clock)
    return waited


class TestStorage:
    @pytest.fixture
    def bucket(self, file_server, monkeypatch, pauses):
        """S3 as its client sees it: every answer is one of a list, the last one for ever."""
        monkeypatch.setattr(env, "READ_SECONDS", 0.3)
        options = env.storages(f"s3://key:secret@bucket?endpoint={file_server.origin}&region=eu-west-1", ["api"])
        storage = import_string(options["api"]["BACKEND"])(**options["api"]["OPTIONS"])
        answers = []

        class Answers(dict):
            def get(self, _path, _default=None):
                return answers.pop(0) if len(answers) > 1 else answers[0]

        file_server.replies = Answers()
        storage.answers = answers
        return storage

    def test_a_bucket_that_is_busy_or_slow_is_asked_again(self, bucket, file_server):
        bucket.answers += [Reply(SLOW_DOWN, 503), Reply(b"late", seconds=0.6), Reply(b"a garden")]
        with bucket.open("inputs/photo.jpg") as file:
            assert file.read() == b"a garden"
        assert len(file_server.requests) >= 3

    def test_one_that_stays_busy_is_given_up_after_a_few_times(self, bucket, file_server):
        bucket.answers += [Reply(SLOW_DOWN, 503)]
        with pytest.raises(Exception, match=r"SlowDown|503"):
            bucket.save("results/a.png", ContentFile(b"a"))
        assert len(file_server.requests) <= 8

    @pytest.mark.parametrize("trouble", ["open", "save"])
    def test_a_job_whose_storage_is_away_costs_no_attempt_and_the_worker_takes_a_break(
        self, job, pauses, monkeypatch, trouble
    ):
        monkeypatch.setattr(storages["api"], trouble, lambda *_args: 1 / 0)
        sent = []
        rendering.perform(job, lambda *message: sent.append(message))
        assert sent[-1] == ("render_broke", "5e1a", 1, rendering.STORAGE)
        assert pauses == [rendering.AWAY_SECONDS]

    def test_a_file_that_is_gone_is_no_storage_that_is_away(self, job, pauses):
        storages["api"].delete(job["mask"])
        sent = []
        rendering.perform(job, lambda *message: sent.append(message))
        assert sent[-1] == ("render_broke", "5e1a", 1)
        assert not pauses

    @pytest.mark.django_db
    def test_it_waits_a_little_and_has_its_turn_again_as_the_same_attempt(self, broker):
        generation = factories.GenerationFactory()
        for _time in range(5):
            Generation.objects.update(lease_until=None)
            with broker.capture(execute=True):
                assert dispatching.dispatch() == 1
            jobs.started(generation.pk, 1)
            jobs.broke(generation.pk, 1, rendering.STORAGE)
            assert dispatching.dispatch() == 0
        generation.refresh_from_db()
        assert generation.attempts == 1
        assert generation.lease_until > timezone.now() + timedelta(seconds=10)


class TestBroker:
    def test_a_broker_that_is_away_costs_no_drawing_and_hears_of_its_end_when_it_is_back(self, job, pauses):
        sent, away = [], iter([True] * 7)

        def send(*message):
            if next(away, False):
                raise redis.ConnectionError("away")
            sent.append(message)

        rendering.perform(job, send)
        assert [name for name, *_rest in sent] == ["render_finished"]
        assert sum(pauses) < 60

    def test_one_that_stays_away_is_waited_for_for_minutes(self, job, pauses):
        def send(*_message):
            raise redis.ConnectionError("away")

        with pytest.raises(redis.ConnectionError):
            rendering.perform(job, send)
        assert sum(pauses) > 300

    @pytest.fixture
    def full(self):
        """The real broker, at its limit of memory and told to evict nothing."""
        client = redis.Redis.from_url(site_settings.REDIS_URL)
        client.config_set("maxmemory", 1)
        yield
        client.config_set("maxmemory", 0)

    @pytest.fixture
    def redis_cache(self, settings):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
        settings.CACHES["default"]["LOCATION"] = site_settings.REDIS_URL

    def test_a_full_broker_costs_no_drawing(self, job, full, redis_cache):
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            cache.set("a", 1)
        sent = []
        rendering.perform(job, lambda *message: sent.append(message))
        assert sent[-1][0] == "render_finished"

    @pytest.mark.django_db
    def test_with_a_full_broker_an_order_is_kept_and_found_by_the_sweep(self, full, django_capture_on_commit_callbacks):
        generation = factories.GenerationFactory()
        with django_capture_on_commit_callbacks(execute=True):
            queueing.send("dispatch")
        with django_capture_on_commit_callbacks(execute=True):
            dispatching.dispatch()
        Generation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        with django_capture_on_commit_callbacks(execute=True):
            assert jobs.recover() == 1
        generation.refresh_from_db()
        assert (generation.status, generation.attempts) == ("STARTING", 1)


@pytest.mark.django_db
class TestClocks:
    """Every machine of the site has a clock of its own; leases go by the database's."""

    @pytest.fixture
    def on_machine(self, monkeypatch):
        now = timezone.now

        def switch(minutes):
            monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=minutes))

        return switch

    @pytest.mark.parametrize(("worker", "sweeper"), [(5, -5), (-5, 5)])
    def test_what_one_machine_leases_no_other_takes_up(self, broker, on_machine, worker, sweeper):
        generation = factories.GenerationFactory()
        on_machine(worker)
        with broker.capture(execute=True):
            assert dispatching.dispatch() == 1
        on_machine(sweeper)
        assert jobs.recover() == 0
        on_machine(worker)
        jobs.started(generation.pk, 1)
        on_machine(sweeper)
        assert jobs.recover() == 0
        on_machine(worker)
        jobs.broke(generation.pk, 1)
        on_machine(sweeper)
        assert jobs.recover() == 1


@pytest.mark.django_db
class TestVersions:
    def test_messages_of_a_newer_renderer_are_understood_as_far_as_they_go(self, broker):
        generation = factories.GenerationFactory()
        image = {"name": "results/a.png", "width": 120, "height": 80}
        tasks.render_started(str(generation.pk), 1, {"host": "new"})
        tasks.render_progressed(str(generation.pk), 1, 0.5, "shading", "unknown")
        tasks.render_broke(str(generation.pk), 1, "a reason of tomorrow", 3)
        tasks.render_finished(str(generation.pk), image, {}, {"seconds": 3})
        generation.refresh_from_db()
        assert generation.status == "SUCCEEDED"

    def test_an_older_renderer_says_less(self, broker):
        generation = factories.GenerationFactory()
        with broker.capture(execute=True):
            dispatching.dispatch()
        tasks.render_started(str(generation.pk), 1)
        tasks.render_broke(str(generation.pk), 1)
        assert jobs.recover() == 1

    def test_a_kind_of_tomorrow_is_left_to_a_newer_renderer(self, job, settings, pauses):
        settings.RENDERER = "exterior_api.rendering.render_with_engine"
        sent = []
        rendering.perform(job | {"kind": "GARAGE"}, lambda *message: sent.append(message))
        assert sent[-1] == ("render_broke", "5e1a", 1)

    def test_a_job_without_what_came_later_is_drawn(self, job):
        sent = []
        rendering.perform({name: job[name] for name in job if name != "options"}, lambda *said: sent.append(said))
        assert sent[-1][0] == "render_finished"
        assert json.dumps(sent)

    def test_a_renderer_that_nobody_understands_is_refunded_in_the_end(self, broker):
        account = factories.AccountFactory()
        generation = factories.GenerationFactory(account=account)
        for attempt in (1, 2, 3):
            with broker.capture(execute=True):
                dispatching.dispatch()
            # It was taken, and what was said of it is no message that we know.
            jobs.started(generation.pk, attempt)
            Generation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            jobs.recover()
        generation.refresh_from_db()
        assert generation.status == "FAILED"
        assert ledger.balance(account)["total"] == 10
