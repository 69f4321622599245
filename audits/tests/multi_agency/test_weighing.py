"""What few grades can tell, against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.multi_agency import weighing
from audits.multi_agency.weighing import Direction, Spread


def pairs_of(table):
    return [(a, b) for a, row in enumerate(table, 1) for b, count in enumerate(row, 1) for _ in range(count)]


def each_a_case(pairs):
    return [[pair] for pair in pairs]


# SAS's printout (PROC FREQ, AGREE) as the tests of statsmodels hold it (stats/tests/test_inter_rater.py, table10):
# weighted kappa 0.4701 with asymptotic error 0.1457 and 95% limits 0.1845 to 0.7558.
SAS = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
# M. Hout and others (1987), in A. Agresti, Categorical Data Analysis: 91 couples. Kappa worked out from its definition.
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]


def by_definition(table):
    """One minus the disagreement seen over that of chance, each step weighing the same (Cohen, 1968)."""
    cells = [(a, b, count) for a, row in enumerate(table) for b, count in enumerate(row)]
    whole = sum(count for *_, count in cells)
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    seen = sum(abs(a - b) * count for a, b, count in cells) / whole
    return 1 - seen / (sum(abs(a - b) * rows[a] * columns[b] for a, b, _ in cells) / whole**2)


def test_weighted_kappa_is_that_of_sas_and_its_error_near_where_each_pair_is_a_case_of_its_own():
    found = weighing.two_graders(each_a_case(pairs_of(SAS)), steps=3)

    assert found.counted.kappa == pytest.approx(0.4701, abs=0.00005)
    # The two ways to the error agree for large samples only; 19 pairs are few.
    assert (found.high - found.low) / 2 / weighing.t_95(18) == pytest.approx(0.1457, rel=0.1)


def test_weighted_kappa_of_a_table_of_four_grades():
    found = weighing.two_graders(each_a_case(pairs_of(COUPLES)), steps=4)

    assert found.counted.kappa == pytest.approx(by_definition(COUPLES), abs=1e-12)
    assert (found.counted.same, found.within_one, found.counted.pairs, found.cases) == (33, 68, 91, 91)


def test_sections_of_one_case_that_go_the_same_way_make_the_interval_wider():
    pairs = pairs_of(COUPLES)[:90]
    alone = weighing.two_graders(each_a_case(pairs), steps=4)
    together = weighing.two_graders([pairs[at : at + 10] for at in range(0, 90, 10)], steps=4)

    assert together.counted == alone.counted
    assert together.high - together.low > 1.2 * (alone.high - alone.low)
    assert together.sentence.endswith("it takes the 9 cases as its unit, because grades of one case hang together).")


# Student's t, two-sided 5%, as every table prints it.
@pytest.mark.parametrize(("freedom", "t"), [(4, 2.776), (5, 2.571), (9, 2.262), (18, 2.101), (30, 2.042), (120, 1.980)])
def test_students_t_is_that_of_the_tables(freedom, t):
    assert weighing.t_95(freedom) == pytest.approx(t, abs=0.01)
    with pytest.raises(ValueError, match="four degrees"):
        weighing.t_95(3)


def test_four_cases_have_no_kappa_and_no_percentage_however_many_their_sections():
    found = weighing.two_graders([[(1, 2), (2, 2), (3, 3), (4, 4)]] * 4, steps=4)

    assert (found.low, found.high) == (None, None)
    assert found.sentence == (
        "12 of 16 grades are the same, 16 of 16 within one step. "
        "That is too few cases, or too little spread, for a weighted kappa."
    )


def test_graders_who_always_say_good_have_no_kappa():
    assert weighing.two_graders([[(3, 3)]] * 20, steps=4).low is None
    assert weighing.two_graders([], steps=4).sentence == "Nothing has been graded twice yet."


@given(st.lists(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=6), max_size=12))
def test_an_interval_of_kappa_holds_kappa_and_stays_within_one(cases):
    found = weighing.two_graders(cases, steps=4)

    if found.low is not None:
        assert -1 <= found.low <= found.counted.kappa <= found.high <= 1


# R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10, rows (a), (b), (d), (e) and the one of
# 10/10 and 0/20; DescTools::BinomDiffCI(..., method = "score") of R gives the same.
@pytest.mark.parametrize(("now", "before", "low", "high", "direction"), [
    ((56, 70), (48, 80), 5.24, 33.39, Direction.BETTER), ((9, 10), (3, 10), 17.05, 80.90, Direction.BETTER),
    ((10, 10), (0, 20), 67.91, 100.0, Direction.BETTER), ((5, 56), (0, 29), -3.81, 19.26, Direction.UNCLEAR),
    ((0, 10), (0, 20), -16.11, 27.75, Direction.UNCLEAR),
])  # fmt: skip
def test_the_interval_of_a_difference_is_newcombes(now, before, low, high, direction):
    found = weighing.difference(before, now)

    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)
    assert found.direction == direction


def test_three_of_eight_and_six_of_eight_are_too_few_to_tell():
    found = weighing.difference((3, 8), (6, 8))

    assert found.direction == Direction.UNCLEAR
    assert found.sentence == "3 of 8, then 6 of 8: so few cases cannot tell whether it changed."


def test_where_nothing_was_graded_nothing_is_compared():
    assert weighing.difference((0, 0), (6, 8)).sentence == "Not graded both times."
    with pytest.raises(ValueError, match="9 of 8 is no share"):
        weighing.difference((9, 8), (1, 8))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_difference_turned_round_is_the_other_way(a, b, c, d):
    one, other = weighing.difference((a, a + b), (c, c + d)), weighing.difference((c, c + d), (a, a + b))

    if one.low is not None:
        assert -100 - 1e-9 <= one.low <= one.high <= 100 + 1e-9
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=1e-9)


def test_fewer_than_five_cases_have_no_percentage():
    assert weighing.share_in_words(3, 4) == "3 of 4"
    assert weighing.share_in_words(3, 5) == "3 of 5 (60%)"
    assert Spread((("good", "Good", 2), ("poor", "Poor", 2)), 2).sentence == "2 of 4 good or better"
    assert Spread((("good", "Good", 0),), 0, 3).sentence == "No case could be graded."
