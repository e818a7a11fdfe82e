from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.admin.acting import act
from projects.admin.generations import accepted
from projects.admin.lists import ReadOnly, Searched
from projects.models import CallbackRecord, Generation


@admin.register(CallbackRecord)
class CallbackRecordAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["created", "generation", "flag", "hint", "status_before", "remote_address"]
    list_filter = ["flag", "status_before"]
    list_select_related = ["generation"]
    ids = ("generation__id",)
    search_help_text = _("The beginning of a generation’s id, or its whole id at the upstream.")
    actions = ["accept"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("generation__project__photo", "generation__mask")

    def of_upstream(self, term):
        return Q(generation__in=list(Generation.objects.filter(upstream_id=term).values_list("id", flat=True)))

    def has_operate_permission(self, request):
        return request.user.has_perm("projects.change_generation")

    @act("accept", _("Accept the pictures that it names"), "operate")
    def accept(self, request, record, data):
        return accepted(record)
