"""The ruled block at the foot of a sheet: what the picture is, of whom, and where it is found."""

from dataclasses import dataclass

import qrcode
from django.conf import settings
from django.utils.translation import gettext as _
from fpdf import FPDF

from projects.printing.content import Content
from projects.printing.ink import ACCENT, EDGE, INK, INK_3, from_hex
from projects.printing.lettering import FAMILY
from projects.printing.paper import Box

PAD = 2.6
# White around a QR code, in its modules, as its standard wants.
QUIET = 4
SMALLEST, LARGEST = 7.0, 10.0


@dataclass(frozen=True)
class Cell:
    box: Box
    label: str
    value: str


def draw_cartouche(pdf: FPDF, content: Content, box: Box) -> None:
    ruled = Box(box.x, box.y, box.w - (box.h if content.url else 0), box.h)
    for cell in _cells(content, ruled):
        _draw_cell(pdf, cell)
    _draw_notice(pdf, content, Box(ruled.x, ruled.y + ruled.h / 2, ruled.w * 0.64, ruled.h / 2))
    _draw_maker(pdf, content, Box(ruled.x + ruled.w * 0.64, ruled.y + ruled.h / 2, ruled.w * 0.36, ruled.h / 2))
    if content.url:
        _draw_code(pdf, content.url, Box(ruled.x + ruled.w, box.y, box.h, box.h))
    _rule(pdf, content, box, ruled)


def _cells(content: Content, ruled: Box) -> list[Cell]:
    """The upper row: whom it is for where that is known, and what, when, which."""
    told = [(_("Client"), content.client, 0.36)] if content.client else []
    told += [(_("Type"), content.kind, 0.2), (_("Date"), content.date, 0.28), (_("Variation"), content.number, 0.16)]
    whole = sum(part for _label, _value, part in told)
    cells, x = [], ruled.x
    for label, value, part in told:
        width = ruled.w * part / whole
        cells.append(Cell(Box(x, ruled.y, width, ruled.h / 2), label, value))
        x += width
    return cells


def _draw_cell(pdf: FPDF, cell: Cell) -> None:
    box = cell.box
    _label(pdf, box, cell.label)
    _value(pdf, Box(box.x, box.y + 6.2, box.w, 6), cell.value)
    pdf.set_draw_color(*EDGE)
    pdf.set_line_width(0.15)
    pdf.line(box.x + box.w, box.y, box.x + box.w, box.bottom)


def _draw_notice(pdf: FPDF, content: Content, box: Box) -> None:
    """In the language of the sheet, and smaller in the other."""
    pdf.set_text_color(*INK)
    _value(pdf, Box(box.x, box.y + 2.6, box.w, 6), content.notices[0])
    _label(pdf, Box(box.x, box.y + 6.6, box.w, 5), " · ".join(content.notices[1:]), 8)
    pdf.set_draw_color(*EDGE)
    pdf.set_line_width(0.15)
    pdf.line(box.x + box.w, box.y, box.x + box.w, box.bottom)


def _draw_maker(pdf: FPDF, content: Content, box: Box) -> None:
    _label(pdf, box, _("Drawn by") if content.maker else _("Drawn with"))
    if content.maker:
        _value(pdf, Box(box.x, box.y + 6.2, box.w, 6), content.maker, content.colour)
        return
    _draw_mark(pdf, box.x + PAD, box.y + 6.6)
    _value(pdf, Box(box.x + 6, box.y + 6.2, box.w - 6, 6), settings.SITE_NAME)


def _draw_mark(pdf: FPDF, x: float, y: float) -> None:
    """The site's sign, 5 mm wide: a roof, and the ground before it."""
    unit = 5 / 26
    pdf.set_fill_color(*ACCENT)
    ground = [(7.6, 16), (18.4, 16), (23.5, 22.5), (2.5, 22.5)]
    pdf.polygon([(x + px * unit, y + py * unit) for px, py in ground], style="F")
    pdf.set_draw_color(*INK)
    pdf.set_line_width(1.8 * unit)
    pdf.polyline([(x + px * unit, y + py * unit) for px, py in [(4, 12.5), (13, 5), (22, 12.5)]])


def _draw_code(pdf: FPDF, url: str, box: Box) -> None:
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(url)
    rows = code.get_matrix()
    size = box.h - 7
    module = size / (len(rows) + 2 * QUIET)
    left, top = box.x + (box.w - size) / 2 + QUIET * module, box.y + 1.5 + QUIET * module
    pdf.set_fill_color(*INK)
    for y, row in enumerate(rows):
        for start, end in _runs(row):
            # A hair wider than it is, so that no white line shows between rows.
            pdf.rect(left + start * module, top + y * module, (end - start) * module, module * 1.02, style="F")
    pdf.set_font(FAMILY, "", 6.5)
    pdf.set_text_color(*INK_3)
    pdf.set_xy(box.x, box.bottom - 6.2)
    pdf.cell(box.w, 4, _("Look at it online"), align="C")
    pdf.link(box.x, box.y, box.w, box.h, url, alt_text=_("Look at it online"))


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin and end."""
    edges = [x for x in range(len(row) + 1) if (x < len(row) and row[x]) != (x > 0 and row[x - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _rule(pdf: FPDF, content: Content, box: Box, ruled: Box) -> None:
    pdf.set_draw_color(*EDGE)
    pdf.set_line_width(0.15)
    middle, end = ruled.y + ruled.h / 2, ruled.x + ruled.w
    pdf.line(ruled.x, middle, end, middle)
    pdf.line(end, ruled.y, end, ruled.bottom)
    pdf.set_draw_color(*INK)
    pdf.set_line_width(0.25)
    pdf.rect(box.x, box.y, box.w, box.h)
    if content.colour:
        pdf.set_fill_color(*from_hex(content.colour))
        pdf.rect(box.x, box.y - 0.9, box.w, 0.9, style="F")


def _label(pdf: FPDF, box: Box, text: str, size: float = 7) -> None:
    pdf.set_font(FAMILY, "", size)
    pdf.set_text_color(*INK_3)
    pdf.set_xy(box.x + PAD, box.y + 2)
    pdf.cell(box.w - 2 * PAD, 4, text)


def _value(pdf: FPDF, box: Box, text: str, colour: str = "") -> None:
    """As large as fits, and at the smallest cut."""
    width, size = box.w - 2 * PAD, LARGEST
    pdf.set_font(FAMILY, "B", size)
    while size > SMALLEST and pdf.get_string_width(text) > width:
        size -= 0.5
        pdf.set_font(FAMILY, "B", size)
    while text and pdf.get_string_width(text) > width:
        text = text.removesuffix("…")[:-1] + "…" if len(text) > 1 else ""
    pdf.set_text_color(*(from_hex(colour) if colour else INK))
    pdf.set_xy(box.x + PAD, box.y)
    pdf.cell(width, box.h, text)
