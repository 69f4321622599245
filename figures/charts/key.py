"""The key that stands below a chart: one entry for each mark that is really drawn, as a small SVG and its words."""

from dataclasses import dataclass

from figures.charts.description import WORDS_FOR_BLANK, BarChart, Chart, FanChart, LineChart, State
from figures.charts.ink import Sizes, box, drawing, line, shape

SIZE = 24
_SHAPES = Sizes(6, 7.5, 18, 14)
_WORDS = {
    State.USUAL: "Within the usual range",
    State.BETTER: "Improving",
    State.WORSE: "Getting worse",
    State.NOTABLE: "Unusual, neither good nor bad in itself",
    **WORDS_FOR_BLANK,
}


@dataclass(frozen=True)
class KeyEntry:
    """A mark, drawn 24 by 24, and what it means."""

    svg: str
    words: str


def key(chart: Chart) -> tuple[KeyEntry, ...]:
    """What the marks of a chart mean, in a fixed order; a whole with its parts names them itself."""
    if isinstance(chart, LineChart):
        return tuple(_of_line(chart))
    if isinstance(chart, FanChart):
        return tuple(_of_fan(chart))
    if isinstance(chart, BarChart):
        return tuple(_states({bar.state for bar in chart.bars} - {State.USUAL}))
    return tuple(_states({stack.blank for stack in chart.stacks if stack.blank}))


def _states(found: set[State]) -> list[KeyEntry]:
    """The shapes of states; bars have no shape but for what is not shown."""
    return [_entry(shape(state, 12, 12, _SHAPES), words) for state, words in _WORDS.items() if state in found]


def _of_line(chart: LineChart) -> list[KeyEntry]:
    found = {point.state for point in chart.points if not point.state.blank}
    entries = _states(found if chart.levels else found - {State.USUAL})
    if chart.levels:
        entries.append(_entry(line("c-mean", 0, 12, 24, 12), "Average"))
        entries.append(_entry(line("c-limit", 0, 12, 24, 12), "Upper and lower limit"))
    if chart.target:
        entries.append(_entry(line("c-target", 0, 12, 24, 12), "Target"))
    for number, other in enumerate(chart.lines, start=1):
        entries.append(_entry(line(f"c-other c-other--{number}", 0, 12, 24, 12), other.name))
    if chart.shades:
        entries.append(_entry(box("c-band", 0, 4, 24, 16), "Not compared"))
    return entries


def _of_fan(chart: FanChart) -> list[KeyEntry]:
    entries = [
        *([_entry(line("c-line", 0, 12, 24, 12), "What was")] if chart.points else []),
        _entry(line("c-coming", 0, 12, 24, 12), "Expected"),
        _entry(box("c-fan80", 0, 4, 24, 16), "80 of 100 lie here"),
        _entry(box("c-fan95", 0, 4, 24, 16), "95 of 100 lie here"),
    ]
    return entries + _states({point.state for point in chart.points} & {State.MISSING, State.HIDDEN})


def _entry(mark: str, words: str) -> KeyEntry:
    return KeyEntry(drawing([mark], SIZE, SIZE, css_class="p-icon"), words)
