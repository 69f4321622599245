"""The registry of strands, and every strand that is registered: who sees what, and never a question more for three."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities import golden_thread, responding
from priorities.golden_thread import follow, strands
from priorities.knots import Knot, Slack, Stage, Standing, loose_ends
from priorities.models import Audience, Voice
from priorities.tests import given
from priorities.tests.given import AT, ON


def a_chain(cast, priority, *, at=AT):
    """A finding, a recommendation, an accepted answer and an action; and a voice that led to the action."""
    finding = given.a_finding(cast, at=at, priorities=[priority])
    asked = given.a_recommendation(cast, at=at, follows_from=[finding])
    action = given.an_agreed_action(cast, at=at, answers=asked)
    responding.answer(response=asked.responses.get(), by=cast.lead, at=at, answer="accepted", actions=[action])
    voice = Voice.objects.create(
        speaker="children", channel="group", heard_on=at.date(), people=4, text="They asked me who, never how I was.",
        recorded_by=cast.administrator, recorded_at=at,
    )  # fmt: skip
    voice.priorities.set([priority])
    voice.changed.set([action])
    return finding, asked, action, voice


def seen(priority, viewer):
    return [knot.key for knot in follow(priority, viewer=viewer, on=ON)]


@pytest.mark.parametrize("each", strands(), ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_every_strand_asks_the_same_for_one_and_three(each, cast):
    priority = given.a_priority("A priority of the tests")
    counts = []
    for chains in (1, 2):
        for _ in range(chains):
            a_chain(cast, priority)
        list(each(priority, viewer=cast.administrator, on=ON))
        with CaptureQueriesContext(connection) as asked:
            list(each(priority, viewer=cast.administrator, on=ON))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_thread_runs_from_voice_to_action_and_is_tied_on_both_sides(cast):
    priority = given.a_priority("A priority of the tests")
    finding, asked, action, voice = a_chain(cast, priority)

    knots = {knot.key: knot for knot in follow(priority, viewer=cast.practitioner, on=ON)}

    assert list(knots) == [
        f"voice-{voice.pk}",
        f"finding-{finding.pk}",
        f"recommendation-{asked.pk}",
        f"action-{action.pk}",
    ]
    assert knots[f"recommendation-{asked.pk}"].ties == (f"finding-{finding.pk}", f"action-{action.pk}")
    assert knots[f"recommendation-{asked.pk}"].state == "Accepted"
    assert knots[f"voice-{voice.pk}"].ties == (f"action-{action.pk}",)
    assert knots[f"action-{action.pk}"].owner == f"{cast.practitioner} ({cast.agencies.health_trust})"


def test_what_one_may_not_see_is_not_in_the_thread(cast):
    priority = given.a_priority("A priority of the tests")
    for audience in Audience.values:
        given.a_finding(cast, priorities=[priority], audience=audience, agency=cast.agencies.police)
    published, members, kept = priority.findings.order_by("pk").values_list("pk", flat=True)

    assert seen(priority, AnonymousUser()) == [f"finding-{published}"]
    assert seen(priority, cast.stranger) == [f"finding-{published}", f"finding-{members}"]
    assert seen(priority, cast.police) == [f"finding-{pk}" for pk in (published, members, kept)]
    assert seen(priority, cast.board) == [f"finding-{pk}" for pk in (published, members, kept)]


def test_only_whoever_sees_all_is_told_that_something_is_missing(cast):
    assert golden_thread.sees_all(cast.board)
    assert not golden_thread.sees_all(cast.lead)
    assert not golden_thread.sees_all(AnonymousUser())


def test_the_public_reads_no_name_of_a_person(cast):
    priority = given.a_priority("A priority of the tests")
    given.an_agreed_action(cast, priorities=(priority,), audience=Audience.PUBLISHED)

    (knot,) = follow(priority, viewer=AnonymousUser(), on=ON)

    assert knot.owner == "Oakshire Health"


def test_another_app_may_add_a_knot_at_any_stage(cast):
    priority = given.a_priority("A priority of the tests")
    finding, *_ = a_chain(cast, priority)

    def audits(priority, *, viewer, on):
        yield Knot("audit-1", Stage.RE_AUDIT, "Audit", "Looked at again", ties=(f"finding-{finding.pk}",))

    with golden_thread.also(audits):
        inside = seen(priority, cast.board)

    assert inside[-1] == "audit-1"
    assert "audit-1" not in seen(priority, cast.board)


def test_what_two_strands_bring_is_one_knot_with_the_ties_of_both(cast):
    priority = given.a_priority("A priority of the tests")
    *_, action, _ = a_chain(cast, priority)

    def again(priority, *, viewer, on):
        yield Knot(f"action-{action.pk}", Stage.ACTION, "Action", "Again", ties=("audit-1",))

    with golden_thread.also(again):
        knots = [knot for knot in follow(priority, viewer=cast.board, on=ON) if knot.key == f"action-{action.pk}"]

    assert [(knot.title, knot.ties) for knot in knots] == [(action.text, ("audit-1",))]


BUILDERS = {
    "proposed": (given.a_proposed_action, Standing.PLANNED, "Proposed"),
    "agreed": (given.an_agreed_action, Standing.GOING, "Agreed, due February 2027"),
    "done": (given.a_done_action, Standing.DONE, "Done, awaiting evidence"),
    "evidenced": (given.an_evidenced_action, Standing.DONE, "Evidenced"),
    "tested": (given.a_tested_action, Standing.PROVEN, "Impact tested: some"),
    "closed": (given.a_closed_action, Standing.PROVEN, "Impact tested: some"),
    "dropped": (given.a_dropped_action, Standing.STOPPED, "Not pursued"),
}


@pytest.mark.parametrize("state", BUILDERS)
def test_how_far_an_action_has_come(cast, state):
    build, standing, words = BUILDERS[state]
    priority = given.a_priority("A priority of the tests")
    build(cast, priorities=(priority,))

    (knot,) = follow(priority, viewer=cast.board, on=ON)

    assert (knot.standing, knot.state) == (standing, words)


def test_an_action_done_long_ago_and_never_tested_is_a_loose_end(cast):
    priority = given.a_priority("A priority of the tests")
    long_ago = AT - timedelta(days=300)
    given.a_done_action(cast, at=long_ago, due_on=long_ago.date() + timedelta(days=30), priorities=(priority,))

    ends = loose_ends(follow(priority, viewer=cast.board, on=ON), on=ON)

    assert Slack.UNPROVEN in {end.slack for end in ends}


@pytest.mark.parametrize(
    ("answers", "standing", "state"),
    [
        (["", ""], Standing.GOING, "Waits for an answer"),
        (["not_accepted", ""], Standing.GOING, "1 of 2 have answered"),
        (["not_accepted", "not_accepted"], Standing.STOPPED, "Not accepted"),
    ],
)
def test_how_far_a_recommendation_has_come(cast, answers, standing, state):
    priority = given.a_priority("A priority of the tests")
    asked = given.a_recommendation(cast, to=[cast.agencies.police, cast.agencies.icb], priorities=[priority])
    by = {cast.agencies.police: cast.police, cast.agencies.icb: cast.health}
    for answer, response in zip(answers, asked.responses.select_related("agency"), strict=True):
        if answer:
            responding.answer(response=response, by=by[response.agency], at=AT, answer=answer, reason="No power to.")

    (knot,) = follow(priority, viewer=cast.board, on=ON)

    assert (knot.standing, knot.state) == (standing, state)
