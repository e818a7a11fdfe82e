import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from exterior_api import accounts, ledger
from exterior_api.models import Account, ApiKey


class Command(BaseCommand):
    help = "Make an account of the Exterior Creation API with a key and photos; the key is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--photos", type=int, default=0, help="photos to grant")
        parser.add_argument("--user-id", type=UUID, help="use this user id")
        parser.add_argument("--key", help="use this key, if the account does not have it yet")
        parser.add_argument("--top-up", action="store_true", help="grant only what is missing to --photos")
        parser.add_argument("--json", action="store_true", help='print {"user_id", "api_key"}')

    @transaction.atomic
    def handle(
        self, *, email: str, photos: int, user_id: UUID | None, key: str | None, top_up: bool, **options: Any
    ) -> None:
        account = _account(email, user_id)
        key = _key(account, key)
        missing = max(0, photos - ledger.balance(account)["total"]) if top_up else photos
        if missing:
            ledger.grant(account, missing, note="create_api_account")
        made = {"user_id": str(account.user_id), "api_key": key}
        if options["json"]:
            self.stdout.write(json.dumps(made))
            return
        for name, value in (made | {"webhook_secret": account.webhook_secret}).items():
            self.stdout.write(f"{name}: {value}")


def _account(email: str, user_id: UUID | None) -> Account:
    if user_id:
        return Account.objects.get_or_create(user_id=user_id, defaults={"email": email})[0]
    return Account.objects.create(email=email)


def _key(account: Account, key: str | None) -> str:
    known = ApiKey.objects.filter(digest=accounts.digest(key)).first() if key else None
    if key is None or known is None:
        return accounts.make_key(account, key=key or "")
    if known.account_id != account.pk:
        raise CommandError("This key belongs to another account.")
    return key
