"""The same chart as a Plotly figure, for pages where scripts run: same marks, colours and end labels, no legend.

It is plain data (lists, dictionaries, text, numbers), ready for JSON, and holds nothing the table does not.
"""

import re
from typing import Any

from figures.charts.axis import bounds, nice_lines, spread_out, write_lines
from figures.charts.description import (
    WORDS_FOR_BLANK,
    Bar,
    BarChart,
    Chart,
    Coming,
    FanChart,
    Level,
    LineChart,
    Note,
    Shade,
    StackedChart,
    State,
    Target,
    Unit,
)

Figure = dict[str, Any]

# Colours are the tokens of the page, which the page's script looks up: another partnership's brand reaches the figure.
INK, SOFT, PAPER = "var(--p-ink)", "var(--p-soft)", "var(--p-paper)"
LINE, EDGE, THREAD_EDGE = "var(--p-line)", "var(--p-edge)", "var(--p-thread-edge)"
BRAND, BAR_SOFT, RANGE, FAN = "var(--p-brand)", "var(--p-bar-soft)", "var(--p-range)", "var(--p-fan)"
STEADY, STEADY_TINT = "var(--p-steady)", "var(--p-steady-tint)"
BETTER, WORSE, NOTABLE = "var(--p-better)", "var(--p-worse)", "var(--p-notable)"
FONT = "var(--p-font)"

# Shape, size, fill and edge of each state.
_MARKERS = {
    State.USUAL: ("circle", 10, PAPER, STEADY),
    State.EXCLUDED: ("circle", 10, PAPER, STEADY),
    State.BETTER: ("circle", 12, BETTER, PAPER),
    State.WORSE: ("diamond", 14, WORSE, PAPER),
    State.NOTABLE: ("square", 11, NOTABLE, PAPER),
    State.MISSING: ("circle", 0, PAPER, STEADY),
    State.HIDDEN: ("circle", 0, PAPER, STEADY),
}
_COLOURS = {State.BETTER: BETTER, State.WORSE: WORSE, State.NOTABLE: NOTABLE}
# Height of the plot in pixels as charts.css sets it at least; in a taller one the end labels only stand further apart.
_HEIGHT = 352.0
_PART_COLOURS = (BRAND, BAR_SOFT, RANGE, PAPER)


def plotly_figure(chart: Chart) -> Figure:
    """The chart as {"data": [...], "layout": {...}} for Plotly."""
    if isinstance(chart, LineChart):
        return _of_line(chart)
    if isinstance(chart, BarChart):
        return _of_bars(chart)
    if isinstance(chart, FanChart):
        return _of_fan(chart)
    return _of_stacks(chart)


def _layout(**more: Any) -> Figure:
    return {
        "showlegend": False,
        "font": {"family": FONT, "size": 14, "color": SOFT},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 56, "r": 150, "t": 24, "b": 40},
        "hovermode": "closest",
        **more,
    }


def _figure_axis(figures: list[float], unit: Unit, *, from_zero: bool = False) -> Figure:
    low, high = bounds(figures, unit, from_zero=from_zero)
    lines = nice_lines(low, high)
    return {
        "range": [low, high],
        "tickvals": lines,
        "ticktext": write_lines(lines, unit),
        "gridcolor": LINE,
        "zeroline": False,
        "fixedrange": False,
    }


# Lines -----------------------------------------------------------------------


def _of_line(chart: LineChart) -> Figure:
    figures = [point.value for point in chart.points if point.value is not None]
    figures += [figure for level in chart.levels for figure in (level.average, *_possible_limits(chart, level))]
    figures += [value for other in chart.lines for value in other.values if value is not None]
    figures += [chart.target.value] if chart.target else []
    data = [*_level_traces(chart), *_other_traces(chart), _point_trace(chart)]
    shapes = [*map(_shade_shape, chart.shades), *(_stem_shape(chart, note) for note in chart.notes)]
    ends = _end_words(chart)
    if chart.target:
        shapes.append(_target_shape(chart.target, "y"))
        ends.append(_end_word(chart.target.value, chart.target.label, INK, bold=True))
    yaxis = _figure_axis(figures, chart.unit)
    words = [*_apart(ends, *yaxis["range"]), *map(_note_words, chart.notes), *map(_shade_words, chart.shades)]
    return {
        "data": data,
        "layout": _layout(xaxis=_time_axis(chart), yaxis=yaxis, shapes=shapes, annotations=words),
    }


# Under the axis there is no room for "Quarter 2 of 2026/27".
_QUARTER = re.compile(r"^Quarter (\d) of ")


def _time_axis(chart: LineChart) -> Figure:
    """Places, not dates, so that each period has the same room as in the SVG; the names are the hover and the ticks."""
    every = max(len(chart.points) // 8, 1)
    places = list(range(len(chart.points)))[::every]
    return {
        "range": [-0.5, max(len(chart.points) - 0.5, 0.5)],
        "tickvals": places,
        "ticktext": [_QUARTER.sub(r"Q\1 ", _safe(chart.points[place].name)) for place in places],
        "automargin": True,
        "showgrid": False,
        "linecolor": EDGE,
        "zeroline": False,
    }


def _point_trace(chart: LineChart) -> Figure:
    markers = [_MARKERS[point.state] for point in chart.points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "connectgaps": False,
        "x": list(range(len(chart.points))),
        "y": [point.value for point in chart.points],
        "line": {"color": SOFT, "width": 2, "shape": "linear"},
        "marker": {
            "symbol": [symbol for symbol, _, _, _ in markers],
            "size": [size for _, size, _, _ in markers],
            "color": [fill for _, _, fill, _ in markers],
            "line": {"color": [edge for _, _, _, edge in markers], "width": 1.5},
            "opacity": 1,
        },
        "text": [_hover(chart, place) for place in range(len(chart.points))],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(chart: LineChart, place: int) -> str:
    point = chart.points[place]
    figure = WORDS_FOR_BLANK[point.state] if point.value is None else chart.unit.write(point.value)
    words = f"<br>{_safe(point.words)}" if point.words and not point.state.blank else ""
    return f"{_safe(point.name)}: <b>{_safe(figure)}</b>{words}"


def _possible_limits(chart: LineChart, level: Level) -> list[float]:
    return [limit for limit in (level.lower, level.upper) if chart.unit.within(limit) == limit]


def _level_traces(chart: LineChart) -> list[Figure]:
    traces = []
    for level in chart.levels:
        ends = [level.first - 0.5, level.last + 0.5]
        traces.append(_flat(ends, level.average, {"color": INK, "width": 1.5}))
        for limit in _possible_limits(chart, level):
            traces.append(_flat(ends, limit, {"color": EDGE, "width": 1.5, "dash": "2px,4px"}))
    return traces


def _other_traces(chart: LineChart) -> list[Figure]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "connectgaps": False,
            "x": list(range(len(chart.points))),
            "y": list(other.values),
            "line": {"color": BAR_SOFT, "width": 2, "dash": dash},
            "text": [
                f"{_safe(other.name)}: {chart.unit.write(value)}" if value is not None else "" for value in other.values
            ],
            "hovertemplate": "%{text}<extra></extra>",
        }
        for other, dash in zip(chart.lines, _DASHES, strict=False)
    ]


# As charts.css draws them.
_DASHES = ("solid", "9px,4px", "3px,4px")


def _flat(ends: list[float], height: float, pen: Figure) -> Figure:
    return {"type": "scatter", "mode": "lines", "x": ends, "y": [height, height], "line": pen, "hoverinfo": "skip"}


def _target_shape(target: Target, axis: str) -> Figure:
    pen = {"color": BRAND, "width": 2, "dash": "12px,5px"}
    if axis == "y":
        return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": target.value, "y1": target.value, "line": pen}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": target.value, "x1": target.value, "line": pen}


def _shade_shape(shade: Shade) -> Figure:
    where = {"x0": shade.first - 0.5, "x1": shade.last + 0.5, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "rect", **where, "fillcolor": STEADY_TINT, "line": {"width": 0}, "layer": "below"}


def _shade_words(shade: Shade) -> Figure:
    middle = (shade.first + shade.last) / 2
    return {
        "x": middle,
        "yref": "paper",
        "y": 0.02,
        "text": _safe(shade.label),
        "showarrow": False,
        "yanchor": "bottom",
    }


def _stem_shape(chart: LineChart, note: Note) -> Figure:
    where = {"x0": note.at, "x1": note.at, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **where, "line": {"color": THREAD_EDGE, "width": 1.5}, "layer": "below"}


def _note_words(note: Note) -> Figure:
    return {
        "x": note.at,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "text": f"<b>{note.letter}</b>",
        "hovertext": _safe(note.text),
        "showarrow": False,
        "bgcolor": BRAND,
        "font": {"color": PAPER},
    }


def _end_words(chart: LineChart) -> list[Figure]:
    words = []
    if chart.levels and chart.levels[-1].last == len(chart.points) - 1:
        level = chart.levels[-1]
        words.append(_end_word(level.average, f"Average {chart.unit.write(level.average)}", INK))
        for name, limit in (("Upper", level.upper), ("Lower", level.lower)):
            if chart.unit.within(limit) == limit:
                words.append(_end_word(limit, f"{name} limit {chart.unit.write(limit)}", SOFT))
    for other in chart.lines:
        known = [value for value in other.values if value is not None]
        if known:
            words.append(_end_word(known[-1], f"{other.name} {chart.unit.write(known[-1])}", SOFT))
    last = chart.points[-1] if chart.points else None
    if last and last.value is not None:
        word = _end_word(last.value, chart.unit.write(last.value), _COLOURS.get(last.state, INK), bold=True)
        words.append({**word, "font": {**word["font"], "size": 26}})
    return words


def _apart(words: list[Figure], low: float, high: float) -> list[Figure]:
    """The end labels, those that would touch moved from one another by so many pixels."""
    ordered = sorted(words, key=lambda word: word["y"], reverse=True)
    wished = [(high - word["y"]) / (high - low) * _HEIGHT for word in ordered]
    middles = spread_out(wished, [word["font"]["size"] + 4.0 for word in ordered], 0, _HEIGHT + 10)
    pairs = zip(ordered, wished, middles, strict=True)
    return [{**word, "yshift": round(wish - middle, 1)} for word, wish, middle in pairs]


def _end_word(height: float, words: str, colour: str, *, bold: bool = False) -> Figure:
    return {
        "xref": "paper",
        "x": 1.01,
        "xanchor": "left",
        "y": height,
        "text": f"<b>{_safe(words)}</b>" if bold else _safe(words),
        "showarrow": False,
        "font": {"color": colour, "size": 14},
    }


# Bars ------------------------------------------------------------------------


def _of_bars(chart: BarChart) -> Figure:
    figures = [bar.value for bar in chart.bars if bar.value is not None]
    figures += [chart.target.value] if chart.target else []
    places = list(range(len(chart.bars)))
    values = [bar.value for bar in chart.bars]
    trace = {
        "type": "bar",
        "orientation": "v" if chart.standing else "h",
        "x": places if chart.standing else values,
        "y": values if chart.standing else places,
        "marker": {"color": [BRAND if bar.chosen else BAR_SOFT for bar in chart.bars]},
        "text": [_bar_words(chart, bar) for bar in chart.bars],
        "textposition": "outside",
        "hovertext": [f"{_safe(bar.name)}: {_bar_words(chart, bar)}" for bar in chart.bars],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    names = {"tickvals": places, "ticktext": [_safe(bar.name) for bar in chart.bars], "automargin": True}
    long = _figure_axis(figures, chart.unit, from_zero=True)
    axes = (
        {"xaxis": names, "yaxis": long}
        if chart.standing
        else {"xaxis": long, "yaxis": {**names, "autorange": "reversed"}}
    )
    shapes = [_target_shape(chart.target, "y" if chart.standing else "x")] if chart.target else []
    return {"data": [trace], "layout": _layout(**axes, shapes=shapes)}


def _bar_words(chart: BarChart, bar: Bar) -> str:
    return _safe(bar.blank_words if bar.value is None else chart.unit.write(bar.value))


def _of_stacks(chart: StackedChart) -> Figure:
    names = [_safe(stack.name) for stack in chart.stacks]
    data = []
    for number, part in enumerate(chart.parts):
        values = [None if stack.blank else stack.values[number] for stack in chart.stacks]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": _safe(part),
                "x": values,
                "y": names,
                "marker": {"color": _PART_COLOURS[number], "line": {"color": EDGE, "width": 1}},
                "text": ["" if isinstance(value, State | None) else chart.unit.write(value) for value in values],
                "hovertemplate": f"%{{y}}: {_safe(part)} %{{text}}<extra></extra>",
            }
        )
    figures = [sum(stack.figures) for stack in chart.stacks if not stack.blank]
    xaxis = _figure_axis(figures, chart.unit, from_zero=True)
    return {"data": data, "layout": _layout(barmode="stack", xaxis=xaxis, yaxis={"autorange": "reversed"})}


# What is to come ---------------------------------------------------------------


def _of_fan(chart: FanChart) -> Figure:
    """The known line as of any series, then two bands and the expected line; it begins where the known one ends."""
    before = len(chart.points)
    known = [point.value for point in chart.points if point.value is not None]
    figures = [*known, *(bound for each in chart.coming for bound in (each.low95, each.high95))]
    as_line = LineChart(chart.title, chart.sentence, chart.unit, chart.points, year_starts=chart.year_starts)
    places = list(range(before, before + len(chart.coming)))
    # The expected line begins at the last known figure.
    start = [before - 1] if chart.points and chart.points[-1].value is not None else []
    data = [
        *_band(places, [each.low95 for each in chart.coming], [each.high95 for each in chart.coming], RANGE),
        *_band(places, [each.low80 for each in chart.coming], [each.high80 for each in chart.coming], FAN),
        {
            "type": "scatter",
            "mode": "lines",
            "x": [*start, *places],
            "y": [*(known[-1:] if start else []), *(each.expected for each in chart.coming)],
            "line": {"color": BRAND, "width": 2, "dash": "8px,4px"},
            "text": [*("" for _ in start), *(_hover_of(chart, each) for each in chart.coming)],
            "hovertemplate": "%{text}<extra></extra>",
        },
        _point_trace(as_line),
    ]
    names = [*(point.name for point in chart.points), *(each.name for each in chart.coming)]
    ticks = list(range(len(names)))[:: max(len(names) // 8, 1)]
    xaxis = {
        "range": [-0.5, max(len(names) - 0.5, 0.5)],
        "tickvals": ticks,
        "ticktext": [_safe(names[place]) for place in ticks],
        "showgrid": False,
        "linecolor": EDGE,
        "zeroline": False,
    }
    ends = [_end_word(each, chart.unit.write(each), INK) for each in _ends_of(chart)]
    yaxis = _figure_axis(figures, chart.unit)
    return {"data": data, "layout": _layout(xaxis=xaxis, yaxis=yaxis, annotations=_apart(ends, *yaxis["range"]))}


def _band(places: list[int], low: list[float], high: list[float], colour: str) -> list[Figure]:
    edge = {"type": "scatter", "mode": "lines", "x": places, "line": {"width": 0}, "hoverinfo": "skip"}
    return [{**edge, "y": low}, {**edge, "y": high, "fill": "tonexty", "fillcolor": colour}]


def _ends_of(chart: FanChart) -> list[float]:
    """The last expected figure and its wider bounds."""
    return [chart.coming[-1].high95, chart.coming[-1].expected, chart.coming[-1].low95] if chart.coming else []


def _hover_of(chart: FanChart, each: Coming) -> str:
    write = chart.unit.write
    return (
        f"{_safe(each.name)}: <b>about {write(each.expected)}</b><br>80 of 100: {write(each.low80)} to "
        f"{write(each.high80)}<br>95 of 100: {write(each.low95)} to {write(each.high95)}"
    )


def _safe(words: str) -> str:
    """Words as Plotly shows them: it reads a few HTML tags, so none may come from a name."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
