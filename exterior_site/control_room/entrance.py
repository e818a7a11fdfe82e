from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from exterior_site.control_room.site import Room


class ControlRoom(Room):
    """The admin, behind the one login that there is and its limits, and where it is asked for behind a second factor.

    A server of the API alone has no pages for a second factor.
    """

    def has_permission(self, request):
        return super().has_permission(request) and not self._lacks_second_factor(request)

    def login(self, request, extra_context=None):
        back = urlencode({"next": self._wanted(request)})
        if not request.user.is_authenticated:
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")
        if not super().has_permission(request):
            raise PermissionDenied
        if not self._lacks_second_factor(request):
            return redirect(self._wanted(request))
        if _has_second_factor(request.user):
            return redirect(f"{reverse('mfa_reauthenticate')}?{back}")
        messages.info(request, _("The control room asks for a second factor. Set it up here, then go there again."))
        return redirect("mfa_activate_totp")

    def _lacks_second_factor(self, request) -> bool:
        asked = settings.ADMIN_TWO_FACTOR and "site" in settings.SITE_PARTS
        return asked and not (_has_second_factor(request.user) and _gave_it_here(request))

    def _wanted(self, request) -> str:
        wanted = request.GET.get("next", "")
        here = "/" in wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return wanted if here and wanted != request.path else reverse("admin:index", current_app=self.name)


def _has_second_factor(user) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return is_mfa_enabled(user)


def _gave_it_here(request) -> bool:
    """Whether this session gave a code: others of the same person may be older than the second factor."""
    from allauth.account.authentication import get_authentication_records

    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
