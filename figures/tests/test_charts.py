"""One description, four faces: drawn for two widths, to explore, as a table and in words."""

import json
import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element

import plotly.graph_objects as go
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.charts import (
    Bar,
    BarChart,
    Chart,
    Column,
    Cut,
    LineChart,
    Note,
    Point,
    Shade,
    Stack,
    StackedChart,
    State,
    Target,
    Unit,
    describe,
    key,
    plotly_figure,
    sparkline,
    svg,
    twin,
)
from figures.charts.description import PERCENT
from figures.spc import Better, Settings, Span, xmr
from figures.spc import Point as Figure

CUTS = list(Cut)
COUNT = Unit()


def month(number: int) -> date:
    return date(2020 + (number + 9) // 12, (number + 9) % 12 + 1, 1)  # October 2020 and on


def spc(values: Sequence[float | None], setting: Settings | None = None, **options: object) -> LineChart:
    """The description of an XmR chart of monthly values from October 2020."""
    figures = [Figure(month(number), value) for number, value in enumerate(values)]
    options = {"title": "Enquiries", "unit": COUNT, **options}
    return describe(xmr(figures, setting or Settings(Better.HIGHER)), **options)  # type: ignore[arg-type]


def drawn(chart: Chart, cut: Cut = Cut.WIDE, **options: bool) -> Element:
    root: Element = fromstring(svg(chart, cut, **options))
    return root


def by_class(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def texts(root: Element) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("text")]


WAVE = [40.0, 44, 38, 45, 41, 39, 43, 42, 40, 44, 38, 45, 41, 39, 43, 42]


# Described from an XmR chart -------------------------------------------------


def test_each_point_bears_the_state_that_its_signal_means() -> None:
    values = [*WAVE, 90.0, 1.0, None, None]
    better = spc(values, hidden={month(19)})
    neither = spc(values, Settings(Better.NEITHER))

    assert [point.state for point in better.points[14:]] == [
        State.USUAL,
        State.USUAL,
        State.BETTER,
        State.WORSE,
        State.MISSING,
        State.HIDDEN,
    ]
    assert [point.words for point in better.points[14:]] == [
        "Usual",
        "Usual",
        "Improving: rising",
        "Getting worse: falling",
        "Not received",
        "Hidden: small number",
    ]
    assert [point.state for point in neither.points[16:18]] == [State.NOTABLE, State.NOTABLE]
    assert better.points[0].name == "October 2020"


def test_average_and_limits_stop_at_an_excluded_span_and_at_a_new_group() -> None:
    span = Span(month(5), month(7))
    chart = spc(
        [*WAVE, *WAVE],
        Settings(Better.HIGHER, excluded=(span,), rebase_on=frozenset({month(20)}), target=50),
        spans={span: ("Pandemic: not compared", "Pandemic")},
    )

    assert [(level.first, level.last) for level in chart.levels] == [(0, 4), (8, 19), (20, 31)]
    assert [level.trial for level in chart.levels] == [False, False, True]
    assert chart.shades == (Shade(5, 7, "Pandemic: not compared", "Pandemic"),)
    assert [point.state for point in chart.points[5:8]] == [State.EXCLUDED] * 3
    assert chart.target == Target(50, "Target 50")


def test_a_group_without_limits_has_no_level_and_a_span_without_points_no_shade() -> None:
    chart = spc([40.0], Settings(excluded=(Span(date(1999, 1, 1), date(1999, 2, 1)),)))

    assert (chart.levels, chart.shades) == ((), ())


def test_a_span_without_a_label_is_called_not_compared() -> None:
    chart = spc(WAVE, Settings(excluded=(Span(month(0), month(3)),)))

    assert chart.shades == (Shade(0, 3, "Not compared", ""),)
    assert "Not compared" in texts(drawn(chart, Cut.NARROW))


def test_what_happened_is_lettered_by_date_and_put_on_the_next_point() -> None:
    happened = {month(9): "Later", date(2020, 11, 20): "Sooner", date(1999, 1, 1): "Before", date(2050, 1, 1): "After"}

    assert spc(WAVE, happened=happened).notes == (Note(2, "A", "Sooner"), Note(9, "B", "Later"))


def test_no_more_is_told_than_there_are_letters() -> None:
    assert len(spc([40.0] * 40, happened={month(number): "x" for number in range(40)}).notes) == 26


def test_the_sentence_is_that_of_the_chart_in_its_unit() -> None:
    chart = spc([*WAVE, 90.0], Settings(Better.HIGHER, target=60), unit=PERCENT, period="month")

    assert chart.sentence == (
        "Improving: rising. The latest figure is above its usual range, 34% to 55%. Target 60%: reached in some months."
    )


def test_a_limit_beyond_what_can_be_is_written_as_the_bound_and_not_drawn() -> None:
    chart = spc([1, 3] * 8)

    assert chart.sentence == "No real change. The latest figure is within its usual range, 0 to 7."
    assert len(by_class(drawn(chart), "c-limit")) == 1
    assert "Lower limit 0" not in texts(drawn(chart))
    assert PERCENT.write(104) == "100%"
    assert Unit(lowest=None).write(-4) == "-4"


# Lines -----------------------------------------------------------------------


@pytest.mark.parametrize("cut", CUTS)
def test_every_figure_is_drawn_in_its_shape_and_a_gap_stays_a_gap(cut: Cut) -> None:
    chart = spc([*WAVE, None, 90.0, 1.0], Settings(Better.NEITHER))
    both = spc([*WAVE, 90.0, 1.0])

    root, other = drawn(chart, cut), drawn(both, cut)

    assert len(by_class(root, "c-pt")) == 18
    assert [element.tag.rsplit("}")[-1] for element in by_class(root, "c-pt--notable")] == ["rect", "rect"]
    assert [element.tag.rsplit("}")[-1] for element in by_class(other, "c-pt--better")] == ["circle"]
    assert [element.get("d", "")[-1] for element in by_class(other, "c-pt--worse")] == ["z"]
    assert by_class(root, "c-line")[0].get("d", "").count("M") == 2


def test_the_labels_stand_at_the_end_of_the_wide_cut_and_do_not_touch() -> None:
    chart = spc([*WAVE, 41.5], Settings(Better.HIGHER, target=41))
    root = drawn(chart)

    ends = [element for element in root.iter() if float(element.get("x", 0)) > 900 and element.text]
    heights = sorted(float(element.get("y", 0)) for element in ends)

    assert {element.text for element in ends} >= {"Target 41", "Average 42", "42", "Upper limit 51", "Lower limit 32"}
    assert all(later - sooner >= 15 for sooner, later in pairwise(heights))


def test_trial_limits_are_called_so() -> None:
    chart = spc(WAVE[:6])

    assert "Trial upper limit 53" in texts(drawn(chart))
    assert "Trial range 29 to 53" in texts(drawn(chart, Cut.NARROW))


@pytest.mark.parametrize(
    ("value", "words", "variant"), [(90.0, "90", "better"), (1.0, "1", "worse"), (41.0, "41", "ink")]
)
@pytest.mark.parametrize("cut", CUTS)
def test_the_last_figure_is_large_in_the_colour_of_its_shape(value: float, words: str, variant: str, cut: Cut) -> None:
    last = by_class(drawn(spc([*WAVE, value]), cut), "c-text--big")

    assert [element.text for element in last] == [words]
    assert f"c-text--{variant}" in last[0].get("class", "").split()


@pytest.mark.parametrize(("hidden", "words"), [((), "Not received"), ({month(16)}, "Hidden: small number")])
@pytest.mark.parametrize("cut", CUTS)
def test_a_missing_end_is_said_in_words(hidden: set[date], words: str, cut: Cut) -> None:
    root = drawn(spc([*WAVE, None], hidden=hidden), cut)

    assert words in texts(root)
    assert by_class(root, "c-text--big") == []


def test_an_annotation_has_a_letter_a_stem_and_its_words_where_they_fit() -> None:
    happened = {
        month(8): "Invitation letter for fathers begins",
        month(9): "A second thing so soon that it has no room",
    }
    wide, narrow = (drawn(spc([*WAVE[:9], None, *WAVE[10:]], happened=happened), cut) for cut in CUTS)

    assert len(by_class(wide, "c-note")) == len(by_class(wide, "c-lead")) == 2
    assert {"Invitation letter", "for fathers begins", "A", "B"} <= set(texts(wide))
    assert not any("second" in words for words in texts(wide))
    assert {"A", "B"} <= set(texts(narrow))
    assert not any("letter" in words for words in texts(narrow))


def test_a_short_annotation_stands_in_one_line() -> None:
    assert "New form" in texts(drawn(spc(WAVE, happened={month(8): "New form"})))


def test_a_shaded_span_is_hatched_and_labelled_for_its_width() -> None:
    span = Span(month(4), month(9))
    chart = spc([*WAVE, *WAVE], Settings(excluded=(span,)), spans={span: ("Pandemic year: not compared", "Pandemic")})

    wide, narrow = drawn(chart), drawn(chart, Cut.NARROW)

    assert len(by_class(wide, "c-band")) == len(by_class(wide, "c-hatch")) == 1
    assert {"Pandemic year:", "not compared"} <= set(texts(wide))
    assert "Pandemic" in texts(narrow)
    assert by_class(wide, "c-band")[0].get("height") == "418"


def test_a_title_makes_the_drawing_speak_in_print() -> None:
    silent, speaking = drawn(spc(WAVE)), drawn(spc(WAVE, title="A < B"), titled=True)

    assert (silent.get("aria-hidden"), silent.get("focusable"), silent.get("role")) == ("true", "false", None)
    assert (speaking.get("aria-hidden"), speaking.get("role")) == (None, "img")
    assert speaking[0].text == "A < B. No real change. The latest figure is within its usual range, 31 to 52."


# The time axis ---------------------------------------------------------------


def axis_words(values: int, cut: Cut, start: int = 4) -> list[str]:
    words = texts(drawn(spc([40.0 + number % 3 for number in range(values)], year_starts=start), cut))
    return [word for word in words if re.fullmatch(r"\d{4}(/\d\d)?|[A-Z][a-z]{2} \d{4}", word)]


def test_years_are_labelled_where_they_begin() -> None:
    assert axis_words(60, Cut.WIDE) == ["2020/21", "2021/22", "2022/23", "2023/24", "2024/25", "2025/26"]
    assert axis_words(60, Cut.NARROW) == ["2020/21", "2022/23", "2024/25"]
    assert axis_words(60, Cut.WIDE, 1) == ["2020", "2021", "2022", "2023", "2024", "2025"]


def test_months_are_labelled_when_there_is_little_more_than_a_year() -> None:
    assert axis_words(8, Cut.WIDE)[:3] == ["Oct 2020", "Nov 2020", "Dec 2020"]
    assert axis_words(8, Cut.NARROW) == ["Oct 2020", "Dec 2020", "Feb 2021", "Apr 2021"]


# Bars ------------------------------------------------------------------------

AREAS = (
    Bar("Oakshire", 322.2, chosen=True),
    Bar("Bath and North East Somerset, with a very long name indeed that cannot stand", 371.4),
    Bar("Late", None, State.MISSING),
    Bar("Small", None, State.HIDDEN),
)


@pytest.mark.parametrize("standing", [False, True])
@pytest.mark.parametrize("cut", CUTS)
def test_bars_start_at_zero_and_what_is_not_shown_has_no_bar(cut: Cut, standing: bool) -> None:
    chart = BarChart("Referrals", "Oakshire is lowest.", Unit(1), AREAS, standing, Target(350, "England 350"))

    root = drawn(chart, cut)

    dark, soft = by_class(root, "c-bar"), by_class(root, "c-bar--soft")
    size = "height" if standing else "width"
    assert float(soft[0].get(size, 0)) / float(dark[0].get(size, 1)) == pytest.approx(371.4 / 322.2, abs=0.005)
    assert (len(dark), len(soft)) == (1, 1)
    assert len(by_class(root, "c-pt--missing")) == len(by_class(root, "c-pt--hidden")) == 1
    assert len(by_class(root, "c-dot")) == 3
    assert {"322.2", "England 350"} <= set(texts(root))
    assert len(by_class(root, "c-target")) == 1


def test_lying_bars_say_each_figure_and_each_reason() -> None:
    words = texts(drawn(BarChart("Referrals", "", Unit(1), AREAS)))

    assert {"Oakshire", "322.2", "371.4", "Not received", "Hidden: small number"} <= set(words)
    assert any(word.endswith("…") for word in words)


@pytest.mark.parametrize("standing", [False, True])
@pytest.mark.parametrize("cut", CUTS)
def test_bars_below_zero_go_the_other_way(cut: Cut, standing: bool) -> None:
    change = Unit(lowest=None)
    chart = BarChart("Change", "", change, (Bar("Up", 5, chosen=True), Bar("Down", -10, chosen=True)), standing)

    up, down = by_class(drawn(chart, cut), "c-bar")

    if standing:
        assert float(up.get("y", 0)) + float(up.get("height", 0)) == pytest.approx(float(down.get("y", 0)), abs=0.2)
    else:
        assert float(down.get("x", 0)) + float(down.get("width", 0)) == pytest.approx(float(up.get("x", 0)), abs=0.2)
    assert {"5", "-10"} <= set(texts(drawn(chart, cut)))


def test_the_names_of_standing_bars_never_touch() -> None:
    chart = BarChart("By month", "", COUNT, tuple(Bar(f"{month(n):%b %Y}", 10 + n) for n in range(24)), standing=True)

    for cut in CUTS:
        root = drawn(chart, cut)
        names = sorted(float(e.get("x", 0)) for e in root.iter() if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", e.text or ""))
        assert len(names) >= 3
        assert all(later - sooner > 62 for sooner, later in pairwise(names))


# Wholes and parts ------------------------------------------------------------

RATINGS = StackedChart(
    "Ratings",
    "Schools send most.",
    COUNT,
    ("Red", "Amber", "Green", "None"),
    (Stack("Schools", (120, 300, 410, 1)), Stack("Housing", (State.HIDDEN, 20, 30, 4)), Stack("Empty", (0, 0, 0, 0))),
)


@pytest.mark.parametrize("cut", CUTS)
def test_parts_lie_end_to_end_and_a_whole_with_a_hidden_part_is_words(cut: Cut) -> None:
    root = drawn(RATINGS, cut)

    # the first box of each fill is the one beside its name
    boxes = [by_class(root, f"c-part--{number}")[1] for number in (1, 2, 3, 4)]
    for sooner, later in pairwise(boxes):
        end = float(sooner.get("x", 0)) + float(sooner.get("width", 0))
        assert end == pytest.approx(float(later.get("x", 0)), abs=0.11)
    widths = [float(part.get("width", 0)) for part in boxes]
    assert widths[1] / widths[0] == pytest.approx(300 / 120, abs=0.01)
    assert "Hidden: small number" in texts(root)
    assert {"120", "300", "410"} <= set(texts(root))
    assert "20" not in texts(root)
    assert len(by_class(root, "c-part")) == 4 + 4 + 4


def test_names_of_parts_go_on_in_another_line_when_they_must() -> None:
    names = ("Information and advice given", "Passed on to early help", "Referral")
    chart = StackedChart("Decisions", "", COUNT, names, (Stack("2025", (1, 2, 3)),))

    heights = [element.get("y") for element in by_class(drawn(chart, Cut.NARROW), "c-text--ink")[:3]]

    assert len(set(heights)) > 1


def test_five_parts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^A stack has at most 4 parts, not 5\. Use bars for more\.$"):
        StackedChart("", "", COUNT, ("a", "b", "c", "d", "e"), ())


def test_a_stack_must_fit_its_chart() -> None:
    with pytest.raises(ValueError, match=r"^2025 has 1 parts, the chart has 2\.$"):
        StackedChart("", "", COUNT, ("a", "b"), (Stack("2025", (1,)),))
    for wrong in (-1.0, float("inf")):
        with pytest.raises(ValueError, match=r"^2025: a part of a whole cannot be"):
            StackedChart("", "", COUNT, ("a",), (Stack("2025", (wrong,)),))
    with pytest.raises(ValueError, match=r"^2025: a figure is shown, or it is missing or hidden, not both\.$"):
        StackedChart("", "", COUNT, ("a",), (Stack("2025", (State.USUAL,)),))


# Sparklines ------------------------------------------------------------------


def test_a_sparkline_shows_twenty_periods_the_usual_range_and_one_mark() -> None:
    root = fromstring(sparkline(spc([*WAVE, *WAVE, 90.0])))

    assert root.get("viewBox") == "0 0 136 40"
    assert root.get("class") == "p-spark"
    assert by_class(root, "c-line")[0].get("d", "").count("L") == 19
    assert len(by_class(root, "c-range")) == 1
    assert [element.get("class") for element in by_class(root, "c-pt")] == ["c-pt c-pt--better"]


def test_a_missing_end_of_a_sparkline_is_a_dashed_ring_and_a_hidden_one_is_nothing() -> None:
    ring = by_class(fromstring(sparkline(spc([*WAVE, None]))), "c-pt")

    assert [element.get("stroke-dasharray") for element in ring] == ["2.5 2"]
    assert sparkline(spc([*WAVE, None], hidden={month(16)})) == ""
    assert sparkline(spc([None, None])) == ""
    assert sparkline(spc([])) == ""


def test_a_sparkline_of_one_or_of_equal_figures_is_a_flat_one() -> None:
    single, flat = fromstring(sparkline(spc([5.0]))), fromstring(sparkline(spc([5.0] * 14)))

    assert [element.get("cy") for element in by_class(single, "c-pt")] == ["20"]
    assert [element.get("cy") for element in by_class(flat, "c-pt")] == ["20"]


def test_a_gap_in_a_sparkline_stays_a_gap() -> None:
    assert by_class(fromstring(sparkline(spc([*WAVE, None, 40.0]))), "c-line")[0].get("d", "").count("M") == 2


# The table -------------------------------------------------------------------


def test_the_table_says_what_the_chart_shows_latest_first() -> None:
    chart = spc(
        [*WAVE, 90.0, None, None],
        hidden={month(18)},
        happened={month(16): "New form opens"},
        unit=PERCENT,
        columns=[Column("Conferences", tuple(f"{number}" for number in range(19)))],
    )

    table = twin(chart)

    assert table.caption == "Enquiries"
    assert table.head == ("Period", "Conferences", "Figure", "Average", "Usual range", "What it shows")
    assert table.rows[:4] == (
        ("April 2022", "18", "Hidden: small number", "44%", "34% to 55%", ""),
        ("March 2022", "17", "Not received", "44%", "34% to 55%", ""),
        ("February 2022", "16", "90%", "44%", "34% to 55%", "Improving: rising. New form opens"),
        ("January 2022", "15", "42%", "44%", "34% to 55%", "Usual"),
    )
    assert len(table.rows) == 19


def test_points_of_an_excluded_span_have_no_range_in_the_table() -> None:
    table = twin(spc(WAVE, Settings(excluded=(Span(month(15), month(15)),))))

    assert table.rows[0] == ("January 2022", "42", "", "", "Not compared")


def test_a_plain_line_has_a_plain_table() -> None:
    chart = LineChart("Plain", "", COUNT, (Point(month(0), "2024", 5), Point(month(1), "2025", 6)))

    assert twin(chart).head == ("Period", "Figure")
    assert twin(chart).rows == (("2025", "6"), ("2024", "5"))


def test_trial_ranges_are_called_so_in_the_table() -> None:
    assert twin(spc(WAVE[:6])).rows[0][3] == "29 to 53 (trial)"


def test_bars_and_stacks_have_their_tables() -> None:
    bars = BarChart("Referrals", "", Unit(1), AREAS[:1] + AREAS[3:], columns=(Column("Children", ("9", "8")),))

    assert twin(bars).head == ("Name", "Children", "Figure")
    assert twin(bars).rows == (("Oakshire", "9", "322.2"), ("Small", "8", "Hidden: small number"))
    assert twin(BarChart("", "", COUNT, (), standing=True)).head == ("Period", "Figure")
    assert twin(RATINGS).head == ("Name", "Red", "Amber", "Green", "None")
    assert twin(RATINGS).rows[1] == ("Housing", "Hidden: small number", "20", "30", "4")


# Bad input -------------------------------------------------------------------


def test_a_figure_is_shown_or_it_is_not() -> None:
    for wrong in (
        lambda: Point(month(0), "October", None),
        lambda: Point(month(0), "October", 5, State.HIDDEN),
        lambda: Bar("October", 0, State.MISSING),
    ):
        with pytest.raises(ValueError, match=r"^October: a figure is shown, or it is missing or hidden, not both\.$"):
            wrong()
    with pytest.raises(ValueError, match=r"^October: nan is not a figure\.$"):
        Bar("October", float("nan"))


def test_a_column_has_a_cell_for_each_figure() -> None:
    with pytest.raises(ValueError, match=r"^The column Children has 1 cells for 2 figures\.$"):
        BarChart("", "", COUNT, (Bar("a", 1), Bar("b", 2)), columns=(Column("Children", ("9",)),))


# To explore ------------------------------------------------------------------


def explored(chart: Chart) -> go.Figure:
    """The figure, checked by Plotly's own rules; tokens stand for colours only on the page."""
    text = json.dumps(plotly_figure(chart), allow_nan=False)
    return go.Figure(json.loads(re.sub(r"var\(--p-[a-z-]+\)", "black", text)))


def test_the_figure_to_explore_has_the_same_marks_and_no_legend() -> None:
    span = Span(month(2), month(3))
    chart = spc(
        [*WAVE, None, 90.0],
        Settings(Better.HIGHER, target=60, excluded=(span,)),
        happened={month(9): "<b>New</b> form"},
        spans={span: ("Pandemic", "Pandemic")},
        title="<script>",
    )

    figure = explored(chart)
    raw = plotly_figure(chart)

    points = figure.data[-1]
    assert figure.layout.showlegend is False
    assert points.connectgaps is False
    assert list(points.y) == [point.value for point in chart.points]
    assert points.marker.symbol[-1] == "circle"
    assert raw["data"][-1]["marker"]["color"][-1] == "var(--p-better)"
    assert points.text[-1] == "March 2022: <b>90</b><br>Improving: rising"
    assert points.text[-2] == "February 2022: <b>Not received</b>"
    words = [note.text for note in figure.layout.annotations]
    assert words == [
        "<b>90</b>",
        "<b>Target 60</b>",
        "Upper limit 54",
        "Average 45",
        "Lower limit 36",
        "<b>A</b>",
        "Pandemic",
    ]
    assert figure.layout.annotations[5].hovertext == "&lt;b&gt;New&lt;/b&gt; form"
    assert [shape.type for shape in figure.layout.shapes] == ["rect", "line", "line"]
    assert len(figure.data) == 1 + 2 * 3


def test_a_line_that_ends_in_a_gap_or_a_limit_that_cannot_be_has_no_end_label_to_explore() -> None:
    figure = explored(spc([*[1, 3] * 8, None]))

    assert [note.text for note in figure.layout.annotations] == ["Upper limit 7", "Average 2"]
    assert list(explored(spc([])).layout.annotations) == []


def test_labels_at_the_end_of_a_figure_to_explore_never_touch() -> None:
    figure = explored(spc([*[40, 50] * 9, 36.5]))

    low, high = figure.layout.yaxis.range
    words = figure.layout.annotations
    middles = [(high - word.y) / (high - low) * 352 - word.yshift for word in words]
    rooms = [(above.font.size + below.font.size) / 2 for above, below in pairwise(words)]
    assert len(words) == 4
    assert all(later - earlier > room for (earlier, later), room in zip(pairwise(middles), rooms, strict=True))


@pytest.mark.parametrize("standing", [False, True])
def test_bars_to_explore_say_each_figure(standing: bool) -> None:
    chart = BarChart("Referrals", "", Unit(1), AREAS, standing, Target(350, "England"))

    figure = explored(chart)

    bars = figure.data[0]
    assert list(bars.text) == ["322.2", "371.4", "Not received", "Hidden: small number"]
    assert list(bars.y if standing else bars.x) == [322.2, 371.4, None, None]
    target = figure.layout.shapes[0]
    assert (target.y0 if standing else target.x0) == 350
    assert list(explored(BarChart("", "", COUNT, ())).layout.shapes) == []


def test_stacks_to_explore_leave_a_whole_with_a_hidden_part_out() -> None:
    figure = explored(RATINGS)

    assert [list(trace.x) for trace in figure.data] == [[120, None, 0], [300, None, 0], [410, None, 0], [1, None, 0]]
    assert list(figure.data[0].text) == ["120", "", "0"]
    assert figure.layout.barmode == "stack"


# Any series ------------------------------------------------------------------

figures = st.one_of(
    st.none(),
    st.integers(-5, 5),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.floats(0, 1e-6, allow_nan=False),
)
any_series = st.one_of(
    st.lists(figures, max_size=40), st.tuples(figures, st.integers(1, 30)).map(lambda x: [x[0]] * x[1])
)
NUMBER = re.compile(r"^-?\d+(\.\d)?$")


def sound(text: str) -> Element:
    """The drawing, if it is well-formed and holds no style, script, or number that is none."""
    root: Element = fromstring(text)
    for element in root.iter():
        assert element.tag.rsplit("}")[-1] in {"svg", "text", "line", "rect", "path", "circle"}
        assert "style" not in element.attrib
        assert re.fullmatch(r"([MLz]|-?\d+(\.\d)?| )*", element.get("d", ""))
        for name in ("x", "y", "cx", "cy", "x1", "x2", "y1", "y2", "width", "height", "r"):
            assert NUMBER.match(element.get(name, "0"))
    return root


@given(
    any_series,
    st.none() | st.integers(-100, 100),
    st.sampled_from(Better),
    st.sampled_from([COUNT, PERCENT, Unit(2, lowest=None)]),
)
@settings(deadline=None)
def test_any_series_is_drawn_whole(values: list[float | None], target: int | None, better: Better, unit: Unit) -> None:
    chart = spc(values, Settings(better, target=target), unit=unit, happened={month(3): "Something <new>"})

    for cut in CUTS:
        root = sound(svg(chart, cut))
        height = float(root.get("viewBox", "").split()[-1])
        points = by_class(root, "c-pt")
        assert len(points) == sum(value is not None for value in values)
        assert all(0 <= float(point.get("cy", 0)) <= height for point in points)
        assert len(by_class(root, "c-grid")) <= 5
    if spark := sparkline(chart):
        sound(spark)
    explored(chart)
    assert len(twin(chart).rows) == len(values)


@given(st.lists(st.tuples(st.text(max_size=60), figures), max_size=14), st.booleans(), st.none() | st.integers(-50, 50))
@settings(deadline=None)
def test_any_bars_are_drawn_whole(rows: list[tuple[str, float | None]], standing: bool, target: int | None) -> None:
    names = [re.sub(r"[^\t\n\x20-\ud7ff]", "", name) for name, _ in rows]
    bars = tuple(
        Bar(name, value, State.MISSING if value is None else State.USUAL, chosen=number % 2 == 0)
        for number, (name, (_, value)) in enumerate(zip(names, rows, strict=True))
    )
    chart = BarChart("Any", "", Unit(1, lowest=None), bars, standing, None if target is None else Target(target, "Aim"))

    for cut in CUTS:
        root = sound(svg(chart, cut))
        drawn_bars = [*by_class(root, "c-bar"), *by_class(root, "c-bar--soft")]
        assert len(drawn_bars) == sum(bar.value is not None for bar in bars)
    explored(chart)


@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(0, 1e-3), st.integers(0, 9)), max_size=8))
@settings(deadline=None)
def test_any_stacks_are_drawn_whole(rows: list[tuple[float, float, int]]) -> None:
    stacks = tuple(Stack(f"Row {number}", row) for number, row in enumerate(rows))
    chart = StackedChart("Any", "", COUNT, ("a", "b", "c"), stacks)

    for cut in CUTS:
        assert len(by_class(sound(svg(chart, cut)), "c-part")) == 3 + 3 * len(rows)
    explored(chart)


# The key ---------------------------------------------------------------------


def words_of_key(chart: Chart) -> list[str]:
    for entry in key(chart):
        assert fromstring(entry.svg).get("class") == "p-icon"
    return [entry.words for entry in key(chart)]


def test_the_key_explains_the_marks_that_are_drawn_and_no_others() -> None:
    span = Span(month(0), month(1))

    assert words_of_key(spc(WAVE)) == ["Within the usual range", "Average", "Upper and lower limit"]
    assert words_of_key(spc([*WAVE, 90.0, 1.0, None], Settings(Better.LOWER, target=40, excluded=(span,)))) == [
        "Within the usual range",
        "Improving",
        "Getting worse",
        "Average",
        "Upper and lower limit",
        "Target",
        "Not compared",
    ]
    assert words_of_key(spc([5.0])) == []
    assert words_of_key(BarChart("", "", COUNT, AREAS)) == ["Not received", "Hidden: small number"]
    assert words_of_key(RATINGS) == ["Hidden: small number"]
