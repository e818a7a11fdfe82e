"""Errors to Sentry, when SENTRY_DSN says where: what broke and on which way, never whose it was nor what opens it."""

import re

from django.conf import settings

from exterior_site.logs import hidden
from exterior_site.observability import request_ids

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# Of a request only what was asked for; its headers, cookies, query and body are somebody's.
KEPT_OF_REQUEST = ("method", "url")
FEWEST_LETTERS = 8


def start() -> None:
    if settings.SENTRY_DSN:
        # Loaded by those who send to it alone: every process of the site starts through here.
        import sentry_sdk

        sentry_sdk.init(**options())


def options() -> dict:
    return {
        "dsn": settings.SENTRY_DSN,
        "release": settings.RELEASE,
        "environment": settings.SENTRY_ENVIRONMENT,
        # Locals of a frame are passwords, keys and signed URLs as often as not.
        "include_local_variables": False,
        "max_request_body_size": "never",
        "auto_session_tracking": False,
        "before_send": scrubbed,
        "before_breadcrumb": lambda crumb, _hint: _clean(crumb, _secrets()),
    }


def scrubbed(event: dict, _hint: dict) -> dict:
    request = event.get("request", {})
    event["request"] = {name: request[name] for name in KEPT_OF_REQUEST if name in request}
    event.pop("user", None)
    if request_ids.current():
        event.setdefault("tags", {})["request_id"] = request_ids.current()
    return _clean(event, _secrets())


def _clean(value, secrets: list[str]):
    if isinstance(value, dict):
        return {name: _clean(entry, secrets) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(entry, secrets) for entry in value]
    if not isinstance(value, str):
        return value
    for secret in secrets:
        value = value.replace(secret, "…")
    return ADDRESS.sub("…@…", hidden(value))


def _secrets() -> list[str]:
    """What this process itself must keep, wherever it turns up. The longest first: one may hold another."""
    known = {settings.SECRET_KEY, settings.EXTERIOR_API_KEY, settings.METRICS_TOKEN, *settings.CALLBACK_KEYS}
    known |= {settings.DATABASES["default"].get("PASSWORD") or "", settings.EMAIL_HOST_PASSWORD, settings.REDIS_URL}
    return sorted((secret for secret in known if len(secret or "") >= FEWEST_LETTERS), key=len, reverse=True)
