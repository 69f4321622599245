"""The sentences of a measure page: the lead, how the limits were found, how good the data are, how it is counted."""

from collections import Counter
from datetime import date

from django.utils.timezone import localtime

from dashboard import published
from dashboard.definitions import POLARITIES, Definition
from dashboard.figures_of_area import Told
from dashboard.models import Area
from dashboard.series_chart import Drawn, amount, unit_of
from dashboard.shown import Figure, State
from dashboard.wording import number
from figures.spc.xmr import ENOUGH_VALUES
from partnership.periods import Kind


def lead(told: Told) -> str:
    """ "27 of 43 conferences, October 2026." """
    latest = told.series.latest
    if latest is None:
        return ""
    definition, period = told.series.definition, latest.period
    if latest.state is not State.SHOWN:
        return f"{period}: {_why_not(latest, definition)}"
    if not definition.is_share or latest.numerator is None or latest.denominator is None:
        return f"{definition.numerator_heading or definition.name}, {_in(period.kind, period.label)}."
    heads = definition.numerator_heading.lower(), definition.denominator_heading.lower()
    return (
        f"{amount(latest.numerator)} {heads[0]} of {amount(latest.denominator)} {heads[1]}, "
        f"{_in(period.kind, period.label)}."
    )


def _in(kind: Kind, label: str) -> str:
    return f"year to March {label[:2]}{label[-2:]}" if kind == Kind.FINANCIAL_YEAR else label


def _why_not(figure: Figure, definition: Definition) -> str:
    words = {
        State.HIDDEN: "so few children are counted that the figure could point to one of them.",
        State.HIDDEN_BY_SOURCE: "its publisher hides the figure.",
        State.MISSING: "no figure was received.",
        State.NOT_COLLECTED: "no figure was asked for.",
        State.NO_CASES: f"there were no {definition.denominator_heading.lower() or 'cases'} to count.",
    }
    return words[figure.state]


def limits(drawn: Drawn) -> tuple[str, ...]:
    """How the limits were found, in sentences."""
    if drawn.xmr is None:
        return (
            (f"A figure a {drawn.period_word}: they are too few, and too far apart, to tell what is usual.",)
            if len(drawn.figures) > 1
            else ()
        )
    group = drawn.xmr.groups[-1]
    if group.limits is None or group.mean is None:
        return ("There are too few figures to tell what is usual.",)
    unit = unit_of(drawn.series)
    lower, upper = (unit.write(float(line)) for line in (group.limits.lower, group.limits.upper))
    said = [
        (
            f"XmR chart. Average {unit.write(group.mean)}, usual range {lower} to {upper}, from {group.values} "
            f"{drawn.period_word}s. The range comes from how much one {drawn.period_word} differs from the next."
        )
    ]
    if group.trial:
        said.append(f"Fewer than {ENOUGH_VALUES} figures: these are trial limits.")
    if drawn.chart.shades:
        said.append("Provisional figures take no part in the average and the limits.")
    said += [
        f"From {each.on:%-d %B %Y} they are counted afresh: {each.reason} ({each.decided})."
        for each in drawn.marks.afresh
    ]
    return (*said, *drawn.notes)


def quality(told: Told, *, on: date) -> tuple[str, ...]:
    """How complete and how sure the figures of the chart are, in sentences."""
    figures, word = told.drawn.figures, told.drawn.period_word
    if not figures:
        return ("No figure of the whole was received, only of parts.",)
    states = Counter(figure.state for figure in figures)
    there = states[State.SHOWN] + states[State.HIDDEN]
    said = [f"{there} of {len(figures)} {word}s have a figure, {figures[0].period} to {figures[-1].period}."]
    for state, what in _GAPS.items():
        if states[state]:
            said.append(f"{number(states[state]).capitalize()} {what}.")
    provisional = [figure for figure in figures if figure.provisional]
    if provisional:
        said.append(f"Provisional since {provisional[0].period}: later files may still change them.")
    behind = (on - figures[-1].period.end).days
    if behind > _OLD.get(figures[-1].period.kind, 500):
        said.append(f"The newest figure is of a {word} that ended {behind} days ago.")
    return tuple(said)


_GAPS = {
    State.MISSING: "not received",
    State.NOT_COLLECTED: "not asked for",
    State.NO_CASES: "without any case to count",
    State.HIDDEN: "hidden, because so few are counted",
    State.HIDDEN_BY_SOURCE: "hidden by whoever counted",
}
# So many days after its end a period of a kind is old news.
_OLD = {Kind.WEEK: 28, Kind.MONTH: 75, Kind.QUARTER: 160}


def meaning(told: Told, area: Area) -> tuple[tuple[str, str], ...]:
    definition = told.series.definition
    sources = {figure.source: None for figure in told.series.figures}
    whence = ". ".join(published.sources()[key].words for key in sources if key in published.sources())
    rows = [
        ("Why it matters", definition.why),
        ("Counted", definition.numerator),
        ("Out of", definition.denominator),
        ("To be known", definition.caution),
        ("Good is", POLARITIES[definition.polarity]),
        ("From", f"{area.name}. {whence}."),
        ("Worked out", f"{localtime(told.recorded_at):%-d %B %Y, %-I:%M%p}".replace("AM", "am").replace("PM", "pm")),
        (
            "Checked by",
            (
                f"{definition.checked_by}. To be looked at again in {definition.next_review:%B %Y}. "
                f"Definition {told.version}, since {definition.valid_from:%B %Y}."
            ),
        ),
    ]
    return tuple((term, meaning) for term, meaning in rows if meaning)
