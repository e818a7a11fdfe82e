"""Signing in where the API stands alone. Beside the site it is the site's login, with its limits and second factor."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from . import limits
from .addresses import counted_as

TRIES_OF_A_NAME = 5
TRIES_OF_AN_ADDRESS = 10


class SignIn(LoginView):
    template_name = "exterior_api/sign_in.html"
    next_page = "developers"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "site" in settings.SITE_PARTS:
            return redirect_to_login(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        # Django would fill in the address of the server.
        return super().get_context_data(**context) | {"site_name": settings.SITE_NAME}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("username", "").strip().lower()[:254]
        address = counted_as(request.META.get("REMOTE_ADDR") or "")
        if limits.may(f"sign-in:{address}", TRIES_OF_AN_ADDRESS) and limits.may(f"sign-in-as:{name}", TRIES_OF_A_NAME):
            return super().post(request, *args, **kwargs)
        form = AuthenticationForm(request)
        response = self.render_to_response(self.get_context_data(form=form, too_often=True), status=429)
        response["Retry-After"] = str(limits.WINDOW_SECONDS - int(time.time()) % limits.WINDOW_SECONDS)
        return response
