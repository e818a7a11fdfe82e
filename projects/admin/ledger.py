from django.contrib import admin

from projects import ledger
from projects.admin.lists import Searched
from projects.models import PhotoEntry


@admin.register(PhotoEntry)
class PhotoEntryAdmin(Searched, admin.ModelAdmin):
    """The ledger is only ever added to, and by hand only grants are."""

    list_display = ["created", "user", "kind", "amount", "generation", "note"]
    list_filter = ["kind", "created"]
    list_select_related = ["user", "generation"]
    ids = ("generation__id", "user__id")
    people = "user"
    autocomplete_fields = ["user"]
    fields = ["user", "amount", "note"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "amount":
            field.min_value = 1
            field.widget.attrs["min"] = 1
        if db_field.name == "note":
            field.required = True
        return field

    def save_model(self, request, obj, form, change):
        obj.kind = PhotoEntry.Kind.GRANT
        super().save_model(request, obj, form, change)
        ledger.granted(obj.user)
