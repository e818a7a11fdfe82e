import re
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import deliveries, models


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Searched(admin.ModelAdmin):
    """Finds by ids, whole or their beginning, and by an account's address: what an index answers among a million."""

    search_fields = ("pk",)
    search_help_text = _("The beginning of an id, or the address of an account.")
    # Other orders would sort all of them.
    sortable_by = ("created_at",)
    ids: tuple[str, ...] = ("id",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        accounts = models.Account.objects.filter(email__iexact=term).values_list("pk", flat=True)
        found = Q(account__in=list(accounts))
        digits = term.replace("-", "").lower()
        if re.fullmatch("[0-9a-f]{6,32}", digits):
            between = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
            for path in self.ids:
                found |= Q(**{f"{path}__range": between})
        return queryset.filter(found), False


class KeyInline(admin.TabularInline):
    model = models.ApiKey
    extra = 0
    fields = ("prefix", "name", "created_at", "last_used_at", "revoked_at")
    readonly_fields = ("prefix", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
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

    @admin.display(description=_("photos left"))
    def photos_left(self, account: models.Account) -> int:
        return account.subscription_photos + account.extra_photos


@admin.register(models.PhotoEntry)
class PhotoEntryAdmin(ReadOnly, Searched):
    list_display = ("created_at", "account", "entry", "pocket", "photos", "generation", "note")
    ordering = ("-id",)
    list_filter = ("entry", "pocket")
    ids = ("generation__id",)
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
class GenerationAdmin(ReadOnly, Searched):
    list_display = ("created_at", "id", "account", "kind", "status", "step", "attempts", "error_code", "finished_at")
    list_filter = ("status", "kind")
    ids = ("id", "project__id")
    ordering = ("-created_at",)
    list_select_related = ("account",)
    inlines = (ImageInline, EntryInline, DeliveryInline)


class AttemptInline(ReadOnly, admin.TabularInline):
    model = models.DeliveryAttempt
    extra = 0


@admin.register(models.Delivery)
class DeliveryAdmin(ReadOnly, Searched):
    list_display = ("created_at", "generation", "url", "status", "tries", "next_attempt_at", "delivered_at")
    list_filter = ("status",)
    list_select_related = ("account", "generation")
    ids = ("id", "generation__id")
    ordering = ("-created_at",)
    inlines = (AttemptInline,)
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("exterior_api.change_delivery")

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[models.Delivery]) -> None:
        self.message_user(request, _("%s callbacks are sent again.") % deliveries.send_again(queryset))
