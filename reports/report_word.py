"""A report as a Word file: narrative and tables, with real headings, because partners will edit."""

from io import BytesIO

from docx import Document
from docx.document import Document as Paper

from office import markdown
from office.word import set_up, write_table
from reports import tokens
from reports.blocks import Grid, Lines, Whole
from reports.reading import Part, Reading


def make(reading: Reading, *, partnership: str) -> bytes:
    """The report as a .docx file; charts come as their tables."""
    paper = Document()
    set_up(paper, title=reading.report.title, author=partnership)
    paper.add_heading(reading.report.title, level=1)
    state = "Draft, not signed. " if reading.is_draft else ""
    paper.add_paragraph(f"{state}{partnership}. Figures as of {reading.on:%-d %B %Y}.")
    known = Whole({part.section.key: part.gathered for part in reading.parts}).words_of_tokens()
    for part in reading.parts:
        _section(paper, part, known)
    held = BytesIO()
    paper.save(held)
    return held.getvalue()


def _section(paper: Paper, part: Part, known: dict[str, str]) -> None:
    paper.add_heading(part.section.title, level=2)
    for paragraph in markdown.to_text(tokens.filled(part.section.text, known)).split("\n"):
        if paragraph.strip():
            paper.add_paragraph(paragraph.strip())
    if part.gathered.failed:
        paper.add_paragraph(part.gathered.failed)
    if part.gathered.facts:
        rows = tuple((fact.words, fact.value) for fact in part.gathered.facts)
        write_table(paper, "Figures", ("Figure", "Value"), rows)
    for each in part.gathered.lists:
        _lines(paper, each)
    for grid in part.gathered.grids:
        _grid(paper, grid)
    for chart in part.gathered.charts:
        paper.add_heading(chart.title, level=3)
        paper.add_paragraph(chart.sentence)
        _grid(paper, chart.table)


def _grid(paper: Paper, grid: Grid) -> None:
    if grid.rows:
        write_table(paper, grid.caption, grid.head, grid.rows)


def _lines(paper: Paper, each: Lines) -> None:
    paper.add_heading(each.heading, level=3)
    if not each.lines:
        paper.add_paragraph(each.none)
    for line in each.lines:
        written = paper.add_paragraph(style="List Bullet")
        written.add_run(line.what).bold = True
        written.add_run(f" {line.more}")
    if each.rest:
        paper.add_paragraph(each.rest)
