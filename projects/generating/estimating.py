"""How long a picture usually takes, from what pictures took lately."""

from typing import Any

from projects.models import Generation, Photo, Status

RECENT = 50
LOOKED_AT = 300
FEWEST = 5


def usual_seconds(type: str, photo: Photo | None = None) -> tuple[int, int] | None:
    """How long recent pictures of a type took, 20th to 80th percentile; None while there are too few.

    With a photo, those on photos of about its size count, as long as there are enough of them.
    """
    recent = Generation.objects.filter(type=type, status=Status.SUCCEEDED, late=False).exclude(finished=None)
    # Looked for among the newest alone: a size that nobody else has would be looked for among all.
    size = "project__photo__width", "project__photo__height"
    newest = list(
        recent.order_by("-created").values_list("created", "finished", *size)[: LOOKED_AT if photo else RECENT]
    )
    seconds = []
    if photo:
        pixels = photo.width * photo.height
        seconds = _seconds_taken([row for row in newest if pixels // 2 <= row[2] * row[3] <= pixels * 2])
    if len(seconds) < FEWEST:
        seconds = _seconds_taken(newest)
    if len(seconds) < FEWEST:
        return None
    last = len(seconds) - 1
    return round(seconds[round(last * 0.2)]), round(seconds[round(last * 0.8)])


def _seconds_taken(generations: list[tuple[Any, ...]]) -> list[float]:
    return sorted((finished - created).total_seconds() for created, finished, *_size in generations[:RECENT])
