"""Who is asking: a member who logged in, a guest known by the session, or nobody yet."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from projects import generating, ledger, sharing
from projects.models import Brand, Photo, Project, User

GUEST_KEY = "guest"
SEEN_STEP = timedelta(days=1)


class PersonMiddleware:
    """Sets ``request.person``: a User, or something false when nobody is known."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.person = SimpleLazyObject(lambda: person_of(request))
        return self.get_response(request)


def person_of(request) -> User | None:
    if request.user.is_authenticated:
        return _seen(request.user)
    guest_id = request.session.get(GUEST_KEY)
    guest = User.objects.filter(id=guest_id, email=None, is_active=True).first() if guest_id else None
    return _seen(guest) if guest else None


def ensure_person(request) -> User:
    """The person asking, made a guest with their first photos if nobody is known yet."""
    person = person_of(request)
    if person is None:
        with transaction.atomic():
            person = User.objects.create_guest(language=get_language() or "")
            ledger.grant(person, settings.GUEST_PHOTOS, note=ledger.GUEST_GIFT)
        request.session[GUEST_KEY] = str(person.id)
    request.person = person
    return person


def choose_language(person: User, language: str) -> None:
    User.objects.filter(id=person.id).update(language=language)
    person.language = language


def remember_language(person: User, response) -> None:
    """On signing in: the person's own language for this browser, or this page's for a person who has none yet."""
    if person.language:
        set_language_cookie(response, person.language)
    else:
        choose_language(person, get_language() or "")


def set_language_cookie(response, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


@transaction.atomic
def join(guest: User, member: User) -> None:
    """Give a guest's work to the member they turned out to be."""
    # A drawing that is being asked for holds this lock: it is charged before its line is handed on, or not at all.
    User.objects.select_for_update().get(id=guest.id)
    Photo.objects.filter(owner=guest).update(owner=member)
    Project.objects.filter(owner=guest).update(owner=member)
    sharing.take_over(guest, member)
    if not Brand.objects.filter(owner=member).exists():
        Brand.objects.filter(owner=guest).update(owner=member)
    guest.photos_requests.update(user=member)
    ledger.join(guest, member)
    guest.is_active = False
    guest.save(update_fields=["is_active"])


@transaction.atomic
def leave(person: User) -> None:
    """Delete an account for good: its work, its address and its words. The ledger keeps amounts and dates only."""
    generating.delete_all_of(person)
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.email, person.is_active = None, False
    # A new password hash also ends the person's sessions on other devices.
    person.set_unusable_password()
    person.save(update_fields=["email", "is_active", "password"])
    # From here on nothing more can come, and what came from another window until now goes too.
    generating.delete_projects_of(person)
    sharing.forget_person(person)
    person.photos_requests.update(contact="", message="")


def _seen(person: User) -> User:
    now = timezone.now()
    if now - person.last_seen > SEEN_STEP:
        User.objects.filter(id=person.id).update(last_seen=now)
    return person
