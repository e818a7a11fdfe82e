"""What pages of projects show of their generations, counted by the database."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from projects.models.generation import Generation
from projects.models.project import Project
from projects.models.vocabulary import PENDING, Status


def with_counts(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Each with ``drawn``, ``pending`` and ``cover_id``: the generation of its favourite picture, or its newest."""
    own = Generation.objects.filter(project=OuterRef("pk")).order_by()
    drawn = own.filter(status=Status.SUCCEEDED)
    return projects.select_related("photo", "folder").annotate(
        drawn=_count(drawn),
        pending=_count(own.filter(status__in=PENDING)),
        cover_id=Subquery(drawn.order_by("-favourite", "-number").values("id")[:1]),
    )


def _count(rows: QuerySet[Generation]) -> Coalesce:
    return Coalesce(Subquery(rows.values("project").annotate(n=Count("pk")).values("n")), 0)
