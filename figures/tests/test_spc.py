"""XmR charts: the worked cases of the reference package, what we want where it breaks down, and properties."""

import json
import math
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.spc import Assurance, Better, Meaning, Point, Settings, Signal, Span, XmR, xmr
from figures.spc.rules import backfill, shift_ends, trend_ends, two_of_three

DATA = Path(__file__).parent / "data"
VECTORS = json.loads((DATA / "xmr_vectors.json").read_text())["vectors"]
FRAGMENTS = json.loads((DATA / "rule_fragments.json").read_text())
OTHER_READING = "expected_if_outside_points_count_towards_two_of_three"

# How the reference package names what we call a signal, for runs of seven.
REFERENCE_NAMES = {
    None: "Common Cause",
    Signal.ABOVE_LIMIT: "Above UCL",
    Signal.BELOW_LIMIT: "Below LCL",
    Signal.RISING: "7 Point Trend (Increasing)",
    Signal.FALLING: "7 Point Trend (Decreasing)",
    Signal.NEAR_UPPER_LIMIT: "2 in 3 Above CL",
    Signal.NEAR_LOWER_LIMIT: "2 in 3 Below CL",
    Signal.ABOVE_MEAN: "7 Points Above CL",
    Signal.BELOW_MEAN: "7 Points Below CL",
}
JANUARY = date(2024, 1, 1)


def series(*values: float | None, start: date = JANUARY) -> list[Point]:
    return [Point(start + timedelta(days=day), value) for day, value in enumerate(values)]


def day(number: int) -> date:
    return JANUARY + timedelta(days=number)


def signals(chart: XmR) -> list[Signal | None]:
    return [row.signal for row in chart.rows]


def chart_of(vector: dict[str, Any], **options: Any) -> XmR:
    given_ = vector["input"]
    points = [Point(date.fromisoformat(on), value) for on, value in zip(given_["dates"], given_["values"], strict=True)]
    settings = Settings(
        better=Better(given_["improvement_direction"]),
        target=given_["target"],
        rebase_on=frozenset(map(date.fromisoformat, given_["rebase_dates"])),
        fix_after_n_points=given_["fix_after_n_points"],
        screen=given_["screen_outliers"],
        **options,
    )
    return xmr(points, settings)


# The worked cases ------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_each_worked_case_of_the_reference_comes_out_exactly(vector: dict[str, Any]) -> None:
    expected = vector["expected"]

    chart = chart_of(vector)

    groups = [(group.number, group.points, group.trial) for group in chart.groups]
    assert groups == [(group["group"], group["points"], group["short"]) for group in expected["groups"]]
    for group, wanted in zip(chart.groups, expected["groups"], strict=True):
        assert (group.mean, group.lower, group.upper) == pytest.approx(
            (wanted["mean"], wanted["lpl"], wanted["upl"]), abs=1e-6, rel=0
        )
    assert [row.group for row in chart.rows] == expected["group_of_point"]
    assert [REFERENCE_NAMES[row.signal] for row in chart.rows] == expected["special_cause_type"]
    assert [row.meaning.value for row in chart.rows] == expected["point_type"]
    assert chart.variation == expected["variation"]
    assert chart.assurance == expected["assurance"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if OTHER_READING in v], ids=lambda vector: vector["id"])
def test_points_outside_count_towards_two_of_three_when_asked(vector: dict[str, Any]) -> None:
    expected = vector[OTHER_READING]

    chart = chart_of(vector, outside_counts=True)

    assert [REFERENCE_NAMES[row.signal] for row in chart.rows] == expected["special_cause_type"]
    assert [row.meaning.value for row in chart.rows] == expected["point_type"]
    assert chart.variation == expected["variation"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if OTHER_READING not in v], ids=lambda vector: vector["id"])
def test_the_other_reading_changes_no_case_that_has_no_second_answer(vector: dict[str, Any]) -> None:
    chart = chart_of(vector, outside_counts=True)

    assert [REFERENCE_NAMES[row.signal] for row in chart.rows] == vector["expected"]["special_cause_type"]


def test_all_42_cases_and_their_second_answers_are_there() -> None:
    assert len(VECTORS) == 42
    assert sum(OTHER_READING in vector for vector in VECTORS) == 6


@pytest.mark.parametrize("case", FRAGMENTS["shift_ends"])
def test_a_shift_ends_where_the_reference_says(case: dict[str, list[int]]) -> None:
    ends = shift_ends(case["side"], 7)

    # the package marks an end with 1 on either side; ours keeps the side
    assert [abs(end) for end in ends] == case["out"]
    assert all(end in (0, side) for end, side in zip(ends, case["side"], strict=True))


@pytest.mark.parametrize("case", FRAGMENTS["trend_ends"])
def test_a_trend_ends_where_the_reference_says(case: dict[str, list[int]]) -> None:
    assert trend_ends(case["values"], 7) == case["out"]


@pytest.mark.parametrize("case", FRAGMENTS["backfill_seven"])
def test_a_run_is_named_back_to_its_first_row(case: dict[str, list[int]]) -> None:
    assert [abs(mark) for mark in backfill(case["ends"], 7)] == case["out"]


@pytest.mark.parametrize("case", FRAGMENTS["two_of_three_flagged_points"])
def test_two_of_three_names_the_close_rows_only(case: dict[str, list[int]]) -> None:
    assert [abs(mark) for mark in two_of_three(case["side"], list(map(bool, case["close"])))] == case["out"]


@pytest.mark.parametrize("better", ["increase", "decrease", "neutral"])
@pytest.mark.parametrize("case", FRAGMENTS["assurance"])
def test_the_target_is_held_against_the_limits(case: dict[str, Any], better: str) -> None:
    middle, reach = (case["lpl"] + case["upl"]) / 2, (case["upl"] - case["lpl"]) / 2
    step = reach / 2.66
    points = series(*[middle - step / 2, middle + step / 2] * 10)

    chart = xmr(points, Settings(better=Better(better), target=case["target"]))

    assert (chart.groups[0].lower, chart.groups[0].upper) == pytest.approx((case["lpl"], case["upl"]))
    assert chart.assurance == case[better]


# Where the reference breaks down ---------------------------------------------


@pytest.mark.parametrize("value", [0, 100, 0.1, 81.9, -3])
@pytest.mark.parametrize("screen", [True, False])
def test_a_constant_series_has_limits_on_its_mean_and_no_signal(value: float, screen: bool) -> None:
    chart = xmr(series(*[value] * 20), Settings(Better.HIGHER, screen=screen))

    group = chart.groups[0]
    assert (group.lower, group.mean, group.upper) == (value, value, value)
    assert signals(chart) == [None] * 20
    assert chart.variation is Meaning.USUAL


def test_a_nearly_constant_series_uses_all_ranges_and_names_only_the_jump() -> None:
    chart = xmr(series(*[0.0] * 19, 9, 0), Settings(Better.LOWER))

    limits = chart.groups[0].limits
    assert limits is not None
    assert limits.unscreened
    assert float(limits.upper) == pytest.approx(9 / 21 + 2.66 * (18 / 20))
    assert signals(chart)[19:] == [Signal.ABOVE_LIMIT, None]


def test_an_ordinary_screened_series_does_not_say_that_screening_was_given_up() -> None:
    limits = xmr(series(1, 2, 1, 2, 1, 40, 1, 2, 1, 2, 1, 2, 1), Settings()).groups[0].limits

    assert limits is not None
    assert not limits.unscreened


def test_one_row_has_a_mean_but_no_limits_and_no_verdict() -> None:
    chart = xmr(series(7), Settings(Better.HIGHER, target=5))

    group = chart.groups[0]
    assert (group.mean, group.lower, group.upper, group.trial) == (7, None, None, True)
    assert (chart.rows[0].meaning, chart.variation, chart.assurance) == (Meaning.USUAL, None, None)


def test_no_rows_make_an_empty_chart() -> None:
    chart = xmr([], Settings(Better.HIGHER, target=5))

    assert (chart.rows, chart.groups, chart.variation, chart.assurance) == ((), (), None, None)


def test_a_group_of_one_row_between_two_rebase_dates_is_common_cause() -> None:
    chart = xmr(series(*[1, 2] * 10, 50, *[1, 2] * 10), Settings(rebase_on=frozenset({day(20), day(21)})))

    assert [group.points for group in chart.groups] == [20, 1, 20]
    assert chart.groups[1].limits is None
    assert signals(chart) == [None] * 41
    assert chart.group_of(chart.rows[20]) is chart.groups[1]


def test_a_missing_value_leaves_the_mean_and_both_moving_ranges_alone() -> None:
    chart = xmr(series(1, 2, None, 100, 101), Settings(screen=False))

    assert chart.groups[0].mean == 51
    assert chart.groups[0].upper == pytest.approx(51 + 2.66)
    assert (chart.groups[0].points, chart.groups[0].values) == (5, 4)


def test_a_missing_value_inside_a_steady_rise_ends_the_run_and_is_never_named() -> None:
    wave = [4, 4.5] * 8

    whole = xmr(series(*wave, 1, 2, 3, 4, 5, 6, 7, *wave), Settings())
    broken = xmr(series(*wave, 1, 2, 3, None, 5, 6, 7, *wave), Settings())

    assert Signal.RISING in signals(whole)
    assert Signal.RISING not in signals(broken)
    assert (broken.rows[19].signal, broken.rows[19].meaning) == (None, Meaning.USUAL)


def test_a_missing_value_ends_a_shift_and_two_of_three() -> None:
    baseline = [4.0, 6.0] * 6

    shift = xmr(series(*baseline, 6, 6, 6, None, 6, 6, 6, 6), Settings(fix_after_n_points=12))
    near = xmr(series(*baseline, 9, None, 9, 4), Settings(fix_after_n_points=12))

    assert signals(shift)[12:] == [None] * 8
    assert signals(near)[12:] == [None] * 4


def test_two_values_with_a_gap_between_them_give_no_limits() -> None:
    chart = xmr(series(5, None, 7), Settings(Better.HIGHER, target=1))

    assert (chart.groups[0].mean, chart.groups[0].limits, chart.variation, chart.assurance) == (6, None, None, None)


def test_a_series_without_a_single_figure_has_no_mean() -> None:
    chart = xmr(series(None, None), Settings())

    assert (chart.groups[0].mean, chart.groups[0].trial, chart.variation) == (None, True, None)


def test_a_gap_at_the_end_has_no_variation_but_keeps_the_target() -> None:
    chart = xmr(series(*[4, 6] * 10, None), Settings(Better.HIGHER, target=100))

    assert (chart.variation, chart.assurance) == (None, Assurance.FAIL)


# Excluded spans --------------------------------------------------------------


def test_an_excluded_span_takes_no_part_in_mean_limits_or_signals() -> None:
    pandemic = (Span(day(10), day(12)),)
    with_pandemic = series(*[4, 6] * 5, 500, 510, 490, *[4, 6] * 5)

    chart = xmr(with_pandemic, Settings(excluded=pandemic))

    group = chart.groups[0]
    assert (group.mean, group.points, group.values) == (5, 23, 20)
    assert group.upper == pytest.approx(5 + 2.66 * 2)
    assert [row.excluded for row in chart.rows] == [False] * 10 + [True] * 3 + [False] * 10
    assert [row.value for row in chart.rows[10:13]] == [500, 510, 490]
    assert signals(chart) == [None] * 23


def test_a_run_does_not_cross_an_excluded_span() -> None:
    values = [4.0, 6.0] * 6 + [6.0] * 4 + [6.0] + [6.0] * 4

    open_chart = xmr(series(*values), Settings(fix_after_n_points=12))
    cut_chart = xmr(series(*values), Settings(fix_after_n_points=12, excluded=(Span(day(16), day(16)),)))

    assert Signal.ABOVE_MEAN in signals(open_chart)
    assert Signal.ABOVE_MEAN not in signals(cut_chart)


def test_excluded_rows_are_not_counted_among_the_first_n_of_the_baseline() -> None:
    chart = xmr(
        series(900, 900, *[4, 6] * 6, *[70] * 8), Settings(fix_after_n_points=12, excluded=(Span(day(0), day(1)),))
    )

    assert chart.groups[0].mean == 5


def test_nothing_is_said_about_a_last_row_that_is_excluded() -> None:
    chart = xmr(series(*[4, 6] * 10), Settings(Better.HIGHER, target=100, excluded=(Span(day(19), day(30)),)))

    assert (chart.variation, chart.assurance) == (None, None)


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match=r"The span ends on 2024-01-01, before it starts on 2024-01-02\."):
        Span(day(1), day(0))


# Options ---------------------------------------------------------------------


def test_six_points_make_a_run_when_six_is_chosen() -> None:
    values = [*[6, 4] * 6, *[6] * 6, 4]

    seven = xmr(series(*values), Settings(fix_after_n_points=12))
    six = xmr(series(*values), Settings(fix_after_n_points=12, run_length=6))

    assert Signal.ABOVE_MEAN not in signals(seven)
    assert signals(six) == [None] * 12 + [Signal.ABOVE_MEAN] * 6 + [None]


def test_six_rising_points_make_a_trend_when_six_is_chosen() -> None:
    values = [*[4, 6] * 6, 2, 3, 4, 5, 6, 7, 5]

    assert signals(xmr(series(*values), Settings(run_length=6)))[12:] == [Signal.RISING] * 6 + [None]
    assert signals(xmr(series(*values), Settings())) == [None] * 19


@pytest.mark.parametrize("length", [0, 5, 8])
def test_other_lengths_of_a_run_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"A run is 7 points, or 6 if chosen, not {length}"):
        Settings(run_length=length)


def test_a_baseline_of_fewer_than_twelve_points_is_refused() -> None:
    assert Settings(fix_after_n_points=12).fix_after_n_points == 12
    with pytest.raises(ValueError, match=r"A baseline needs at least 12 points, not 11\."):
        Settings(fix_after_n_points=11)


def test_a_falling_run_above_the_mean_may_show_its_better_side() -> None:
    values = [*[4.0, 6.0] * 6, 9.9, 9.5, 9, 8.5, 8, 7.5, 7]
    strict = xmr(series(*values), Settings(Better.HIGHER, fix_after_n_points=12))
    kind = xmr(series(*values), Settings(Better.HIGHER, fix_after_n_points=12, improvement_first=True))
    other_way = xmr(series(*values), Settings(Better.LOWER, fix_after_n_points=12, improvement_first=True))

    assert strict.rows[-1].signal is Signal.FALLING
    assert strict.variation is Meaning.CONCERN
    assert kind.rows[-1].signal is Signal.ABOVE_MEAN
    assert kind.variation is Meaning.IMPROVEMENT
    assert other_way.rows[-1].signal is Signal.FALLING


@pytest.mark.parametrize(
    ("target", "decides", "expected"),
    [
        (10.32, False, Assurance.INCONSISTENT),
        (10.32, True, Assurance.FAIL),
        (-0.32, False, Assurance.INCONSISTENT),
        (-0.32, True, Assurance.INCONSISTENT),
        (-0.33, True, Assurance.PASS),
    ],
)
def test_a_target_on_the_upper_limit_may_count_as_beyond_it(target: float, decides: bool, expected: Assurance) -> None:
    # mean 5, moving ranges 2: limits are exactly -0.32 and 10.32
    chart = xmr(series(*[4, 6] * 10), Settings(Better.HIGHER, target=target, target_on_limit_decides=decides))

    assert chart.assurance is expected


# Input -----------------------------------------------------------------------


def test_the_order_of_the_points_does_not_matter() -> None:
    points = series(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7)

    assert xmr(points[::-1], Settings()) == xmr(points, Settings())


def test_two_figures_for_one_date_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Two figures bear the date 2024-01-01\. Keep one of them\."):
        xmr([Point(JANUARY, 1), Point(JANUARY, 2)], Settings())


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_value_that_is_no_figure_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"is not a figure\. Leave the value out"):
        xmr(series(1, value), Settings())


# Properties ------------------------------------------------------------------

whole_series = st.lists(st.one_of(st.none(), st.integers(-1000, 1000)), min_size=1, max_size=50)


@given(whole_series, st.integers(-10_000, 10_000))
def test_adding_the_same_to_every_figure_changes_no_signal(values: list[int | None], shift: int) -> None:
    moved = [None if value is None else value + shift for value in values]

    before, after = xmr(series(*values), Settings()), xmr(series(*moved), Settings())

    assert signals(after) == signals(before)
    old, new = before.groups[0].limits, after.groups[0].limits
    assert (old is None) is (new is None)
    if old and new:
        assert {new.mean - old.mean, new.upper - old.upper, new.lower - old.lower} == {Fraction(shift)}


@given(whole_series, st.integers(1, 1000))
def test_counting_in_another_unit_changes_no_signal(values: list[int | None], factor: int) -> None:
    scaled = [None if value is None else value * factor for value in values]

    assert signals(xmr(series(*scaled), Settings())) == signals(xmr(series(*values), Settings()))


@given(whole_series)
def test_turning_the_series_over_turns_every_signal_over(values: list[int | None]) -> None:
    over = [None if value is None else -value for value in values]

    upright, turned = xmr(series(*values), Settings()), xmr(series(*over), Settings())

    assert [None if s is None else s.high for s in signals(turned)] == [
        None if s is None else not s.high for s in signals(upright)
    ]


@given(whole_series)
def test_what_is_better_one_way_is_worse_the_other_way(values: list[int | None]) -> None:
    swap = {Meaning.IMPROVEMENT: Meaning.CONCERN, Meaning.CONCERN: Meaning.IMPROVEMENT, Meaning.USUAL: Meaning.USUAL}

    high, low = (xmr(series(*values), Settings(better)) for better in (Better.HIGHER, Better.LOWER))

    assert [row.meaning for row in low.rows] == [swap[row.meaning] for row in high.rows]


@given(whole_series)
def test_a_gap_never_bears_a_signal_and_limits_hold_the_mean(values: list[int | None]) -> None:
    chart = xmr(series(*values), Settings())

    assert all(row.signal is None for row in chart.rows if row.value is None)
    limits = chart.groups[0].limits
    if limits is not None:
        assert limits.lower <= limits.lower_two_sigma <= limits.mean <= limits.upper_two_sigma <= limits.upper


@given(whole_series, st.integers(0, 49), whole_series)
def test_what_an_excluded_span_holds_changes_nothing_outside_it(
    before: list[int | None], length: int, after: list[int | None]
) -> None:
    span = Span(day(len(before)), day(len(before) + length))
    settings = Settings(excluded=(span,))

    quiet = xmr(series(*before, *[0] * (length + 1), *after), settings)
    wild = xmr(series(*before, *range(0, 10_000 * (length + 1), 10_000), *after), settings)

    assert signals(wild) == signals(quiet)
    assert wild.groups == quiet.groups
