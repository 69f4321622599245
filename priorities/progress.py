"""How an action goes: its states, the one table of legal moves, and whether it is late, at risk or on track. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where an action stands (handbook 9). Overdue is no state: it is worked out."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    DONE = "done"
    EVIDENCED = "evidenced"
    IMPACT_TESTED = "impact_tested"
    CLOSED = "closed"
    SUPERSEDED = "superseded"
    NOT_PURSUED = "not_pursued"


STATE_WORDS = {
    State.PROPOSED: "Proposed",
    State.AGREED: "Agreed",
    State.ON_TRACK: "On track",
    State.AT_RISK: "At risk",
    State.DONE: "Done, awaiting evidence",
    State.EVIDENCED: "Evidenced",
    State.IMPACT_TESTED: "Impact tested",
    State.CLOSED: "Closed",
    State.SUPERSEDED: "Superseded",
    State.NOT_PURSUED: "Not pursued",
}
UNDER_WAY = frozenset({State.AGREED, State.ON_TRACK, State.AT_RISK})
ENDED = frozenset({State.CLOSED, State.SUPERSEDED, State.NOT_PURSUED})
LIVING = frozenset(State) - ENDED


class Strength(StrEnum):
    """How strongly an action changes what happens: after NSW Health's guide and the PSIRF rubrics (peers 4.2)."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


STRENGTH_WORDS = {Strength.STRONG: "Strong", Strength.MEDIUM: "Medium", Strength.WEAK: "Weak"}
STRENGTH_HELP = {
    Strength.STRONG: "changes how work is done, so that the right thing happens by itself: a step in a system, "
    "a shared team, a rule of who attends, money or posts",
    Strength.MEDIUM: "makes the right thing easier: a checklist, a template, supervision, a second person who looks",
    Strength.WEAK: "asks people to remember: training alone, a reminder, a new or changed policy, a newsletter",
}


class Hand(StrEnum):
    """Who makes a move."""

    OWNER = "the owner"
    KEEPER = "whoever agrees actions"
    TESTER = "somebody who tests impact and has not worked on the action"
    NIGHT = "the portal, at night"


@dataclass(frozen=True)
class Move:
    """One legal move: from which states to which, by whose hand, and what must be given with it."""

    key: str
    words: str
    begins: frozenset[State]
    ends: frozenset[State]
    hand: Hand
    needs: tuple[str, ...] = ()


def _move(
    key: str, words: str, begins: frozenset[State], ends: State | frozenset[State], hand: Hand, *needs: str
) -> Move:
    return Move(key, words, begins, frozenset({ends}) if isinstance(ends, State) else ends, hand, needs)


_PURSUED = UNDER_WAY | {State.PROPOSED}
_GOING = frozenset({State.ON_TRACK, State.AT_RISK})
# The table: nothing else moves an action.
MOVES: dict[str, Move] = {
    move.key: move
    for move in (
        _move("agree", "Agree", frozenset({State.PROPOSED}), State.AGREED, Hand.KEEPER),
        _move("report_progress", "Report progress", UNDER_WAY, _GOING, Hand.OWNER, "done", "next_step", "direction"),
        _move("mark_done", "Say that it is done", UNDER_WAY, State.DONE, Hand.OWNER, "done"),
        _move(
            "accept_evidence", "Accept the evidence", frozenset({State.DONE}), State.EVIDENCED, Hand.KEEPER, "evidence"
        ),
        _move("send_back", "Send back", frozenset({State.DONE}), State.AT_RISK, Hand.KEEPER, "reason"),
        _move(
            "test_impact",
            "Test the impact",
            frozenset({State.EVIDENCED}),
            State.IMPACT_TESTED,
            Hand.TESTER,
            "impact_type",
            "source",
            "rating",
            "text",
        ),
        _move(
            "reopen",
            "Reopen",
            frozenset({State.EVIDENCED, State.IMPACT_TESTED, State.CLOSED}),
            State.AGREED,
            Hand.TESTER,
            "reason",
            "due_on",
        ),
        _move("close", "Close", frozenset({State.IMPACT_TESTED}), State.CLOSED, Hand.KEEPER, "impact_test"),
        _move("supersede", "Supersede", _PURSUED, State.SUPERSEDED, Hand.KEEPER, "successor", "reason"),
        _move("not_pursue", "Do not pursue", _PURSUED, State.NOT_PURSUED, Hand.KEEPER, "reason", "until"),
        _move("take_up_again", "Take up again", frozenset({State.NOT_PURSUED}), State.PROPOSED, Hand.KEEPER, "reason"),
        _move("come_back", "Come back", frozenset({State.NOT_PURSUED}), State.PROPOSED, Hand.NIGHT),
    )
}


def moves_from(state: State) -> list[Move]:
    """The moves that may begin at a state, in the order of the table; going back comes after going on."""
    return sorted((move for move in MOVES.values() if state in move.begins), key=lambda move: move.key == "reopen")


def why_not(key: str, state: State) -> str:
    """Why a move may not begin at a state, in a sentence that says what to do; empty when it may. KeyError: no move."""
    move = MOVES[key]
    if state in move.begins:
        return ""
    if key == "close" and state in _PURSUED | {State.DONE, State.EVIDENCED}:
        missing = "evidence and an impact test" if state != State.EVIDENCED else "an impact test"
        return f"An action is closed after evidence and an impact test; this one still lacks {missing}."
    if key == "test_impact" and state in UNDER_WAY | {State.DONE}:
        return "The impact is tested once the evidence has been accepted; that has not happened yet."
    begins = " or ".join(f"“{STATE_WORDS[each]}”" for each in State if each in move.begins)
    return f"This action is “{STATE_WORDS[state]}”. “{move.words}” is for actions that are {begins}."


# How it goes -----------------------------------------------------------------


class Light(StrEnum):
    """What a glance should say."""

    LATE = "late"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"
    PROVING = "proving"
    PROPOSED = "proposed"
    ENDED = "ended"


LIGHT_WORDS = {
    Light.LATE: "Late",
    Light.AT_RISK: "At risk",
    Light.ON_TRACK: "On track",
    Light.PROVING: "To be proven",
    Light.PROPOSED: "To be agreed",
    Light.ENDED: "Ended",
}


@dataclass(frozen=True)
class Standing:
    """A light, and the sentence that says why."""

    light: Light
    why: str

    @property
    def words(self) -> str:
        """The light in words."""
        return LIGHT_WORDS[self.light]


@dataclass(frozen=True)
class Facts:
    """What is known of an action; `told_on` is the day of its last progress update, or when it was agreed."""

    state: State
    due_on: date
    told_on: date | None = None
    impact_due_on: date | None = None
    worse: bool = False
    ownerless: bool = False


def is_overdue(state: State, due_on: date, on: date) -> bool:
    """Whether an action that was agreed is not done though its day has passed."""
    return state in UNDER_WAY and due_on < on


def impact_is_overdue(state: State, impact_due_on: date | None, on: date) -> bool:
    """Whether an impact test should have taken place."""
    return state == State.EVIDENCED and impact_due_on is not None and impact_due_on < on


def is_silent(facts: Facts, on: date, *, silent_after: int) -> bool:
    """Whether nobody has said anything about an action under way for more days than the rule allows."""
    return facts.state in UNDER_WAY and facts.told_on is not None and on - facts.told_on > timedelta(days=silent_after)


def standing(facts: Facts, on: date, *, silent_after: int) -> Standing:
    """How an action goes on a day, and why; the worst reason wins. `silent_after` is in days."""
    if facts.state in ENDED:
        return Standing(Light.ENDED, f"{STATE_WORDS[facts.state]}.")
    if facts.state in UNDER_WAY:
        return _under_way(facts, on, silent_after=silent_after)
    if impact_is_overdue(facts.state, facts.impact_due_on, on):
        return Standing(Light.LATE, f"The impact test was due on {_day(facts.impact_due_on)}.")
    if facts.state == State.PROPOSED:
        return Standing(Light.PROPOSED, "Nobody has agreed it yet.")
    return Standing(Light.PROVING, _to_be_proven(facts))


def _under_way(facts: Facts, on: date, *, silent_after: int) -> Standing:
    if is_overdue(facts.state, facts.due_on, on):
        return Standing(Light.LATE, f"{_days((on - facts.due_on).days)} past its date.")
    if facts.ownerless:
        return Standing(Light.AT_RISK, "Its owner has left; nobody else has been named.")
    if facts.state == State.AT_RISK:
        return Standing(Light.AT_RISK, "Its owner says so.")
    if facts.worse:
        return Standing(Light.AT_RISK, "The last update says it is getting worse.")
    if is_silent(facts, on, silent_after=silent_after):
        return Standing(Light.AT_RISK, f"No update since {_day(facts.told_on)}.")
    return Standing(Light.ON_TRACK, f"Due on {_day(facts.due_on)}.")


def _to_be_proven(facts: Facts) -> str:
    if facts.state == State.DONE:
        return "Said to be done; the evidence is still to be accepted."
    if facts.state == State.EVIDENCED:
        return f"Done and evidenced; the impact test is due on {_day(facts.impact_due_on)}."
    return "The impact has been tested; it can be closed."


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day not yet set"


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# Answers -----------------------------------------------------------------


def only_weak(strengths: list[Strength]) -> bool:
    """Whether an answer is made of weak actions only (and of at least one)."""
    return bool(strengths) and all(each == Strength.WEAK for each in strengths)
