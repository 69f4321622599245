"""What happened at a course of the past: who asked, waited, was offered a place, cancelled, came or did not. Pure.

Played out moment by moment, so that no event ever has more people than places and each history is one that the verbs
of training could have made. Planted for the charts: from month 9 before the last one on fewer stay away (the second
reminder began then); people of the agencies in CARELESS stay away more than twice as often.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from training import clock
from training.states import State

STAYS_AWAY, STAYS_AWAY_NOW, CARELESS_FACTOR = 0.12, 0.065, 2.4
CANCELS_IN_TIME, CANCELS_LATE = 0.10, 0.05
TAKES_OFFER, APPROVED, IN_PART = 0.8, 0.97, 0.10
LEARNER, MANAGER, PORTAL, REGISTER = "the learner", "the line manager, by a signed page", "the portal", "the register"


class Turn(NamedTuple):
    """One step of a history."""

    to: State
    at: datetime
    hand: str
    reason: str


@dataclass(eq=False)
class Story:
    """Somebody who asked for a place: the number of his or her hat, the steps, and the marks of each session."""

    hat: int
    on_behalf: str
    stays_away: float
    turns: list[Turn] = field(default_factory=list)
    waits_since: datetime | None = None
    approved_at: datetime | None = None
    marks: list[bool] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Where it stands now."""
        return self.turns[-1].to if self.turns else ""


@dataclass(frozen=True)
class Terms:
    """The terms of an event that decide what becomes of those who ask."""

    places: int
    starts_at: datetime
    closed_at: datetime
    free_until: datetime
    offers_until: datetime
    sessions: int
    needs_approval: bool
    offer_hours: int
    near_days: int
    near_hours: int


class Play:
    """One event from the first who asks to the closed register."""

    def __init__(self, terms: Terms, rng: np.random.Generator) -> None:
        self.terms, self.rng = terms, rng
        self.seated = self.count = 0
        self.queue: deque[Story] = deque()
        self.to_come: list[tuple[datetime, int, str, Story]] = []

    def run(self, asks: Iterable[tuple[datetime, Story]]) -> list[Story]:
        """Everybody's story; no two moments are the same within one story."""
        stories = []
        for at, story in asks:
            stories.append(story)
            self._later(at, "ask", story)
        while self.to_come and self.to_come[0][0] < self.terms.starts_at:
            at, _, what, story = heappop(self.to_come)
            getattr(self, f"_{what}")(story, at)
        for story in stories:
            self._end(story)
        return [story for story in stories if story.turns]

    def _ask(self, story: Story, at: datetime) -> None:
        if self.terms.needs_approval and not story.on_behalf:
            self._turn(story, State.AWAITING, at, LEARNER, "It needs approval.")
            answer = "approve" if self.rng.random() < APPROVED else "decline"
            self._later(at + timedelta(hours=float(self.rng.uniform(1, 50))), answer, story)
            return
        story.approved_at = at if self.terms.needs_approval else None
        self._seat(story, at, since=at, hand=story.on_behalf or LEARNER)

    def _approve(self, story: Story, at: datetime) -> None:
        story.approved_at = at
        self._seat(story, at, since=story.turns[0].at, hand=MANAGER, before="Approved. ")

    def _decline(self, story: Story, at: datetime) -> None:
        self._turn(story, State.DECLINED, at, MANAGER, "The team is short of people that week.")

    def _seat(self, story: Story, at: datetime, *, since: datetime, hand: str, before: str = "") -> None:
        if self.seated < self.terms.places and not self.queue:
            self.seated += 1
            self._turn(story, State.BOOKED, at, hand, f"{before}There was a free place.")
            self._perhaps_cancels(story, at)
            return
        story.waits_since = since
        self.queue.append(story)
        self._turn(story, State.WAITING, at, hand, f"{before}Every place is taken.")

    def _perhaps_cancels(self, story: Story, at: datetime) -> None:
        """Decide now whether and when the place is given back, in time or late."""
        die, free, begins = self.rng.random(), self.terms.free_until, self.terms.starts_at
        if die < CANCELS_IN_TIME and at < free:
            self._later(at + (free - at) * float(self.rng.uniform(0.05, 0.98)), "cancel", story)
        elif CANCELS_IN_TIME <= die < CANCELS_IN_TIME + CANCELS_LATE:
            first = max(at, free)
            self._later(first + (begins - first) * float(self.rng.uniform(0.05, 0.95)), "cancel", story)

    def _cancel(self, story: Story, at: datetime) -> None:
        late = at > self.terms.free_until
        self.seated -= 1
        self._turn(story, State.LATE if late else State.EARLY, at, story.on_behalf or LEARNER, "")
        self._offer(at)

    def _offer(self, at: datetime) -> None:
        """Offer what is free to whoever has waited longest; near the event nobody is moved up."""
        while self.queue and self.seated < self.terms.places and at <= self.terms.offers_until:
            story = self.queue.popleft()
            self.seated += 1
            self._turn(story, State.OFFERED, at, PORTAL, "Has waited longest.")
            ends = clock.offer_ends(at, starts_at=self.terms.starts_at, hours=self.terms.offer_hours,
                                    near_days=self.terms.near_days, near_hours=self.terms.near_hours)  # fmt: skip
            takes = self.rng.random() < TAKES_OFFER
            self._later(at + (ends - at) * float(self.rng.uniform(0.02, 0.9)) if takes else ends,
                        "take" if takes else "lapse", story)  # fmt: skip

    def _take(self, story: Story, at: datetime) -> None:
        self._turn(story, State.BOOKED, at, f"{LEARNER}, by the link in the letter", "The offer was taken.")

    def _lapse(self, story: Story, at: datetime) -> None:
        self.seated -= 1
        self._turn(story, State.LAPSED, at, PORTAL, "The offer ran out.")
        self._offer(at)

    def _end(self, story: Story) -> None:
        """The register for whoever has a place; whoever still waits or was not answered goes without."""
        if story.state != State.BOOKED:
            if story.state in (State.AWAITING, State.WAITING, State.OFFERED):
                why = "Nobody approved it." if story.state == State.AWAITING else "The event began."
                self._turn(story, State.LAPSED, self.terms.starts_at, PORTAL, why)
            return
        there = self.rng.random() >= story.stays_away
        story.marks = [there] * self.terms.sessions
        if there and self.terms.sessions > 1 and self.rng.random() < IN_PART:
            story.marks[int(self.rng.integers(self.terms.sessions))] = False
        state = State.ATTENDED if all(story.marks) else State.PART if any(story.marks) else State.ABSENT
        self._turn(story, state, self.terms.closed_at, REGISTER, "")

    def _turn(self, story: Story, to: State, at: datetime, hand: str, reason: str) -> None:
        story.turns.append(Turn(to, at, hand, reason))

    def _later(self, at: datetime, what: str, story: Story) -> None:
        self.count += 1
        heappush(self.to_come, (at, self.count, what, story))
