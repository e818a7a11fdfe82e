"""python -m exterior_api.engine PHOTO MASK KIND OUT [--seed N] [--explain DIR] [--width-m X] [--focal-35mm F]"""

import argparse
import json
import sys

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from . import KINDS, EngineError


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m exterior_api.engine", description="Draws into a photo of a garden."
    )
    parser.add_argument("photo")
    parser.add_argument("mask", help="white where to draw, black elsewhere")
    parser.add_argument("kind", choices=KINDS, type=str.upper)
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--explain", metavar="DIR", help="write what was assumed as pictures")
    parser.add_argument("--width-m", type=float, help="known width of the area, metres")
    parser.add_argument("--focal-35mm", type=float, help="35-mm equivalent focal length, mm")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    options = _arguments(argv)
    try:
        with Image.open(options.photo) as opened:
            photo = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
        with Image.open(options.mask) as opened:
            mask = np.asarray(opened.convert("L")) > 127
    except (OSError, UnidentifiedImageError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    from .drawing import draw

    try:
        drawing = draw(
            photo, mask, options.kind, options.seed, width_m=options.width_m, focal_35mm=options.focal_35mm
        )  # fmt: skip
    except EngineError as error:
        print(f"error: {error} ({error.code})", file=sys.stderr)
        return 1
    Image.fromarray(drawing.picture).save(options.out)
    if options.explain:
        from .explain import explain

        explain(drawing, photo, options.explain)
    print(json.dumps(drawing.report, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
