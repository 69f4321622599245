"""The board's page as a Word file, with real headings and tables, so that it can be pasted into papers."""

from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Row

from priorities import board
from priorities.board import Asked, BoardPage

HEADS = ("No.", "Priority", "Direction of travel", "Standing", "Why", "Lead and sponsor")
# How wide each column is on A4 across, in centimetres: 25.7 in all, so that no word is broken.
WIDTHS = (1.2, 6.0, 3.2, 2.6, 6.9, 5.8)
FONT, INK = "Arial", RGBColor(0x16, 0x27, 0x2C)


def make(page: BoardPage, *, partnership: str) -> bytes:
    """The page as a .docx file."""
    paper = Document()
    paper.core_properties.title = "Our priorities: the board’s page"
    paper.core_properties.author = partnership
    paper.core_properties.language = "en-GB"
    _set_up(paper)
    paper.add_heading("Our priorities: the board’s page", level=1)
    paper.add_paragraph(f"{partnership}, as it stood on {page.on.day} {page.on:%B %Y}.")
    paper.add_paragraph(page.sentence)
    if page.rows:
        _table(paper, page)
    _lines(paper, "What is late", page.late, page.late_more)
    paper.add_heading("Decisions asked for", level=2)
    if not page.agenda:
        paper.add_paragraph("None today.")
    for each in page.agenda:
        _lines(paper, each.heading, each.lines, each.more, level=3)
    held = BytesIO()
    paper.save(held)
    return held.getvalue()


def _set_up(paper: Paper) -> None:
    """A4 across, and one typeface for headings too."""
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(1.8)
    for name, size in (("Normal", 11), ("Heading 1", 20), ("Heading 2", 14), ("Heading 3", 12)):
        font = paper.styles[name].font
        font.name, font.size, font.color.rgb = FONT, Pt(size), INK
        # Headings name a typeface of the theme, which would win over the one just set.
        fonts = paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for of_theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{of_theme}"), None)
        fonts.set(qn("w:hAnsi"), FONT)


def _table(paper: Paper, page: BoardPage) -> None:
    paper.add_heading("Every priority, the worst first", level=2)
    table = paper.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    table.autofit = False
    for cell, words in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(words).bold = True
    _mark(table.rows[0], "w:tblHeader")
    for row in board.columns_of(page.rows):
        added = table.add_row()
        _mark(added, "w:cantSplit")
        for cell, words in zip(added.cells, row, strict=True):
            cell.text = words
    _widen(table)


def _mark(row: _Row, what: str) -> None:
    """Let a row be repeated on every page (tblHeader), or stand on one page only (cantSplit)."""
    row._tr.get_or_add_trPr().append(OxmlElement(what))


def _widen(table: Table) -> None:
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)


def _lines(paper: Paper, heading: str, lines: tuple[Asked, ...], more: int, *, level: int = 2) -> None:
    if not lines:
        return
    paper.add_heading(heading, level=level)
    for line in lines:
        written = paper.add_paragraph(style="List Bullet")
        written.add_run(f"{line.what.rstrip('.')}.").bold = True
        written.add_run(f" {line.why.rstrip('.')}.")
    if more:
        paper.add_paragraph(f"And {more} more.")
