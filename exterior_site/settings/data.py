"""Database, cache, sessions, files, and the limits for what people upload."""

from exterior_site import broker
from exterior_site.env import storages
from exterior_site.settings.base import BASE_DIR, HTTPS, SITE_PARTS, VAR_DIR, env

# Database: a file by default; transactions take the write lock at once, so that none fails half-way.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    )
    DATABASES["default"]["ENGINE"] = "exterior_site.sqlite"
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "exterior_site.postgresql"
    DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=10)
if DATABASES["default"]["ENGINE"] == "exterior_site.postgresql" and DATABASE_POOL_SIZE:
    # Every request under ASGI has a thread of its own, which would open a connection of its own.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 0,
        "max_size": DATABASE_POOL_SIZE,
        "max_idle": 30,
        "timeout": 10,
        # Tries to connect are ever further apart until given up: pages would stay away for minutes after a database.
        "reconnect_timeout": 5,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = broker.caches(REDIS_URL)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 180
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_SAMESITE = HTTPS, "Lax"

# Files. The site's own default URL life serves pages; those handed to the upstream are signed anew for a day.
STORAGES = {
    **storages(env("STORAGE_URL", default=f"file://{VAR_DIR / 'media'}"), SITE_PARTS),
    "staticfiles": {"BACKEND": "exterior_site.static.StaticFilesStorage"},
}
UPSTREAM_URL_SECONDS = 24 * 60 * 60
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "exterior_site.uploads.ShortNamesUploadHandler",
]

# Limits for what people upload; projects/images decodes under them, in a process that may take no more than these.
PHOTO_MAX_BYTES = env.int("PHOTO_MAX_BYTES", default=60 * 1024 * 1024)
PHOTO_MAX_PIXELS = env.int("PHOTO_MAX_PIXELS", default=60_000_000)
PHOTO_MIN_SIDE = 64
PHOTO_READ_SECONDS = env.int("PHOTO_READ_SECONDS", default=20)
PHOTO_READ_MEMORY_BYTES = env.int("PHOTO_READ_MEMORY_BYTES", default=2 * 1024**3)
LOGO_MAX_BYTES = env.int("LOGO_MAX_BYTES", default=5 * 1024 * 1024)
