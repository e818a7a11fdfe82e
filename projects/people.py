"""Who is asking: a member who logged in, a guest known by the session, or nobody yet."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.functional import SimpleLazyObject

from projects import generating, ledger, sharing
from projects.models import Photo, Project, User

GUEST_KEY = "guest"


class PersonMiddleware:
    """Sets ``request.person``: a User, or something false when nobody is known."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.person = SimpleLazyObject(lambda: person_of(request))
        return self.get_response(request)


def person_of(request) -> User | None:
    if request.user.is_authenticated:
        return request.user
    guest_id = request.session.get(GUEST_KEY)
    return User.objects.filter(id=guest_id, email=None, is_active=True).first() if guest_id else None


def ensure_person(request) -> User:
    """The person asking, made a guest with their first photos if nobody is known yet."""
    person = person_of(request)
    if person is None:
        with transaction.atomic():
            person = User.objects.create_guest()
            ledger.grant(person, settings.GUEST_PHOTOS, note="first photos of a guest")
        request.session[GUEST_KEY] = str(person.id)
    request.person = person
    return person


@transaction.atomic
def join(guest: User, member: User) -> None:
    """Give a guest's work to the member they turned out to be."""
    Photo.objects.filter(owner=guest).update(owner=member)
    Project.objects.filter(owner=guest).update(owner=member)
    sharing.take_over(guest, member)
    ledger.move_used(guest, member)
    guest.is_active = False
    guest.save(update_fields=["is_active"])


@transaction.atomic
def leave(person: User) -> None:
    """Delete an account for good: its work, its address and its words. The ledger keeps amounts and dates only."""
    generating.delete_all_of(person)
    sharing.forget_person(person)
    person.photos_requests.update(contact="", message="")
    EmailAddress.objects.filter(user=person).delete()
    person.email, person.is_active = None, False
    # A new password hash also ends the person's sessions on other devices.
    person.set_unusable_password()
    person.save(update_fields=["email", "is_active", "password"])
