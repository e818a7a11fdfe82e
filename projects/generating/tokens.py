"""The secret in a callback's URL: one a generation, made by a key that can be rotated out."""

import hashlib
import hmac

from django.conf import settings
from django.utils.crypto import constant_time_compare

from projects.models import Generation


def give_token(generation: Generation) -> None:
    """Make the generation's token by the newest key. Only its hash is stored, and which key it was."""
    key = settings.CALLBACK_KEYS[0]
    generation.token_key = name_of(key)
    generation.token_hash = _digest(_token(generation, key))


def token_of(generation: Generation) -> str:
    """The token again, for a second try to name the same URL; of a key that is gone, no longer a valid one."""
    known = {name_of(key): key for key in settings.CALLBACK_KEYS}
    return _token(generation, known.get(generation.token_key, settings.CALLBACK_KEYS[0]))


def is_token_of(generation: Generation, token: str) -> bool:
    right = constant_time_compare(generation.token_hash, _digest(token))
    return right and generation.token_key in map(name_of, settings.CALLBACK_KEYS)


def name_of(key: str) -> str:
    return hashlib.sha256(b"name of a callback key\n" + key.encode()).hexdigest()[:8]


def _token(generation: Generation, key: str) -> str:
    return hmac.new(key.encode(), f"projects.callback\n{generation.id}".encode(), hashlib.sha256).hexdigest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
