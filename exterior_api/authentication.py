"""Who calls: the account of the key in a request's header."""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import APIKeyHeader

from . import bodies, call_log, limits
from .accounts import digest
from .addresses import counted_as
from .errors import ApiError
from .models import Account, ApiKey
from .prepared import Prepared

KEY_FIELDS = ("id", "account_id", "last_used_at", "revoked_at")
ACCOUNT_FIELDS = ("id", "user_id", "is_active", "free_variations", "calls_per_minute")
KEY_BY_DIGEST = Prepared(
    lambda digest: ApiKey.objects.filter(digest=digest).values(
        *KEY_FIELDS, *(f"account__{name}" for name in ACCOUNT_FIELDS)
    ),
    digest="@digest",
)
LAST_USED_STEP = timedelta(minutes=1)


class KeyHeader(APIKeyHeader):
    param_name = "x-api-key"

    def __init__(self, *, images: bool = False) -> None:
        super().__init__()
        self.images = images

    def __call__(self, request: HttpRequest) -> ApiKey | None:
        key: ApiKey | None = super().__call__(request)
        bodies.check(request, images=self.images)
        return key

    def authenticate(self, request: HttpRequest, key: str | None) -> ApiKey:
        found = _key_of(digest(key or ""))
        if found is None or found.revoked_at or not found.account.is_active:
            limits.check_wrong_key(counted_as(request.META.get("REMOTE_ADDR") or ""))
            raise _no_valid_key()
        _note_use(found)
        call_log.begin(request, found)
        limits.check(limits.take(request, found.account))
        return found


def _key_of(hashed: str) -> ApiKey | None:
    """The key and its account, with what the calls need of both; the rest is loaded when it is asked for."""
    rows = KEY_BY_DIGEST.rows(digest=hashed)
    if not rows:
        return None
    [row] = rows
    found = ApiKey.from_db(connection.alias, KEY_FIELDS, [row[name] for name in KEY_FIELDS])
    found.account = Account.from_db(connection.alias, ACCOUNT_FIELDS, [row[f"account__{n}"] for n in ACCOUNT_FIELDS])
    return found


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > LAST_USED_STEP:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _no_valid_key() -> ApiError:
    return ApiError(401, "unauthorized", _("Send a valid API key in the x-api-key header."))
