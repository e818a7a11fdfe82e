"""How many calls an account may make in a minute."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .errors import ApiError
from .models import Account

WINDOW_SECONDS = 60
# Under which a request carries what is left of its account's calls.
ALLOWANCE = "exterior_api.allowance"


@dataclass(frozen=True)
class Allowance:
    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.remaining)),
            "X-RateLimit-Reset": str(self.reset),
        }


def may(what: str, a_minute: int) -> bool:
    """Count one more of something besides calls; whether that is still within its limit."""
    return _count(what) <= a_minute


def take(request: HttpRequest, account: Account) -> Allowance | None:
    """Count a call, and note on it what is left. None where the account has no limit; `reset` is a Unix time."""
    limit = account.calls_per_minute
    if limit is None:
        limit = settings.EXTERIOR_API_CALLS_PER_MINUTE
    if not limit:
        return None
    reset = (int(time.time()) // WINDOW_SECONDS + 1) * WINDOW_SECONDS
    allowance = Allowance(limit, limit - _count(f"calls:{account.pk}"), reset)
    request.META[ALLOWANCE] = allowance
    return allowance


def headers_of(request: HttpRequest) -> dict[str, str]:
    """How many calls are left, for the answer to one that was counted."""
    allowance: Allowance | None = request.META.get(ALLOWANCE)
    return allowance.headers() if allowance else {}


def check(allowance: Allowance | None) -> None:
    if allowance and allowance.remaining < 0:
        wait = max(1, allowance.reset - int(time.time()))
        message = _("Too many calls: %s a minute are allowed. Wait as Retry-After says.") % allowance.limit
        raise ApiError(429, "too_many_calls", message, retry_after=wait)


def check_wrong_key(address: str) -> None:
    """Counted by address, as there is no account to count by; those who send a right key are not held up by it."""
    most = settings.EXTERIOR_API_WRONG_KEYS_PER_MINUTE
    if most and _count(f"wrong-key:{address}") > most:
        wait = WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS
        message = _("Too many calls with a wrong key came from your address. Wait as Retry-After says.")
        raise ApiError(429, "too_many_wrong_keys", message, retry_after=wait)


def _count(what: str) -> int:
    key = f"exterior-api:{what}:{int(time.time()) // WINDOW_SECONDS}"
    return 1 if cache.add(key, 1, 2 * WINDOW_SECONDS) else cache.incr(key)
