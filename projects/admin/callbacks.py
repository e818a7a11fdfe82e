from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from projects.admin.acting import act, decision
from projects.admin.generations import accepted
from projects.admin.lists import OfGenerations, ReadOnly
from projects.models import CallbackRecord


@admin.register(CallbackRecord)
class CallbackRecordAdmin(OfGenerations, ReadOnly, admin.ModelAdmin):
    list_display = ["created", "generation", "flag", "hint", "status_before", "remote_address"]
    list_filter = ["flag", "status_before"]
    list_select_related = ["generation"]
    actions = ["accept"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("generation__project__photo", "generation__mask")

    def has_operate_permission(self, request):
        return request.user.has_perm("projects.change_generation")

    @act("accept", _("Accept the pictures that it names"), "operate")
    def accept(self, request, record, data):
        return accepted(record, decision(request, data))
