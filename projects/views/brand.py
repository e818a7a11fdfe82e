from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from projects import limits, sharing
from projects.forms import BrandForm
from projects.images import ImageError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def brand(request):
    """A member's name, logo and colour on what they share and print; with ``remove`` none of them any more."""
    if not request.person or request.person.is_guest:
        return redirect("account_login")
    own = sharing.brand_of(request.person)
    if request.method == "POST" and "remove" in request.POST:
        if own:
            sharing.remove_brand(own)
        messages.success(request, _("Your brand is removed."))
        return redirect("brand")
    first = {"name": own.name, "colour": own.colour} if own else {}
    form = BrandForm(request.POST, request.FILES) if request.method == "POST" else BrandForm(initial=first)
    too_often = None
    if form.is_valid():
        try:
            _keep(request, form.cleaned_data)
        except ImageError as error:
            form.add_error("logo", error.message)
        except limits.TooOften as error:
            form.add_error("logo", error.message)
            too_often = error
        else:
            messages.success(request, _("Your brand is kept. It stands on the pages that you share."))
            return redirect("brand")
    context = {"form": form, "brand": own}
    response = render(request, "projects/brand.html", context, status=422 if form.errors else 200)
    return too_often.mark(response) if too_often else response


def _keep(request, chosen: dict) -> None:
    if chosen["logo"]:
        limits.hold_upload(request)
    sharing.keep_brand(
        request.person, chosen["name"], chosen["colour"], chosen["logo"], without_logo=chosen["without_logo"]
    )
