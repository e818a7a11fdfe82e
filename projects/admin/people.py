from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import ledger
from projects.admin.acting import Reason, act
from projects.admin.lists import Searched
from projects.models import PhotosRequest, User

MOST_PHOTOS = 1000


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
class PersonAdmin(Grants, Searched, UserAdmin):
    add_form = CreationForm
    ordering = ["-date_joined"]
    list_display = ["__str__", "is_guest", "balance", "is_staff", "date_joined", "last_seen"]
    list_filter = ["is_staff", "is_active", ("email", admin.EmptyFieldListFilter)]
    list_per_page = 50
    people = "id"
    readonly_fields = ["id", "balance", "date_joined", "last_login"]
    fieldsets = [
        (None, {"fields": ["id", "email", "password", "balance"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})]
    actions = ["grant"]

    @admin.display(description=_("guest"), boolean=True)
    def is_guest(self, user):
        return user.is_guest

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
