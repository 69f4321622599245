"""The states of an action, the table of moves, and what a glance says."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies

from priorities import progress
from priorities.progress import Facts, Light, State, Strength

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("key", "state"),
    [
        ("agree", State.PROPOSED),
        ("report_progress", State.AGREED),
        ("report_progress", State.AT_RISK),
        ("mark_done", State.ON_TRACK),
        ("accept_evidence", State.DONE),
        ("send_back", State.DONE),
        ("test_impact", State.EVIDENCED),
        ("reopen", State.CLOSED),
        ("close", State.IMPACT_TESTED),
        ("supersede", State.PROPOSED),
        ("not_pursue", State.AT_RISK),
        ("come_back", State.NOT_PURSUED),
    ],
)
def test_a_move_of_the_table_is_legal(key, state):
    assert progress.why_not(key, state) == ""


@pytest.mark.parametrize(
    ("key", "state", "sentence"),
    [
        (
            "close",
            State.ON_TRACK,
            "An action is closed after evidence and an impact test; this one still lacks evidence and an impact test.",
        ),
        (
            "close",
            State.EVIDENCED,
            "An action is closed after evidence and an impact test; this one still lacks an impact test.",
        ),
        (
            "test_impact",
            State.DONE,
            "The impact is tested once the evidence has been accepted; that has not happened yet.",
        ),
        ("agree", State.CLOSED, "This action is “Closed”. “Agree” is for actions that are “Proposed”."),
        (
            "mark_done",
            State.PROPOSED,
            (
                "This action is “Proposed”. “Say that it is done” is for actions that are “Agreed” or “On track” or "
                "“At risk”."
            ),
        ),
    ],
)
def test_any_other_move_is_refused_in_a_sentence(key, state, sentence):
    assert progress.why_not(key, state) == sentence


def test_no_action_reaches_closed_without_evidence_and_an_impact_test():
    reached = {state: move.key for move in progress.MOVES.values() for state in move.ends}

    assert {move.key for move in progress.MOVES.values() if State.CLOSED in move.ends} == {"close"}
    assert progress.MOVES["close"].begins == {State.IMPACT_TESTED}
    assert reached[State.IMPACT_TESTED] == "test_impact"
    assert progress.MOVES["test_impact"].begins == {State.EVIDENCED}
    assert reached[State.EVIDENCED] == "accept_evidence"


@pytest.mark.parametrize("state", [each for each in State if each != State.SUPERSEDED])
def test_every_state_but_superseded_has_a_way_out(state):
    assert progress.moves_from(state) != []


def test_what_is_superseded_stays_so():
    assert progress.moves_from(State.SUPERSEDED) == []


@pytest.mark.parametrize(
    ("facts", "light", "why"),
    [
        (Facts(State.ON_TRACK, ON - timedelta(days=1)), Light.LATE, "1 day past its date."),
        (Facts(State.AGREED, ON - timedelta(days=40)), Light.LATE, "40 days past its date."),
        (
            Facts(State.ON_TRACK, ON, ownerless=True),
            Light.AT_RISK,
            "Its owner has left; nobody else has been named.",
        ),
        (Facts(State.AT_RISK, ON), Light.AT_RISK, "Its owner says so."),
        (Facts(State.ON_TRACK, ON, worse=True), Light.AT_RISK, "The last update says it is getting worse."),
        (Facts(State.ON_TRACK, ON, told_on=date(2026, 9, 23)), Light.AT_RISK, "No update since 23 September 2026."),
        (Facts(State.ON_TRACK, ON, told_on=date(2026, 9, 24)), Light.ON_TRACK, "Due on 23 November 2026."),
        (Facts(State.AGREED, ON), Light.ON_TRACK, "Due on 23 November 2026."),
        (Facts(State.PROPOSED, ON - timedelta(days=9)), Light.PROPOSED, "Nobody has agreed it yet."),
        (
            Facts(State.DONE, ON - timedelta(days=9)),
            Light.PROVING,
            "Said to be done; the evidence is still to be accepted.",
        ),
        (
            Facts(State.EVIDENCED, ON, impact_due_on=date(2027, 5, 1)),
            Light.PROVING,
            "Done and evidenced; the impact test is due on 1 May 2027.",
        ),
        (
            Facts(State.EVIDENCED, ON),
            Light.PROVING,
            "Done and evidenced; the impact test is due on a day not yet set.",
        ),
        (
            Facts(State.EVIDENCED, ON, impact_due_on=date(2026, 11, 1)),
            Light.LATE,
            "The impact test was due on 1 November 2026.",
        ),
        (Facts(State.IMPACT_TESTED, ON), Light.PROVING, "The impact has been tested; it can be closed."),
        (Facts(State.CLOSED, ON - timedelta(days=400)), Light.ENDED, "Closed."),
        (Facts(State.NOT_PURSUED, ON - timedelta(days=400)), Light.ENDED, "Not pursued."),
    ],
)
def test_a_glance_says_how_an_action_goes_and_why(facts, light, why):
    standing = progress.standing(facts, ON, silent_after=60)

    assert (standing.light, standing.why) == (light, why)
    assert standing.words == progress.LIGHT_WORDS[light]


@given(
    state=strategies.sampled_from(State),
    due_in=strategies.integers(-400, 400),
    told=strategies.none() | strategies.integers(0, 400),
)
def test_only_what_is_agreed_and_not_done_is_ever_overdue(state, due_in, told):
    due_on = ON + timedelta(days=due_in)
    facts = Facts(state, due_on, told_on=None if told is None else ON - timedelta(days=told))

    standing = progress.standing(facts, ON, silent_after=60)

    assert progress.is_overdue(state, due_on, ON) == (state in progress.UNDER_WAY and due_in < 0)
    assert (standing.light == Light.LATE) == progress.is_overdue(state, due_on, ON)


@pytest.mark.parametrize(
    ("strengths", "weak"),
    [
        ([], False),
        ([Strength.WEAK], True),
        ([Strength.WEAK, Strength.WEAK], True),
        ([Strength.WEAK, Strength.STRONG], False),
    ],
)
def test_an_answer_is_weak_when_all_its_actions_are(strengths, weak):
    assert progress.only_weak(strengths) == weak


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 23), 6, date(2027, 5, 23)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, later):
    assert progress.months_after(day, months) == later
