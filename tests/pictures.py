"""make pictures: front page, type cards and the documents', drawn by our own engine on our own scenes.

``python -m tests.pictures [word …]`` draws only those of PICTURES, with their cards, whose names have one of the words.
The outlines here are the ones that the pages show over the photos (templates/projects/front.html, _hero.html).
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from exterior_api import engine
from exterior_api.engine import drawing, explain
from tests.engine import scenes

ROOT = Path(__file__).parent.parent
SCENES = ROOT / "tests" / "scenes"
OUT = ROOT / "static" / "img"
QUALITY = 52
# A phone's first look, which sharper-pictures.js has a larger one follow.
FIRST_LOOK, FIRST_QUALITY = 640, 42
# name of the picture: scene, type, seed, outline in pixels of the scene
PICTURES = {
    "front/garden-pool": ("modern", "POOL", 2, [(512, 587), (1193, 634), (1171, 851), (93, 702)]),
    "front/garden-terrace": ("modern", "TERRACE", 8, [(523, 536), (1153, 567), (1102, 706), (140, 616)]),
    "front/town-terrace": ("town", "TERRACE", 5, [(384, 596), (1114, 606), (1257, 767), (89, 732)]),
    "front/yard-petanque": ("country", "PETANQUE", 2, [(617, 672), (1243, 630), (1671, 718), (823, 825)]),
}
CARDS = {"pool": "front/garden-pool", "terrace": "front/town-terrace", "petanque": "front/yard-petanque"}
HERO = (1536, 1200, 960, 640)
WIDTHS = {"front/garden": HERO, "front/garden-pool": HERO}
CARD_SIZE = (720, 480)
DOCS = ROOT / "docs" / "engine"
# docs/engine/gallery.jpg: scene, type, seed, corners in shares of width and height if not the scene's own area.
GALLERY = (
    ("modern", "TERRACE", 1, None),
    ("country", "PETANQUE", 2, None),
    ("modern", "POOL", 3, None),
    ("town", "TERRACE", 5, [(0.48, 0.51), (0.77, 0.51), (0.79, 0.69), (0.46, 0.69)]),
)
TILE, TILE_TOP = (600, 304), 0.22
CARD_PHONE_WIDTH = 288
BEFORE_AFTER, GAP = (1440, 478), 6


def main(asked: list[str]) -> None:
    for folder in ("front", "types", "samples"):
        (OUT / folder).mkdir(parents=True, exist_ok=True)
    if not asked:
        samples()
        gallery()
        assumed()
    drawn = {}
    for name, (scene, kind, seed, outline) in PICTURES.items():
        if not asked or any(word in name for word in asked):
            drawn[name] = draw(scene, kind, seed, outline)
            save(drawn[name], name, WIDTHS.get(name, (960, 640)))
    if not asked:
        before_after(photo_of("modern"), drawn["front/garden-pool"])
    for card, name in CARDS.items():
        if name in drawn:
            cut = around(drawn[name], PICTURES[name][3])
            cut.save(OUT / "types" / f"{card}.avif", quality=QUALITY, speed=4)
            save(cut, f"types/{card}", (CARD_PHONE_WIDTH,))


def samples() -> None:
    for scene in ("modern", "country", "town"):
        shutil.copy(SCENES / f"{scene}.jpg", OUT / "samples" / f"{scene}.jpg")
        save(photo_of(scene), f"samples/{scene}", (480,))
    save(photo_of("modern"), "front/garden", WIDTHS["front/garden"])


def before_after(photo: Image.Image, picture: Image.Image) -> None:
    """The README's."""
    width = (BEFORE_AFTER[0] - GAP) // 2
    sheet = Image.new("RGB", BEFORE_AFTER, "white")
    for left, image in ((0, photo), (width + GAP, picture)):
        sheet.paste(image.resize((width, BEFORE_AFTER[1]), Image.Resampling.LANCZOS), (left, 0))
    sheet.save(ROOT / "docs" / "pictures" / "before-after.jpg", quality=88)


def gallery() -> None:
    sheet = Image.new("RGB", (2 * TILE[0], 2 * TILE[1]))
    for number, (scene, kind, seed, corners) in enumerate(GALLERY):
        photo = scenes.photo(scene)
        area = scenes.painted(corners, photo.shape[:2]) if corners else scenes.area(scene)
        picture = Image.fromarray(engine.render(photo, area, kind, seed).picture)
        top = round(TILE_TOP * picture.height)
        cut = (0, top, picture.width, top + round(picture.width * TILE[1] / TILE[0]))
        tile = picture.resize(TILE, Image.Resampling.LANCZOS, box=cut)
        sheet.paste(tile, (number % 2 * TILE[0], number // 2 * TILE[1]))
    sheet.save(DOCS / "gallery.jpg", quality=88)


def assumed() -> None:
    """Horizon, ground grid and outline as ``--explain`` draws them."""
    photo, area = scenes.photo("modern"), scenes.area("modern")
    drawn = drawing.draw(photo, area, "TERRACE", 1)
    halves = np.hstack([explain.horizon_and_grid(photo, drawn.view), explain.outlines(photo, drawn)])
    Image.fromarray(halves).resize((1200, 400), Image.Resampling.LANCZOS).save(DOCS / "assumed.jpg", quality=88)


def draw(scene: str, kind: str, seed: int, outline) -> Image.Image:
    photo = photo_of(scene)
    mask = Image.new("L", photo.size)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    truth = json.loads((SCENES / f"{scene}.json").read_text())
    rendering = engine.render(np.array(photo), np.array(mask) > 0, kind, seed, focal_35mm=truth["focal_35mm"])
    return Image.fromarray(rendering.picture)


def photo_of(scene: str) -> Image.Image:
    return Image.open(SCENES / f"{scene}.jpg").convert("RGB")


def save(image: Image.Image, name: str, widths: tuple[int, ...]) -> None:
    for width in widths:
        small = image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
        quality = FIRST_QUALITY if WIDTHS.get(name) is HERO and width == FIRST_LOOK else QUALITY
        small.save(OUT / f"{name}-{width}.avif", quality=quality, speed=4)


def around(image: Image.Image, outline) -> Image.Image:
    """A 3:2 cut around what was drawn, close to the ground."""
    left, right = max(min(x for x, _y in outline), 0), min(max(x for x, _y in outline), image.width)
    width = min((right - left) * 1.12, image.width)
    height = width / 1.5
    bottom = max(min(max(y for _x, y in outline) + height * 0.1, image.height), height)
    start = min(max((left + right - width) / 2, 0), image.width - width)
    return image.resize(CARD_SIZE, Image.Resampling.LANCZOS, box=(start, bottom - height, start + width, bottom))


if __name__ == "__main__":
    main(sys.argv[1:])
