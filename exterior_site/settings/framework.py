"""Django's own parts: apps, middleware, templates, languages."""

from django.utils.translation import gettext_lazy as _

from exterior_site.settings.base import BASE_DIR, SITE_PARTS

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
    "exterior_site.apps.SiteConfig",
]
if "site" in SITE_PARTS:
    INSTALLED_APPS += ["allauth", "allauth.account", "allauth.mfa", "projects"]
if "api" in SITE_PARTS:
    INSTALLED_APPS += ["exterior_api"]

MIDDLEWARE = [
    "exterior_site.observability.traffic.Traffic",
    "django.middleware.security.SecurityMiddleware",
    "exterior_site.headers.CautiousHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "exterior_site.headers.PagesCompressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "exterior_site.charset.LegibleOnly",
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
        "projects.refusals.RefusalsMiddleware",
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

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "projects" / "locale"]
USE_I18N = True
# Moments to the second, as logs tell them; the pages for people name their own forms.
FORMAT_MODULE_PATH = "exterior_site.formats"
USE_TZ = True
TIME_ZONE = "UTC"
