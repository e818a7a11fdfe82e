"""The drawn area over a photo: cased outline and hatching, still or running."""

from django import template

from projects.models import Mask, Photo
from projects.outlines import outline_of, view_box

register = template.Library()


@register.inclusion_tag("projects/_area.html")
def area(photo: Photo, mask: Mask, name: str, running: bool = False) -> dict:
    """``name`` must be the page's own for each area, as SVG patterns are found by it."""
    width, height = view_box(photo.width, photo.height)
    return {"path": outline_of(mask), "width": width, "height": height, "name": name, "running": running}


@register.inclusion_tag("projects/_sizer.html")
def sizer(picture) -> dict:
    """A box of a picture's shape, as large as its place allows, before any file has arrived."""
    width, height = view_box(picture.width, picture.height)
    return {"width": width * 6, "height": height * 6}


@register.inclusion_tag("projects/_area_glyph.html")
def area_glyph(photo: Photo, mask: Mask) -> dict:
    width, height = view_box(photo.width, photo.height)
    return {"path": outline_of(mask), "width": width, "height": height}
