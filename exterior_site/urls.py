from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from exterior_site.storage import serve

handler500 = "exterior_site.outage.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("media/<slug:folder>/<path:name>", serve, name="media"),
]
if "api" in settings.SITE_PARTS:
    urlpatterns.append(path("api/", include("exterior_api.urls")))
if "site" in settings.SITE_PARTS:
    urlpatterns.append(path("accounts/", include("allauth.urls")))
    urlpatterns.append(path("", include("projects.urls")))
