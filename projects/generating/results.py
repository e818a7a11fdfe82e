"""From the URLs of a result to stored pictures. A half download, or what is no image, never becomes one."""

from collections.abc import Callable

from django.conf import settings
from PIL import Image

from projects import fetching, files, images
from projects.captions import xmp_of
from projects.images.inside import only_inside
from projects.models import Generation, Picture

MAX_RESULT_BYTES = 200 * 1024 * 1024


def take_pictures(
    generation: Generation, urls: list[str], before_each: Callable[[], None] = lambda: None
) -> list[Picture]:
    """Fetch, verify and store; the rows are not saved yet. Raises FetchError and ImageError, leaving no file."""
    pictures: list[Picture] = []
    try:
        for position, url in enumerate(urls):
            before_each()
            pictures.append(_stored(generation, position, fetching.fetch(url, MAX_RESULT_BYTES)))
    except BaseException:
        discard(pictures)
        raise
    return pictures


def discard(pictures: list[Picture]) -> None:
    for picture in pictures:
        for file in (picture.file, picture.preview, picture.thumbnail):
            if file.name:
                file.storage.delete(file.name)


def _stored(generation: Generation, position: int, content: bytes) -> Picture:
    image = images.read_picture(content)
    put_back = generation.options.get("only_inside", settings.EXTERIOR_ONLY_INSIDE)
    if put_back:
        image = _only_inside(generation, image)
    picture = Picture(generation=generation, position=position, width=image.width, height=image.height)
    name, xmp = files.picture_name(generation, position), xmp_of(generation, generation.project.owner.language)
    with files.all_or_none(picture.file, picture.preview, picture.thumbnail):
        full = images.png(image, xmp) if put_back else images.kept_png(image, content, xmp)
        picture.file.save(f"{name}.png", full, save=False)
        picture.preview.save(f"{name}-preview.webp", images.preview(image, xmp=xmp), save=False)
        picture.thumbnail.save(f"{name}-thumbnail.avif", images.thumbnail(image, xmp), save=False)
    return picture


def _only_inside(generation: Generation, image: Image.Image) -> Image.Image:
    photo, mask = generation.project.photo, generation.mask
    with photo.file.open("rb") as file, mask.file.open("rb") as mask_file:
        return only_inside(image, Image.open(file), Image.open(mask_file))
