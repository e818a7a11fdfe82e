from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles.apps import StaticFilesConfig


class ControlRoomConfig(admin_apps.SimpleAdminConfig):
    # Named in the settings; the folder itself is an app of its own. Its pages are found by urls.py: workers and beat
    # serve none.
    default = False
    default_site = "exterior_site.control_room.entrance.ControlRoom"


class SiteStaticFilesConfig(StaticFilesConfig):
    """Leaves out htmx's extensions: one of them imports a file that its package does not carry."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "hx-*.js"]


class SiteConfig(AppConfig):
    name = "exterior_site"

    def ready(self):
        from exterior_site import checks  # noqa: F401  each registers itself
        from exterior_site.observability import counting, errors, heartbeats, tasks  # noqa: F401  these listen to signals

        errors.start()
