"""The past of a course, played out: never too many people, and no step the verbs would refuse."""

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from oscb_portal.oakshire.taught import Play, Story, Terms
from partnership.working_days import LONDON
from training.states import SEATED, State, may_follow

BEGINS = datetime(2026, 6, 10, 9, tzinfo=LONDON)


@settings(max_examples=60, deadline=None)
@given(
    places=some.integers(1, 12),
    asking=some.integers(0, 40),
    needs_approval=some.booleans(),
    seed=some.integers(0, 10_000),
)
def test_no_event_of_the_past_was_ever_over_full_and_every_history_is_legal(places, asking, needs_approval, seed):
    rng = np.random.default_rng(seed)
    terms = Terms(
        places=places, starts_at=BEGINS, closed_at=BEGINS + timedelta(hours=30), sessions=2,
        free_until=BEGINS - timedelta(days=8), offers_until=BEGINS - timedelta(days=2), needs_approval=needs_approval,
        offer_hours=48, near_days=7, near_hours=12,
    )  # fmt: skip
    asks = [
        (BEGINS - timedelta(days=float(rng.uniform(3, 60))), Story(hat, "a lead" if hat % 5 == 0 else "", 0.2))
        for hat in range(asking)
    ]

    stories = Play(terms, rng).run(asks)

    assert len(stories) == asking
    moves = [(turn.at, story, turn.to) for story in stories for turn in story.turns]
    for story in stories:
        steps = ["", *(turn.to for turn in story.turns)]
        assert all(may_follow(before, after) for before, after in pairwise(steps)), steps
        assert all(before.at < after.at for before, after in pairwise(story.turns))
        assert story.state not in (State.AWAITING, State.WAITING, State.OFFERED, State.BOOKED)
    seated: set[int] = set()
    for _, story, to in sorted(moves, key=lambda move: (move[0], move[2] in SEATED)):
        (seated.add if to in SEATED else seated.discard)(story.hat)
        assert len(seated) <= places
