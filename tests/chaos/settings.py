"""The site's own settings, with shorter leases, and the app that may switch one protection off."""

from datetime import timedelta

from exterior_site.settings import *  # noqa: F403 - these are the site's settings, all of them
from exterior_site.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.apps.ChaosConfig"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CALLBACKS_PER_MINUTE = 1000
UPLOADS_PER_HOUR = DRAWINGS_PER_HOUR = 0
EXTERIOR_API_QUEUED_LEASE = timedelta(seconds=20)
EXTERIOR_API_RENDERING_LEASE = timedelta(seconds=15)
