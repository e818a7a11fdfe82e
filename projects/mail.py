"""E-mails, in the language of who reads them, as text and as HTML.

A mail is one template with blocks (``subject``, ``words``, ``url``, ``label``, ``after``), rendered in three layouts.
"""

import logging
import re
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

log = logging.getLogger(__name__)

# What a mail server that is away, slow, or unwilling raises.
NOT_SENT = (OSError, SMTPException)


def compose(template: str, to: str, context: dict, language: str, headers: dict | None = None):
    """An EmailMultiAlternatives, not sent yet."""
    with translation.override(language or settings.LANGUAGE_CODE):
        words = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "email": to, **context}
        subject, text, html = (
            render_to_string(template, {**words, "layout": f"mail/{layout}"})
            for layout in ("subject.txt", "layout.txt", "layout.html")
        )
    # Not split(): it would take French no-break spaces for plain ones.
    subject = re.sub(r"[ \t\r\n]+", " ", subject).strip()
    mail = EmailMultiAlternatives(subject, text.strip() + "\n", to=[to], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail
