from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects import access, ledger, limits
from projects.forms import LeavingForm, PhotosRequestForm
from projects.models import PhotoEntry
from projects.people import ensure_person
from projects.people import leave as leave_for_good

ENTRIES_SHOWN = 100


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
    asked.save()
    messages.success(request, _("The operator has your request."))
    return redirect("photos_left")


@never_cache
@require_safe
def profile(request):
    if not request.person or request.person.is_guest:
        return redirect("account_login")
    return render(request, "projects/profile.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """Delete everything that is the person's, after they have read what that is."""
    if not request.person:
        return redirect("account_login")
    form = LeavingForm(request.POST if request.method == "POST" else None, person=request.person)
    if form.is_valid():
        leave_for_good(request.person)
        logout(request)
        messages.success(request, _("Everything of yours is deleted. The last files go within a minute."))
        return redirect("front")
    projects = access.projects_of(request.person).count()
    status = 422 if form.errors else 200
    return render(request, "projects/leave.html", {"form": form, "projects": projects}, status=status)


def _photos_left(request, form: PhotosRequestForm, status: int = 200):
    entries = PhotoEntry.objects.none()
    if request.person:
        entries = PhotoEntry.objects.filter(user=request.person).select_related("generation__project")
    context = {
        "entries": entries[:ENTRIES_SHOWN],
        "form": form,
        "left": ledger.photos_left(request.person),
        "asked": bool(request.person) and request.person.photos_requests.filter(answered=None).exists(),
        "creation_cost": settings.CREATION_COST,
        "member_photos": settings.MEMBER_PHOTOS,
    }
    return render(request, "projects/photos_left.html", context, status=status)


def _email_of(person) -> str:
    return (person.email or "") if person else ""
