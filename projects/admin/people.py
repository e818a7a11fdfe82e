from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from projects import ledger
from projects.admin.acting import Offers, Reason, act
from projects.admin.lists import Searched, drawings, moment
from projects.models import Generation, PhotosRequest, User
from projects.templatetags.pages import signed

MOST_PHOTOS = 1000
LINES, PROJECTS = 8, 20


class CreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("email",)


class Grant(Reason):
    amount = forms.IntegerField(label=_("Photos for each"), min_value=1, max_value=MOST_PHOTOS)
    field_order = ["amount", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Kept with your name in the history. The person reads it on their account.")


class Grants:
    """Photos for people, by who may write to the ledger."""

    def has_grant_permission(self, request):
        return request.user.has_perm("projects.add_photoentry")


@admin.register(User)
class PersonAdmin(Grants, Offers, Searched, UserAdmin):
    add_form = CreationForm
    ordering = ["-date_joined"]
    list_display = ["__str__", "is_guest", "balance", "is_staff", "date_joined", "last_seen"]
    list_filter = ["is_staff", "is_active", ("email", admin.EmptyFieldListFilter)]
    people = "id"
    readonly_fields = ["id", "balance", "lines", "drawings", "date_joined", "last_login"]
    fieldsets = [
        (None, {"fields": ["id", "email", "password", "balance", "lines", "drawings"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})]
    actions = ["grant"]

    @admin.display(description=_("guest"), boolean=True)
    def is_guest(self, user):
        return user.is_guest

    @admin.display(description=_("ledger"))
    def lines(self, person):
        """The newest lines of the ledger, and the way to all."""
        newest = person.photo_entries.order_by("-id")[:LINES]
        told = ((moment(one.created), one.get_kind_display(), signed(one.amount), one.note) for one in newest)
        rows = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", told)
        url = f"{reverse('admin:projects_photoentry_changelist')}?q={person.pk}"
        return format_html('<table class="lines">{}</table><a href="{}">{}</a>', rows, url, _("All of them"))

    @admin.display(description=_("drawings"))
    def drawings(self, person):
        theirs = Generation.objects.filter(project__in=person.projects.order_by("-changed")[:PROJECTS])
        url = f"{reverse('admin:projects_generation_changelist')}?q={person.email or person.pk}"
        return drawings(theirs, url)

    def offered(self, person):
        return ["grant"] if person else []

    def has_delete_permission(self, request, obj=None):
        # They leave by themselves, or after the days of the settings: files and drawings are looked after there.
        return False

    @act("grant", _("Grant photos"), "grant", Grant)
    def grant(self, request, person, data):
        ledger.grant(person, data["amount"], data["reason"])
        return person


@admin.register(PhotosRequest)
class PhotosRequestAdmin(Grants, Searched, admin.ModelAdmin):
    list_display = ["created", "user", "contact", "message", "answered"]
    list_filter = [("answered", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    readonly_fields = ["user", "contact", "message", "created"]
    ids = ("user__id",)
    people = "user"
    actions = ["grant"]

    def has_add_permission(self, request):
        return False

    @act("grant", _("Grant photos, and mark as answered"), "grant", Grant)
    def grant(self, request, asked, data):
        ledger.grant(asked.user, data["amount"], data["reason"])
        PhotosRequest.objects.filter(id=asked.id, answered=None).update(answered=timezone.now())
        return asked.user
