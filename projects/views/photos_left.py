"""What is left to a person, how it became so, and the way to ask for more."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from projects import ledger, limits
from projects.forms import PhotosRequestForm
from projects.models import PhotoEntry, User
from projects.people import ensure_person

ENTRIES_SHOWN = 50


@never_cache
@require_safe
def photos_left(request):
    return _photos_left(request, PhotosRequestForm(initial={"contact": _email_of(request.person)}))


@require_POST
def ask_operator(request):
    form = PhotosRequestForm(request.POST)
    if not form.is_valid():
        return _photos_left(request, form, status=422)
    try:
        limits.hold_message(request)
    except limits.TooOften as error:
        form.add_error(None, error.message)
        return error.mark(_photos_left(request, form))
    asked = form.save(commit=False)
    asked.user = ensure_person(request)
    with transaction.atomic():
        User.objects.hold(asked.user)
        asked.save()
    messages.success(request, _("The operator has your request."))
    return redirect("photos_left")


def _photos_left(request, form: PhotosRequestForm, status: int = 200):
    entries = _entries(request.person, request.GET.get("before", ""))
    older = len(entries) > ENTRIES_SHOWN
    context = {
        "entries": entries[:ENTRIES_SHOWN],
        "older": entries[ENTRIES_SHOWN - 1].id if older else None,
        "first_page": "before" not in request.GET,
        "form": form,
        "left": ledger.photos_left(request.person) if request.person else settings.GUEST_PHOTOS,
        # Who is refused while asking again has to see why.
        "asked": not form.errors and _has_asked(request.person),
        "creation_cost": settings.CREATION_COST,
        "member_photos": settings.MEMBER_PHOTOS,
    }
    return render(request, "projects/photos_left.html", context, status=status)


def _has_asked(person) -> bool:
    return bool(person) and person.photos_requests.filter(answered=None).exists()


def _entries(person, before: str) -> list[PhotoEntry]:
    """Lines of the ledger, the newest first: a page of them and one more, from after the line that was shown last."""
    if not person:
        return []
    entries = PhotoEntry.objects.filter(user=person).select_related("generation__project")
    if before.isascii() and before.isdigit() and len(before) < 19:
        entries = entries.filter(id__lt=int(before))
    return list(entries[: ENTRIES_SHOWN + 1])


def _email_of(person) -> str:
    return (person.email or "") if person else ""
