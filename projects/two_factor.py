"""The second factor: its secrets lie encrypted in the database, and a code of it works once."""

import base64
import hashlib
import hmac
from contextlib import suppress

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from redis import RedisError


def _cipher() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"projects.two_factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class TwoFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Each one works for half a minute, and once."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValueError("kept under another SECRET_KEY") from error


def _mark_used(totp: TOTP, code: str) -> bool:
    """False for a code that was used before. allauth forgets it after one step, and takes it for longer than that."""
    steps = 2 * app_settings.TOTP_TOLERANCE + 1
    return cache.add(totp._get_used_cache_key(code), "y", timeout=steps * app_settings.TOTP_PERIOD)


TOTP._mark_code_used = _mark_used


@receiver(authenticator_added)
def mark_first_used(request, authenticator, **_signal):
    """The code that a second factor was set up with is no code to get in by."""
    # It is on by now, also while the cache is away.
    with suppress(RedisError):
        if authenticator.type == Authenticator.Type.TOTP:
            _mark_used(TOTP(authenticator), request.POST.get("code", ""))
