"""The secret in a share link's URL: a random key, and our signature of it.

The key is stored, so that the owner can copy the URL again; the signature is not, so that a copy of the database
opens nothing. Signatures follow ``SECRET_KEY`` and ``SECRET_KEY_FALLBACKS``, as sessions do.
"""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "projects.sharing.tokens"
KEY_LENGTH, SIGNATURE_LENGTH = 22, 22
LENGTH = KEY_LENGTH + SIGNATURE_LENGTH


def token_of(key: str) -> str:
    return key + _signature(key, settings.SECRET_KEY)


def key_in(token: str) -> str | None:
    """The key in a token that we signed; None for whatever else."""
    key, signature = token[:KEY_LENGTH], token[KEY_LENGTH:]
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    right = [constant_time_compare(signature, _signature(key, secret)) for secret in secrets]
    return key if any(right) else None


def _signature(key: str, secret: str) -> str:
    digest = salted_hmac(SALT, key, secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:SIGNATURE_LENGTH]
