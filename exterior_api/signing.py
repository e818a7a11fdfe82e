"""Signatures of callbacks by the Standard Webhooks scheme (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
from datetime import timedelta

from django.utils import timezone

from .models import Account, new_webhook_secret

OLD_SECRET_KEPT = timedelta(hours=24)


def headers(account: Account, message_id: str, body: bytes) -> dict[str, str]:
    now = timezone.now()
    stamp = str(int(now.timestamp()))
    secrets = [account.webhook_secret]
    if account.previous_secret_until and account.previous_secret_until > now:
        secrets.append(account.previous_webhook_secret)
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def rotate(account: Account) -> str:
    """A new secret. For a day callbacks are signed with the old one as well, so that none is refused meanwhile."""
    account.previous_webhook_secret = account.webhook_secret
    account.previous_secret_until = timezone.now() + OLD_SECRET_KEPT
    account.webhook_secret = new_webhook_secret()
    account.save(update_fields=["webhook_secret", "previous_webhook_secret", "previous_secret_until"])
    return account.webhook_secret


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
