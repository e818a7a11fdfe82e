from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExteriorApiConfig(AppConfig):
    name = "exterior_api"
    verbose_name = _("Exterior Creation API")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import wal, warming  # noqa: F401  warming connects a worker signal

        wal.keep_open()
