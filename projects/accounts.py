"""How allauth makes and knows our people: a guest who signs up or logs in keeps everything."""

import logging
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import user_logged_in as signed_in
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from projects import ledger, mail
from projects.limits import TooOften
from projects.models import User
from projects.people import GUEST_KEY, join, remember_language

log = logging.getLogger(__name__)

# The longer window of ACCOUNT_RATE_LIMITS["login_failed"]: after it another try is taken for certain.
LOGIN_WAIT_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not belong together."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "email_taken": _("There is an account with this address already. Sign in, or ask for a new password."),
        "same_as_current": _("That is the address you have now."),
    }

    @transaction.atomic
    def save_user(self, request, user, form, commit=True):
        user.language = get_language() or ""
        user = super().save_user(request, user, form, commit=commit)
        if commit and settings.MEMBER_PHOTOS:
            ledger.grant(user, settings.MEMBER_PHOTOS, note=ledger.MEMBER_GIFT)
        return user

    def is_safe_url(self, url):
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def send_account_already_exists_mail(self, email):
        # A new address has its password hashed: a known one must not be told from it by the clock.
        make_password("nobody's")
        super().send_account_already_exists_mail(email)

    def validation_error(self, code, *arguments):
        if code in ("too_many_login_attempts", "rate_limited"):
            raise TooOften(LOGIN_WAIT_SECONDS)
        return super().validation_error(code, *arguments)

    def send_mail(self, template_prefix, email, context):
        """In the language of who reads it. A mail server that is away is told, and breaks no page."""
        words = {name: _at_home(value) if name.endswith("_url") else value for name, value in context.items()}
        reader = User.objects.filter(email__iexact=email).first()
        language = (reader.language if reader else "") or get_language()
        message = mail.compose(f"{template_prefix}.html", email, words, language)
        try:
            message.send()
        except mail.NOT_SENT as error:
            log.warning("%s not sent: %s", template_prefix, error)
            trouble = _("The e-mail could not be sent just now. Try again in a few minutes.")
            messages.error(self.request, trouble)


def _at_home(url: str) -> str:
    """The same page at the site's own origin: what a request names as its host is not to be believed in a mail."""
    parts = urlsplit(url)
    return f"{settings.SITE_URL}{parts._replace(scheme='', netloc='').geturl()}"


@receiver(user_logged_in)
def take_over_guest(request, user, **_kwargs):
    guest_id = request.session.pop(GUEST_KEY, None)
    if guest_id and str(user.id) != guest_id:
        guest = User.objects.filter(id=guest_id, email=None).first()
        if guest:
            join(guest, user)


@receiver(signed_in)
def take_over_language(request, user, response, **_kwargs):
    """A person's own language comes with them to every device; who has none keeps that of the page."""
    remember_language(user, response)
