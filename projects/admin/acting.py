"""What an operator does: asked why first, then logged with who and why.

A decision about generations goes through ``generating``, never by saving a field.
"""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.lifecycle import Decision

MOST = 200
LONGEST_REASON = 200
# What stands in the log before the reason, so that it reads in the language of whoever looks.
ACTS = {
    "ask_again": gettext_lazy("Asked the drawing service again"),
    "give_up": gettext_lazy("Ended it and gave the photo back"),
    "take_id": gettext_lazy("Gave it its id at the drawing service"),
    "accept": gettext_lazy("Accepted the pictures that a callback names"),
    "grant": gettext_lazy("Granted photos"),
    "hold": gettext_lazy("Paused sending"),
    "resume": gettext_lazy("Let sending go on"),
    "end_link": gettext_lazy("Ended the link"),
    "delete_comment": gettext_lazy("Deleted a comment"),
    "remove_logo": gettext_lazy("Removed the logo"),
}


class Refused(Exception):
    """Why something was not done, in words for the operator."""


class Reason(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept with your name in the history."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        next(iter(self)).field.widget.attrs["autofocus"] = True


def act(name: str, description, permission: str, form_class: type[Reason] = Reason, *, one: bool = False) -> Callable:
    """An admin action that asks for a reason on a page of its own.

    What it decorates does it to one row: ``run(model_admin, request, row, data)`` raises Refused, or returns the row
    that the log names. With ``one`` it can be done to one row at a time.
    """

    def decorate(run: Callable) -> Callable:
        @admin.action(description=description, permissions=[permission])
        @wraps(run)
        def action(model_admin, request, queryset):
            rows = list(queryset[: MOST + 1])
            if most_exceeded := _too_many(rows, one):
                model_admin.message_user(request, most_exceeded, messages.ERROR)
                return None
            form = form_class(request.POST if "apply" in request.POST else None)
            if not form.is_valid():
                return _asked(model_admin, request, rows, form, name, description)
            for row in rows:
                _done(model_admin, request, row, form.cleaned_data, name, run)
            return HttpResponseRedirect(_back(model_admin, request, rows))

        return action

    return decorate


class Offers:
    """A page that offers, on top, the acts that make sense for what it shows."""

    change_form_template = "admin/offers.html"

    def offered(self, row) -> list[str]:
        raise NotImplementedError

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        allowed = self.get_actions(request)
        context["offered"] = [(name, allowed[name][2]) for name in self.offered(obj) if name in allowed]
        return super().render_change_form(request, context, add, change, form_url, obj)


def decision(request, data: dict) -> Decision:
    return Decision(request.user, data["reason"])


def log(user, row, name: str, reason: str) -> None:
    LogEntry.objects.log_actions(user.pk, [row], CHANGE, f"{name}: {reason}", single_object=True)


def told(entry: LogEntry) -> tuple[str, str]:
    """What was done, in words, and why; what Django logged itself has no reason."""
    name, _colon, reason = entry.change_message.partition(": ")
    if name in ACTS:
        return str(ACTS[name]), reason
    return entry.get_change_message() or capfirst(entry.get_action_flag_display()), ""


def _too_many(rows: list, one: bool) -> str:
    if one and len(rows) > 1:
        return _("This is done to one at a time.")
    return _("At most %(most)s at a time.") % {"most": MOST} if len(rows) > MOST else ""


def _done(model_admin, request, row, data: dict, name: str, run: Callable) -> None:
    try:
        logged = run(model_admin, request, row, data)
    except Refused as refused:
        model_admin.message_user(request, f"{row}: {refused}", messages.ERROR)
    else:
        log(request.user, logged, name, data["reason"])
        model_admin.message_user(request, f"{row}: {ACTS[name]}.", messages.SUCCESS)


def _asked(model_admin, request, rows: list, form: Reason, name: str, description) -> TemplateResponse:
    context = model_admin.admin_site.each_context(request) | {
        "title": description,
        "opts": model_admin.opts,
        "form": form,
        "rows": rows,
        "action": name,
        "selected": ACTION_CHECKBOX_NAME,
        "on_page": request.POST.get("on_page", ""),
        "back": _back(model_admin, request, rows),
    }
    return TemplateResponse(request, "admin/reason.html", context)


def _back(model_admin, request, rows: list) -> str:
    """To the page of the row, if it was from there and the row is still, or to the list as it was filtered."""
    if request.POST.get("on_page") and len(rows) == 1 and rows[0].pk:
        return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[rows[0].pk])
    return request.get_full_path()
