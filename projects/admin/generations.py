"""Generations: the list, the page of one with its whole life, and what an operator may decide about it."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import generating, spans, tasks
from projects.admin.acting import Offers, Reason, Refused, act, decision
from projects.admin.lists import ReadOnly, Searched, moment, picture_of
from projects.admin.timeline import timeline_of
from projects.fetching import FetchError
from projects.images import ImageError
from projects.lifecycle import Decision
from projects.models import CallbackRecord, Failure, Generation, Project, Status
from projects.upstream import UpstreamError, images_in

LATE_WITHIN = timedelta(days=30)
MOST_PROJECTS = 2000


class NeedsAnOperator(admin.SimpleListFilter):
    """The operator's list: an answer was lost and no callback brought an id, or a result was no picture."""

    title = gettext_lazy("needs an operator")
    parameter_name = "needs"

    def lookups(self, request, model_admin):
        return [("operator", gettext_lazy("yes"))]

    def queryset(self, request, queryset):
        return queryset.filter(status=Status.UNKNOWN) if self.value() else queryset


class FailedBecause(admin.SimpleListFilter):
    title = gettext_lazy("failure")
    parameter_name = "failure"

    def lookups(self, request, model_admin):
        return Failure.choices

    def queryset(self, request, queryset):
        # Only those that failed have one; said here too, so that the index on the status is of use.
        return queryset.filter(status=Status.FAILED, failure=self.value()) if self.value() else queryset


class CameLate(admin.SimpleListFilter):
    title = gettext_lazy("late pictures")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return [("month", gettext_lazy("in the last 30 days"))]

    def queryset(self, request, queryset):
        # So few of so many are looked for within a window.
        return queryset.filter(late=True, created__gte=timezone.now() - LATE_WITHIN) if self.value() else queryset


class UpstreamId(Reason):
    upstream_id = forms.CharField(max_length=100, label=gettext_lazy("Id at the upstream"))
    field_order = ["upstream_id", "reason"]


@admin.register(Generation)
class GenerationAdmin(Offers, Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["shown", "asked", "owner", "type", "state", "taken", "cost", "upstream_id"]
    list_display_links = ["shown", "asked"]
    list_filter = [NeedsAnOperator, "status", FailedBecause, "type", CameLate, "created"]
    list_select_related = ["project__owner", "project__photo"]
    ids = ("id", "project__id")
    people = "project__owner"
    search_help_text = gettext_lazy(
        "The beginning of its id or its project’s, of an e-mail address, or a whole id at the upstream."
    )
    # What the page shows otherwise, and what nobody needs.
    exclude = ["token_hash", "token_key", "form_key", "project", "mask", "type", "status", "failure", "error"]
    change_form_template = "admin/projects/generation/change_form.html"
    actions = ["ask_again", "take_id", "accept", "give_up"]

    def get_queryset(self, request):
        generations = super().get_queryset(request).prefetch_related("pictures")
        return generations.select_related("project__owner", "project__photo", "mask", "parent")

    def of_upstream(self, term):
        return Q(upstream_id=term)

    def of_people(self, ids):
        theirs = Project.objects.filter(owner__in=ids).order_by().values_list("id", flat=True)
        return Q(project__in=list(theirs[:MOST_PROJECTS]))

    @admin.display(description=gettext_lazy("picture"))
    def shown(self, generation):
        return picture_of(generation)

    @admin.display(description=gettext_lazy("asked for"), ordering="created")
    def asked(self, generation):
        return moment(generation.created)

    @admin.display(description=gettext_lazy("status"))
    def state(self, generation):
        why = generation.get_failure_display()
        words = '<span class="state state--{}">{}</span>'
        shown = format_html(words, generation.status, generation.get_status_display())
        return format_html("{} <small>{}</small>", shown, why) if why else shown

    @admin.display(description=gettext_lazy("person"))
    def owner(self, generation):
        return generation.project.owner

    @admin.display(description=gettext_lazy("taken"))
    def taken(self, generation):
        return spans.in_words(generation.elapsed.total_seconds(), tenths=True) if generation.finished else None

    def has_operate_permission(self, request):
        return request.user.has_perm("projects.change_generation")

    def offered(self, generation):
        """The most likely first."""
        names = []
        if generation.status == Status.UNKNOWN:
            names += ["take_id"]
        if (generation.status == Status.UNKNOWN or generation.may_come_late) and naming_pictures(generation):
            names += ["accept"]
        if generation.may_come_late or (generation.is_pending and generation.status != Status.SUBMITTING):
            names += ["ask_again"]
        if generation.is_pending and generation.status != Status.SUBMITTING:
            names += ["give_up"]
        return names

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        beside = getattr(self.admin_site, "at_the_upstream", lambda upstream_id: [])
        context |= {
            "generation": obj,
            "lines": timeline_of(obj, beside(obj.upstream_id)),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @act("ask_again", gettext_lazy("Ask the upstream again"), "operate")
    def ask_again(self, request, generation, data):
        if generation.status == Status.QUEUED:
            tasks.soon(tasks.send, generation.id)
        elif generation.is_pending or generation.may_come_late:
            tasks.soon(tasks.collect, generation.id)
        else:
            raise Refused(_("It has ended."))
        return generation

    @act("take_id", gettext_lazy("Take its id at the upstream"), "operate", UpstreamId, one=True)
    def take_id(self, request, generation, data):
        """For one whose answer was lost, when the operator found it in the upstream's own list."""
        try:
            taken = generating.learn_id(generation, data["upstream_id"].strip(), decision(request, data))
        except UpstreamError as error:
            raise Refused(str(error)) from error
        if not taken:
            raise Refused(_("The upstream does not know this id, or it is another one’s."))
        tasks.soon(tasks.collect, generation.id)
        return generation

    @act("accept", gettext_lazy("Accept the pictures that its callback names"), "operate")
    def accept(self, request, generation, data):
        record = naming_pictures(generation)
        if record is None:
            raise Refused(_("No callback of it names a picture."))
        return accepted(record, decision(request, data))

    @act("give_up", gettext_lazy("End it and give the photo back"), "operate")
    def give_up(self, request, generation, data):
        if not generating.give_up(generation, decision(request, data)):
            raise Refused(_("It has ended, or is being sent this very moment."))
        return generation


def accepted(record: CallbackRecord, decided: Decision) -> Generation:
    """The only way by which a URL in a callback's body is ever fetched."""
    try:
        taken = generating.accept_callback(record, decided)
    except (FetchError, ImageError) as error:
        raise Refused(str(error)) from error
    if not taken:
        raise Refused(_("Nothing to accept: no picture is named, or the generation has ended."))
    return record.generation


def naming_pictures(generation: Generation) -> CallbackRecord | None:
    records = generation.callbacks.select_related("generation__project__photo", "generation__mask")
    return next((record for record in records if images_in(record.body)), None)
