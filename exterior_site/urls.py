from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from exterior_site.storage import serve

handler500 = "exterior_site.error_pages.server_error"
# Asked for by allauth, which has limits of its own.
handler429 = "projects.refusals.too_often"

admin.autodiscover()

urlpatterns = [
    path("admin/", admin.site.urls),
    path("media/<slug:folder>/<path:name>", serve, name="media"),
]
if "api" in settings.SITE_PARTS:
    urlpatterns.append(path("api/", include("exterior_api.urls")))
if settings.DEBUG:
    urlpatterns.append(path("mailbox/", include("exterior_site.mailbox")))
if "site" not in settings.SITE_PARTS:
    urlpatterns.append(path("i18n/", include("django.conf.urls.i18n")))
if "site" in settings.SITE_PARTS:
    urlpatterns.append(path("accounts/", include("allauth.urls")))
    urlpatterns.append(path("", include("projects.urls")))
