"""The board's page as a Word file, with real headings and tables, so that it can be pasted into papers."""

from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.shared import Cm

from office import word
from priorities import board
from priorities.board import Asked, BoardPage

HEADS = ("No.", "Priority", "Direction of travel", "Standing", "Why", "Lead and sponsor")
# How wide each column is on A4 across, in centimetres: 25.7 in all, so that no word is broken.
WIDTHS = (1.2, 6.0, 3.2, 2.6, 6.9, 5.8)


def make(page: BoardPage, *, partnership: str) -> bytes:
    """The page as a .docx file."""
    paper = Document()
    word.set_up(paper, title="Our priorities: the board’s page", author=partnership)
    _across(paper)
    paper.add_heading("Our priorities: the board’s page", level=1)
    paper.add_paragraph(f"{partnership}, as it stood on {page.on.day} {page.on:%B %Y}.")
    paper.add_paragraph(page.sentence)
    if page.rows:
        rows = board.columns_of(page.rows)
        word.write_table(paper, "Every priority, the worst first", HEADS, rows, widths=WIDTHS, level=2)
    _lines(paper, "What is late", page.late, page.late_more)
    paper.add_heading("Decisions asked for", level=2)
    if not page.agenda:
        paper.add_paragraph("None today.")
    for each in page.agenda:
        _lines(paper, each.heading, each.lines, each.more, level=3)
    held = BytesIO()
    paper.save(held)
    return held.getvalue()


def _across(paper: Paper) -> None:
    """A4 across."""
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(1.8)


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
