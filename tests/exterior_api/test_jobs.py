from datetime import timedelta

import pytest
from django.utils import timezone

from exterior_api import dispatching, jobs, ledger
from exterior_api.models import Generation, PhotoEntry

from .factories import GenerationFactory

IMAGE = {"name": "results/a.png", "width": 120, "height": 80}
pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(broker):
    generation = GenerationFactory()
    with broker.capture(execute=True):
        dispatching.dispatch()
    generation.refresh_from_db()
    return generation


def lapse(generation, ago=timedelta(seconds=1)):
    Generation.objects.filter(pk=generation.pk).update(lease_until=timezone.now() - ago)


def recover(broker):
    """What the sweep does."""
    with broker.capture(execute=True):
        recovered = jobs.recover()
    with broker.capture(execute=True):
        dispatching.dispatch()
    return recovered


def renders(broker):
    return [arguments[0] for name, arguments in broker if name == "render"]


def test_the_job_holds_all_that_a_renderer_needs(queued, broker):
    assert broker == [
        (
            "render",
            (
                {
                    "generation": str(queued.id),
                    "attempt": 1,
                    "photo": queued.photo.name,
                    "mask": queued.mask.name,
                    "kind": "POOL",
                    "seed": 7,
                    "options": {},
                },
            ),
        )
    ]


def test_a_start_makes_it_processing_with_a_lease(queued):
    jobs.started(queued.id, 1)
    queued.refresh_from_db()

    assert queued.status == "PROCESSING"
    assert queued.started_at is not None
    assert queued.lease_until > timezone.now() + timedelta(seconds=100)


def test_progress_lengthens_the_lease_and_never_goes_back(queued):
    jobs.progressed(queued.id, 1, 0.6, "shading")
    heard_of = Generation.objects.get(pk=queued.pk).started_at
    jobs.progressed(queued.id, 1, 0.2, "light")
    jobs.progressed(queued.id, 1, 0.7, "shading")
    queued.refresh_from_db()

    assert (queued.status, queued.progress, queued.step) == ("PROCESSING", 0.7, "shading")
    assert queued.started_at == heard_of is not None


def test_messages_of_a_lost_attempt_are_passed_over(queued):
    Generation.objects.filter(pk=queued.pk).update(attempts=2)

    jobs.started(queued.id, 1)
    jobs.progressed(queued.id, 1, 0.6, "shading")
    queued.refresh_from_db()

    assert (queued.status, queued.progress) == ("STARTING", 0)


def test_a_result_of_a_lost_attempt_is_still_a_result(queued):
    Generation.objects.filter(pk=queued.pk).update(attempts=2)

    assert jobs.finished(queued.id, IMAGE, {})


def test_the_end_comes_once_and_never_changes(queued):
    assert jobs.finished(queued.id, IMAGE, {})
    assert not jobs.finished(queued.id, IMAGE, {})
    assert not jobs.failed(queued.id, "late", "Too late.")
    jobs.started(queued.id, 1)
    jobs.progressed(queued.id, 1, 0.5, "shading")
    queued.refresh_from_db()

    assert queued.status == "SUCCEEDED"
    assert queued.images.count() == 1
    assert queued.lease_until is None


def test_a_failure_is_refunded_once_into_the_pocket_it_came_from(queued):
    ledger.grant(queued.account, 1, pocket="subscription")

    assert jobs.failed(queued.id, "mask_not_on_ground", "The area does not lie on the ground.")
    assert not jobs.failed(queued.id, "mask_not_on_ground", "Again.")

    assert ledger.balance(queued.account) == {"total": 11, "subscription": 1, "extra": 10}
    assert queued.entries.filter(entry=PhotoEntry.Entry.REFUND).count() == 1


def test_a_failure_that_was_free_refunds_nothing(broker):
    generation = GenerationFactory(charged=False)

    jobs.failed(generation.id, "any", "Any.")

    assert ledger.balance(generation.account)["total"] == 10


def test_nothing_is_taken_up_while_its_lease_runs(queued, broker):
    assert recover(broker) == 0


def test_a_lost_message_is_sent_again_as_the_same_attempt(queued, broker):
    broker.clear()
    lapse(queued)

    assert recover(broker) == 1
    [job] = renders(broker)
    assert job["attempt"] == 1
    assert recover(broker) == 0


def test_a_message_is_sent_again_more_and_more_slowly(queued, broker):
    Generation.objects.filter(pk=queued.pk).update(handed_at=timezone.now() - timedelta(minutes=5))
    lapse(queued)

    recover(broker)
    queued.refresh_from_db()

    assert timedelta(minutes=4) < queued.lease_until - timezone.now() <= timedelta(minutes=5, seconds=1)


def test_a_killed_workers_job_is_taken_up_as_a_new_attempt(queued, broker):
    broker.clear()
    jobs.progressed(queued.id, 1, 0.6, "shading")
    lapse(queued)

    recover(broker)
    queued.refresh_from_db()

    [job] = renders(broker)
    assert job["attempt"] == 2
    assert (queued.status, queued.attempts, queued.progress) == ("PROCESSING", 2, 0)


def test_after_three_attempts_it_fails_with_one_refund(queued, broker):
    for attempt in (1, 2, 3):
        jobs.started(queued.id, attempt)
        lapse(queued)
        recover(broker)
    queued.refresh_from_db()

    assert (queued.status, queued.error_code, queued.attempts) == ("FAILED", "gave_up", 3)
    assert ledger.balance(queued.account)["total"] == 10
    assert recover(broker) == 0


def test_what_no_renderer_takes_up_fails_in_the_end(queued, broker):
    Generation.objects.filter(pk=queued.pk).update(created_at=timezone.now() - timedelta(hours=2))
    lapse(queued)

    recover(broker)
    queued.refresh_from_db()

    assert (queued.status, queued.error_code) == ("FAILED", "renderer_unavailable")


def test_a_broken_attempt_is_taken_up_at_once(queued, broker):
    jobs.started(queued.id, 1)
    jobs.broke(queued.id, 1)

    assert recover(broker) == 1
    queued.refresh_from_db()
    assert queued.attempts == 2


def test_a_broker_that_is_down_does_not_lose_an_order(monkeypatch, django_capture_on_commit_callbacks):
    def down(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr("celery.app.task.Task.apply_async", down)
    generation = GenerationFactory()
    with django_capture_on_commit_callbacks(execute=True):
        dispatching.dispatch()

    generation.refresh_from_db()
    assert generation.lease_until is not None
