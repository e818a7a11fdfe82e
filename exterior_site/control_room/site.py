"""What the control room adds to Django's: a first page with figures, lists that count no million of rows."""

import uuid
from datetime import datetime

import redis
from django.conf import settings
from django.contrib.admin import AdminSite, ShowFacets
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exterior_site.control_room.paginator import ShortPaginator
from exterior_site.observability import dependencies

LAMPS = {
    "broker": gettext_lazy("broker"),
    "beat": gettext_lazy("clock of the tasks (beat)"),
    "workers": gettext_lazy("workers"),
    "renderer": gettext_lazy("renderer"),
}


class Room(AdminSite):
    # Its width is the lists'; the first page names them all.
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        fast = {"paginator": ShortPaginator, "show_full_result_count": False, "show_facets": ShowFacets.NEVER}
        super().register(model_or_iterable, admin_class, **(fast | {"list_per_page": 50} | options))

    def index(self, request, extra_context=None):
        figures = {}
        if "site" in settings.SITE_PARTS and request.user.has_perm("projects.view_generation"):
            from projects.admin.dashboard import dashboard

            figures = {"figures": True, **dashboard(request, self.lamps())}
        return super().index(request, figures | (extra_context or {}))

    def lamps(self) -> list[tuple[str, bool | None, str]]:
        """Who gives a sign of life: words, whether it does, and why not. Without the broker nobody's is heard."""
        lit, broken = [], False
        for name, _through, look in dependencies.all_looks():
            if name in LAMPS:
                try:
                    why = "" if broken else look()
                except redis.RedisError as error:
                    broken, why = True, type(error).__name__
                lit.append((str(LAMPS[name]), None if broken and not why else not why, why))
        return lit

    def at_the_upstream(self, upstream_id: str) -> list[tuple[datetime, str, str]]:
        """What our own server of the API knows of a generation: moment, title and detail; nothing of a vendor's."""
        if "api" not in settings.SITE_PARTS or not _is_uuid(upstream_id):
            return []
        from exterior_api.models import DeliveryAttempt, Generation

        found = Generation.objects.filter(id=upstream_id).first()
        if found is None:
            return []
        attempts = _("attempt %(number)s") % {"number": found.attempts}
        lines = [
            (found.created_at, _("Our own server took it in"), ""),
            (found.started_at, _("Our own renderer began"), attempts),
            (found.finished_at, _("Our own server ended it"), found.error or found.get_status_display()),
        ]
        for sent in DeliveryAttempt.objects.filter(delivery__generation=found):
            said = f"{sent.response_status or sent.error} · {sent.milliseconds} ms"
            lines.append((sent.created_at, _("Our own server sent its callback"), said))
        return [line for line in lines if line[0]]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
