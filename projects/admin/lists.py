"""What the lists have in common: rows that nobody edits, small pictures, and a search that an index answers."""

import re
import uuid

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from projects.models import Generation, User

FEWEST_HEX = 6
MOST_SHOWN = 24
MOST_PEOPLE = 200


class ReadOnly:
    """Rows that are written by the life of a generation and by nothing else."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Searched:
    """Finds by ids, whole or their beginning, by the beginning of an e-mail address, and by ids at the upstream.

    A word within a text would be looked for in every row: a million of them is too many. For the same reason what
    stands in another table is looked up first, so that every condition is on the list's own.
    """

    # Shows the field; what is searched are the paths below.
    search_fields = ["pk"]
    search_help_text = _("The beginning of an id or of an e-mail address.")
    # Other orders would sort all of them.
    sortable_by = ("created", "asked", "date_joined")
    ids: tuple[str, ...] = ("id",)
    people = ""

    def changelist_view(self, request, extra_context=None):
        named = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, named | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        found = self.of_upstream(term)
        if between := id_range(term):
            for path in self.ids:
                found |= Q(**{f"{path}__range": between})
        if self.people:
            like = Q(email__startswith=term.lower())
            known = User.objects.filter(like | Q(id__range=between) if between else like).order_by()
            found |= self.of_people(list(known.values_list("id", flat=True)[:MOST_PEOPLE]))
        return queryset.filter(found), False

    def of_upstream(self, term: str) -> Q:
        return Q(pk__in=[])

    def of_people(self, ids: list) -> Q:
        return Q(**{f"{self.people}__in": ids})


class OfGenerations(Searched):
    """What belongs to a generation each, and is found by it."""

    ids = ("generation__id",)
    search_help_text = _("The beginning of a generation’s id, or its whole id at the upstream.")

    def of_upstream(self, term):
        return Q(generation__in=list(Generation.objects.filter(upstream_id=term).values_list("id", flat=True)))


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
    return format_html('<img class="thumb" src="{}" alt="{}" loading="lazy" height="56">', file.url, words)


def drawings(generations, more: str) -> str:
    """The newest of somebody's generations as small pictures that lead to their pages, and the way to all of them."""
    newest = generations.select_related("project__photo").prefetch_related("pictures").order_by("-created")[:MOST_SHOWN]
    shown = format_html_join(
        "",
        '<a href="{}" title="{}">{}<span>{}</span></a>',
        ((page_of(one), moment(one.created), picture_of(one), one.get_status_display()) for one in newest),
    )
    return format_html('<div class="drawings">{}</div><a href="{}">{}</a>', shown, more, _("All of them"))


def picture_of(generation: Generation) -> str:
    picture = generation.picture
    return thumbnail(picture.thumbnail if picture else generation.project.photo.thumbnail, str(generation))


def page_of(generation: Generation) -> str:
    return reverse("admin:projects_generation_change", args=[generation.pk])


def link_to(row, words=None) -> str:
    """The way to a row's own page here."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), words or row)


def moment(at) -> str:
    """To the second, as logs tell it."""
    return date_format(localtime(at), "DATETIME_FORMAT")
