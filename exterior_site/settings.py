"""All settings, each from the environment with a default that runs on a laptop."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from exterior_site.env import embedded_account, kept_secret, storages

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

VAR_DIR = env.path("VAR_DIR", default=str(BASE_DIR / "var"))
VAR_DIR = Path(str(VAR_DIR))

# Which parts this process serves: "site" (the pages), "api" (our own Exterior Creation API), or both.
SITE_PARTS = env.list("SITE_PARTS", default=["site"] if env("EXTERIOR_API_URL", default="") else ["site", "api"])
SITE_NAME = env("SITE_NAME", default="Parterre")
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "exterior_site.apps.ControlRoomConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "exterior_site.apps.SiteStaticFilesConfig",
    "csp",
    "django_htmx",
    "exterior_site",
]
if "site" in SITE_PARTS:
    INSTALLED_APPS += ["allauth", "allauth.account", "allauth.mfa", "projects"]
if "api" in SITE_PARTS:
    INSTALLED_APPS += ["ninja", "exterior_api"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "exterior_site.headers.PagesCompressed",
    "exterior_site.headers.CautiousHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
if "site" in SITE_PARTS:
    MIDDLEWARE += [
        "django_htmx.middleware.HtmxMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "projects.people.PersonMiddleware",
        "projects.refusals.TooOftenMiddleware",
    ]

ROOT_URLCONF = "exterior_site.urls"
ASGI_APPLICATION = "exterior_site.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The pages' templates need the site's tags; the API alone brings its own.
        "DIRS": [BASE_DIR / "templates"] if "site" in SITE_PARTS else [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *(["projects.context.page"] if "site" in SITE_PARTS else []),
            ],
        },
    }
]
INSTALLED_APPS += ["django.forms"]

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
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
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

# People and photos left
AUTH_USER_MODEL = "projects.User" if "site" in SITE_PARTS else "auth.User"
GUEST_PHOTOS = env.int("GUEST_PHOTOS", default=3)
MEMBER_PHOTOS = env.int("MEMBER_PHOTOS", default=12)
CREATION_COST = env.int("CREATION_COST", default=1)
VARIATION_COST = env.int("VARIATION_COST", default=1)
# How often in an hour, counted by address, drawings by person too; 0 is without a limit.
UPLOADS_PER_HOUR = env.int("UPLOADS_PER_HOUR", default=120)
DRAWINGS_PER_HOUR = env.int("DRAWINGS_PER_HOUR", default=240)
MESSAGES_PER_HOUR = env.int("MESSAGES_PER_HOUR", default=10)
# When to write to a member: photos left at which they run low, and how long a drawing takes for a notice to help.
LOW_PHOTOS = env.int("LOW_PHOTOS", default=2)
NOTICE_AFTER_SECONDS = env.int("NOTICE_AFTER_SECONDS", default=60)
# How many days things are kept that nobody came back for; 0 is for ever. A guest's session lasts as long as its work.
GUESTS_KEPT_DAYS = env.int("GUESTS_KEPT_DAYS", default=180)
PROJECTS_KEPT_DAYS = env.int("PROJECTS_KEPT_DAYS", default=0)
CALLBACKS_KEPT_DAYS = env.int("CALLBACKS_KEPT_DAYS", default=90)
COMMENTS_PER_HOUR = env.int("COMMENTS_PER_HOUR", default=20)
FAVOURITES_PER_HOUR = env.int("FAVOURITES_PER_HOUR", default=120)
GENERATION_DEADLINE_SECONDS = env.int("GENERATION_DEADLINE_SECONDS", default=30 * 60)

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
if "site" in SITE_PARTS:
    AUTHENTICATION_BACKENDS += ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_ADAPTER = "projects.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "projects.account_forms.LoginForm",
    "signup": "projects.account_forms.SignupForm",
    "add_email": "projects.account_forms.AddEmailForm",
    "change_password": "projects.account_forms.ChangePasswordForm",
    "set_password": "projects.account_forms.SetPasswordForm",
    "reset_password": "projects.account_forms.ResetPasswordForm",
    "reset_password_from_key": "projects.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "projects.account_forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An address that is not confirmed cannot sign in: so a sign-up looks the same whether the address is known or not.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.bool("EMAIL_CONFIRMATION", default=True) else "optional"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
# By address, by person, and by key: the address that somebody signs in as or wants a new password for.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/180s/key",
}
MFA_ADAPTER = "projects.two_factor.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
# One step of 30 s either way, for clocks that are not quite right.
MFA_TOTP_TOLERANCE = 1
# Whether the control room asks for a second factor. On a laptop, where only its owner can reach it, it does not.
ADMIN_TWO_FACTOR = env.bool(
    "ADMIN_TWO_FACTOR", default=not DEBUG and urlsplit(SITE_URL).hostname not in ("127.0.0.1", "localhost", "::1")
)
LOGIN_URL = "account_login" if "site" in SITE_PARTS else "developers-sign-in"
LOGIN_REDIRECT_URL = "projects"
LOGOUT_REDIRECT_URL = "front" if "site" in SITE_PARTS else "developers"

vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
if DEBUG and not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "exterior_site.mailbox.MailboxBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <noreply@{urlsplit(SITE_URL).hostname}>")
ADMINS = [("Operator", address) for address in env.list("OPERATOR_EMAILS", default=[])]

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "projects" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The site as a client of the Exterior Creation API. Three settings swap the vendor in.
EXTERIOR_API_URL = env("EXTERIOR_API_URL", default="").rstrip("/") or SITE_URL
_USER_ID, _KEY = embedded_account(SECRET_KEY)
EXTERIOR_API_KEY = env("EXTERIOR_API_KEY", default=_KEY)
EXTERIOR_API_USER_ID = env("EXTERIOR_API_USER_ID", default=_USER_ID)
EXTERIOR_API_AUTH_HEADER = env("EXTERIOR_API_AUTH_HEADER", default="x-api-key: {key}")
EXTERIOR_API_MASK_INVERTED = env.bool("EXTERIOR_API_MASK_INVERTED", default=False)
EXTERIOR_API_EXTENSIONS = env.bool("EXTERIOR_API_EXTENSIONS", default="api" in SITE_PARTS)
EXTERIOR_GROUND_URL = env(
    "EXTERIOR_GROUND_URL", default=f"{SITE_URL}/api/create_exterior/ground" if "api" in SITE_PARTS else ""
)
# Seconds that a call may take, and a download of a result as a whole: our leases are longer than these.
EXTERIOR_API_TIMEOUT_SECONDS = env.int("EXTERIOR_API_TIMEOUT_SECONDS", default=60)
RESULT_TIMEOUT_SECONDS = env.int("RESULT_TIMEOUT_SECONDS", default=60)
# Whether the photo's own pixels are put back outside the area. Our own renderer keeps them by itself.
EXTERIOR_ONLY_INSIDE = env.bool("EXTERIOR_ONLY_INSIDE", default=not EXTERIOR_API_EXTENSIONS)
# What downloaded pictures say of themselves, by a name of IPTC's list of digital source types; see docs/security.md.
PICTURE_SOURCE_TYPE = env("PICTURE_SOURCE_TYPE", default="compositeSynthetic")
# Secrets that make callback tokens, the newest first. Tokens of one that is taken out are no longer accepted.
CALLBACK_KEYS = env.list("CALLBACK_KEYS", default=[SECRET_KEY])
CALLBACKS_PER_MINUTE = env.int("CALLBACKS_PER_MINUTE", default=30)
# Private origins whose pictures the site may fetch: the upstream that an operator named is one of them.
EXTERIOR_RESULT_ORIGINS = env.list("EXTERIOR_RESULT_ORIGINS", default=[EXTERIOR_API_URL])

# Our own server of the API
EXTERIOR_API_ALLOWED_ORIGINS = env.list("EXTERIOR_API_ALLOWED_ORIGINS", default=[])
EXTERIOR_API_NEW_ACCOUNT_PHOTOS = env.int("EXTERIOR_API_NEW_ACCOUNT_PHOTOS", default=36)
EXTERIOR_API_CALLS_PER_MINUTE = env.int("EXTERIOR_API_CALLS_PER_MINUTE", default=0)
EXTERIOR_API_WRONG_KEYS_PER_MINUTE = env.int("EXTERIOR_API_WRONG_KEYS_PER_MINUTE", default=60)
# How many days the API keeps its log of calls and callbacks, and the images of generations; 0 is for ever.
EXTERIOR_API_CALLS_KEPT_DAYS = env.int("EXTERIOR_API_CALLS_KEPT_DAYS", default=7)
EXTERIOR_API_IMAGES_KEPT_DAYS = env.int("EXTERIOR_API_IMAGES_KEPT_DAYS", default=0)
# How long a job may lie in the queue, or be silent while it is drawn, before another worker takes it up.
EXTERIOR_API_QUEUED_LEASE = timedelta(seconds=env.int("EXTERIOR_API_QUEUED_LEASE_SECONDS", default=60))
EXTERIOR_API_RENDERING_LEASE = timedelta(seconds=env.int("EXTERIOR_API_RENDERING_LEASE_SECONDS", default=120))
RENDERER = env("RENDERER", default="exterior_api.rendering.render_with_engine")

# Celery. Leases and long retries are rows in the database, so nothing here waits longer than seconds.
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = "site"
CELERY_TASK_ROUTES = {"exterior_api.tasks.render": {"queue": "render"}, "exterior_api.*": {"queue": "api"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 10, "socket_connect_timeout": 3}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 2, "interval_start": 0.1, "interval_step": 0.3}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {}
if "site" in SITE_PARTS:
    CELERY_BEAT_SCHEDULE["poll"] = {"task": "projects.tasks.poll", "schedule": 1.0, "options": {"expires": 5}}
    CELERY_BEAT_SCHEDULE["sweep"] = {"task": "projects.tasks.sweep", "schedule": 15.0, "options": {"expires": 30}}
    CELERY_BEAT_SCHEDULE["tell"] = {"task": "projects.tasks.tell_done", "schedule": 15.0, "options": {"expires": 15}}
    CELERY_BEAT_SCHEDULE["tidy"] = {"task": "projects.tasks.tidy", "schedule": 900.0, "options": {"expires": 900}}
if "api" in SITE_PARTS:
    CELERY_BEAT_SCHEDULE["api-sweep"] = {
        "task": "exterior_api.tasks.sweep",
        "schedule": 10.0,
        "options": {"expires": 20},
    }
    CELERY_BEAT_SCHEDULE["api-tidy"] = {"task": "exterior_api.tasks.tidy", "schedule": 3600.0}

# Headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *env.list("MEDIA_ORIGINS", default=[])],
        "connect-src": [SELF, "blob:", *env.list("MEDIA_ORIGINS", default=[])],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", default=False)
# What else stands below the domain only who owns it can know: they say so by the two settings above.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Nothing here asks the device for anything but a photo, and that by a file field.
PERMISSIONS_POLICY = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
} | {"fullscreen": "self"}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

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
