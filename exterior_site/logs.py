import logging
import re

from pythonjsonlogger.json import JsonFormatter

from exterior_site.observability import request_ids

# A token ends before a backslash too: in a line of JSON that is the beginning of an escaped quote.
SECRETS = re.compile(
    r"(/callbacks/[0-9a-f-]{36}/|/s/|/notices/|/confirm-email/|/reset/key/\w+-"
    r"|[?&](?:signature|token|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|AWSAccessKeyId)="
    # As a header says the same: S3's client writes down what it signs.
    r"|\b(?:Credential|Signature)=)[^/\s&\"')\\]+",
    re.IGNORECASE,
)


def hidden(text: str) -> str:
    return SECRETS.sub(r"\1…", text)


class SecretsHidden(logging.Formatter):
    """Tokens and signatures stand in URLs, and URLs get logged, in tracebacks too."""

    def format(self, record):
        return hidden(super().format(record))


class JsonLines(JsonFormatter):
    def format(self, record):
        return hidden(super().format(record))


class RequestId(logging.Filter):
    """Gives every line the id of the click that it belongs to."""

    def filter(self, record):
        record.request_id = request_ids.current() or "-"
        return True


class BusyIsNoError(logging.Filter):
    """503 is how we say when to come back: Django takes whatever begins with a 5 for an error."""

    def filter(self, record):
        if getattr(record, "status_code", None) == 503:
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True


def configuration(log_format: str, level: str) -> dict:
    """LOGGING for lines that people read or JSON that programs do, both without secrets."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "exterior_site.logs.RequestId"},
            "busy": {"()": "exterior_site.logs.BusyIsNoError"},
        },
        "formatters": {
            "lines": {
                "()": "exterior_site.logs.SecretsHidden",
                "format": "{asctime} {levelname} {name} [{request_id}] {message}",
                "style": "{",
            },
            "json": {
                "()": "exterior_site.logs.JsonLines",
                "format": "{levelname}{name}{request_id}{message}",
                "style": "{",
                "timestamp": "time",
                "rename_fields": {"levelname": "level", "name": "logger"},
                "json_ensure_ascii": False,
            },
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": log_format, "filters": ["request_id"]},
        },
        # Django's own handler would mail every failed request to the operators, tokens in its path included.
        # Celery's loggers tell of every message that comes and goes, several a second.
        # Font tools name every letter that they put into a PDF, and so what people wrote.
        "loggers": {
            "django": {"handlers": []},
            "django.request": {"filters": ["busy"]},
            # A stranger who asks for another host is answered with 400, and is no error of ours with a traceback.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "celery": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
        },
        "root": {"handlers": ["console"], "level": level},
    }
