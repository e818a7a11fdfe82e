from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from . import developers, reference
from .api import api, too_large, unknown_call
from .signing_in import SignIn


def documentation(request: HttpRequest) -> HttpResponse:
    return reference.page(request, api.get_openapi_schema())


urlpatterns = [
    path("docs/", documentation, name="api-docs"),
    path("too-large/", too_large, name="api-too-large"),
    path("developers/", developers.space, name="developers"),
    path("developers/sign-in/", SignIn.as_view(), name="developers-sign-in"),
    path("developers/sign-out/", LogoutView.as_view(), name="developers-sign-out"),
    path("developers/keys/", developers.make_key, name="developers-make-key"),
    path("developers/keys/<int:key_id>/revoke/", developers.revoke_key, name="developers-revoke-key"),
    path("developers/secret/", developers.rotate_secret, name="developers-rotate-secret"),
    path("developers/test-callback/", developers.test_callback, name="developers-test-callback"),
    path("developers/callbacks/<uuid:delivery_id>/", developers.send_again, name="developers-send-again"),
    path("", api.urls),
    re_path(r"^(?P<rest>.*)$", unknown_call),
]
