"""What a sheet says and shows of a picture, taken together from everywhere that it is kept."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from PIL import Image

from projects import days, images, outlines, sharing
from projects.captions import words_of, xmp_of
from projects.models import Generation, Photo, Picture
from projects.printing.lettering import printable

# A vendor's report may say more than a sheet has room for.
MOST_WORDS, MOST_LINES = 600, 20

Loop = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Content:
    title: str
    kind: str
    number: str
    date: str
    client: str
    words: str
    note: str
    # In the language of the sheet, then in the others.
    notices: tuple[str, ...]
    # Who signs it; nobody's name where the site does.
    maker: str
    colour: str
    logo: Image.Image | None
    url: str
    language: str
    picture: Image.Image
    photo: Image.Image
    # Around what was marked on the photo, in parts of its width and height.
    outline: tuple[Loop, ...]
    xmp: bytes


def content_of(generation: Generation, picture: Picture) -> Content:
    project = generation.project
    brand = sharing.brand_of(project.owner)
    named = f"{generation.get_type_display()}\u00a0{generation.number}"
    words = printable(words_of(generation.report))
    return Content(
        title=printable(project.title) or named,
        kind=str(generation.get_type_display()),
        number=str(generation.number),
        date=days.written(localtime(generation.created), "j F Y"),
        client=printable(project.folder.name) if project.folder else "",
        words=words if len(words) <= MOST_WORDS else words[:MOST_WORDS].rsplit(" ", 1)[0] + " …",
        note=_few_lines(printable(generation.note)),
        notices=_notices(),
        maker=printable(brand.name) if brand else "",
        colour=sharing.readable(brand.colour, "#ffffff") if brand and brand.colour else "",
        logo=images.opened(brand.logo) if brand and brand.logo else None,
        url=_shared_at(generation),
        language=get_language() or settings.LANGUAGE_CODE,
        picture=images.opened(picture.preview),
        photo=images.opened(project.photo.preview),
        outline=_outline(project.photo, generation),
        xmp=xmp_of(generation),
    )


def _notices() -> tuple[str, ...]:
    said = [_("Visualisation, not to scale")]
    for code, _name in settings.LANGUAGES:
        with override(code):
            said.append(_("Visualisation, not to scale"))
    return tuple(dict.fromkeys(said))


def _few_lines(note: str) -> str:
    """A note that has more lines than it needs is run together, so that it fits on one sheet."""
    return note if note.count("\n") < MOST_LINES else " ".join(note.split())


def _shared_at(generation: Generation) -> str:
    """The page that somebody else may open, one that shows this very picture if there is."""
    live = list(generation.project.shares.live().prefetch_related("generations"))
    showing = [share for share in live if generation in share.generations.all()]
    share = next(iter(showing or live), None)
    return settings.SITE_URL + reverse("shared", args=[sharing.token_for(share)]) if share else ""


def _outline(photo: Photo, generation: Generation) -> tuple[Loop, ...]:
    width, height = outlines.view_box(photo.width, photo.height)
    loops = outlines.outline_of(generation.mask).split("M")[1:]
    points = [[point.split(" ") for point in loop.removesuffix("Z").split("L")] for loop in loops]
    return tuple(tuple((float(x) / width, float(y) / height) for x, y in loop) for loop in points)
