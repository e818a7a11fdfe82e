"""The Developer Space: what a signed-in person sees and does about their account of the API."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from . import accounts, call_log, deliveries, ledger, limits, signing, snippets
from .developer_forms import KeyForm, TestCallbackForm
from .models import Account, CallRecord, Delivery, DeliveryAttempt, PhotoEntry

LINES = 50
ENTRIES = 20
MOST_KEYS = 50
TESTS_PER_MINUTE = 6
AGAIN_PER_MINUTE = 20


def for_developer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the account of the person who is signed in."""

    @wraps(view)
    @login_required
    @never_cache
    def with_account(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return view(request, accounts.account_for(request.user), **kwargs)

    return with_account


@require_safe
@for_developer
def space(request: HttpRequest, account: Account) -> HttpResponse:
    return _page(request, account)


@require_POST
@for_developer
def make_key(request: HttpRequest, account: Account) -> HttpResponse:
    form = KeyForm(request.POST)
    if account.keys.filter(revoked_at=None).count() >= MOST_KEYS:
        form.add_error("name", _("There are {keys} keys already. Revoke one that is not used.").format(keys=MOST_KEYS))
    if not form.is_valid():
        return _page(request, account, status=400, key_form=form)
    # Shown in this answer and nowhere again, so it is not kept for a page to come.
    return _page(request, account, new_key=accounts.make_key(account, form.cleaned_data["name"]))


@require_POST
@for_developer
def revoke_key(request: HttpRequest, account: Account, key_id: int) -> HttpResponse:
    if not accounts.revoke(account, key_id):
        raise Http404
    messages.success(request, _("The key is revoked: calls with it are refused from now on."))
    return redirect("developers")


@require_POST
@for_developer
def rotate_secret(request: HttpRequest, account: Account) -> HttpResponse:
    signing.rotate(account)
    messages.success(request, _("There is a new secret. For a day callbacks carry both signatures."))
    return redirect("developers")


@require_POST
@for_developer
def test_callback(request: HttpRequest, account: Account) -> HttpResponse:
    form = TestCallbackForm(request.POST)
    if not limits.may(f"test-callback:{account.pk}", TESTS_PER_MINUTE):
        form.add_error("url", _("That were many tests. Wait a minute."))
    if not form.is_valid():
        return _page(request, account, status=400, test_form=form)
    deliveries.send_test(account, form.cleaned_data["url"])
    messages.success(request, _("The test callback is on its way. Its outcome is in the log of callbacks."))
    return redirect("developers")


@require_POST
@for_developer
def send_again(request: HttpRequest, account: Account, delivery_id: UUID) -> HttpResponse:
    if not limits.may(f"send-again:{account.pk}", AGAIN_PER_MINUTE):
        # Each click is a request to somebody's server.
        messages.error(request, _("That were many callbacks. Wait a minute."))
        return _page(request, account, status=429)
    if not deliveries.send_again(account.deliveries.filter(pk=delivery_id)):
        raise Http404
    messages.success(request, _("The callback is sent again. Its outcome is in the log of callbacks."))
    return redirect("developers")


def _page(
    request: HttpRequest, account: Account, *, status: int = 200, new_key: str = "", **forms: Any
) -> HttpResponse:
    call_log.write()
    balance = ledger.balance(account)
    entries = account.entries.all()
    granted = entries.filter(entry=PhotoEntry.Entry.GRANT).aggregate(photos=Sum("photos"))["photos"] or 0
    returned = entries.filter(entry=PhotoEntry.Entry.REFUND).aggregate(photos=Sum("photos"))["photos"] or 0
    only_failed = "failed" in request.GET
    context = {
        "account": account,
        "keys": account.keys.filter(revoked_at=None).order_by("-created_at"),
        "new_key": new_key,
        "balance": balance,
        "granted": max(granted, balance["total"]),
        "returned": returned,
        "entries": entries.select_related("generation").order_by("-id")[:ENTRIES],
        "calls": _calls(account, only_failed),
        "deliveries": _deliveries(account, only_failed),
        "only_failed": only_failed,
        "secret_until": _secret_until(account),
        "snippets": snippets.for_account(str(account.user_id), new_key),
        "origin": settings.SITE_URL,
        "key_form": KeyForm(),
        "test_form": TestCallbackForm(initial={"url": _last_address(account)}),
    }
    return render(request, "exterior_api/developers.html", context | forms, status=status)


def _calls(account: Account, only_failed: bool) -> QuerySet[CallRecord]:
    calls = account.calls.select_related("key").order_by("-created_at", "-id")
    return (calls.filter(status__gte=400) if only_failed else calls)[:LINES]


def _deliveries(account: Account, only_failed: bool) -> QuerySet[Delivery]:
    last = DeliveryAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-id")
    found = account.deliveries.select_related("generation").annotate(
        last_status=Subquery(last.values("response_status")[:1]),
        last_error=Subquery(last.values("error")[:1]),
        last_milliseconds=Subquery(last.values("milliseconds")[:1]),
    )
    if only_failed:
        found = found.exclude(status=Delivery.Status.DELIVERED)
    return found.order_by("-created_at")[:LINES]


def _last_address(account: Account) -> str:
    return account.deliveries.order_by("-created_at").values_list("url", flat=True).first() or ""


def _secret_until(account: Account) -> datetime | None:
    until = account.previous_secret_until
    return until if until and until > timezone.now() else None
