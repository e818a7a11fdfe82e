from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from projects.admin.lists import OfGenerations, ReadOnly, link_to, moment
from projects.models import UpstreamCall


@admin.register(UpstreamCall)
class UpstreamCallAdmin(OfGenerations, ReadOnly, admin.ModelAdmin):
    list_display = ["made", "name", "of_generation", "status_code", "said", "error", "times", "milliseconds"]
    list_filter = ["failed", "name"]
    exclude = ["failed"]
    list_select_related = ["generation"]

    @admin.display(description=_("first made"))
    def made(self, call):
        return moment(call.created)

    @admin.display(description=_("generation"))
    def of_generation(self, call):
        return link_to(call.generation) if call.generation else None
