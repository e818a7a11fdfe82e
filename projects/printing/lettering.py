"""Letters for paper: Instrument Sans as on the pages, and Inter for the alphabets that it lacks."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF

FONTS = Path(__file__).with_name("fonts")
FAMILY, OTHERS = "instrument-sans", "inter"
WEIGHTS = {"": "regular", "B": "medium"}
# Spaces of typography that the letters do not have, by those that they have.
SPACES = {0x202F: 0xA0, 0x2007: 0xA0, 0x2009: 0x20, 0x200A: 0x20, 0x2002: 0x20, 0x2003: 0x20, 0x3000: 0x20, 0x09: 0x20}

SEVERAL = re.compile(" {2,}")


def load(pdf: FPDF, text: str) -> None:
    """Give a document its letters; the large file of other alphabets only where ``text`` needs it."""
    families = [FAMILY, OTHERS] if set(text) - own_letters() else [FAMILY]
    for family in families:
        for style, weight in WEIGHTS.items():
            pdf.add_font(family, style, FONTS / f"{family}-{weight}.ttf")
    pdf.set_fallback_fonts(families[1:])


def printable(text: str) -> str:
    """A text in letters that we have. Signs of others, emoji for example, are left out, and no box stands for them."""
    known = own_letters() | _letters_of(OTHERS)
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(SPACES)
    kept = "".join(letter for letter in plain if letter == "\n" or (letter in known and _is_seen(letter)))
    return "\n".join(SEVERAL.sub(" ", line).strip(" ") for line in kept.split("\n")).strip()


def own_letters() -> frozenset[str]:
    return _letters_of(FAMILY) | {"\n"}


@cache
def _letters_of(family: str) -> frozenset[str]:
    with TTFont(FONTS / f"{family}-regular.ttf", lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def _is_seen(letter: str) -> bool:
    return not unicodedata.category(letter).startswith("C")
