"""The states of a booking, what each means for the seats of an event, and which may follow which. Pure.

The states of peers.md 9.2, and three more: declined by the manager, lapsed, and given to a colleague.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a booking stands; the value is how it is stored."""

    AWAITING = "awaiting"
    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    DECLINED = "declined"
    LAPSED = "lapsed"
    EARLY = "cancelled_early"
    LATE = "cancelled_late"
    GIVEN = "given_away"
    MOVED = "moved"
    CALLED_OFF = "called_off"
    ATTENDED = "attended"
    PART = "part_attended"
    ABSENT = "absent"


WORDS: dict[State, str] = {
    State.AWAITING: "Waits for approval",
    State.WAITING: "On the waiting list",
    State.OFFERED: "Place offered",
    State.BOOKED: "Booked",
    State.DECLINED: "Not approved",
    State.LAPSED: "Lapsed",
    State.EARLY: "Cancelled in time",
    State.LATE: "Cancelled late",
    State.GIVEN: "Given to a colleague",
    State.MOVED: "Moved to another date",
    State.CALLED_OFF: "Event cancelled",
    State.ATTENDED: "Attended",
    State.PART: "Attended in part",
    State.ABSENT: "Did not come",
}
# A person has at most one of these for an event.
LIVING = (State.AWAITING, State.WAITING, State.OFFERED, State.BOOKED)
# Each of these takes a seat: an offer holds one until it runs out, so that no seat is promised twice.
SEATED = (State.OFFERED, State.BOOKED, State.ATTENDED, State.PART)
CAME = (State.ATTENDED, State.PART)
REGISTERED = (State.BOOKED, State.ATTENDED, State.PART, State.ABSENT)
ENDED = tuple(state for state in State if state not in LIVING)

_GOES = (State.EARLY, State.LATE, State.MOVED, State.CALLED_OFF, State.LAPSED)
# Legal moves, defined once; "" is the beginning.
MOVES: dict[str, tuple[State, ...]] = {
    "": (State.AWAITING, State.WAITING, State.BOOKED),
    State.AWAITING: (State.WAITING, State.BOOKED, State.DECLINED, *_GOES),
    State.WAITING: (State.OFFERED, State.BOOKED, *_GOES),
    State.OFFERED: (State.BOOKED, State.WAITING, *_GOES),
    State.BOOKED: (State.EARLY, State.LATE, State.GIVEN, State.MOVED, State.CALLED_OFF,
                   State.ATTENDED, State.PART, State.ABSENT),
    State.ATTENDED: (State.PART, State.ABSENT, State.BOOKED),
    State.PART: (State.ATTENDED, State.ABSENT, State.BOOKED),
    State.ABSENT: (State.ATTENDED, State.PART, State.BOOKED),
}  # fmt: skip


def may_follow(before: str, after: str) -> bool:
    """Whether a booking may go from one state ("" for none yet) to another."""
    return after in MOVES.get(before, ())
