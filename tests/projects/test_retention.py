"""What nobody came back for goes after its days, some at a time, files included; with 0 it stays."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects import generating, ledger, retention, tasks
from projects.models import CallbackRecord, PhotoEntry, Project, Status, UpstreamCall, User
from tests import factories

pytestmark = pytest.mark.django_db

MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def _days(settings):
    settings.GUESTS_KEPT_DAYS = settings.PROJECTS_KEPT_DAYS = settings.CALLBACKS_KEPT_DAYS = 30


def guest(days: int) -> User:
    Client().post(reverse("start"), {"photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes())})
    made = User.objects.filter(email=None).latest("date_joined")
    User.objects.filter(id=made.id).update(last_seen=timezone.now() - timedelta(days=days))
    return made


def photo_of(person: User) -> str:
    return person.projects.get().photo.file.name


def test_guests_who_stay_away_go_with_their_files_and_their_amounts_stay():
    gone, here, member = guest(31), guest(29), factories.member()
    User.objects.filter(id=member.id).update(last_seen=timezone.now() - 10 * MONTH)
    names = [photo_of(gone), photo_of(here)]
    factories.generation(gone.projects.get(), Status.PROCESSING)
    amounts = PhotoEntry.objects.filter(user=gone).count()
    tasks.tidy()
    generating.sweep()
    assert [default_storage.exists(name) for name in names] == [False, True]
    assert list(User.objects.filter(is_active=True).order_by("date_joined")) == [here, member]
    # Its drawing under way gave its photo back.
    assert PhotoEntry.objects.filter(user=gone).count() == amounts + 1


def test_they_go_some_at_a_time(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _number in range(3):
        guest(31)
    for left in (1, 0):
        tasks.tidy()
        assert User.objects.filter(is_active=True).count() == left


def test_who_comes_back_is_here(client):
    away = guest(20)
    session = client.session
    session["guest"] = str(away.id)
    session.save()
    client.get(reverse("projects"))
    away.refresh_from_db()
    assert timezone.now() - away.last_seen < timedelta(minutes=1)


def test_an_address_that_nobody_confirmed_is_free_again():
    old = timezone.now() - 2 * MONTH
    for name, verified, last_login in (("never", False, None), ("confirmed", True, None), ("older", False, old)):
        made = factories.member(email=f"{name}@example.com")
        EmailAddress.objects.create(user=made, email=made.email, verified=verified)
        User.objects.filter(id=made.id).update(date_joined=old, last_login=last_login)
    tasks.tidy()
    assert set(User.objects.values_list("email", flat=True)) == {"confirmed@example.com", "older@example.com"}


def test_a_project_that_nobody_works_on_goes_by_way_of_the_bin():
    old, worked_on, drawing = (factories.drawn().project for _number in range(3))
    factories.generation(drawing, Status.PROCESSING)
    Project.objects.exclude(id=worked_on.id).update(changed=timezone.now() - 2 * MONTH)
    names = [old.generations.get().picture.file.name, worked_on.photo.file.name]
    tasks.tidy()
    assert set(Project.objects.kept()) == {worked_on, drawing}
    generating.sweep()
    assert [default_storage.exists(name) for name in names] == [True, True]
    Project.objects.filter(id=old.id).update(deleted=timezone.now() - 2 * MONTH)
    generating.sweep()
    assert [default_storage.exists(name) for name in names] == [False, True]
    assert ledger.photos_left(old.owner) == 4


def test_old_callbacks_and_calls_are_forgotten():
    done, pending = factories.drawn(), factories.generation(status=Status.PROCESSING)
    for generation in (done, pending):
        generating.record_callback(generation, "{}", "192.0.2.1")
        generation.calls.create(name="get", milliseconds=4, created=timezone.now() - 2 * MONTH)
    CallbackRecord.objects.update(created=timezone.now() - 2 * MONTH)
    generating.record_callback(done, "{}", "192.0.2.1")
    kept = done.calls.create(name="get", milliseconds=4)
    tasks.tidy()
    assert UpstreamCall.objects.get() == kept
    assert CallbackRecord.objects.filter(generation=done).count() == 1
    assert CallbackRecord.objects.filter(generation=pending).count() == 1


def test_zero_is_for_ever(settings):
    settings.GUESTS_KEPT_DAYS = settings.PROJECTS_KEPT_DAYS = settings.CALLBACKS_KEPT_DAYS = 0
    away = guest(5000)
    Project.objects.update(changed=timezone.now() - 100 * MONTH)
    generating.record_callback(factories.drawn(), "{}", "192.0.2.1")
    CallbackRecord.objects.update(created=timezone.now() - 100 * MONTH)
    tasks.tidy()
    assert User.objects.get(id=away.id).is_active
    assert not Project.objects.exclude(deleted=None).exists()
    assert CallbackRecord.objects.exists()
