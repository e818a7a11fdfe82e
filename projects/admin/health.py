"""The state of the upstream, and the operator's own switch: sending paused, or going on."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from projects import upstream_health
from projects.admin import acting
from projects.admin.lists import ReadOnly
from projects.models import UpstreamHealth


@admin.register(UpstreamHealth)
class UpstreamHealthAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["balance", "heard", "failures", "open_until", "openings", "paused_since"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(id=upstream_health.ROW)

    def get_urls(self):
        switch = self.admin_site.admin_view(self.switch)
        return [path("sending/", switch, name="projects_upstreamhealth_sending"), *super().get_urls()]

    def switch(self, request):
        if not request.user.has_perm("projects.change_upstreamhealth"):
            raise PermissionDenied
        name = "resume" if upstream_health.held_since() else "hold"
        form = acting.Reason(request.POST or None)
        if form.is_valid() and request.POST.get("action") == name:
            health = upstream_health.resume() if name == "resume" else upstream_health.hold()
            acting.log(request.user, health, name, form.cleaned_data["reason"])
            self.message_user(request, acting.ACTS[name], messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:index"))
        title = _("Let sending go on") if name == "resume" else _("Pause sending")
        context = {"title": title, "opts": self.opts, "form": form, "action": name, "back": reverse("admin:index")}
        return TemplateResponse(request, "admin/reason.html", self.admin_site.each_context(request) | context)
