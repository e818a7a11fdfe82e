"""An account's balance stands beside its lines of the ledger, and is what they add up to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exterior_api import accounts, housekeeping, ledger
from exterior_api.models import Account
from tests.exterior_api import factories

pytestmark = pytest.mark.django_db


def test_saving_an_account_that_was_read_earlier_leaves_its_balance():
    account = factories.AccountFactory()
    before = ledger.balance(account)["total"]
    read_earlier = Account.objects.get(pk=account.pk)
    ledger.grant(account, 5, pocket="subscription")
    read_earlier.save()
    assert ledger.balance(account) == {"total": before + 5, "subscription": 5, "extra": before}


@pytest.mark.parametrize(("called_ago", "mended"), [(1, True), (9, False)])
def test_a_balance_that_differs_is_mended_for_who_called_lately(called_ago, mended):
    account = factories.AccountFactory()
    accounts.make_key(account)
    account.keys.update(last_used_at=timezone.now() - timedelta(days=called_ago))
    ledger.grant(account, 5)
    right = ledger.balance(account)
    Account.objects.filter(pk=account.pk).update(extra_photos=1, subscription_photos=1)
    housekeeping.tidy()
    assert (ledger.balance(account) == right) is mended
