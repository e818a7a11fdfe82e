"""What visitors answer to a shared page, and what the owner takes away of it."""

import secrets

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from projects.models import Generation, Project, ShareComment, ShareFavourite, ShareLink, Type

MOST_COMMENTS = 500
MOST_FAVOURITES = 2000


class TooManyAnswers(Exception):
    """The link has as many comments, or favourites, as one may have."""


def comment(share: ShareLink, name: str, text: str) -> ShareComment:
    """Raises TooManyAnswers. Removed ones count too: they are kept for a while."""
    with transaction.atomic():
        ShareLink.objects.select_for_update().get(id=share.id)
        if share.comments.count() >= MOST_COMMENTS:
            raise TooManyAnswers
        return share.comments.create(name=name, text=text)


def remove_comment(comment: ShareComment, back: bool = False) -> None:
    ShareComment.objects.filter(id=comment.id).update(removed=None if back else timezone.now())


def delete_comment(comment: ShareComment) -> None:
    """For good, so that nobody can bring it back."""
    comment.delete()


def new_visitor() -> str:
    return secrets.token_urlsafe(16)


def like(share: ShareLink, generation: Generation, visitor: str) -> None:
    """Raises TooManyAnswers. Liked twice is liked once."""
    with transaction.atomic():
        ShareLink.objects.select_for_update().get(id=share.id)
        if share.favourites.count() >= MOST_FAVOURITES:
            raise TooManyAnswers
        share.favourites.get_or_create(generation=generation, visitor=visitor)


def like_no_more(share: ShareLink, generation: Generation, visitor: str) -> None:
    share.favourites.filter(generation=generation, visitor=visitor).delete()


def liked_by(share: ShareLink, visitor: str | None) -> set:
    """Ids of the generations that a visitor likes."""
    return set(share.favourites.filter(visitor=visitor).values_list("generation_id", flat=True)) if visitor else set()


def comments_of(project: Project):
    return ShareComment.objects.kept().filter(share__project=project).select_related("share")


def favourites_of(project: Project) -> list[dict]:
    """Generations of a project that visitors like, each with how many do, the most liked first."""
    liked = ShareFavourite.objects.filter(share__project=project)
    rows = liked.values("generation_id", "generation__number", "generation__type").annotate(likes=Count("id"))
    return [
        {
            "generation_id": row["generation_id"],
            "number": row["generation__number"],
            "label": Type(row["generation__type"]).label,
            "likes": row["likes"],
        }
        for row in rows.order_by("-likes", "generation__number")
    ]


def remove_favourites(project: Project, generation: Generation) -> None:
    ShareFavourite.objects.filter(share__project=project, generation=generation).delete()
