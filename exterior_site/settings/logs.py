"""What is written down."""

from exterior_site.settings.base import env

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "exterior_site.logs.SecretsHidden",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Django's own handler would mail every failed request to the operators, tokens in its path included.
    # Celery's loggers tell of every message that comes and goes, several a second.
    # Font tools name every letter that they put into a PDF, and so what people wrote.
    "loggers": {
        "django": {"handlers": []},
        "celery": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
