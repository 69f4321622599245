"""Rates come out as they are published, and what cannot be calculated is never shown as zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.rates import (
    Rate,
    from_shown,
    mean,
    rate,
    rounded,
    share,
    wilson,
    write_number,
    write_rate,
    write_share,
)
from figures.suppression import Hidden

# Department for Education, children in need 2025, Oxfordshire: referrals over the mid-2024 population aged 0 to 17.
REFERRALS, CHILDREN = 5_047, 156_647


def test_the_published_referral_rate_of_oxfordshire_comes_out_exactly() -> None:
    referrals = rate(REFERRALS, CHILDREN, denominator_year="mid-2024")

    assert referrals == Rate(REFERRALS, CHILDREN, 10_000, "mid-2024")
    assert referrals is not None
    assert referrals.rounded(1) == Decimal("322.2")
    assert write_rate(referrals.exact, of="children") == "322.2 per 10,000 children"
    assert referrals.value == pytest.approx(322.189381, abs=1e-6)


def test_a_share_is_written_in_percent() -> None:
    in_time = share(330, 400)

    assert in_time is not None
    assert write_share(in_time.exact, 1) == "82.5%"
    assert write_share(in_time.exact) == "83%"


def test_a_mean_may_rest_on_part_time_workers() -> None:
    caseload = mean(4_512, 319.5)

    assert caseload is not None
    assert caseload.rounded(1) == Decimal("14.1")


@pytest.mark.parametrize(("numerator", "denominator"), [(5, 0), (0, 0), (None, 10), (5, None), (None, None)])
def test_what_cannot_be_calculated_is_nothing_and_never_zero(numerator: int | None, denominator: int | None) -> None:
    assert rate(numerator, denominator) is None
    assert mean(numerator, denominator) is None


def test_a_share_of_nobody_is_nothing() -> None:
    assert share(0, 0) is None
    assert share(None, 4) is None
    assert share(4, None) is None


def test_no_cases_among_some_is_a_true_zero() -> None:
    none_at_all = rate(0, 500)

    assert none_at_all is not None
    assert write_number(none_at_all.exact, 1) == "0.0"


def test_what_cannot_be_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^A rate needs amounts of zero or more, not -1 of 5\.$"):
        rate(-1, 5)
    with pytest.raises(ValueError, match=r"^A rate needs amounts of zero or more, not 1 of -5\.$"):
        share(1, -5)
    with pytest.raises(ValueError, match=r"^6 of 5 is more than all\. Check which is the denominator\.$"):
        share(6, 5)
    with pytest.raises(ValueError, match=r"^6 of 0 is more than all\."):
        share(6, 0)


# Rounding and writing --------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (-0.4, 0, "0"),
        (2.675, 2, "2.68"),
        (82.45, 1, "82.5"),
        (81.900000000000006, 1, "81.9"),
        (5047, 0, "5,047"),
        (402, 0, "402"),
        (1234567.891, 1, "1,234,567.9"),
        (0, 1, "0.0"),
        (1e-9, 1, "0.0"),
        (Decimal("0.25"), 1, "0.3"),
        (10**30, 0, "1," + ",".join(["000"] * 10)),
    ],
)
def test_halves_go_away_from_zero_as_a_person_reads_them(value: float, places: int, written: str) -> None:
    assert write_number(value, places) == written


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_rounding_never_moves_a_figure_by_more_than_half_a_step(top: int, bottom: int, places: int) -> None:
    exact = Rate(top, bottom, 1).exact

    near = rounded(exact, places)

    assert abs(Rate(1, 1, 1).exact * near.as_integer_ratio()[0] / near.as_integer_ratio()[1] - exact) * 2 <= (
        Rate(1, 10**places, 1).exact
    )
    assert -near.as_tuple().exponent == places  # type: ignore[operator]
    assert rounded(-exact, places) == -near
    assert "-0" not in write_number(exact, places)[:2] or near < 0


# After suppression -----------------------------------------------------------


def test_a_rate_of_something_hidden_is_hidden() -> None:
    assert from_shown(Hidden.SMALL, 50) is Hidden.SMALL
    assert from_shown(48, Hidden.PROTECTS) is Hidden.PROTECTS
    assert from_shown(Hidden.SMALL, None) is Hidden.SMALL
    assert from_shown(None, 50) is None
    assert from_shown(12, 0) is None
    assert from_shown(12, 48) == Rate(12, 48, 100)
    assert from_shown(12, 48, per=10_000) == Rate(12, 48, 10_000)


# Intervals -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857-872, table I, score method without continuity correction
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.0, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_the_interval_of_a_share_is_the_published_one(
    numerator: int, denominator: int, low: float, high: float
) -> None:
    part = share(numerator, denominator)

    assert part is not None
    assert wilson(part) == pytest.approx((low, high), abs=0.005)


def test_only_a_share_has_an_interval() -> None:
    for other in (Rate(1, 2, 10_000), Rate(3, 2, 100)):
        with pytest.raises(ValueError, match="Only a share has this interval"):
            wilson(other)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share_and_stays_between_none_and_all(inside: int, outside: int) -> None:
    part = share(inside, inside + outside)

    if part is not None:
        low, high = wilson(part)
        assert 0 <= low <= part.value + 1e-9
        assert part.value - 1e-9 <= high <= 100
