from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_save, pre_delete
from django.utils.translation import gettext_lazy as _


class ExteriorApiConfig(AppConfig):
    name = "exterior_api"
    verbose_name = _("Exterior Creation API")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import accounts, warming  # noqa: F401  warming connects a worker signal

        pre_delete.connect(accounts.close_with, sender=settings.AUTH_USER_MODEL)
        post_save.connect(accounts.close_with_inactive, sender=settings.AUTH_USER_MODEL)
