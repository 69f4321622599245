"""Second judgements and what follows: conflicts blocked, frozen results, findings of the backbone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from audits import gaps, hands, moderating, remarking, tallies
from audits.models import Judgement
from audits.tests import given
from audits.tests.given import AT, ON, refused
from office.models import Letter
from partnership.models import Membership
from priorities.models import Finding, Recommendation

WORDS = {"level": "amber", "verdict": "not_agreed", "reason": "No figure.", "quality": "weak", "good_practice": ""}


@pytest.fixture
def assessment(cast):
    return given.a_submitted(cast)


def seat(cast, assessment, person, part="moderator"):
    return moderating.give_seat(by=cast.administrator, assessment=assessment, person=person, part=part, at=AT)


def test_nobody_judges_an_agency_of_his_or_her_own(cast, assessment):
    with refused(f"{cast.lead} belongs to {assessment.agency} or one above or below it, and does not judge it."):
        seat(cast, assessment, cast.lead, "peer")


@pytest.mark.parametrize(("who", "agency", "has"), [
    ("lead", "health_trust", True), ("head", "academy_trust", True), ("head", "school", True),
    ("council", "police", False), ("scrutineer", "county_council", False),
])  # fmt: skip
def test_an_interest_is_ones_own_agency_and_those_above_and_below(cast, who, agency, has):
    assert hands.has_interest(getattr(cast, who), getattr(cast.agencies, agency), on=ON) is has


def test_a_peer_leads_another_agency(cast, assessment):
    with refused(f"{cast.stranger} does not answer for an agency. A peer is the lead of another one."):
        seat(cast, assessment, cast.stranger, "peer")

    assert seat(cast, assessment, cast.council, "peer").agency == cast.agencies.county_council


def test_who_moves_to_the_agency_may_not_go_on_judging(cast, assessment):
    seat(cast, assessment, cast.scrutineer)
    Membership.objects.create(person=cast.scrutineer, agency=assessment.agency, role="practitioner", starts_on=ON)

    with pytest.raises(PermissionDenied):
        moderating.judge(by=cast.scrutineer, assessment=assessment, code="supervision", words=WORDS, at=AT)


def test_a_grade_that_differs_needs_a_reason(cast, assessment):
    seat(cast, assessment, cast.scrutineer)

    with refused("Your grade differs from the agency's: say why."):
        moderating.judge(
            by=cast.scrutineer, assessment=assessment, code="supervision", words=WORDS | {"reason": " "}, at=AT
        )
    made = moderating.judge(by=cast.scrutineer, assessment=assessment, code="supervision", words=WORDS, at=AT)
    same = moderating.judge(
        by=cast.scrutineer, assessment=assessment, code="named", words=WORDS | {"level": "green"}, at=AT
    )

    assert (made.verdict, same.verdict) == ("not_agreed", "agreed")


def test_nothing_is_final_before_all_is_judged_and_queries_are_answered(cast, assessment):
    seat(cast, assessment, cast.scrutineer)
    with refused("Not judged yet: 1.1, 1.2, 2.1, 3.1, 3.2."):
        moderating.finalise(by=cast.scrutineer, assessment=assessment, outcome="Sound.", at=AT)
    query = remarking.query(by=cast.scrutineer, assessment=assessment, code="supervision", text="Since when?", at=AT)
    for answer in assessment.answers.all():
        moderating.judge(by=cast.scrutineer, assessment=assessment, code=answer.code,
                         words=WORDS | {"level": "green"}, at=AT)  # fmt: skip
    with refused("A query is not answered yet. Wait for the agency, or answer it together."):
        moderating.finalise(by=cast.scrutineer, assessment=assessment, outcome="Sound.", at=AT)

    remarking.reply(by=cast.lead, remark=query, text="Since June.", at=AT)

    assert moderating.finalise(by=cast.scrutineer, assessment=assessment, outcome="Sound.", at=AT).state == "final"
    assert Letter.objects.filter(to=cast.lead, key__startswith="final").count() == 1


def test_a_final_result_is_frozen_and_opened_again_only_with_a_reason(cast):
    assessment = given.a_final(cast)

    with pytest.raises(DatabaseError, match="not being judged"), transaction.atomic():
        Judgement.objects.update(level="red")
    with refused("Give a reason: it is kept in the history."):
        moderating.reopen_result(by=cast.administrator, assessment=assessment, reason="", at=AT)
    moderating.reopen_result(by=cast.administrator, assessment=assessment, reason="New evidence.", at=AT)

    assert assessment.steps.last().reason == "New evidence."


def test_how_far_agency_and_moderator_agree(cast):
    final = given.a_final(cast, grades={"supervision": "amber", "policy": "red"})

    found = moderating.agreements(final.cycle, tallies.of([final.pk]))

    assert (found.own.pairs, found.own.same, found.own.near, found.own.first_higher) == (5, 3, 1, 2)
    assert found.peers.pairs == 0


# Gaps ------------------------------------------------------------------------------


def test_gaps_become_findings_and_recommendations_once(cast):
    assessment = given.a_final(cast, grades={"supervision": "amber", "policy": "red"})
    assert [each.number for each in gaps.candidates(assessment)] == ["2.1", "3.1"]

    made = given.findings_of(cast, assessment, "supervision")

    finding = Finding.objects.get()
    asked = Recommendation.objects.get()
    assert made == [finding]
    assert (finding.source_kind, finding.agency, finding.audience) == ("self_assessment", assessment.agency, "agency")
    assert [answer.agency for answer in asked.responses.all()] == [assessment.agency]
    with refused("Choose at least one gap that is not a finding yet."):
        given.findings_of(cast, assessment, "supervision")
    [became] = gaps.what_became(assessment, viewer=cast.lead)
    assert (became.title, became.recommendations, became.actions) == ("3.1 Supervision", (asked,), ())


def test_the_agency_has_its_say_on_the_result(cast):
    assessment = given.a_final(cast)

    moderating.say_of_result(by=cast.lead, assessment=assessment, words="We see it so, too.")

    assessment.refresh_from_db()
    assert assessment.agency_words == "We see it so, too."
    with pytest.raises(PermissionDenied):
        moderating.say_of_result(by=cast.stranger, assessment=assessment, words="I do not.")
