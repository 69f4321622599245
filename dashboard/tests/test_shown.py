from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import hidden_counts, measures, shown
from dashboard.chart_marks import Marks
from dashboard.series_chart import drawn
from dashboard.shown import State
from partnership import periods
from partnership.periods import Kind

PUBLIC = {"dfe_cin_2025"}


@dataclass(frozen=True)
class Said:
    starts_on: date
    numerator: Decimal | None
    denominator: Decimal | None = None
    value: Decimal | None = None
    breakdown: str = ""
    period_kind: str = "month"
    source: str = "events"
    status: str = "final"
    mark: str = ""
    hidden: bool | None = None
    hidden_for: int | None = None


def share(top, whole, month=1, part="", **words):
    value = Decimal(100 * top) / whole if whole else None
    return Said(date(2026, month, 1), Decimal(top), Decimal(whole), value, part, **words)


def count(number, month=1, part="", **words):
    return Said(date(2026, month, 1), Decimal(number), None, Decimal(number), part, **words)


def fit(code, *said, threshold=5):
    """As a page shows them after the job has decided."""
    definition = measures.known()[code]
    own = [each for each in said if each.source not in PUBLIC]
    hidden = hidden_counts.to_hide({code: (definition, own)}, threshold=threshold)[code]
    decided = [
        replace(each, hidden=(each.period_kind, each.starts_on, each.breakdown) in hidden, hidden_for=threshold)
        for each in said
    ]
    return shown.fit(definition, decided, public=PUBLIC, threshold=threshold)


def states(series):
    return [figure.state for figure in series.figures]


@pytest.mark.parametrize(
    ("number", "state"),
    [(0, State.SHOWN), (1, State.HIDDEN), (5, State.HIDDEN), (6, State.SHOWN)],
)
def test_one_to_five_children_are_hidden(number, state):
    assert states(fit("D09", count(number))) == [state]


@pytest.mark.parametrize(("top", "whole"), [(3, 40), (38, 40), (4, 5), (2, 3)])
def test_a_share_is_hidden_when_either_side_of_it_is_small(top, whole):
    series = fit("D14", share(top, whole))

    assert states(series) == [State.HIDDEN]
    assert (series.figures[0].numerator, series.figures[0].denominator, series.figures[0].value) == (None, None, None)


def test_what_is_hidden_leaves_nothing_to_derive_it_from():
    """Red is small; without a second hidden part it would follow from the whole."""
    series = fit(
        "D06", share(60, 80), share(2, 3, part="rating=red"), share(8, 17, part="rating=amber"),
        share(50, 60, part="rating=green"),
    )  # fmt: skip

    hidden = [figure.part for figure in series.figures if figure.state is State.HIDDEN]
    assert "rating=red" in hidden
    assert len([part for part in hidden if part]) >= 2


def test_a_month_does_not_follow_from_the_year():
    months = [
        Said(period.start, Decimal(3 if place == 0 else 20), None, Decimal(3 if place == 0 else 20))
        for place, period in enumerate(periods.between(Kind.MONTH, date(2025, 4, 1), date(2026, 3, 31)))
    ]
    year = Said(date(2025, 4, 1), Decimal(223), None, Decimal(223), period_kind="financial_year")

    series = fit("D09", *months, year)

    hidden = [figure for figure in series.figures if figure.state is State.HIDDEN]
    assert len(hidden) >= 2


def test_the_rule_of_the_partnership_says_what_is_small():
    assert states(fit("D09", count(7), threshold=9)) == [State.HIDDEN]


def test_until_a_job_has_decided_nothing_is_shown_of_a_year_that_holds_a_small_number():
    definition = measures.known()["D09"]
    said = [count(40, 1), count(3, 2), count(40, 3), count(40, 4), count(40, 5)]
    decided = [replace(each, hidden=each.numerator == 3, hidden_for=5) for each in said]

    open_ones = shown.fit(definition, said, public=PUBLIC, threshold=5)
    under_this_rule = shown.fit(definition, decided, public=PUBLIC, threshold=5)
    under_another = shown.fit(definition, decided, public=PUBLIC, threshold=9)

    blunt = [State.HIDDEN] * 3 + [State.SHOWN] * 2
    assert states(open_ones) == states(under_another) == blunt
    assert states(under_this_rule) == [State.SHOWN, State.HIDDEN, *[State.SHOWN] * 3]


def test_published_figures_are_shown_as_published():
    assert states(fit("D14", share(3, 40, source="dfe_cin_2025"))) == [State.SHOWN]


def test_posts_are_not_children():
    assert states(fit("C08", share(2, 3, source="staffing"))) == [State.SHOWN]


def test_of_two_sources_the_one_the_definition_names_first_speaks():
    series = fit("D14", share(30, 60, source="dfe_cin_2025"), share(40, 60))

    assert [(figure.source, figure.numerator) for figure in series.figures] == [("events", 40.0)]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("missing", State.MISSING), ("not_collected", State.NOT_COLLECTED),
        ("suppressed", State.HIDDEN_BY_SOURCE), ("no_cases", State.NO_CASES),
    ],
)  # fmt: skip
def test_why_there_is_no_figure_is_said(status, state):
    assert states(fit("D14", Said(date(2026, 1, 1), None, None, None, status=status))) == [state]


def test_a_part_nobody_knows_is_not_shown():
    series = fit("D16", count(50), count(30, part="category=NEG"), count(8, part="category=XXX"))

    assert [figure.part for figure in series.figures] == ["", "category=NEG"]


def test_where_most_months_are_hidden_the_year_is_shown_instead():
    months = [count(2, month) for month in range(1, 9)]
    year = Said(date(2025, 4, 1), Decimal(80), None, Decimal(80), period_kind="financial_year")

    series = fit("D09", *months, year)

    assert (series.kind, series.latest.numerator, series.too_small_by) == (Kind.FINANCIAL_YEAR, 80.0, "month")


def test_a_month_nobody_sent_is_a_gap_in_the_chart():
    figures = drawn(fit("D09", count(20, 1), count(30, 2), count(25, 3), count(25, 5))).figures

    assert [(figure.period.start.month, figure.state) for figure in figures][3] == (4, State.MISSING)


def test_limits_wait_for_figures_that_follow_each_other():
    yearly = [Said(date(2016 + n, 9, 1), Decimal(20 + n), Decimal(100), Decimal(20 + n), source="dfe_csww_2025")
              for n in range(9)]  # fmt: skip

    found = drawn(fit("C01", *yearly))

    assert (found.xmr, found.shape, found.chart.sentence) == (None, "", "It was 27.0% in September 2023.")


def test_provisional_figures_take_no_part_in_the_limits():
    early = [share(10, 100, month, status="provisional") for month in range(1, 4)]
    later = [share(20, 100, month) for month in range(4, 13)]

    found = drawn(fit("D10", *early, *later))

    assert [shade.label for shade in found.chart.shades] == ["Provisional: not compared"]
    assert found.xmr.groups[-1].mean == 20


def test_volume_is_unusual_at_most():
    counts = [count(50 + n % 3, month) for n, month in enumerate(range(1, 12))]

    found = drawn(fit("D01", *counts, count(500, 12)))

    assert (found.kind, found.shape, found.words) == ("notable", "notable-up", "Unusually high")


def test_a_target_is_judged_in_words():
    shares = [share(80 + n % 3, 100, month) for n, month in enumerate(range(1, 13))]

    found = drawn(fit("D06", *shares), Marks(target=95))

    assert (found.target_shape, found.target_words) == ("unmet", "Target 95%: out of reach without a change")


@pytest.mark.parametrize(
    ("latest", "shape", "kind", "words"),
    [
        (97, "met", "better", "the latest is at the target or better"),
        (91, "some", "", "the latest is within the tolerance, to 90%"),
        (90, "some", "", "the latest is within the tolerance, to 90%"),
        (89, "unmet", "worse", "the latest is beyond the tolerance, to 90%"),
    ],
)
def test_what_the_partnership_tolerates_is_said_in_shape_and_words(latest, shape, kind, words):
    shares = [share(80 + n % 3, 100, month) for n, month in enumerate(range(1, 12))]

    found = drawn(fit("D06", *shares, share(4 * latest, 400, 12)), Marks(target=95, tolerance=5))

    assert (found.target_shape, found.target_kind) == (shape, kind)
    assert found.target_words.endswith(f"; {words}")


def test_where_lower_is_better_the_tolerance_lies_above_the_target():
    shares = [share(20 + n % 3, 100, month) for n, month in enumerate(range(1, 12))]

    found = drawn(fit("D10", *shares, share(22, 100, 12)), Marks(target=20, tolerance=2))

    assert found.target_words.endswith("within the tolerance, to 22.0%")


def hidden_of(**said):
    """What is hidden by measure, as (month or year, part)."""
    known = measures.known()
    found = hidden_counts.to_hide({code: (known[code], figures) for code, figures in said.items()}, threshold=5)
    return {code: {(kind, start.month, part) for kind, start, part in keys} for code, keys in found.items()}


def test_a_month_that_protects_another_is_not_told_by_another_measure():
    """Re-referrals are told out of all referrals, and there were none of the ten of May."""
    numbers = [3, 10, *[40] * 10]
    months = [period.start for period in periods.between(Kind.MONTH, date(2025, 4, 1), date(2026, 3, 31))]
    referrals = [Said(start, Decimal(n), None, Decimal(n)) for start, n in zip(months, numbers, strict=True)]
    referrals.append(Said(months[0], Decimal(413), None, Decimal(413), period_kind="financial_year"))
    again = [
        Said(start, Decimal(tops), Decimal(n), Decimal(tops))
        for start, n, tops in zip(months, numbers, [0, 0, *[20] * 10], strict=True)
    ]

    hidden = hidden_of(D09=referrals, D10=again)

    assert hidden["D09"] == {("month", 4, ""), ("month", 5, "")}
    assert hidden["D10"] == {("month", 4, ""), ("month", 5, "")}


def test_a_part_that_protects_another_is_not_told_by_its_share():
    """Two children are on a plan because of physical abuse; neglect and emotional abuse are the rest of 51."""
    parts = {"NEG": 9, "PHY": 2, "EMO": 40}
    plans = [count(51), *(count(number, part=f"category={code}") for code, number in parts.items())]

    hidden = hidden_of(D16=plans, N01=[share(9, 51)])

    neglect_is_told = ("month", 1, "category=NEG") not in hidden["D16"] or not hidden["N01"]
    emotional_is_told = ("month", 1, "category=EMO") not in hidden["D16"]
    total_is_told = ("month", 1, "") not in hidden["D16"] or not hidden["N01"]
    assert ("month", 1, "category=PHY") in hidden["D16"]
    assert not (neglect_is_told and emotional_is_told and total_is_told)


def test_the_last_month_of_what_is_counted_at_its_end_is_the_year():
    parts = {"category=PHY": 2, "category=NEG": 9, "category=EMO": 9, "": 20}
    march = [Said(date(2026, 3, 1), Decimal(n), None, Decimal(n), part) for part, n in parts.items()]
    year = [
        Said(date(2025, 4, 1), Decimal(n), None, Decimal(n), part, period_kind="financial_year")
        for part, n in reversed(parts.items())
    ]

    hidden = hidden_of(D16=[*march, *year])["D16"]

    assert {part for kind, _, part in hidden if kind == "month"} == {
        part for kind, _, part in hidden if kind != "month"
    }
    assert len(hidden) == 4


small = st.integers(0, 12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(small, small, small), min_size=3, max_size=3))
def test_no_small_number_is_ever_in_a_figure(rows):
    said = []
    for rating, (inside, late, _) in zip(("red", "amber", "green"), rows, strict=True):
        said.append(share(inside, inside + late, part=f"rating={rating}"))
    said.append(share(sum(int(one.numerator) for one in said), sum(int(one.denominator) for one in said)))

    series = fit("D06", *said)

    for figure in series.figures:
        if figure.state is State.SHOWN and figure.numerator is not None:
            assert not 0 < figure.numerator <= 5
            assert not 0 < figure.denominator - figure.numerator <= 5
