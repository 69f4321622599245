"""Word files that look like ours: one typeface, real headings, tables whose heads repeat."""

from collections.abc import Iterable, Sequence

from docx.document import Document as Paper
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Row

FONT, INK = "Arial", RGBColor(0x16, 0x27, 0x2C)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def set_up(paper: Paper, *, title: str, author: str) -> None:
    """Title, author and language of the file, and one typeface for headings too."""
    paper.core_properties.title, paper.core_properties.author = title, author
    paper.core_properties.language = "en-GB"
    for name, size in (("Normal", 11), ("Heading 1", 20), ("Heading 2", 14), ("Heading 3", 12)):
        font = paper.styles[name].font
        font.name, font.size, font.color.rgb = FONT, Pt(size), INK
        # Headings name a typeface of the theme, which would win over the one just set.
        fonts = paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for of_theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{of_theme}"), None)
        fonts.set(qn("w:hAnsi"), FONT)


def write_table(
    paper: Paper,
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[float] = (),
    level: int = 3,
) -> Table:
    """A table under its caption; `widths` of the columns in centimetres."""
    paper.add_heading(caption, level=level)
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(words).bold = True
    _mark(table.rows[0], "w:tblHeader")
    for row in rows:
        added = table.add_row()
        _mark(added, "w:cantSplit")
        for cell, words in zip(added.cells, row, strict=True):
            cell.text = words
    if widths:
        _widen(table, widths)
    return table


def _mark(row: _Row, what: str) -> None:
    """Let a row be repeated on every page (tblHeader), or stand on one page only (cantSplit)."""
    row._tr.get_or_add_trPr().append(OxmlElement(what))


def _widen(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
