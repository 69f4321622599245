"""What changed since the board last met, worst first: the fact, why it is said, and where to read on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard.figures_of_area import Told
from dashboard.ledger import address_of
from dashboard.models import Area
from dashboard.series_chart import Drawn, drawn
from dashboard.shown import Figure, State
from office import rule_book, rules

# Worst first: the order in which a reader should look.
_URGENCY = {"worse": 0, "none": 1, "notable": 2, "better": 3, "steady": 4}
MOST = 5


@dataclass(frozen=True)
class Change:
    """One line: the shape, the fact, why, and where to read on; `code` is the measure's."""

    shape: str
    kind: str
    fact: str
    why: str
    name: str
    address: str
    code: str = ""


def last_meeting(*, on: date) -> date | None:
    """The last day before this one on which the board met, as the office has written them down."""
    met = [day for day in rule_book.dates_of(rules.value("data.board_meetings", on=on)) if day < on]
    return met[-1] if met else None


def next_meeting(*, on: date) -> date | None:
    """The next day on which the board meets, this one included."""
    return next((day for day in rule_book.dates_of(rules.value("data.board_meetings", on=on)) if day >= on), None)


def changes(told: Sequence[Told], area: Area, *, since: date | None, most: int = MOST) -> tuple[Change, ...]:
    """What is out of the ordinary or not known now; with a day, what has become so since comes first of its kind.

    A figure that is back within its usual range is told too, for it was talked about.
    """
    found = [(each, _then(each, since)) for each in told]
    lines = [(_rank(each, then), _line(each, then, area, since)) for each, then in found if _tells(each, then)]
    return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0])[:most])


def _then(told: Told, since: date | None) -> Drawn | None:
    """The chart as it was to be read on a day: the periods that had ended by then."""
    if since is None:
        return None
    series = replace(told.series, figures=tuple(f for f in told.series.figures if f.period.end < since))
    return drawn(series, told.drawn.marks) if series.whole else None


def _tells(told: Told, then: Drawn | None) -> bool:
    now = told.drawn
    if told.series.latest is not None and told.series.latest.state is State.NO_CASES:
        # It is known that there was nothing to count.
        return False
    if now.kind == "steady":
        return then is not None and then.shape != "" and then.kind in {"better", "worse", "notable"}
    return bool(now.shape) and now.shape != "hidden"


def _rank(told: Told, then: Drawn | None) -> tuple[int, bool]:
    return _URGENCY[told.drawn.kind], then is not None and then.kind == told.drawn.kind


def _line(told: Told, then: Drawn | None, area: Area, since: date | None) -> Change:
    now = told.drawn
    return Change(
        shape=now.shape or "steady",
        kind=now.kind,
        fact=_fact(told, then),
        why=" ".join([_why(told, then), *_happened(told, since)]).strip(),
        name=told.series.definition.name,
        address=address_of(told.series.definition, area),
        code=told.series.definition.code,
    )


def _fact(told: Told, then: Drawn | None) -> str:
    """ "Conferences within 15 working days fell to 62.8%, from 84.1% in June 2026." """
    series, latest = told.series, told.series.latest
    name = series.definition.name
    if latest is None or latest.state is not State.SHOWN or latest.value is None:
        when = f" for {latest.period}" if latest else ""
        return f"We do not know: {name[:1].lower()}{name[1:]}{when}."
    before = _compared_with(told, latest, then)
    now = series.write(latest.value)
    if before is None or before.value is None or before.period == latest.period:
        return f"{name}: {now}."
    if series.write(before.value) == now:
        return f"{name} stayed at {now}, as in {before.period}."
    rose, signal = latest.value > before.value, told.drawn.xmr.rows[-1].signal if told.drawn.xmr else None
    if signal and signal.high != rose:
        # "Fell", beside a sentence that says it is too high, would read as a contradiction.
        return f"{name}: {now}, after {series.write(before.value)} in {before.period}."
    moved = "rose" if rose else "fell"
    return f"{name} {moved} to {now}, from {series.write(before.value)} in {before.period}."


def _compared_with(told: Told, latest: Figure, then: Drawn | None) -> Figure | None:
    """The figure the meeting saw last; without a meeting the one of a year before."""
    if then is not None:
        known = [figure for figure in then.figures if figure.value is not None]
        return known[-1] if known else None
    start = latest.period.start
    return next((each for each in told.drawn.figures if each.period.start == start.replace(year=start.year - 1)), None)


def _why(told: Told, then: Drawn | None) -> str:
    now, latest = told.drawn, told.series.latest
    if now.kind == "none":
        return f"{latest.state.value}." if latest else "Not received."
    if now.kind == "steady":
        return "It is within its usual range again."
    return now.chart.sentence.partition(". ")[2]


def _happened(told: Told, since: date | None) -> list[str]:
    """What people wrote beside the chart since then."""
    if since is None:
        return []
    return [f"{each.on:%-d %B}: {each.text}." for each in told.drawn.marks.happened if each.on >= since]
