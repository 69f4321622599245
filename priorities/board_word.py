"""The board's page as a Word file, with real headings and tables, so that it can be pasted into papers."""

from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.shared import Pt

from priorities import board
from priorities.board import Asked, BoardPage

HEADS = ("No.", "Priority", "Direction of travel", "Standing", "Why", "Lead and sponsor")


def make(page: BoardPage, *, partnership: str) -> bytes:
    """The page as a .docx file."""
    paper = Document()
    paper.core_properties.title = "Our priorities: the board’s page"
    paper.core_properties.author = partnership
    paper.core_properties.language = "en-GB"
    paper.styles["Normal"].font.name = "Arial"
    paper.styles["Normal"].font.size = Pt(11)
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


def _table(paper: Paper, page: BoardPage) -> None:
    paper.add_heading("Every priority, the worst first", level=2)
    table = paper.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, HEADS, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(words).bold = True
    for row in board.columns_of(page.rows):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _lines(paper: Paper, heading: str, lines: tuple[Asked, ...], more: int, *, level: int = 2) -> None:
    if not lines:
        return
    paper.add_heading(heading, level=level)
    for line in lines:
        written = paper.add_paragraph(style="List Bullet")
        written.add_run(line.what).bold = True
        written.add_run(f" {line.why}.")
    if more:
        paper.add_paragraph(f"And {more} more.")
