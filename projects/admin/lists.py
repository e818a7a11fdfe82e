"""What the lists have in common: rows that nobody edits, small pictures, and a search that an index answers."""

import re
import uuid

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from projects.models import User

FEWEST_HEX = 6
MOST_PEOPLE = 200


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


class Searched:
    """Finds by ids, whole or their beginning, by the beginning of an e-mail address, and by ids at the upstream.

    A word within a text would be looked for in every row: a million of them is too many. For the same reason what
    stands in another table is looked up first, so that every condition is on the list's own.
    """

    # Shows the field; what is searched are the paths below.
    search_fields = ["pk"]
    search_help_text = _("The beginning of an id or of an e-mail address.")
    # Other orders would sort all of them.
    sortable_by = ("created", "date_joined")
    ids: tuple[str, ...] = ("id",)
    people = ""

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        found = self.of_upstream(term)
        if between := id_range(term):
            for path in self.ids:
                found |= Q(**{f"{path}__range": between})
        if self.people:
            known = User.objects.filter(email__startswith=term.lower()).order_by().values_list("id", flat=True)
            found |= self.of_people(list(known[:MOST_PEOPLE]))
        return queryset.filter(found), False

    def of_upstream(self, term: str) -> Q:
        return Q(pk__in=[])

    def of_people(self, ids: list) -> Q:
        return Q(**{f"{self.people}__in": ids})


def id_range(term: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and the last id that begin so; None for what begins none, or too many."""
    digits = term.replace("-", "").lower()
    if not re.fullmatch(rf"[0-9a-f]{{{FEWEST_HEX},32}}", digits):
        return None
    return uuid.UUID(digits.ljust(32, "0")), uuid.UUID(digits.ljust(32, "f"))


def thumbnail(file, words: str = "") -> str:
    """A small picture by its signed URL. One that is far down the list is fetched when it is scrolled to."""
    if not file:
        return "–"
    return format_html('<img class="thumb" src="{}" alt="{}" loading="lazy" height="72">', file.url, words)
