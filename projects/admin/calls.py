from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from projects.admin.lists import OfGenerations, ReadOnly, moment
from projects.models import UpstreamCall


@admin.register(UpstreamCall)
class UpstreamCallAdmin(OfGenerations, ReadOnly, admin.ModelAdmin):
    list_display = ["made", "name", "generation", "status_code", "said", "error", "times", "milliseconds"]
    list_filter = ["failed", "name"]
    list_select_related = ["generation"]

    @admin.display(description=_("last made"))
    def made(self, call):
        return moment(call.last)
