"""What an XmR chart says, in plain English that a lay board member can read.

Never "special cause" or "RAG": the words are those of the portal's look.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise, takewhile
from math import fsum, sqrt

from figures.spc.limits import Limits, exact
from figures.spc.rules import direction
from figures.spc.xmr import Assurance, Better, Meaning, Row, Signal, XmR

Show = Callable[[float], str]
"""Writes a figure of the measure for the page: 52.4 becomes "52%"."""

NO_FIGURE = "Not received"
NOT_COMPARED = "Not compared"
TOO_FEW = "Too few points to tell"
NO_CHANGE = "No real change"
OUT_OF_REACH = "out of reach without a change"

_RISING = {Signal.RISING, Signal.FALLING}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# Below this mean an XmR chart of counts misleads: chance alone moves so small a figure by more than its size.
RARE = 5
# Two years tell nothing about season: the second may just be like the first.
YEARS_FOR_SEASON = 3
# Correlation of one year with the next, month by month, that 36 months without season reach less than once in 100.
SEASON = 0.5


def variation_words(chart: XmR) -> str:
    """The state of the last row: "Improving: rising", "Getting worse: falling", "Unusually high", "No real change"."""
    last = chart.rows[-1] if chart.rows else None
    if last is None or (last.value is None and not last.excluded):
        return NO_FIGURE
    if last.excluded:
        return NOT_COMPARED
    if chart.variation is None:
        return TOO_FEW
    return row_words(last)


def row_words(row: Row) -> str:
    """What one row shows, whatever came later."""
    if row.signal is None:
        return NO_CHANGE
    way = "rising" if row.signal.high else "falling"
    match row.meaning:
        case Meaning.IMPROVEMENT:
            return f"Improving: {way}"
        case Meaning.CONCERN:
            return f"Getting worse: {way}"
        case _ if row.signal in _RISING:
            return f"Unusual: {way}"
        case _:
            return "Unusually high" if row.signal.high else "Unusually low"


def variation_shape(chart: XmR) -> str:
    """The shape beside `variation_words`: "better-up", "worse-down", "notable-up", "steady"; "none" without a figure.

    The arrow is the direction of the figure, not of goodness.
    """
    if chart.variation is None:
        return "none"
    signal = chart.rows[-1].signal
    kind = {Meaning.IMPROVEMENT: "better", Meaning.CONCERN: "worse"}.get(chart.variation, "notable")
    return "steady" if signal is None else f"{kind}-{'up' if signal.high else 'down'}"


def target_shape(words: str | None) -> str:
    """The shape beside `target_words`: "met", "some" or "unmet"; "none" without a target."""
    if words is None:
        return "none"
    return {"reached": "met", "not yet": "unmet", OUT_OF_REACH: "unmet"}.get(words, "some")


def target_words(chart: XmR, period: str = "month") -> str | None:
    """How the process stands to its target; None without a target or when neither way is better.

    "reached" and "out of reach without a change" need the target beyond the limits and no figure that says otherwise.
    """
    figures = _figures_of_last_group(chart)
    if chart.settings.target is None or chart.settings.better is Better.NEITHER or not figures:
        return None
    met = [_meets(value, chart.settings.target, chart.settings.better) for value in figures]
    if chart.assurance is Assurance.PASS and met[-1]:
        return "reached"
    if chart.assurance is Assurance.FAIL and not met[-1]:
        return "not yet" if chart.variation is Meaning.IMPROVEMENT else OUT_OF_REACH
    if all(met):
        return "reached"
    return f"reached in some {period}s" if any(met) else "not yet"


def sentence(chart: XmR, show: Show, period: str = "month") -> str:
    """State, reason and target in a few short sentences; `show` writes a figure, `period` names the step.

    "Improving: rising. Seven months in a row above the average of 40%. Target 60%: not yet."
    """
    parts = [f"{variation_words(chart)}."]
    limits = chart.groups[-1].limits if chart.variation is not None else None
    if limits is not None:
        parts.append(_reason(chart, limits, show, period))
        if chart.groups[-1].trial:
            parts.append("The usual range is a trial: it rests on few figures.")
        if limits.unscreened:
            parts.append("Almost all figures are the same, so the few that differ set the usual range.")
    target = target_words(chart, period)
    if chart.settings.target is not None and target is not None:
        parts.append(f"Target {show(chart.settings.target)}: {target}.")
    return " ".join(parts)


def rare_event_note(chart: XmR, period: str = "month") -> str | None:
    """For counts only: a warning when so few cases happen that limits of this kind mislead, else None."""
    figures = _figures_of_last_group(chart)
    if not figures or fsum(figures) / len(figures) >= RARE:
        return None
    return (
        f"Fewer than {_NUMBERS[RARE]} a {period} on average: chance alone moves so small a figure. Look at it by year."
    )


def season_note(values: Sequence[float | None], per_year: int = 12) -> str | None:
    """A warning when the same parts of the year are high or low in each year, else None.

    Takes neighbouring periods, `per_year` of them to a year; whole years are compared with the next, each measured from
    its own mean so that a rise over the years is not taken for a season. Needs three whole years.
    """
    years = _years(values, per_year)
    if len(years) < YEARS_FOR_SEASON:
        return None
    pairs = [
        (a, b)
        for this, following in pairwise(years)
        for a, b in zip(this, following, strict=True)
        if a is not None and b is not None
    ]
    strength = sqrt(fsum(a * a for a, _ in pairs) * fsum(b * b for _, b in pairs))
    if strength == 0 or fsum(a * b for a, b in pairs) / strength <= SEASON:
        return None
    return "The same parts of the year are high or low each year. Compare with the same time a year ago."


def _reason(chart: XmR, limits: Limits, show: Show, period: str) -> str:
    signal = chart.rows[-1].signal
    mean, lower, upper = (show(float(line)) for line in (limits.mean, limits.lower, limits.upper))
    if signal is None:
        return f"The latest figure is within its usual range, {lower} to {upper}."
    place = "above" if signal.high else "below"
    stretch = _last_stretch(chart.rows)
    match signal:
        case Signal.ABOVE_LIMIT | Signal.BELOW_LIMIT:
            return f"The latest figure is {place} its usual range, {lower} to {upper}."
        case Signal.RISING | Signal.FALLING:
            steps = _run_at_end([direction(b, a) for a, b in pairwise(stretch)])
            return f"It has {'risen' if signal.high else 'fallen'} {_number(steps)} {period}s in a row."
        case Signal.NEAR_UPPER_LIMIT | Signal.NEAR_LOWER_LIMIT:
            end = f"top of the usual range, {upper}" if signal.high else f"bottom of the usual range, {lower}"
            return f"At least two of three {period}s in a row are close to the {end}."
        case _:
            run = _run_at_end([limits.side(value) for value in stretch])
            return f"{_number(run).capitalize()} {period}s in a row {place} the average of {mean}."


def _last_stretch(rows: Sequence[Row]) -> list[Fraction]:
    """The unbroken figures at the end of the chart, back to a gap, an excluded row or a new group."""
    stretch: list[Fraction] = []
    for row in reversed(rows):
        if row.value is None or row.excluded or row.group != rows[-1].group:
            break
        stretch.append(exact(row.value))
    return stretch[::-1]


def _run_at_end(marks: Sequence[int]) -> int:
    """How many marks at the end equal the last."""
    return len(list(takewhile(lambda mark: mark == marks[-1], reversed(marks))))


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _figures_of_last_group(chart: XmR) -> list[float]:
    """What takes part in the last group, oldest first."""
    last = chart.groups[-1].number if chart.groups else 0
    return [row.value for row in chart.rows if row.group == last and row.value is not None and not row.excluded]


def _meets(value: float, target: float, better: Better) -> bool:
    return value >= target if better is Better.HIGHER else value <= target


def _years(values: Sequence[float | None], per_year: int) -> list[list[float | None]]:
    """Whole years back from the latest value, oldest first, each value as its distance from the mean of its year."""
    years = []
    for start in range(len(values) % per_year, len(values), per_year):
        year = values[start : start + per_year]
        known = [value for value in year if value is not None]
        mean = fsum(known) / max(len(known), 1)
        years.append([None if value is None else value - mean for value in year])
    return years
