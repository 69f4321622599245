"""Loose ends: each way a thread can be broken, on lists of plain knots; and what holds of any list whatever."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from priorities.knots import WORDS, Knot, Result, Slack, Stage, Standing, loose_ends, neighbours

ON = date(2026, 11, 23)
LONG_AGO, LATELY = date(2026, 1, 10), date(2026, 11, 1)
MEASURE = Knot("m", Stage.MEASURE, "", "Fathers at conferences")
ACCEPTED = Knot("r", Stage.RECOMMENDATION, "", "Invite fathers", "Accepted", LONG_AGO)
DONE = Knot("a", Stage.ACTION, "", "Letters", date=LONG_AGO, ties=("r",), due=date(2026, 8, 31), owner="Dale (schools)")
UNDER_WAY = replace(DONE, standing=Standing.GOING)
PROVEN = replace(DONE, standing=Standing.PROVEN, result=Result.BETTER, due=None)


def said(*knots, on=ON, sees_all=True):
    return [(end.slack, end.key) for end in loose_ends([*knots, MEASURE], on=on, sees_all=sees_all)]


@pytest.mark.parametrize(
    ("knots", "found"),
    [
        pytest.param(
            [Knot("v", Stage.VOICE, "", "We wait", date=date(2025, 11, 22), standing=Standing.GOING)],
            [(Slack.UNHEARD, "v")],
            id="somebody told us and nothing changed",
        ),
        pytest.param([Knot("v", Stage.VOICE, "", "We wait", date=LONG_AGO)], [], id="a voice that changed something"),
        pytest.param(
            [Knot("f", Stage.FINDING, "", "Seldom invited", date=LONG_AGO)],
            [(Slack.UNASKED, "f")],
            id="a finding nobody made a recommendation of",
        ),
        pytest.param([Knot("f", Stage.FINDING, "", "New", date=LATELY)], [], id="a finding of this month has time"),
        pytest.param([Knot("f", Stage.FINDING, "", "Undated")], [], id="a finding without a date cannot be old"),
        pytest.param(
            [Knot("f", Stage.FINDING, "", "Told", date=LONG_AGO, ties=("v",)), Knot("v", Stage.VOICE, "", "We wait")],
            [(Slack.UNASKED, "f")],
            id="a voice behind a finding answers nothing",
        ),
        pytest.param(
            [replace(ACCEPTED, standing=Standing.GOING, due=date(2026, 11, 22))],
            [(Slack.UNANSWERED, "r")],
            id="an answer that was due yesterday",
        ),
        pytest.param([replace(ACCEPTED, standing=Standing.GOING, due=ON)], [], id="an answer that is due today"),
        pytest.param([ACCEPTED], [(Slack.UNTAKEN, "r")], id="accepted long ago, and no action"),
        pytest.param(
            [ACCEPTED, replace(PROVEN, standing=Standing.STOPPED)],
            [(Slack.UNTAKEN, "r")],
            id="accepted, and its only action was given up",
        ),
        pytest.param([replace(ACCEPTED, date=LATELY)], [], id="accepted this month, an action may follow"),
        pytest.param([replace(ACCEPTED, standing=Standing.STOPPED)], [], id="not accepted: the thread has ended"),
        pytest.param([ACCEPTED, PROVEN], [], id="an action proven to help"),
        pytest.param([ACCEPTED, replace(PROVEN, weak=True)], [(Slack.ONLY_WEAK, "r")], id="only a reminder"),
        pytest.param(
            [ACCEPTED, PROVEN, replace(PROVEN, key="b", weak=True)], [], id="a reminder beside a stronger action"
        ),
        pytest.param([replace(PROVEN, ties=())], [(Slack.UNCALLED, "a")], id="an action nobody calls for"),
        pytest.param([replace(PROVEN, ties=(), standing=Standing.STOPPED)], [], id="an action that was dropped"),
        pytest.param([ACCEPTED, UNDER_WAY], [(Slack.LATE, "a")], id="an action past its day"),
        pytest.param([ACCEPTED, replace(UNDER_WAY, due=ON)], [], id="an action due today"),
        pytest.param([ACCEPTED, DONE], [(Slack.UNPROVEN, "a")], id="done, and its impact test is late"),
        pytest.param([ACCEPTED, replace(DONE, due=None)], [], id="done, and no test is owed"),
        pytest.param(
            [ACCEPTED, replace(PROVEN, result=Result.SAME)], [(Slack.NO_EFFECT, "a")], id="tested, no difference"
        ),
        pytest.param(
            [Knot("x", Stage.RE_AUDIT, "", "Again", date=LATELY, result=Result.WORSE)],
            [(Slack.NO_BETTER, "x")],
            id="a re-audit that is worse",
        ),
        pytest.param(
            [Knot("x", Stage.RE_AUDIT, "", "Again", date=LATELY, result=Result.BETTER)],
            [],
            id="a re-audit that is better",
        ),
        pytest.param(
            [Knot("x", Stage.RE_AUDIT, "", "Again", result=Result.SAME, standing=Standing.PLANNED)],
            [],
            id="a re-audit to come",
        ),
    ],
)  # fmt: skip
def test_each_way_a_thread_can_be_broken(knots, found):
    assert said(*knots) == found


def test_a_priority_no_measure_watches_is_a_loose_end_of_the_whole():
    ends = loose_ends([ACCEPTED, PROVEN], on=ON)

    assert [(end.slack, end.key) for end in ends] == [(Slack.UNWATCHED, "")]


def test_a_priority_without_any_knot_has_no_loose_end():
    assert loose_ends([], on=ON) == []


def test_whoever_sees_a_part_only_is_not_told_that_something_is_missing():
    late = replace(UNDER_WAY, ties=("r",))

    assert said(ACCEPTED, replace(PROVEN, ties=()), sees_all=False) == []
    assert said(ACCEPTED, late, sees_all=False) == [(Slack.LATE, "a")]


def test_a_loose_end_says_since_when_who_answers_and_where_it_is_mended():
    (end,) = loose_ends([ACCEPTED, replace(DONE, address="/priorities/actions/7/"), MEASURE], on=ON)

    assert end.sentence == "Its impact test was due on 31 August 2026. Dale (schools) answers for it."
    assert (end.age, end.address) == ("2 months", "/priorities/actions/7/")
    assert end.words.deed == "Record the impact test"


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, ""), (1, "1 day"), (13, "13 days"), (14, "2 weeks"), (59, "8 weeks"), (60, "2 months"), (729, "24 months"),
     (730, "2 years")],
)  # fmt: skip
def test_an_age_is_told_in_the_unit_people_use(days, age):
    (end,) = loose_ends([replace(UNDER_WAY, ties=("r",), due=ON - timedelta(days)), ACCEPTED, MEASURE], on=ON) or [None]

    assert (end.age if end else "") == age


def test_the_oldest_loose_end_comes_first():
    later = replace(UNDER_WAY, key="b", due=date(2026, 11, 1))

    assert said(ACCEPTED, later, UNDER_WAY) == [(Slack.LATE, "a"), (Slack.LATE, "b")]


def test_a_tie_counts_from_either_side_and_ties_to_the_unseen_are_passed_over():
    one, other = replace(ACCEPTED, ties=("a", "hidden", "r")), replace(PROVEN, ties=())

    assert neighbours([one, other]) == {"r": [other], "a": [one]}


def test_every_way_says_why_it_matters_and_which_deed_mends_it():
    assert all(words.why.endswith(".") and words.deed and words.title for words in WORDS.values())
    assert set(WORDS) == set(Slack)


KEYS = some.sampled_from("abcdefgh")
KNOTS = some.lists(
    some.builds(
        Knot,
        key=KEYS,
        stage=some.sampled_from(Stage),
        kind=some.just("kind"),
        title=some.text(max_size=20),
        date=some.none() | some.dates(date(2020, 1, 1), date(2027, 1, 1)),
        ties=some.lists(KEYS, max_size=4).map(tuple),
        standing=some.sampled_from(Standing),
        due=some.none() | some.dates(date(2020, 1, 1), date(2027, 1, 1)),
        result=some.none() | some.sampled_from(Result),
        weak=some.booleans(),
    ),
    unique_by=lambda knot: knot.key,
    max_size=8,
)


@given(knots=KNOTS)
def test_whatever_the_knots_every_loose_end_hangs_on_one_of_them_and_speaks_in_a_sentence(knots):
    keys = {knot.key for knot in knots} | {""}

    for end in loose_ends(knots, on=ON):
        assert end.key in keys
        assert end.sentence.endswith(".")
        assert end.since is None or end.since <= ON


@given(knots=KNOTS)
def test_whatever_the_knots_their_order_changes_nothing(knots):
    assert loose_ends(knots, on=ON) == loose_ends(knots[::-1], on=ON)


@given(knots=KNOTS)
def test_whatever_the_knots_seeing_less_never_brings_more(knots):
    everything = loose_ends(knots, on=ON)

    assert set(loose_ends(knots, on=ON, sees_all=False)) <= set(everything)
