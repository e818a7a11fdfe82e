"""What operators use: the command that makes accounts, the admin, housekeeping."""

import io
import json
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from exterior_api import accounts, housekeeping, ledger, models

from . import factories

pytestmark = pytest.mark.django_db


def create(*arguments):
    out = io.StringIO()
    call_command("create_api_account", "a@example.org", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_makes_an_account_whose_key_works(client):
    made = create("--photos", "20")

    response = client.post(
        "/api/account/credit",
        json.dumps({"user_id": made["user_id"]}),
        "application/json",
        headers={"x-api-key": made["api_key"]},
    )
    assert response.json()["total"] == 20


def test_with_an_id_and_a_key_it_can_be_run_at_every_start():
    arguments = ("--user-id", str(uuid.uuid4()), "--key", "given-key", "--photos", "20", "--top-up")
    first = create(*arguments)
    account = models.Account.objects.get()
    ledger.charge(account, factories.GenerationFactory(account=account, charged=False))

    assert create(*arguments) == first
    assert models.ApiKey.objects.count() == 1
    assert ledger.balance(account)["total"] == 20


def test_a_key_of_another_account_is_not_taken_over():
    create("--key", "given-key")

    with pytest.raises(CommandError):
        create("--user-id", str(uuid.uuid4()), "--key", "given-key")


@pytest.mark.parametrize("model", ["account", "generation", "photoentry", "delivery"])
def test_the_admin_shows_lists_and_rows(admin_client, model, broker):
    generation = factories.GenerationFactory(webhook="http://example.org/")
    models.Delivery.objects.create(account=generation.account, generation=generation, url="http://example.org/")
    accounts.make_key(generation.account, key="secret-key-of-the-account")
    row = models.__dict__[{"photoentry": "PhotoEntry"}.get(model, model.title())].objects.first()

    listed = admin_client.get(reverse(f"admin:exterior_api_{model}_changelist"))
    shown = admin_client.get(reverse(f"admin:exterior_api_{model}_change", args=[row.pk]))

    assert (listed.status_code, shown.status_code) == (200, 200)
    assert "secret-key-of-the-account" not in shown.content.decode()


def test_the_ledger_cannot_be_edited(admin_client):
    factories.AccountFactory()
    entry = models.PhotoEntry.objects.get()

    assert admin_client.get(reverse("admin:exterior_api_photoentry_add")).status_code == 403
    assert admin_client.post(reverse("admin:exterior_api_photoentry_delete", args=[entry.pk])).status_code == 403


def test_tidying_removes_only_images_that_no_generation_names():
    generation = factories.GenerationFactory()
    unused = factories.InputImageFactory(account=generation.account)
    models.InputImage.objects.update(created_at=timezone.now() - timedelta(days=3))

    housekeeping.tidy()

    assert not storages["api"].exists(unused.name)
    assert storages["api"].exists(generation.photo.name)
    assert set(models.InputImage.objects.all()) == {generation.photo, generation.mask}


def test_a_callback_can_be_sent_again_from_the_admin(admin_client, broker, django_capture_on_commit_callbacks):
    generation = factories.GenerationFactory(webhook="http://example.org/")
    delivery = models.Delivery.objects.create(
        account=generation.account, generation=generation, url="http://example.org/", status="given_up"
    )

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(
            reverse("admin:exterior_api_delivery_changelist"),
            {"action": "send_again", "_selected_action": [str(delivery.pk)]},
        )

    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("pending", 0)
    assert broker == [("deliver", (str(delivery.pk),))]


def test_a_web_process_does_not_load_the_renderer():
    loads = "import django; django.setup(); import exterior_api.urls, exterior_api.tasks, sys"

    assert subprocess.run([sys.executable, "-c", f"{loads}; sys.exit('numba' in sys.modules)"]).returncode == 0
