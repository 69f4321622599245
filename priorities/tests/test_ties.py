"""What an action is tied to: its own room's things, those of rooms above read from their strands, and who sees what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priorities import campaigns, golden_thread, ties
from priorities.knots import Knot, Stage
from priorities.tests import given
from priorities.tests.given import AT, ON
from priorities.tests.test_golden_thread import a_chain


def strand_of_a_room(**knots):
    """A strand as a room above brings it: knots of any stage, by key, each tied to some action."""

    def strand(priority, *, viewer, on):
        for key, (stage, kind, action) in knots.items():
            yield Knot(key, stage, kind, f"{kind} of the tests", "As it stands", ties=(f"action-{action}",))

    strand.__module__ = "training.thread"
    return strand


def kinds(lines):
    return [each.kind for each in lines]


def test_an_action_says_what_calls_for_it_down_to_the_finding_and_to_who_told_us(cast):
    *_, action, _ = a_chain(cast, given.a_priority())

    shown = ties.of(action, viewer=cast.practitioner, on=ON)

    assert kinds(shown.calls) == ["Recommendation", "Finding", "Told by children and young people"]


def test_what_other_rooms_tie_to_an_action_is_read_from_their_strands(cast):
    *_, action, _ = a_chain(cast, given.a_priority())
    room = strand_of_a_room(
        course=(Stage.TRAINING, "Course", action.pk), audit=(Stage.RE_AUDIT, "Re-audit", action.pk),
        decision=(Stage.RECOMMENDATION, "Decision", action.pk), other=(Stage.TRAINING, "Course", action.pk + 1),
    )  # fmt: skip

    with golden_thread.also(room):
        shown = ties.of(action, viewer=cast.administrator, on=ON)

    assert kinds(shown.calls)[-1] == "Decision"
    assert [(each.kind, each.title, each.state) for each in shown.follows] == [
        ("Course", "Course of the tests", "As it stands"), ("Re-audit", "Re-audit of the tests", "As it stands"),
    ]  # fmt: skip


def test_an_action_of_no_priority_is_found_through_what_it_was_called_for(cast):
    asked = given.a_recommendation(cast, priorities=[given.a_priority()])
    action = given.an_agreed_action(cast, answers=asked)
    room = strand_of_a_room(course=(Stage.TRAINING, "Course", action.pk))

    with golden_thread.also(room):
        shown = ties.of(action, viewer=cast.board, on=ON)

    assert (action.priorities.count(), kinds(shown.follows)) == (0, ["Course"])


def test_a_campaign_that_carries_it_out_is_named(cast):
    action = given.an_agreed_action(cast)
    campaigns.start(by=cast.administrator, brief=given.a_brief(cast, title="Ask me", answers=(action,)), at=AT)

    shown = ties.of(action, viewer=cast.practitioner, on=ON)

    assert [(each.kind, each.title, each.address) for each in shown.follows] == [
        ("Campaign", "Ask me", reverse("campaign", args=["ask-me"])),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "said"),
    [("administrator", "Nothing calls for it yet: a loose end."), ("stranger", "Nothing you can see calls for it.")],
)
def test_what_one_may_not_see_is_not_shown_and_not_called_missing(sign_in, cast, who, said):
    asked = given.a_recommendation(cast, audience="agency")
    called, alone = given.an_agreed_action(cast, answers=asked), given.an_agreed_action(cast)
    client = sign_in(getattr(cast, who))

    assert said in client.get(reverse("action", args=[alone.pk])).content.decode()
    seen = ties.of(called, viewer=getattr(cast, who), on=ON).calls
    assert kinds(seen) == (["Recommendation"] if who == "administrator" else [])


def test_it_asks_the_same_for_one_and_three(cast):
    priority = given.a_priority()
    *_, action, _ = a_chain(cast, priority)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            asked = given.a_recommendation(cast, follows_from=[given.a_finding(cast, priorities=[priority])])
            asked.calls_for.add(action)
        with CaptureQueriesContext(connection) as queries:
            ties.of(action, viewer=cast.administrator, on=ON)
        counts.append(len(queries))

    assert counts[0] == counts[1]
