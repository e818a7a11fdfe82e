"""What is written down, counted, and told to those who run the site."""

import tomllib
from pathlib import Path

from exterior_site.logs import configuration
from exterior_site.settings.base import BASE_DIR, VAR_DIR, env

# "lines" for people, or "json" for programs.
LOGGING = configuration(env("LOG_FORMAT", default="lines"), env("LOG_LEVEL", default="INFO"))

# Where every process of this machine counts, for /metrics; what may ask for it from elsewhere.
METRICS_DIR = Path(env("METRICS_DIR", default=str(VAR_DIR / "metrics")))
METRICS_TOKEN = env("METRICS_TOKEN", default="")

_VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
# Errors are sent to Sentry when this names a project there.
SENTRY_DSN = env("SENTRY_DSN", default="")
SENTRY_ENVIRONMENT = env("SENTRY_ENVIRONMENT", default="production")
RELEASE = env("RELEASE", default="") or f"parterre@{_VERSION}"
