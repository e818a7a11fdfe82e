"""The second factor: its secrets lie encrypted in the database."""

import base64
import hashlib
import hmac

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _


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
