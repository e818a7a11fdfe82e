"""What no production may start with, in words that tell what to set: run by every command, by web and by workers.

A site whose host is a name or an address of this machine or of a private network is nobody's production.
"""

import ipaddress
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

LEAST_LETTERS = 32
LEAST_TOKEN_LETTERS = 16
PLACEHOLDERS = ("django-insecure", "change", "secret", "example", "password", "xxx")
PRIVATE_ENDINGS = (".local", ".localhost", ".test", ".internal", ".lan", ".home.arpa")
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." in host and not host.endswith(PRIVATE_ENDINGS)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


@register(Tags.security)
def unsafe_production(app_configs=None, **_options) -> list[Error]:
    """Run at every start. With any of these nothing is served."""
    return [Error(words, hint=hint, id=f"parterre.E{number:03}") for number, words, hint in _unsafe()]


@register(Tags.security, deploy=True)
def careless_production(app_configs=None, **_options) -> list[Warning]:
    return [Warning(words, hint=hint, id=f"parterre.W{number:03}") for number, words, hint in _careless()]


def refuse_unsafe() -> None:
    """Ends the process, with words, when it would serve or work unsafely."""
    if errors := unsafe_production():
        sys.exit("Not started:\n" + "\n".join(f"- {error.msg} {error.hint}" for error in errors))


def _unsafe() -> Iterator[tuple[int, str, str]]:
    host = host_of(settings.SITE_URL)
    public = is_public(host)
    if public and settings.DEBUG:
        yield 1, f"DEBUG is on, and {host} is public: errors would show settings.", "Set DEBUG=no."
    if public and _is_weak(settings.SECRET_KEY):
        yield (
            2,
            "SECRET_KEY is short or a placeholder: it signs sessions, files and callbacks.",
            "Set SECRET_KEY to 50 random letters (python -c 'import secrets; print(secrets.token_urlsafe(48))'), "
            "or leave it away, and one is made and kept in VAR_DIR.",
        )
    if public and not settings.HTTPS:
        yield 3, f"{settings.SITE_URL} is plain HTTP.", f"Set SITE_URL=https://{host}, with TLS in front of the site."
    if not public and (outside := _named_outside()):
        yield (
            4,
            f"SITE_URL is {settings.SITE_URL}, and {outside} cannot reach it: links, pictures, callbacks lead nowhere.",
            "Set SITE_URL to the public origin of the site, such as https://garden.example.com.",
        )
    if "site" in settings.SITE_PARTS and "api" not in settings.SITE_PARTS and _calls_itself():
        yield (
            5,
            "SITE_PARTS has no api, and EXTERIOR_API_URL names no other server: nobody would draw.",
            "Set EXTERIOR_API_URL to the server that draws, or SITE_PARTS=site,api and run a render worker.",
        )
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < LEAST_TOKEN_LETTERS:
        yield 6, "METRICS_TOKEN is short enough to be guessed.", f"Set it to {LEAST_TOKEN_LETTERS} letters or more."


def _careless() -> Iterator[tuple[int, str, str]]:
    if "*" in settings.ALLOWED_HOSTS:
        yield 1, "ALLOWED_HOSTS takes every name.", "Leave it away: the host of SITE_URL and loopback are its default."
    if is_public(host_of(settings.SITE_URL)) and settings.EMAIL_BACKEND == CONSOLE and _asks_for_confirmation():
        yield (
            2,
            "E-mails are printed and not sent, so that nobody can confirm an address and sign in.",
            "Set EMAIL_URL=smtp://user:password@host:587, or EMAIL_CONFIRMATION=no.",
        )
    if settings.STORAGES["default"]["BACKEND"].endswith("S3Storage") and not _media_origins():
        yield (
            3,
            "Files are in S3, and the Content-Security-Policy lets no browser show them.",
            "Set MEDIA_ORIGINS to the origin of the bucket's URLs, such as https://bucket.s3.example.com.",
        )


def _is_weak(key: str) -> bool:
    return len(key) < LEAST_LETTERS or len(set(key)) < 10 or key.lower().startswith(PLACEHOLDERS)


def _named_outside() -> str:
    """Somebody on the internet whom these settings count on, or ""."""
    named = [host for host in settings.ALLOWED_HOSTS if is_public(host.lstrip("."))]
    if "site" in settings.SITE_PARTS and is_public(host_of(settings.EXTERIOR_API_URL)):
        named.append(host_of(settings.EXTERIOR_API_URL))
    return named[0] if named else ""


def _calls_itself() -> bool:
    return settings.EXTERIOR_API_URL == settings.SITE_URL


def _asks_for_confirmation() -> bool:
    return "site" in settings.SITE_PARTS and settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"


def _media_origins() -> list[str]:
    sources = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
    return [source for source in sources if str(source).startswith("http")]
