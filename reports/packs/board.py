"""The board's pack for a meeting: decisions asked for, priorities, figures, and what the quarter brought."""

from datetime import date
from functools import partial

from django.urls import reverse

from dashboard import areas, overview
from partnership.models import Person
from partnership.periods import Period
from priorities import board
from priorities.overview import of_today
from reports.blocks import Fact, Gathered, Grid, Line, Lines
from reports.gathered.wording import day, short
from reports.gathering import Year, gathered_for
from reports.packs import quarters
from reports.packs.pack import Kind, Pack, chapters

# What the quarter brought, told by the same functions that tell the year.
OF_THE_QUARTER = {
    "impact": "What our actions changed",
    "little-progress": "Where there is little or no progress",
    "recommendations": "Recommendations and answers",
    "audits": "Audits",
    "incidents": "Incidents and reviews",
    "repeat-messages": "Messages that repeat",
    "voices": "What children and families told us",
    "training": "Training",
    "scrutiny": "Scrutiny",
}


def pack(quarter: Period, *, viewer: Person, on: date) -> Pack:
    """The pack of a quarter for a meeting on a day: decisions are those of that day, counts those of the quarter."""
    told = Year(
        slug=quarters.slug_of(quarter),
        starts_on=quarter.start,
        ends_on=quarter.end,
        on=on,
        area=areas.own(on=on),
        plan=of_today(viewer, on=on),
        keeper=viewer,
        kind=quarter.kind,
        reader=viewer,
    )

    page = board.page_of(viewer=viewer, on=on)
    return Pack(
        kind=Kind.BOARD,
        about=quarters.slug_of(quarter),
        title=f"Board pack: {quarter}",
        lead=f"Decisions asked for on {day(on)}, and what {day(quarter.start)} to {day(told.last)} brought.",
        chapters=chapters(
            [
                ("decisions", "Decisions asked for", partial(_decisions, page)),
                ("priorities", "Our priorities, the worst first", partial(_priorities, page)),
                ("figures", "The figures", partial(_figures, on)),
                *((key, title, partial(gathered_for, key, told)) for key, title in OF_THE_QUARTER.items()),
            ]
        ),
        on=on,
    )


def _decisions(page: board.BoardPage) -> Gathered:
    agenda = [_lines(each.heading, each.lines, each.more) for each in page.agenda]
    late = _lines("Actions past their day", page.late, page.late_more)
    return Gathered((Fact("decisions", "Things the board is asked for", f"{_count(page):,}"), *agenda, late))


def _count(page: board.BoardPage) -> int:
    return sum(len(each.lines) + each.more for each in page.agenda)


def _lines(heading: str, asked: tuple[board.Asked, ...], more: int) -> Lines:
    lines = tuple(Line(short(each.what), each.why, each.address) for each in asked)
    return Lines(heading, lines, "None.", f"{more:,} more are on the portal." if more else "")


def _priorities(page: board.BoardPage) -> Gathered:
    head = ("Number", "Priority", "Direction", "Standing", "In short", "Who leads")
    return Gathered((Grid(page.sentence, head, tuple(board.columns_of(page.rows)), reverse("board_view")),))


def _figures(on: date) -> Gathered:
    area = areas.own(on=on)
    if area is None:
        return Gathered()
    said = overview.overview(area, on=on)
    lines = tuple(Line(each.fact, each.why, each.address) for each in said.changes)
    since = f"What changed since the meeting of {day(said.since)}" if said.since else "What is out of the ordinary"
    return Gathered((Lines(since, lines, "Nothing is out of the ordinary.", said.lead),))
