"""Operators of the control room, and what they press."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from projects.models import User
from tests import factories


def sign_in(client, *rights, everything=False):
    """Signs somebody of the staff in: with every right, or with those alone."""
    if everything:
        user = User.objects.create_superuser("operator@example.com", "garden path")
    else:
        user = User.objects.create_user("viewer@example.com", "garden path", is_staff=True)
        views = Permission.objects.filter(codename__startswith="view_", content_type__app_label="projects")
        more = Permission.objects.filter(codename__in=rights, content_type__app_label="projects")
        user.user_permissions.set([*views, *more])
    factories.sign_in(client, user)
    return client


def act(client, action, *rows, reason="asked by phone", **fields) -> str:
    """Choose an action for rows of a list, give a reason, and read the page that follows."""
    url = reverse(f"admin:projects_{type(rows[0])._meta.model_name}_changelist")
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(url, {**chosen, "apply": "yes", "reason": reason, **fields}, follow=True).content.decode()


def logged() -> list[tuple[str, str, str]]:
    """Who did what to which row."""
    return [(str(entry.user), entry.change_message, entry.object_id) for entry in LogEntry.objects.order_by("id")]
