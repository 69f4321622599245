"""What few grades can tell, against published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.multi_agency import weighing
from audits.multi_agency.weighing import Direction, Spread


def pairs_of(table):
    return [(a, b) for a, row in enumerate(table, 1) for b, count in enumerate(row, 1) for _ in range(count)]


# M. Hout and others (1987), in A. Agresti, Categorical Data Analysis: husbands and wives; kappa as R's vcd prints it.
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
# The same, from a table of three grades; R's vcd prints 0.4701 with error 0.1457 for equal-spacing weights.
THREE = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]


def test_weighted_kappa_and_its_error_are_the_published_ones():
    found = weighing.two_graders(pairs_of(COUPLES), steps=4)

    assert found.counted.kappa == pytest.approx(0.2374, abs=0.00005)
    assert weighing.kappa_error(pairs_of(COUPLES), steps=4) == pytest.approx(0.0783, abs=0.00005)
    assert (found.low, found.high) == pytest.approx((0.0839, 0.3909), abs=0.0002)
    assert (found.counted.same, found.within_one, found.counted.pairs) == (33, 68, 91)


def test_a_second_table_gives_its_published_kappa_too():
    found = weighing.two_graders(pairs_of(THREE), steps=3)

    assert found.counted.kappa == pytest.approx(0.4701, abs=0.0001)
    assert weighing.kappa_error(pairs_of(THREE), steps=3) == pytest.approx(0.1457, abs=0.0001)


@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 2)), min_size=1, max_size=60))
def test_with_two_grades_the_error_is_that_of_plain_kappa(pairs):
    """By the other way of writing it: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 18.19."""
    p = {(a, b): pairs.count((a, b)) / len(pairs) for a in (1, 2) for b in (1, 2)}
    row, column = ({n: sum(v for key, v in p.items() if key[at] == n) for n in (1, 2)} for at in (0, 1))
    chance = sum(row[n] * column[n] for n in (1, 2))
    found = weighing.kappa_error(pairs, steps=2)
    if found is None:
        assert chance == 1
        return
    kappa = (p[1, 1] + p[2, 2] - chance) / (1 - chance)
    a = sum(p[n, n] * (1 - (row[n] + column[n]) * (1 - kappa)) ** 2 for n in (1, 2))
    b = (1 - kappa) ** 2 * sum(p[i, j] * (column[i] + row[j]) ** 2 for i, j in ((1, 2), (2, 1)))
    c = (kappa - chance * (1 - kappa)) ** 2

    assert found**2 == pytest.approx(max(0, a + b - c) / len(pairs) / (1 - chance) ** 2, abs=1e-9)


def test_a_few_pairs_have_no_kappa_and_say_so():
    found = weighing.two_graders([(1, 2), (2, 2), (3, 3), (4, 4)], steps=4)

    assert (found.low, found.high) == (None, None)
    assert found.sentence == (
        "3 of 4 grades are the same, 4 of 4 within one step. "
        "That is too few, or too little spread, for a weighted kappa."
    )


def test_graders_who_always_say_good_have_no_kappa():
    assert weighing.two_graders([(3, 3)] * 20, steps=4).low is None
    assert weighing.two_graders([], steps=4).sentence == "Nothing has been graded twice yet."


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=60))
def test_an_interval_of_kappa_holds_kappa_and_stays_within_one(pairs):
    found = weighing.two_graders(pairs, steps=4)

    if found.low is not None:
        assert -1 <= found.low <= found.counted.kappa <= found.high <= 1


# R. G. Newcombe (1998), table II, method 10: 56/70 and 48/80; 9/10 and 3/10; 10/10 and 0/10.
@pytest.mark.parametrize(("now", "before", "low", "high"), [
    ((56, 70), (48, 80), 5.24, 33.39), ((9, 10), (3, 10), 17.05, 80.90), ((10, 10), (0, 10), 60.75, 100.0),
])  # fmt: skip
def test_the_interval_of_a_difference_is_newcombes(now, before, low, high):
    found = weighing.difference(before, now)

    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)
    assert found.direction == Direction.BETTER


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
