"""python -m tests.pictures: front page and type cards, drawn by our own engine on our own scenes.

The outlines here are the ones that the pages show over the photos (templates/projects/front.html, _hero.html).
"""

import json
import shutil
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from exterior_api import engine

ROOT = Path(__file__).parent.parent
SCENES = ROOT / "tests" / "scenes"
OUT = ROOT / "static" / "img"
QUALITY = 52
# name of the picture: scene, type, seed, outline in pixels of the scene
PICTURES = {
    "front/garden-pool": ("modern", "POOL", 2, [(512, 587), (1193, 634), (1171, 851), (93, 702)]),
    "front/garden-terrace": ("modern", "TERRACE", 2, [(523, 536), (1153, 567), (1102, 706), (140, 616)]),
    "front/town-terrace": ("town", "TERRACE", 5, [(384, 596), (1114, 606), (1257, 767), (89, 732)]),
    "front/yard-petanque": ("country", "PETANQUE", 2, [(617, 672), (1243, 630), (1671, 718), (823, 825)]),
}
CARDS = {"pool": "front/garden-pool", "terrace": "front/town-terrace", "petanque": "front/yard-petanque"}
HERO = (1536, 1200, 960, 640)
WIDTHS = {"front/garden": HERO, "front/garden-pool": HERO}
CARD_SIZE = (720, 480)
CARD_PHONE_WIDTH = 288


def main() -> None:
    for folder in ("front", "types", "samples"):
        (OUT / folder).mkdir(parents=True, exist_ok=True)
    for scene in ("modern", "country", "town"):
        shutil.copy(SCENES / f"{scene}.jpg", OUT / "samples" / f"{scene}.jpg")
        save(photo_of(scene), f"samples/{scene}", (480,))
    save(photo_of("modern"), "front/garden", WIDTHS["front/garden"])
    drawn = {}
    for name, (scene, kind, seed, outline) in PICTURES.items():
        drawn[name] = draw(scene, kind, seed, outline)
        save(drawn[name], name, WIDTHS.get(name, (960, 640)))
    for card, name in CARDS.items():
        cut = around(drawn[name], PICTURES[name][3])
        cut.save(OUT / "types" / f"{card}.avif", quality=QUALITY, speed=4)
        save(cut, f"types/{card}", (CARD_PHONE_WIDTH,))


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
        small.save(OUT / f"{name}-{width}.avif", quality=QUALITY, speed=4)


def around(image: Image.Image, outline) -> Image.Image:
    """A 3:2 cut around what was drawn, close to the ground."""
    left, right = max(min(x for x, _y in outline), 0), min(max(x for x, _y in outline), image.width)
    width = min((right - left) * 1.12, image.width)
    height = width / 1.5
    bottom = max(min(max(y for _x, y in outline) + height * 0.1, image.height), height)
    start = min(max((left + right - width) / 2, 0), image.width - width)
    return image.resize(CARD_SIZE, Image.Resampling.LANCZOS, box=(start, bottom - height, start + width, bottom))


if __name__ == "__main__":
    main()
