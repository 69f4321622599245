"""How far two graders agree: a published example, and what must hold for whatever they say."""

import pytest
from hypothesis import given, strategies

from audits.agreement import compare

PAIRS = strategies.lists(strategies.tuples(strategies.integers(1, 4), strategies.integers(1, 4)))


def test_the_counts_and_the_sentence():
    found = compare([(4, 4), (4, 3), (3, 1), (1, 2)], steps=4)

    assert (found.pairs, found.same, found.near, found.first_higher, found.second_higher) == (4, 1, 2, 2, 1)
    assert found.share_same == 25
    assert found.in_words("the agency") == (
        "1 of 4 grades are the same, 2 are one step apart. Where they differ, the agency grades higher twice and lower "
        "once."
    )


def test_kappa_by_hand():
    # 2 x 2 table 20, 5, 10, 15 (the usual textbook example): observed 0.7, expected 0.5, kappa 0.4.
    pairs = [(1, 1)] * 20 + [(1, 2)] * 5 + [(2, 1)] * 10 + [(2, 2)] * 15

    assert compare(pairs, steps=2).kappa == pytest.approx(0.4)


def test_nothing_to_compare_has_no_kappa():
    assert compare([], steps=4).kappa is None
    assert compare([(2, 2), (2, 2)], steps=4).kappa is None


def test_a_grade_off_the_scale_is_a_mistake():
    with pytest.raises(ValueError):
        compare([(0, 1)], steps=4)


@given(PAIRS)
def test_the_counts_add_up_and_kappa_has_its_bounds(pairs):
    found = compare(pairs, steps=4)

    assert found.same + found.first_higher + found.second_higher == found.pairs == len(pairs)
    assert found.kappa is None or -1 <= found.kappa <= 1


@given(PAIRS)
def test_it_does_not_matter_who_is_named_first(pairs):
    one, other = compare(pairs, steps=4), compare([(b, a) for a, b in pairs], steps=4)

    assert (one.same, one.near, one.first_higher) == (other.same, other.near, other.second_higher)
    assert (one.kappa is None) == (other.kappa is None)
    assert one.kappa is None or one.kappa == pytest.approx(other.kappa)


@given(PAIRS.filter(lambda pairs: len({a for a, _ in pairs}) > 1))
def test_who_always_agrees_has_a_kappa_of_one(pairs):
    assert compare([(a, a) for a, _ in pairs], steps=4).kappa == pytest.approx(1)
