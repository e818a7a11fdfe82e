from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from projects import generating, ledger, tasks
from projects.fetching import FetchError
from projects.images import ImageError
from projects.models import (
    CallbackRecord,
    Generation,
    Mask,
    Move,
    Photo,
    PhotoEntry,
    PhotosRequest,
    Picture,
    Project,
    Status,
    UpstreamHealth,
    User,
)
from projects.upstream import UpstreamError

THUMBNAIL_HEIGHT = 120


class ReadOnly:
    """Rows that are written by the life of a generation and by nothing else."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0
    can_delete = False


def image(file) -> str:
    return format_html('<img src="{}" height="{}" alt="">', file.url, THUMBNAIL_HEIGHT) if file else "–"


class CreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("email",)


@admin.register(User)
class PersonAdmin(UserAdmin):
    add_form = CreationForm
    ordering = ["-date_joined"]
    list_display = ["__str__", "is_guest", "balance", "is_staff", "date_joined"]
    list_filter = ["is_staff", "is_active", ("email", admin.EmptyFieldListFilter)]
    search_fields = ["email", "id"]
    readonly_fields = ["id", "balance", "date_joined", "last_login"]
    fieldsets = [
        (None, {"fields": ["id", "email", "password", "balance"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})]

    @admin.display(description=_("guest"), boolean=True)
    def is_guest(self, user):
        return user.is_guest


@admin.register(PhotoEntry)
class PhotoEntryAdmin(admin.ModelAdmin):
    """The ledger is only ever added to, and by hand only grants are."""

    list_display = ["created", "user", "kind", "amount", "generation", "note"]
    list_filter = ["kind", "created"]
    search_fields = ["user__email", "generation__id", "note"]
    list_select_related = ["user", "generation"]
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
        return field

    def save_model(self, request, obj, form, change):
        obj.kind = PhotoEntry.Kind.GRANT
        super().save_model(request, obj, form, change)
        ledger.granted(obj.user)


@admin.register(PhotosRequest)
class PhotosRequestAdmin(admin.ModelAdmin):
    list_display = ["created", "user", "contact", "message", "answered"]
    list_filter = [("answered", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    readonly_fields = ["user", "contact", "message", "created"]

    def has_add_permission(self, request):
        return False


class GenerationInline(ReadOnlyInline):
    model = Generation
    fields = ["number", "type", "status", "cost", "created", "finished"]
    show_change_link = True


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ["title", "owner", "created", "upstream_id", "upstream_variations"]
    search_fields = ["title", "owner__email", "id", "upstream_id"]
    list_select_related = ["owner"]
    readonly_fields = ["id", "owner", "photo", "photo_picture", "upstream_id", "upstream_variations", "created"]
    inlines = [GenerationInline]

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("photo"))
    def photo_picture(self, project):
        return image(project.photo.thumbnail)


class MoveInline(ReadOnlyInline):
    model = Move
    fields = ["created", "from_status", "to_status", "cause"]
    readonly_fields = ["created"]


class CallbackInline(ReadOnlyInline):
    model = CallbackRecord
    fields = ["created", "status_before", "flag", "hint", "remote_address", "body"]
    readonly_fields = ["created"]


class PictureInline(ReadOnlyInline):
    model = Picture
    fields = ["position", "width", "height", "picture"]
    readonly_fields = ["picture"]

    @admin.display(description=_("picture"))
    def picture(self, picture):
        return image(picture.thumbnail)


class EntryInline(ReadOnlyInline):
    model = PhotoEntry
    fields = ["created", "kind", "amount", "user", "note"]
    readonly_fields = ["created"]


class NeedsAnOperator(admin.SimpleListFilter):
    """The operator's list: an answer was lost and no callback brought an id, or a result was no picture."""

    title = _("needs an operator")
    parameter_name = "needs"

    def lookups(self, request, model_admin):
        return [("operator", _("yes"))]

    def queryset(self, request, queryset):
        return queryset.filter(status=Status.UNKNOWN) if self.value() else queryset


class UpstreamIdForm(ActionForm):
    upstream_id = forms.CharField(required=False, max_length=100, label=_("Id at the upstream"))


@admin.register(Generation)
class GenerationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created", "owner", "type", "status", "failure", "late", "cost", "upstream_id", "finished", "error"]
    list_filter = [NeedsAnOperator, "status", "type", "failure", "late", "created"]
    search_fields = ["id", "upstream_id", "project__owner__email", "project__title"]
    list_select_related = ["project__owner"]
    exclude = ["token_hash"]
    readonly_fields = ["photo_picture", "area_picture"]
    inlines = [PictureInline, MoveInline, CallbackInline, EntryInline]
    action_form = UpstreamIdForm
    actions = ["ask_again", "take_id", "give_up"]

    @admin.display(description=_("person"))
    def owner(self, generation):
        return generation.project.owner

    @admin.display(description=_("photo"))
    def photo_picture(self, generation):
        return image(generation.project.photo.thumbnail)

    @admin.display(description=_("area"))
    def area_picture(self, generation):
        return image(generation.mask.file)

    def has_operate_permission(self, request):
        return request.user.is_superuser or request.user.has_perm("projects.change_generation")

    @admin.action(description=_("Ask the upstream again"), permissions=["view"])
    def ask_again(self, request, queryset):
        for generation in queryset:
            tasks.soon(tasks.collect, generation.id)

    @admin.action(description=_("Take the id at the upstream that is typed in"), permissions=["operate"])
    def take_id(self, request, queryset):
        """For one whose answer was lost, when the operator found it in the upstream's own list."""
        generation, upstream_id = queryset.first(), request.POST.get("upstream_id", "").strip()
        if queryset.count() != 1 or not upstream_id:
            self.message_user(request, _("Choose one generation and type one id."), messages.ERROR)
            return
        try:
            taken = generating.learn_id(generation, upstream_id)
        except UpstreamError as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        if taken:
            tasks.soon(tasks.collect, generation.id)
        else:
            self.message_user(request, _("The upstream does not know this id, or it is another one’s."), messages.ERROR)

    @admin.action(description=_("End it and give the photo back"), permissions=["operate"])
    def give_up(self, request, queryset):
        ended = sum(generating.give_up(generation) for generation in queryset)
        self.message_user(request, _("%(count)s ended.") % {"count": ended})


@admin.register(CallbackRecord)
class CallbackRecordAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created", "generation", "flag", "hint", "status_before", "remote_address"]
    list_filter = ["flag", "status_before"]
    search_fields = ["generation__id", "generation__upstream_id"]
    list_select_related = ["generation"]
    actions = ["accept"]

    def has_operate_permission(self, request):
        return request.user.is_superuser or request.user.has_perm("projects.change_generation")

    @admin.action(description=_("Accept the pictures that it names"), permissions=["operate"])
    def accept(self, request, queryset):
        """The only way by which a URL in a callback's body is ever fetched."""
        for record in queryset.select_related("generation__project__photo", "generation__mask"):
            try:
                taken = generating.accept_callback(record)
            except (FetchError, ImageError) as error:
                self.message_user(request, f"{record.generation_id}: {error}", messages.ERROR)
                continue
            if not taken:
                said = _("Nothing to accept: no picture is named, or the generation has ended.")
                self.message_user(request, f"{record.generation_id}: {said}", messages.WARNING)


@admin.register(UpstreamHealth)
class UpstreamHealthAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["balance", "heard", "failures", "open_until", "openings", "paused_since"]


@admin.register(Photo)
class PhotoAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created", "owner", "width", "height", "focal_35mm"]
    search_fields = ["id", "owner__email"]
    list_select_related = ["owner"]
    readonly_fields = ["picture"]

    @admin.display(description=_("picture"))
    def picture(self, photo):
        return image(photo.thumbnail)


@admin.register(Mask)
class MaskAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created", "photo", "coverage", "is_draft"]
    list_filter = ["is_draft"]
    list_select_related = ["photo"]
