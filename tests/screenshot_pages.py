"""The pages of ``make screenshots``: name, who looks, path, and for some what is done there before the picture."""

import time
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from playwright.sync_api import Page

from exterior_api import accounts
from exterior_api.models import CallRecord, Delivery, DeliveryAttempt
from projects import notices, sharing
from projects.limits import TooOften
from projects.models import ShareLink, Status, User
from tests import gardens

PAGES = (
    ("front", "nobody", "/"),
    ("start", "nobody", "/start/"),
    ("start-of-member", "anna", "/start/"),
    ("projects-of-nobody", "nobody", "/projects/"),
    ("projects-empty", "bare", "/projects/"),
    ("archive-empty", "bare", "/projects/?archived=1"),
    ("projects", "anna", "/projects/"),
    ("projects-menu", "anna", "/projects/"),
    ("projects-not-found", "anna", "/projects/?q=lac"),
    ("project", "anna", "{project}/?picture={one}"),
    ("project-open", "anna", "{project}/?picture={one}"),
    ("project-menu", "anna", "{project}/"),
    ("project-photo", "anna", "{project}/?picture=photo"),
    ("project-fresh", "anna", "{fresh}/"),
    ("full-screen", "anna", "{project}/?picture={one}"),
    ("compare", "anna", "{project}/compare/"),
    ("studio", "anna", "{project}/draw/"),
    ("drawn", "anna", "/generations/{one}/"),
    ("waiting", "anna", "/generations/{waiting}/"),
    ("failed", "anna", "/generations/{failed}/"),
    ("clients", "anna", "/clients/"),
    ("clients-none", "bare", "/clients/"),
    ("client-of-project", "anna", "{project}/client/"),
    ("project-zip", "anna", "{project}/zip/"),
    ("share", "anna", "{project}/share/"),
    ("brand", "anna", "/profile/brand/"),
    ("brand-none", "bare", "/profile/brand/"),
    ("shared", "nobody", "{shown}"),
    ("shared-embed", "nobody", "{shown}embed/"),
    ("shared-over", "nobody", "{ended}"),
    ("shared-nothing", "nobody", "/s/nothing/"),
    ("photos-left", "anna", "/photos-left/"),
    ("photos-left-of-nobody", "nobody", "/photos-left/"),
    ("profile", "anna", "/profile/"),
    ("export", "anna", "/profile/export/"),
    ("leave", "anna", "/profile/leave/"),
    ("notices-off", "nobody", "{notices}"),
    ("login", "nobody", "/accounts/login/"),
    ("login-refused", "nobody", "/accounts/login/"),
    ("signup", "nobody", "/accounts/signup/"),
    ("signup-refused", "nobody", "/accounts/signup/"),
    ("sign-out", "anna", "/accounts/logout/"),
    ("address-to-confirm", "nobody", "/accounts/confirm-email/"),
    ("address-confirm", "nobody", "{confirm}"),
    ("address-confirm-dead", "nobody", "/accounts/confirm-email/nothing/"),
    ("email", "anna", "/accounts/email/"),
    ("email-known", "careful", "/accounts/email/"),
    ("account-inactive", "nobody", "/accounts/inactive/"),
    ("password-reset", "nobody", "/accounts/password/reset/"),
    ("password-reset-sent", "nobody", "/accounts/password/reset/done/"),
    ("password-new", "nobody", "{reset}"),
    ("password-new-dead", "nobody", "/accounts/password/reset/key/1-nothing/"),
    ("password-new-done", "nobody", "/accounts/password/reset/key/done/"),
    ("password-change", "anna", "/accounts/password/change/"),
    ("is-it-you", "anna", "/accounts/reauthenticate/"),
    ("second-factor", "anna", "/accounts/2fa/"),
    ("second-factor-set-up", "bare", "/accounts/2fa/totp/activate/"),
    ("second-factor-on", "careful", "/accounts/2fa/"),
    ("second-factor-off", "careful", "/accounts/2fa/totp/deactivate/"),
    ("second-factor-codes", "careful", "/accounts/2fa/recovery-codes/"),
    ("second-factor-new-codes", "careful", "/accounts/2fa/recovery-codes/generate/"),
    ("developers", "anna", "/api/developers/"),
    ("developers-none", "bare", "/api/developers/"),
    ("developers-sign-in", "nobody", "/api/developers/sign-in/"),
    ("api-docs", "nobody", "/api/docs/"),
    ("control-room", "operator", "/admin/"),
    ("control-list", "operator", "/admin/projects/generation/"),
    ("control-generation", "operator", "/admin/projects/generation/{failed}/change/"),
    ("control-person", "operator", "/admin/projects/user/{anna}/change/"),
    ("control-calls", "operator", "/admin/projects/upstreamcall/"),
    ("control-share-link", "operator", "/admin/projects/sharelink/{link}/change/"),
    ("control-comments", "operator", "/admin/projects/sharecomment/"),
    ("control-pause", "operator", "/admin/projects/upstreamhealth/sending/"),
    ("not-found", "nobody", "/nowhere/"),
    ("not-found-of-member", "anna", "/nowhere/"),
    ("too-large", "nobody", "/too-large/"),
    ("refused-400", "nobody", "/"),
    ("refused-403", "nobody", "/"),
    ("refused-403-csrf", "nobody", "/"),
    ("refused-429", "nobody", "/"),
    ("refused-500", "nobody", "/"),
)


def prepared() -> tuple[dict, list]:
    """People by name, and the pages filled in."""
    names = ("anna", "bare", "careful", "operator")
    people = {"nobody": None, **{name: gardens.person(f"{name}@example.com") for name in names}}
    User.objects.filter(id=people["operator"].id).update(is_staff=True, is_superuser=True)
    rich = gardens.fill(people["anna"])[-1]
    newest = {generation.status: generation.id for generation in rich.generations.order_by("number")}
    _use_the_api(people["anna"])
    known = {
        "anna": people["anna"].id,
        "project": f"/projects/{rich.id}",
        "fresh": f"/projects/{gardens.untouched(people['anna']).id}",
        "one": rich.generations.filter(status=Status.SUCCEEDED).first().id,
        "waiting": newest[Status.PROCESSING],
        "failed": newest[Status.FAILED],
        **_shared(rich),
        **_mailed(people["careful"]),
    }
    return people, [(name, who, path.format(**known), ACTS.get(name)) for name, who, path in PAGES]


def session_of(person) -> dict:
    """All but Anna just gave their password, and are let in where it would be asked for again."""
    if person.email.startswith("anna"):
        return {}
    given = {"method": "password", "at": time.time(), "reauthenticated": True}
    return {"account_authentication_methods": [given], "account_authentication_methods_user": user_id_to_str(person)}


def _shared(project) -> dict:
    link = gardens.share(project)
    over = sharing.make_link(project, list(project.generations.all()[:1]), None, "en")
    ShareLink.objects.filter(id=over.id).update(expires=over.created)
    shown, ended = (f"/s/{sharing.token_for(share)}/" for share in (link, over))
    return {"shown": shown, "ended": ended, "link": link.id}


def _mailed(person) -> dict:
    """The links that somebody with a second factor and a new address finds in their mail."""
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    wanted = EmailAddress.objects.create(user=person, email="careful.person@example.org")
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return {
        "confirm": f"/accounts/confirm-email/{EmailConfirmationHMAC(wanted).key}/",
        "reset": f"/accounts/password/reset/key/{key}/",
        "notices": f"/notices/{notices.token_for(person, 'done')}/",
    }


def _use_the_api(person) -> None:
    account, now = accounts.account_for(person), timezone.now()
    accounts.make_key(account, "Website")
    accounts.make_key(account, "Plans of the agency in Montpellier")
    answers = (("account/credit", 200, ""), ("create_exterior/generate", 400, "invalid_field"))
    for number, (path, status, code) in enumerate(answers * 2):
        called = {"created_at": now - timedelta(minutes=number), "milliseconds": 12 + 40 * number}
        key = account.keys.order_by("id")[number % 2]
        CallRecord.objects.create(account=account, key=key, path=f"/api/{path}", status=status, code=code, **called)
    for status, answer, tries in (("delivered", 204, 1), ("given_up", None, 8)):
        owed = Delivery.objects.create(
            account=account, url="https://garden.example.com/callbacks/exterior", status=status, tries=tries
        )
        DeliveryAttempt.objects.create(
            delivery=owed, response_status=answer, error="" if answer else "no answer", milliseconds=86
        )


def _refused(template: str, **context):
    """A page that only a broken request brings is drawn here, in the frame of the page that is open."""

    def act(page: Page) -> None:
        request = HttpRequest()
        request.user = AnonymousUser()
        with translation.override(page.evaluate("document.documentElement.lang")):
            page.set_content(render_to_string(template, context, request))
        page.wait_for_load_state()

    return act


def _too_often(page: Page) -> None:
    with translation.override(page.evaluate("document.documentElement.lang")):
        words = str(TooOften(60).message)
    _refused("429.html", words=words)(page)


def _broken(page: Page) -> None:
    with translation.override(page.evaluate("document.documentElement.lang")):
        words = "Your photos and areas are kept. Please try again in a minute."
        title, words = translation.gettext("Something broke on our side"), translation.gettext(words)
    _refused("500.html", title=title, words=words, request_id="4f0c52f35bd94f0c8a6d4ff9c1e0a7b2")(page)


def _unfolded(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details.act-more').forEach((part) => (part.open = true))")


def _with(**fields):
    """Each time another person, so that nobody is refused for asking too often."""

    def act(page: Page) -> None:
        for name, value in fields.items():
            page.fill(f"main [name={name}]", value.format(time.time_ns()))
        page.locator("main form button.button--main").click()
        page.wait_for_load_state()

    return act


ACTS = {
    "projects-menu": lambda page: page.locator(".menu summary").last.click(),
    "project-menu": lambda page: page.locator(".page-head .menu summary").click(),
    "project-open": _unfolded,
    "full-screen": lambda page: page.locator("[data-view-picture]").click(),
    "login-refused": _with(login="nobody-{}@example.com", password="not this one"),
    "signup-refused": _with(email="nobody", password1="garden"),
    "refused-400": _refused("400.html"),
    "refused-403": _refused("403.html"),
    "refused-403-csrf": _refused("403_csrf.html"),
    "refused-429": _too_often,
    "refused-500": _broken,
}
