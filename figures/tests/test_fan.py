from datetime import date

import pytest

from figures.charts import Coming, Cut, FanChart, Point, State, Unit, key, plotly_figure, svg, twin


def fan(*, points=(100.0, 120.0), hidden=False):
    known = [Point(date(2026, 8 + n, 1), f"Month {n}", value) for n, value in enumerate(points)]
    if hidden:
        known.append(Point(date(2026, 10, 1), "Hidden <month>", None, State.HIDDEN))
    coming = tuple(
        Coming(date(2027, 1 + n, 1), f"Coming {n}", 110 + n, 100 + n, 130 + n, 90 + n, 150 + n) for n in range(3)
    )
    return FanChart("Enquiries <all>", "About 110 are expected.", Unit(), tuple(known), coming, head="Enquiries")


@pytest.mark.parametrize("cut", Cut)
def test_both_bands_the_known_and_the_expected_line_are_drawn(cut):
    drawn = svg(fan(), cut)

    assert [drawn.count(f'class="{css}"') for css in ("c-fan95", "c-fan80", "c-line", "c-coming")] == [1, 1, 1, 1]


def test_the_expected_line_begins_where_the_known_one_ends():
    drawn = svg(fan(), Cut.WIDE)

    known = drawn.split('class="c-line" d="M')[1].split('"')[0].split("L")
    expected = drawn.split('class="c-coming" d="M')[1].split('"')[0].split("L")
    assert known[-1] == expected[0]
    assert len(expected) == 4


def test_after_a_hidden_period_the_expected_line_stands_alone():
    drawn = svg(fan(hidden=True), Cut.NARROW)

    assert drawn.split('class="c-coming" d="')[1].split('"')[0].count("L") == 2


def test_the_table_says_what_is_to_come_first_then_what_was_latest_first():
    table = twin(fan(hidden=True))

    assert table.head == ("Period", "Enquiries", "80 of 100 lie between", "95 of 100 lie between")
    assert table.rows[0] == ("Coming 0", "about 110", "100 to 130", "90 to 150")
    assert table.rows[3] == ("Hidden <month>", "Hidden: small number", "", "")
    assert table.rows[-1] == ("Month 0", "100", "", "")


def test_the_figure_to_explore_holds_no_more_than_the_table():
    chart = fan(hidden=True)

    figure = plotly_figure(chart)

    assert figure["data"][-1]["y"] == [100, 120, None]
    assert figure["data"][4]["y"] == [110, 111, 112]
    assert "&lt;month&gt;" in str(figure)


def test_the_key_names_the_marks_that_are_drawn():
    words = [entry.words for entry in key(fan(points=()))]

    assert words == ["Expected", "80 of 100 lie here", "95 of 100 lie here"]


def test_print_gets_a_title():
    assert "<title>Enquiries &lt;all&gt;. About 110 are expected.</title>" in svg(fan(), Cut.NARROW, titled=True)


def test_bounds_that_do_not_enclose_the_expected_figure_are_an_error():
    with pytest.raises(ValueError, match="do not enclose it"):
        Coming(date(2027, 1, 1), "January", 10, 11, 12, 8, 13)
