"""What a browser asks for by itself: the icon of the tab, and how the site is installed."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

PAPER = "#f3f4f0"
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("maskable-512.png", "512x512", "maskable"),
)


@require_safe
@cache_control(max_age=24 * 60 * 60)
def favicon(request):
    return redirect(static("img/favicon.ico"))


@require_safe
@cache_control(max_age=60 * 60)
@vary_on_headers("Accept-Language")
def manifest(request):
    icons = [
        {"src": static(f"img/icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    described = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": _("See a terrace, a pool or a pétanque court in the photo of your own garden."),
        "lang": get_language(),
        "id": reverse("front"),
        "start_url": reverse("projects"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
        "shortcuts": [{"name": _("New project"), "url": reverse("start")}],
    }
    return JsonResponse(described, content_type="application/manifest+json")
