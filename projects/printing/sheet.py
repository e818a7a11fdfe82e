"""The sheet itself: picture, photo, words and cartouche, drawn onto paper."""

import io
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.drawing import PaintedPath
from fpdf.drawing_primitives import DeviceRGB
from PIL import Image

from projects.printing import lettering
from projects.printing.cartouche import draw_cartouche
from projects.printing.content import Content
from projects.printing.ink import INK, INK_2, INK_3, PAINT
from projects.printing.paper import CAPTION, GAP, PAPERS, SIDE, TOP, Box, plan

# More than this no printer shows at arm's length.
MOST_DPI = 300
TITLE_SIZES = (26, 22, 18, 15)
LOGO_WIDTH, LOGO_HEIGHT = 46.0, 16.0
READING_WIDTH = 128.0
# Points, and millimetres from line to line: the first that lets all words onto the sheet.
TEXT_SIZES = ((10, 5.0), (9, 4.4))
SHAPES = re.compile(rb"<x:xmpmeta.*</x:xmpmeta>", re.DOTALL)


@dataclass(frozen=True)
class Passage:
    heading: str
    text: str


def sheet(content: Content, paper: str) -> bytes:
    """A PDF of one page, of two where a note is too long for the first."""
    pdf = FPDF(format=PAPERS[paper])
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0
    _describe(pdf, content)
    pdf.add_page()
    top = _head(pdf, content)
    aspect = content.picture.width / content.picture.height
    where = plan(paper, aspect, top)
    _picture(pdf, content.picture, where.picture, _("Visualisation: what could stand there"))
    _picture(pdf, content.photo, where.photo, _("Photo, with the area"))
    _mark(pdf, content, where.photo)
    rest = _words(pdf, content, where.columns)
    draw_cartouche(pdf, content, where.cartouche)
    if rest:
        _second_page(pdf, content, rest, where.cartouche)
    return bytes(pdf.output())


def _describe(pdf: FPDF, content: Content) -> None:
    lettering.load(pdf, "".join((content.title, content.client, content.maker, content.words, content.note)))
    pdf.set_title(f"{content.title} – {content.kind}")
    pdf.set_lang(content.language)
    pdf.set_author(content.maker or settings.SITE_NAME)
    pdf.set_creator(settings.SITE_NAME)
    pdf.set_subject(" / ".join(content.notices))
    said = SHAPES.search(content.xmp)
    if said:
        pdf.set_xmp_metadata(said.group().decode())


def _head(pdf: FPDF, content: Content) -> float:
    """The title, and who signs on its right. Returns where the pictures begin."""
    width = pdf.w - 2 * SIDE
    if content.logo:
        logo = _within(content.logo, LOGO_WIDTH, LOGO_HEIGHT)
        pdf.image(content.logo, pdf.w - SIDE - logo[0], TOP, *logo, alt_text=content.maker)
        width -= LOGO_WIDTH + GAP
    lines, size = _title_lines(pdf, content.title, width)
    pdf.set_text_color(*INK)
    pdf.set_xy(SIDE, TOP)
    for line in lines:
        pdf.cell(width, size * 0.42, line, new_x="LEFT", new_y="NEXT")
    _type(pdf, 11, INK_2)
    pdf.cell(width, 6.5, _clipped(pdf, _said(content), width), new_x="LEFT", new_y="NEXT")
    return max(pdf.y, TOP + LOGO_HEIGHT) + 5


def _said(content: Content) -> str:
    said = {"type": content.kind, "number": content.number}
    return _("%(type)s, variation\u00a0%(number)s") % said


def _title_lines(pdf: FPDF, title: str, width: float) -> tuple[list[str], int]:
    """The title in the largest letters that take two lines; in the smallest, what of it fits into three."""
    for size in TITLE_SIZES:
        pdf.set_font(lettering.FAMILY, "B", size)
        lines = _lines(pdf, title.replace("\n", " "), width)
        if len(lines) <= 2:
            return lines, size
    return [*lines[:2], _clipped(pdf, " ".join(lines[2:]), width)], size


def _picture(pdf: FPDF, image: Image.Image, box: Box, caption: str) -> None:
    most = round(box.w / 25.4 * MOST_DPI)
    if image.width > most:
        image = image.resize((most, round(most * box.h / box.w)), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92, subsampling=0)
    pdf.image(file, box.x, box.y, box.w, box.h, alt_text=caption)
    _type(pdf, 8, INK_3)
    pdf.set_xy(box.x, box.bottom + 1.2)
    pdf.cell(box.w, CAPTION - 1.2, _clipped(pdf, caption, box.w))


def _mark(pdf: FPDF, content: Content, box: Box) -> None:
    """The area as it was drawn: a line of paint, cased in white and dark so that it shows on every ground."""
    veil = _path(content, box)
    veil.style.fill_color, veil.style.fill_opacity = _colour((255, 255, 255)), 0.16
    veil.style.intersection_rule = "evenodd"
    strokes = [(INK, 0.95, 0.55), ((255, 255, 255), 0.7, 1.0), (PAINT, 0.36, 1.0)]
    with pdf.rect_clip(box.x, box.y, box.w, box.h), pdf.drawing_context() as drawing:
        drawing.add_item(veil)
        for colour, width, opacity in strokes:
            line = _path(content, box)
            line.style.stroke_color, line.style.stroke_width = _colour(colour), width
            line.style.stroke_opacity, line.style.stroke_join_style = opacity, "round"
            drawing.add_item(line)


def _path(content: Content, box: Box) -> PaintedPath:
    path = PaintedPath()
    path.style.fill_color = path.style.stroke_color = None
    for loop in content.outline:
        places = [(box.x + x * box.w, box.y + y * box.h) for x, y in loop]
        path.move_to(*places[0])
        for place in places[1:]:
            path.line_to(*place)
        path.close()
    return path


def _colour(rgb: tuple[int, int, int]) -> DeviceRGB:
    return DeviceRGB(*(channel / 255 for channel in rgb))


def _words(pdf: FPDF, content: Content, columns: tuple[Box, ...]) -> list[Passage]:
    """What was drawn, and the note. Returns what found no room."""
    passages = [Passage(_("What was drawn"), content.words), Passage(_("Note"), content.note)]
    passages = [passage for passage in passages if passage.text]
    for size, leading in TEXT_SIZES:
        placed, rest = _arranged(pdf, passages, columns, size, leading)
        if not rest:
            break
    for passage, box in placed:
        _passage(pdf, passage, box, size, leading)
    if rest:
        _type(pdf, 8, INK_3)
        last = columns[-1]
        pdf.set_xy(last.x, last.bottom - 4)
        pdf.cell(last.w, 4, _("More words are on the next page."))
    return rest


def _arranged(pdf: FPDF, passages: list[Passage], columns: tuple[Box, ...], size: float, leading: float):
    """Each passage with its place, in the first column that has room for the whole of it; and those without one."""
    placed, rest = [], []
    left = [[column, column.y] for column in columns]
    for passage in passages:
        for at in left:
            column, y = at
            height = _height(pdf, passage, column.w, size, leading)
            if y + height <= column.bottom:
                placed.append((passage, Box(column.x, y, column.w, height)))
                at[1] = y + height + leading
                break
        else:
            rest.append(passage)
    return placed, rest


def _height(pdf: FPDF, passage: Passage, width: float, size: float, leading: float) -> float:
    _type(pdf, size, INK)
    return 5.5 + leading * len(_lines(pdf, passage.text, width))


def _passage(pdf: FPDF, passage: Passage, box: Box, size: float, leading: float) -> None:
    _type(pdf, 8, INK_3)
    # Half a line higher than its place, so that its letters begin where the photo beside them does.
    pdf.set_xy(box.x, box.y - 1.4)
    pdf.cell(box.w, 5.5, passage.heading, new_x="LEFT", new_y="NEXT")
    _type(pdf, size, INK)
    pdf.multi_cell(box.w, leading, passage.text, align="L")


def _second_page(pdf: FPDF, content: Content, rest: list[Passage], cartouche: Box) -> None:
    pdf.add_page()
    pdf.set_font(lettering.FAMILY, "B", 14)
    pdf.set_text_color(*INK)
    pdf.set_xy(SIDE, TOP)
    pdf.cell(0, 8, _clipped(pdf, content.title.replace("\n", " "), pdf.w - 2 * SIDE), new_x="LEFT", new_y="NEXT")
    y = pdf.y + GAP
    for passage in rest:
        height = _height(pdf, passage, READING_WIDTH, 10.5, 5.4)
        _passage(pdf, passage, Box(SIDE, y, READING_WIDTH, height), 10.5, 5.4)
        y += height + GAP
    draw_cartouche(pdf, content, cartouche)


def _lines(pdf: FPDF, text: str, width: float) -> list[str]:
    return pdf.multi_cell(width, text=text, align="L", dry_run=True, output="LINES") or [""]


def _clipped(pdf: FPDF, text: str, width: float) -> str:
    if pdf.get_string_width(text) <= width:
        return text
    while text and pdf.get_string_width(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _type(pdf: FPDF, size: float, colour: tuple[int, int, int]) -> None:
    pdf.set_font(lettering.FAMILY, "", size)
    pdf.set_text_color(*colour)


def _within(image: Image.Image, width: float, height: float) -> tuple[float, float]:
    scale = min(width / image.width, height / image.height)
    return image.width * scale, image.height * scale
