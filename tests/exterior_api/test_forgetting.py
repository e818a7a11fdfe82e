"""Images that are nobody's any more: of a project that its caller forgets, of a person who left, old ones."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from exterior_api import accounts, housekeeping, jobs, ledger, models
from projects.models import User

from . import factories

FORGET = "/api/create_exterior/forget"


def files() -> set[str]:
    storage = storages["api"]
    return {
        f"{folder}/{name}"
        for folder in ("inputs", "results")
        if storage.exists(folder)
        for name in storage.listdir(folder)[1]
    }


def drawn(account, **fields) -> models.Generation:
    made = factories.GenerationFactory(
        account=account, status="SUCCEEDED", report={"words": {"en": "A pool"}}, **fields
    )
    name = storages["api"].save(f"results/{made.pk}-1.png", ContentFile(factories.picture()))
    made.images.create(name=name, width=120, height=80)
    return made


@pytest.fixture
def ask(client, account):
    key = accounts.make_key(account)

    def send(project, user_id=account.user_id):
        body = {"user_id": str(user_id), "project_id": str(project.pk)}
        return client.post(FORGET, body, content_type="application/json", headers={"x-api-key": key})

    return send


def test_a_project_is_forgotten_with_all_that_was_made_of_it(ask, account, broker):
    first = drawn(account)
    drawn(account, project=first.project, photo=first.photo)
    pending = factories.GenerationFactory(account=account, project=first.project, photo=first.photo)
    other = drawn(account)
    kept = {other.photo.name, other.mask.name, other.images.get().name}
    for _time in range(2):
        assert ask(first.project).json() == {"project_id": str(first.project.pk)}
    assert files() == kept
    pending.refresh_from_db()
    assert (pending.status, pending.error_code) == ("FAILED", "cancelled")
    assert not models.Generation.objects.filter(project=first.project).exclude(report=None).exists()
    assert ledger.balance(account)["total"] == 7


def test_an_image_that_another_project_was_made_of_stays(ask, account):
    first = drawn(account)
    other = drawn(account, photo=first.photo)
    ask(first.project)
    assert storages["api"].exists(other.photo.name)
    assert not storages["api"].exists(first.mask.name)


def test_nobody_forgets_what_is_somebody_else_s(ask, account):
    theirs = drawn(factories.AccountFactory())
    answer = ask(theirs.project)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_project")
    assert ask(theirs.project, theirs.account.user_id).status_code == 401
    assert storages["api"].exists(theirs.photo.name)


def test_a_picture_that_comes_after_that_is_not_kept(ask, account, broker):
    pending = factories.GenerationFactory(account=account)
    ask(pending.project)
    name = storages["api"].save(f"results/{pending.pk}-1.png", ContentFile(factories.picture()))
    broker.clear()
    broker.append(("render_finished", (str(pending.pk), {"name": name, "width": 120, "height": 80}, {})))
    broker.run()
    assert not files()
    # Told twice of one that was drawn, nothing is thrown away.
    done = drawn(account)
    broker.append(("render_finished", (str(done.pk), {"name": done.images.get().name, "width": 1, "height": 1}, {})))
    broker.run()
    assert storages["api"].exists(done.images.get().name)


def test_what_a_person_made_in_the_developer_space_goes_with_them(db, broker, django_capture_on_commit_callbacks):
    person = User.objects.create_user("developer@example.org", "a long pass phrase")
    account = accounts.account_for(person)
    drawn(account)
    unused = factories.InputImageFactory(account=account)
    switched_off = drawn(factories.AccountFactory(is_active=False))
    assert len(files()) == 7
    amounts = list(account.entries.values_list("photos", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        person.is_active = False
        person.save()
    broker.run()
    assert files() == {switched_off.photo.name, switched_off.mask.name, switched_off.images.get().name}
    assert not storages["api"].exists(unused.name)
    assert list(account.entries.values_list("photos", flat=True)) == amounts


@pytest.mark.parametrize(("days", "left"), [(0, 6), (30, 3)])
def test_old_images_go_after_their_days(account, settings, days, left):
    settings.EXTERIOR_API_IMAGES_KEPT_DAYS = days
    old = drawn(account)
    drawn(account)
    models.Generation.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    for _time in range(2):
        housekeeping.tidy()
    assert len(files()) == left
    assert jobs.Generation.objects.count() == 2


def test_old_calls_and_callbacks_are_forgotten(account, settings):
    settings.EXTERIOR_API_CALLS_KEPT_DAYS = 7
    long_ago = timezone.now() - timedelta(days=8)
    for created in (long_ago, timezone.now()):
        models.CallRecord.objects.create(account=account, path="/", status=200, milliseconds=1, created_at=created)
        for status in ("delivered", "pending"):
            made = models.Delivery.objects.create(account=account, url="http://example.org/", status=status)
            models.Delivery.objects.filter(pk=made.pk).update(created_at=created)
    housekeeping.tidy()
    assert models.CallRecord.objects.count() == 1
    assert sorted(models.Delivery.objects.values_list("status", flat=True)) == ["delivered", "pending", "pending"]
