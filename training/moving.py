"""One step of a booking: the legal move, the line of history, the line of the trail. Called under the event's lock."""

from datetime import datetime

from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal
from training.models import Booking, Step
from training.states import WORDS, State, may_follow


def go(booking: Booking, *, to: State, by: Person | None, hand: str, at: datetime, reason: str = "") -> Booking:
    """Move a booking to a state and write down who did it and why; Refusal when that state may not follow."""
    before = booking.state if booking.pk else ""
    if not may_follow(before, to):
        raise Refusal(f"This booking is “{WORDS[State(before)]}”; it cannot become “{WORDS[to]}”.")
    booking.state = to
    if to != State.OFFERED:
        booking.offer_until = None
    booking.save()
    Step.objects.create(
        booking=booking, from_state=before, to_state=to, by=by, hand=hand[:60], at=at, reason=reason[:400]
    )
    trail.leave(
        f"booking {WORDS[to].lower()}", by=by, about=booking, agency=booking.agency, event=booking.event_id,
    )  # fmt: skip
    return booking
