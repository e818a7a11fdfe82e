from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as django_set_language

from projects import access, limits, notices
from projects.forms import LeavingForm, NoticesForm
from projects.people import choose_language
from projects.people import leave as leave_for_good


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    if not request.person or request.person.is_guest:
        return redirect("account_login")
    form = NoticesForm(request.POST if request.method == "POST" else None, instance=request.person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("profile")
    context = {
        "form": form,
        "second_factor": is_mfa_enabled(request.person),
        "projects_kept_days": settings.PROJECTS_KEPT_DAYS,
    }
    return render(request, "projects/profile.html", context)


@require_POST
def set_language(request):
    """Django's own, and the choice is kept with the person, for their e-mails and their other devices."""
    response = django_set_language(request)
    language = request.POST.get("language", "")
    if request.person and check_for_language(language):
        choose_language(request.person, language)
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Off by one click, without a login: the token of the mail is the right to it. A GET alone changes nothing."""
    try:
        person_id, kind = notices.of_token(token)
    except (BadSignature, ValueError):
        raise Http404 from None
    on = "on" in request.POST
    if request.method == "POST":
        notices.switch(person_id, kind, on)
    context = {"kind": kind, "state": "ask" if request.method != "POST" else "on" if on else "off"}
    return render(request, "projects/unsubscribe.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """Delete everything that is the person's, after they have read what that is."""
    if not request.person:
        return redirect("account_login")
    form = LeavingForm(request.POST if request.method == "POST" else None, person=request.person)
    if form.is_bound and "password" in form.fields:
        try:
            limits.hold_password(request)
        except limits.TooOften as error:
            messages.error(request, error.message)
            return error.mark(_leaving(request, LeavingForm(person=request.person)))
    if form.is_valid():
        leave_for_good(request.person)
        logout(request)
        messages.success(request, _("Everything of yours is deleted. The last files go within a minute."))
        return redirect("front")
    return _leaving(request, form, status=422 if form.errors else 200)


def _leaving(request, form: LeavingForm, status: int = 200):
    projects = access.projects_of(request.person).count()
    return render(request, "projects/leave.html", {"form": form, "projects": projects}, status=status)
