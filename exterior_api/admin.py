from django.contrib import admin
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from . import deliveries, models


class ReadOnly:
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class KeyInline(admin.TabularInline):
    model = models.ApiKey
    extra = 0
    fields = ("prefix", "name", "created_at", "last_used_at", "revoked_at")
    readonly_fields = ("prefix", "created_at", "last_used_at")

    def has_add_permission(self, request, obj=None):
        # A key is shown once, when it is made: by create_api_account.
        return False


@admin.register(models.Account)
class AccountAdmin(admin.ModelAdmin):
    list_display = ("email", "user_id", "is_active", "free_variations", "photos_left", "created_at")
    list_filter = ("is_active", "free_variations")
    search_fields = ("email", "user_id")
    readonly_fields = ("user_id", "created_at")
    raw_id_fields = ("person",)
    inlines = (KeyInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(photos=Sum("entries__photos"))

    @admin.display(description=_("photos left"), ordering="photos")
    def photos_left(self, account) -> int:
        return account.photos or 0


@admin.register(models.PhotoEntry)
class PhotoEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("created_at", "account", "entry", "pocket", "photos", "generation", "note")
    list_filter = ("entry", "pocket")
    search_fields = ("account__email", "generation__id")
    list_select_related = ("account", "generation")


class ImageInline(ReadOnly, admin.TabularInline):
    model = models.Image
    extra = 0


class EntryInline(ReadOnly, admin.TabularInline):
    model = models.PhotoEntry
    extra = 0
    fields = ("created_at", "entry", "pocket", "photos")
    readonly_fields = ("created_at",)


class DeliveryInline(ReadOnly, admin.TabularInline):
    model = models.Delivery
    extra = 0
    show_change_link = True
    fields = ("url", "status", "tries", "next_attempt_at", "delivered_at")


@admin.register(models.Generation)
class GenerationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("created_at", "id", "account", "kind", "status", "step", "attempts", "error_code", "finished_at")
    list_filter = ("status", "kind", "error_code")
    search_fields = ("id", "project__id", "account__email")
    date_hierarchy = "created_at"
    list_select_related = ("account",)
    inlines = (ImageInline, EntryInline, DeliveryInline)


class AttemptInline(ReadOnly, admin.TabularInline):
    model = models.DeliveryAttempt
    extra = 0


@admin.register(models.Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("created_at", "generation", "url", "status", "tries", "next_attempt_at", "delivered_at")
    list_filter = ("status",)
    search_fields = ("generation__id", "url")
    inlines = (AttemptInline,)
    actions = ("send_again",)

    def has_send_permission(self, request) -> bool:
        return request.user.has_perm("exterior_api.change_delivery")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request, queryset) -> None:
        self.message_user(request, _("%s callbacks are sent again.") % deliveries.send_again(queryset))
