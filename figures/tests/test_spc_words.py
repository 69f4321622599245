"""What a chart says in plain English, taken word for word."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.spc import (
    Better,
    Point,
    Settings,
    Span,
    XmR,
    rare_event_note,
    season_note,
    sentence,
    target_shape,
    target_words,
    variation_shape,
    variation_words,
    xmr,
)
from figures.spc.words import row_words

START = date(2024, 1, 1)
WAVE = [4.0, 6.0] * 8  # mean 5, limits -0.32 and 10.32, two-sigma lines 1.45 and 8.55


def chart(*values: float | None, **settings: object) -> XmR:
    points = [Point(START + timedelta(days=day), value) for day, value in enumerate(values)]
    return xmr(points, Settings(**{"fix_after_n_points": 16, **settings}))  # type: ignore[arg-type]


def show(value: float) -> str:
    return f"{value:g}%"


@pytest.mark.parametrize(
    ("after", "better", "words"),
    [
        ([5], Better.HIGHER, "No real change. The latest figure is within its usual range, -0.32% to 10.32%."),
        (
            [11],
            Better.HIGHER,
            "Improving: rising. The latest figure is above its usual range, -0.32% to 10.32%.",
        ),
        (
            [11],
            Better.LOWER,
            "Getting worse: rising. The latest figure is above its usual range, -0.32% to 10.32%.",
        ),
        ([11], Better.NEITHER, "Unusually high. The latest figure is above its usual range, -0.32% to 10.32%."),
        ([-1], Better.NEITHER, "Unusually low. The latest figure is below its usual range, -0.32% to 10.32%."),
        ([2, 3, 4, 5, 6, 7, 8], Better.HIGHER, "Improving: rising. It has risen six months in a row."),
        ([8, 7, 6, 5, 4, 3, 2, 1], Better.HIGHER, "Getting worse: falling. It has fallen seven months in a row."),
        ([2, 3, 4, 5, 6, 7, 8], Better.NEITHER, "Unusual: rising. It has risen six months in a row."),
        ([8, 7, 6, 5, 4, 3, 2], Better.NEITHER, "Unusual: falling. It has fallen six months in a row."),
        (
            [5, 9, 9],
            Better.HIGHER,
            "No real change. The latest figure is within its usual range, -0.32% to 10.32%.",
        ),
        (
            [9, 6, 9],
            Better.HIGHER,
            "Improving: rising. At least two of three months in a row are close to the top of the usual range, 10.32%.",
        ),
        (
            [4, 1, 1],
            Better.HIGHER,
            (
                "Getting worse: falling. At least two of three months in a row are close to the bottom of the "
                "usual range, -0.32%."
            ),
        ),
        (
            [4, 6, 6, 6, 6, 6, 6, 6, 6],
            Better.HIGHER,
            "Improving: rising. Eight months in a row above the average of 5%.",
        ),
        (
            [4] * 14,
            Better.LOWER,
            "Improving: falling. 14 months in a row below the average of 5%.",
        ),
        ([None], Better.HIGHER, "Not received."),
    ],
)
def test_the_sentence_says_state_and_reason(after: list[float | None], better: Better, words: str) -> None:
    assert sentence(chart(*WAVE, *after, better=better), show) == words


def test_a_run_is_counted_from_the_start_of_its_group_only() -> None:
    after = [6.0] * 13

    high = chart(*WAVE, 4, *after, better=Better.HIGHER, rebase_on=frozenset({START + timedelta(days=20)}))

    assert sentence(high, show) == (
        "No real change. The latest figure is within its usual range, 6% to 6%. "
        "The usual range is a trial: it rests on few figures."
    )


def test_a_run_is_counted_from_the_last_gap_and_from_the_last_excluded_row_only() -> None:
    gap = chart(*WAVE, 6, None, *[6.0] * 7, better=Better.HIGHER)
    cut = chart(
        *WAVE,
        6,
        6,
        *[6.0] * 7,
        better=Better.HIGHER,
        excluded=(Span(START + timedelta(days=17), START + timedelta(days=17)),),
    )

    for broken in (gap, cut):
        assert sentence(broken, show) == "Improving: rising. Seven months in a row above the average of 5%."


def test_the_period_is_named_as_asked() -> None:
    assert sentence(chart(*WAVE, *[4.0] * 7, better=Better.LOWER, target=5), show, "quarter") == (
        "Improving: falling. Seven quarters in a row below the average of 5%. Target 5%: reached in some quarters."
    )


def test_a_short_group_is_said_to_be_a_trial() -> None:
    short = chart(4, 6, 4, 6, better=Better.HIGHER, fix_after_n_points=None)

    assert sentence(short, show) == (
        "No real change. The latest figure is within its usual range, -0.32% to 10.32%. "
        "The usual range is a trial: it rests on few figures."
    )


def test_limits_that_rest_on_a_few_jumps_say_so() -> None:
    rare = chart(*[0.0] * 19, 8, 0, better=Better.LOWER, fix_after_n_points=None)

    assert sentence(rare, lambda value: f"{value:.0f}") == (
        "No real change. The latest figure is within its usual range, -2 to 3. "
        "Almost all figures are the same, so the few that differ set the usual range."
    )


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (chart(), "Not received"),
        (chart(3), "Too few points to tell"),
        (chart(*WAVE, None), "Not received"),
        (chart(*WAVE, excluded=(Span(START, START + timedelta(days=99)),)), "Not compared"),
        (chart(*WAVE, None, excluded=(Span(START, START + timedelta(days=99)),)), "Not compared"),
    ],
)
def test_a_chart_that_cannot_tell_says_why(made: XmR, words: str) -> None:
    assert variation_words(made) == words
    assert sentence(made, show) == f"{words}."


def test_a_row_keeps_its_words_whatever_came_later() -> None:
    rows = chart(*WAVE, 11, 5, better=Better.HIGHER).rows

    assert [row_words(row) for row in rows[-3:]] == ["No real change", "Improving: rising", "No real change"]


@pytest.mark.parametrize(
    ("values", "better", "target", "words"),
    [
        (WAVE, Better.HIGHER, None, None),
        (WAVE, Better.NEITHER, 5, None),
        ([None, None], Better.HIGHER, 5, None),
        (WAVE, Better.HIGHER, -1, "reached"),
        (WAVE, Better.LOWER, 11, "reached"),
        (WAVE, Better.HIGHER, 11, "out of reach without a change"),
        (WAVE, Better.LOWER, -1, "out of reach without a change"),
        ([*WAVE, 10.5], Better.HIGHER, 11, "not yet"),
        ([*WAVE, 11], Better.HIGHER, 11, "reached in some months"),
        ([*WAVE, -0.5], Better.HIGHER, -0.4, "reached in some months"),
        (WAVE, Better.HIGHER, 6, "reached in some months"),
        (WAVE, Better.LOWER, 4, "reached in some months"),
        (WAVE, Better.HIGHER, 4, "reached"),
        (WAVE, Better.HIGHER, 7, "not yet"),
        ([100] * 16, Better.HIGHER, 100, "reached"),
        ([7], Better.HIGHER, 6, "reached"),
        ([7], Better.LOWER, 6, "not yet"),
    ],
)
def test_the_target_words_never_contradict_the_figures(
    values: list[float | None], better: Better, target: float | None, words: str | None
) -> None:
    assert target_words(chart(*values, better=better, target=target)) == words


def test_figures_in_an_excluded_span_do_not_speak_for_the_target() -> None:
    made = chart(*WAVE, 11, better=Better.HIGHER, target=7, excluded=(Span(START + timedelta(days=16), date.max),))

    assert target_words(made) == "not yet"


@pytest.mark.parametrize(("level", "warned"), [(4.9, True), (5, False)])
def test_a_count_below_five_a_month_is_called_rare(level: float, warned: bool) -> None:
    note = rare_event_note(chart(*[level] * 16))

    assert (note is not None) is warned
    if warned:
        assert note == ("Fewer than five a month on average: chance alone moves so small a figure. Look at it by year.")


def test_nothing_is_called_rare_without_a_figure() -> None:
    assert rare_event_note(chart(None)) is None
    assert rare_event_note(chart()) is None


SUMMER_DIP = [10.0, 11, 10, 11, 10, 11, 10, 3, 11, 10, 11, 10]
SEASON_WARNING = "The same parts of the year are high or low each year. Compare with the same time a year ago."


def test_a_dip_every_summer_is_called_a_season() -> None:
    assert season_note(SUMMER_DIP * 3) == SEASON_WARNING
    assert season_note([9.0, *SUMMER_DIP * 3]) == SEASON_WARNING
    assert season_note([*SUMMER_DIP, *[value + 50 for value in SUMMER_DIP], *SUMMER_DIP]) == SEASON_WARNING
    assert season_note([*SUMMER_DIP * 3, *[None] * 12]) == SEASON_WARNING


def test_two_years_a_constant_series_and_a_lone_dip_are_no_season() -> None:
    flat = [10.0, 11] * 6

    assert season_note(SUMMER_DIP * 2) is None
    assert season_note([10.0] * 36) is None
    assert season_note([None] * 36) is None
    assert season_note([10, *flat[1:], *reversed(flat), *SUMMER_DIP]) is None


def test_the_season_of_quarters_is_found_when_asked() -> None:
    assert season_note([1, 9, 1, 1] * 3, per_year=4) == SEASON_WARNING


@given(st.lists(st.one_of(st.none(), st.integers(-50, 50)), max_size=40), st.sampled_from(Better), st.integers(-60, 60))
def test_every_chart_has_a_sentence_of_plain_words(values: list[int | None], better: Better, target: int) -> None:
    said = sentence(chart(*values, better=better, target=target, fix_after_n_points=None), show)

    assert said.endswith(".")
    assert not any(word in said for word in ("None", "nan", "special", "RAG", "  ", ".."))


@pytest.mark.parametrize(
    ("after", "better", "shape"),
    [
        ([5], Better.HIGHER, "steady"),
        ([11], Better.HIGHER, "better-up"),
        ([11], Better.LOWER, "worse-up"),
        ([-1], Better.HIGHER, "worse-down"),
        ([-1], Better.LOWER, "better-down"),
        ([11], Better.NEITHER, "notable-up"),
        ([-1], Better.NEITHER, "notable-down"),
        ([None], Better.HIGHER, "none"),
    ],
)
def test_the_arrow_of_the_shape_is_the_way_of_the_figure(after: list[float | None], better: Better, shape: str) -> None:
    assert variation_shape(chart(*WAVE, *after, better=better)) == shape


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("reached", "met"),
        ("reached in some quarters", "some"),
        ("not yet", "unmet"),
        ("out of reach without a change", "unmet"),
        (None, "none"),
    ],
)
def test_each_word_for_a_target_has_its_shape(words: str | None, shape: str) -> None:
    assert target_shape(words) == shape
