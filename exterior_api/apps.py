from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import pre_delete
from django.utils.translation import gettext_lazy as _


class ExteriorApiConfig(AppConfig):
    name = "exterior_api"
    verbose_name = _("Exterior Creation API")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import accounts, wal, warming  # noqa: F401  warming connects a worker signal

        wal.keep_open()
        pre_delete.connect(
            lambda instance, **_: accounts.close_with(instance),
            sender=settings.AUTH_USER_MODEL,
            weak=False,
            dispatch_uid="exterior_api.close_with",
        )
