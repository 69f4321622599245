"""Phases, even spread, weighted marks, disagreement: pure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commendations.phases import Dates, Phase, result, spread, weighted

DATES = Dates(date(2027, 1, 4), date(2027, 1, 31), date(2027, 2, 7), date(2027, 2, 21), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("on", "phase"),
    [
        (date(2027, 1, 3), Phase.COMING),
        (date(2027, 1, 4), Phase.NOMINATE),
        (date(2027, 1, 31), Phase.NOMINATE),
        (date(2027, 2, 1), Phase.SCREEN),
        (date(2027, 2, 8), Phase.SCORE),
        (date(2027, 2, 21), Phase.SCORE),
        (date(2027, 2, 22), Phase.DECIDE),
        (date(2027, 3, 1), Phase.ANNOUNCE),
    ],
)
def test_a_day_lies_in_one_phase(on, phase):
    assert DATES.phase(on) == phase


@given(
    may_read=some.dictionaries(
        some.integers(1, 12), some.sets(some.sampled_from(range(100, 106))).map(sorted), max_size=8
    ),
    each=some.integers(1, 4),
)
def test_nobody_reads_what_is_barred_or_one_thing_twice_and_nothing_lacks_a_reader_it_could_have(may_read, each):
    given_out = spread(may_read, each=each)

    assert set(given_out) == set(may_read)
    for nomination, judges in given_out.items():
        assert len(set(judges)) == len(judges) == min(each, len(may_read[nomination]))
        assert set(judges) <= set(may_read[nomination])


@given(nominations=some.integers(1, 40), judges=some.integers(2, 8), each=some.integers(1, 4))
def test_without_conflicts_nobody_reads_two_more_than_another(nominations, judges, each):
    given_out = spread({n: list(range(judges)) for n in range(nominations)}, each=each)

    loads = [sum(judge in chosen for chosen in given_out.values()) for judge in range(judges)]
    assert max(loads) - min(loads) <= 1


def test_marks_count_by_their_weight():
    assert weighted([(5, 3), (1, 1)]) == 4.0
    with pytest.raises(ValueError, match="No marks"):
        weighted([])


def test_judges_far_apart_are_asked_to_talk():
    assert [result(means).disagree for means in ([], [3.0], [3.0, 4.4], [2.0, 3.5])] == [False, False, False, True]
    assert result([4.0, 3.0]).in_words == "3.5"
    assert result([]).in_words == "Nothing yet"
