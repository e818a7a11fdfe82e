"""All that a render worker is told: a broker, storage, a renderer. No database, no apps, no secret of the site."""

import os
import secrets
from pathlib import Path

import environ

from exterior_site import broker
from exterior_site.env import storages
from exterior_site.logs import configuration

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
STORAGE_URL = env("STORAGE_URL", default=f"file://{os.environ.get('VAR_DIR') or BASE_DIR / 'var'}/media")
STORAGES = storages(STORAGE_URL, ["api"])
CACHES = broker.caches(REDIS_URL)
RENDERER = env("RENDERER", default="exterior_api.rendering.render_with_engine")
vars().update(broker.celery(REDIS_URL))

# Whatever asks for a database is refused. Nothing here is signed, so any key will do.
DATABASES = {}
INSTALLED_APPS = []
SECRET_KEY = secrets.token_urlsafe()
USE_TZ = True

LOGGING = configuration(env("LOG_FORMAT", default="lines"), env("LOG_LEVEL", default="INFO"))
