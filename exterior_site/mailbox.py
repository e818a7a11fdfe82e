"""Mail in development: kept in a folder, printed, and read at /mailbox/. Only with DEBUG."""

import email
import email.policy
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

KEPT = 200
# A mail brings its own styles, and links that are to be tried; it may do nothing else.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation"


class MailboxBackend(ConsoleBackend):
    def write_message(self, message):
        super().write_message(message)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
        _folder().mkdir(parents=True, exist_ok=True)
        (_folder() / name).write_bytes(message.message().as_bytes())
        for old in sorted(_folder().glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)


@require_safe
def mailbox(request):
    letters = [_read(file) for file in sorted(_folder().glob("*.eml"), reverse=True)]
    return render(request, "mailbox/mailbox.html", {"letters": letters})


@require_safe
def letter(request, name):
    return render(request, "mailbox/letter.html", {"letter": _read(_file(name))})


@require_safe
def letter_html(request, name):
    response = HttpResponse(_read(_file(name))["html"])
    response._csp_exempt = True
    response["Content-Security-Policy"] = LETTER_POLICY
    return response


def _folder() -> Path:
    return settings.VAR_DIR / "mailbox"


def _file(name: str) -> Path:
    file = _folder() / f"{name}.eml"
    if not re.fullmatch(r"[\w-]+", name) or not file.exists():
        raise Http404
    return file


def _read(file: Path) -> dict:
    found = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    bodies = {kind: found.get_body([kind]) for kind in ("plain", "html")}
    text, html = (body.get_content() if body else "" for body in bodies.values())
    headers = {name: found[name] for name in ("From", "To", "Date", "List-Unsubscribe") if found[name]}
    return {"name": file.stem, "subject": found["Subject"], "headers": headers, "text": text, "html": html}


urlpatterns = [
    path("", mailbox, name="mailbox"),
    path("<str:name>/", letter, name="mailbox_letter"),
    path("<str:name>/html/", letter_html, name="mailbox_html"),
]
