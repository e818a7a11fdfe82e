"""Papers, and where on them things lie. All lengths are millimetres."""

from dataclasses import dataclass

# Width and height, upright.
PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
# Where letters are written on letter paper, by ISO 3166.
LETTER_REGIONS = frozenset(["US", "CA", "MX", "CL", "CO", "CR", "DO", "GT", "HN", "NI", "PA", "PH", "PR", "SV", "VE"])
SIDE, TOP, FOOT = 14.0, 13.0, 12.0
GAP = 8.0
# Below a picture, for the line that says what it is.
CAPTION = 6.0
CARTOUCHE = 30.0
# A picture at least this wide for its height stands above the other; a wider one yet above words too.
WIDE, PANORAMA = 1.15, 2.1
NARROWEST_COLUMN = 52.0


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def bottom(self) -> float:
        return self.y + self.h


@dataclass(frozen=True)
class Plan:
    picture: Box
    photo: Box
    # Where words go, in the order in which they are filled.
    columns: tuple[Box, ...]
    cartouche: Box


def paper_for(accept_language: str) -> str:
    """The paper of the region that a browser names first: "en-US,en;q=0.9" is letter."""
    first = accept_language.partition(",")[0].partition(";")[0]
    return "letter" if first.strip().upper().partition("-")[2] in LETTER_REGIONS else "a4"


def plan(paper: str, aspect: float, top: float) -> Plan:
    """Where everything lies below ``top`` for pictures of this width by height."""
    width, height = PAPERS[paper]
    cartouche = Box(SIDE, height - FOOT - CARTOUCHE, width - 2 * SIDE, CARTOUCHE)
    room = Box(SIDE, top, cartouche.w, cartouche.y - GAP - top)
    lay = _panorama if aspect >= PANORAMA else _wide if aspect >= WIDE else _high
    return Plan(*lay(room, aspect), cartouche)


def _wide(room: Box, aspect: float):
    """The picture across the sheet; below it the photo, smaller, and the words beside that."""
    picture = _fitted(room.x, room.y, room.w, room.h * 0.64, aspect)
    top = picture.bottom + CAPTION + GAP
    photo = _fitted(room.x, top, room.w * 0.48, room.bottom - top - CAPTION, aspect)
    left = photo.x + photo.w + GAP
    return picture, photo, (Box(left, top, room.x + room.w - left, room.bottom - top),)


def _panorama(room: Box, aspect: float):
    """Both across the sheet, one above the other, and the words below in two columns."""
    picture = _fitted(room.x, room.y, room.w, room.h * 0.38, aspect)
    photo = _fitted(room.x, picture.bottom + CAPTION + GAP, room.w, room.h * 0.38, aspect)
    top = photo.bottom + CAPTION + GAP
    half = (room.w - GAP) / 2
    columns = (Box(x, top, half, room.bottom - top) for x in (room.x, room.x + half + GAP))
    return picture, photo, tuple(columns)


def _high(room: Box, aspect: float):
    """The picture on the left, the photo and the words on its right, and more words below."""
    picture = _fitted(room.x, room.y, room.w - NARROWEST_COLUMN - GAP, room.h * 0.86, aspect)
    left = picture.x + picture.w + GAP
    column = room.x + room.w - left
    photo = _fitted(left, room.y, column, picture.h * 0.5, aspect)
    top = photo.bottom + CAPTION + GAP
    below = picture.bottom + CAPTION + GAP
    return (
        picture,
        photo,
        (
            Box(left, top, column, picture.bottom - top),
            Box(room.x, below, room.w, room.bottom - below),
        ),
    )


def _fitted(x: float, y: float, w: float, h: float, aspect: float) -> Box:
    """The largest box of this shape at a place."""
    width = max(min(w, h * aspect), 1)
    return Box(x, y, width, width / aspect)
