"""Cycles: opened to many with a letter each, more time, locked at the deadline, opened again with a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from audits import cycles, signing
from audits.models import SelfAssessment, Step
from audits.tests import given
from audits.tests.given import AT, DUE, ON, refused
from office import questionnaire_files
from office.models import Letter
from office.tests.given import a_published_questionnaire
from partnership.models import Agency


def test_opening_writes_to_whoever_answers_for_each_agency(cast):
    cycle = given.a_cycle(cast, cast.agencies.health_trust, cast.agencies.school, launch_words="Thank you.")

    letters = Letter.objects.filter(key__startswith="launch")
    assert {letter.to for letter in letters} == {cast.lead, cast.head}
    assert all("Thank you." in letter.text for letter in letters)
    assert list(cycle.assessments.values_list("variant", flat=True)) == ["full", "full"]


def test_only_the_office_opens_a_cycle(cast):
    plan = cycles.Plan(name="Mine", version=given.a_questionnaire(cast), due_on=DUE)

    for who in ("lead", "board", "scrutineer", "stranger"):
        with pytest.raises(PermissionDenied):
            cycles.open_cycle(by=getattr(cast, who), plan=plan, agencies=[cast.agencies.police], at=AT)


def test_a_draft_is_not_sent_out(cast):
    draft = questionnaire_files.load(by=cast.administrator, key="section-175", at=AT)

    with refused(f"“{draft}” is not published. Only a published questionnaire is sent out."):
        given.a_cycle(cast, version=draft)


def test_local_questions_of_another_scale_are_refused(cast):
    school_set = a_published_questionnaire(cast, "section-175")

    with refused("The local questions are graded differently. Give them the grades of the main questionnaire."):
        given.a_cycle(cast, version=school_set, local=given.a_questionnaire(cast, "local-priorities"))


def test_an_agency_is_asked_once(cast):
    cycle = given.a_cycle(cast)

    new = cycles.add_agencies(by=cast.administrator, cycle=cycle,
                              agencies=[cast.agencies.health_trust, cast.agencies.police], at=AT)  # fmt: skip

    assert (new, cycle.assessments.count()) == (1, 2)


def rows_of(*rows):
    empty = {"trust": "", "district": "", "domain": "", "urn": ""}
    return {number: empty | row for number, row in enumerate(rows, start=2)}


def test_the_next_cycle_begins_with_whom_the_last_one_asked(cast, sign_in):
    before = given.a_cycle(cast, cast.agencies.health_trust, cast.agencies.police)

    page = sign_in(cast.administrator).get(reverse("open_cycle"), {"after": before.slug})

    form = page.context["form"]
    assert {each.name for each in form.initial["agencies"]} == {"Oakshire Health", "Oakvale Police"}
    assert (form.initial["previous"], form.initial["version"]) == (before, before.version)


def test_schools_of_a_list_are_taken_in_and_asked(cast):
    cycle = given.a_cycle(cast, version=given.a_questionnaire(cast, "section-175"), name="Section 175, 2026")
    rows = rows_of(
        {"name": "Elm School", "kind": "school", "urn": "900123"}, {"name": "Ash Nursery", "kind": "early_years"}
    )

    new = cycles.add_schools(by=cast.administrator, cycle=cycle, rows=rows, at=AT)

    asked = {each.agency.name: each.variant for each in cycle.assessments.select_related("agency")}
    assert new == 2
    assert (asked["Elm School"], asked["Ash Nursery"]) == ("school", "early")


def test_a_list_that_names_a_school_twice_changes_nothing(cast):
    cycle = given.a_cycle(cast, version=given.a_questionnaire(cast, "section-175"), name="Section 175, 2026")
    before = Agency.objects.count()
    rows = rows_of(
        {"name": "Elm School", "kind": "school", "urn": "900123"},
        {"name": "Elm School", "kind": "school", "urn": "900123"},
    )

    with pytest.raises(cycles.Refusal):
        cycles.add_schools(by=cast.administrator, cycle=cycle, rows=rows, at=AT)
    assert (Agency.objects.count(), cycle.assessments.count()) == (before, 1)


def test_more_time_is_asked_for_and_given(cast):
    assessment = given.an_assessment(cast)
    later = DUE + timedelta(days=14)
    asked = cycles.ask_for_time(
        by=cast.lead, assessment=assessment, new_due_on=later, reason="The lead was ill.", at=AT
    )

    cycles.decide_on_time(by=cast.administrator, extension=asked, granted=True, words="", at=AT)

    assessment.refresh_from_db()
    assert assessment.due_on == later
    with refused("This has been decided already."):
        cycles.decide_on_time(by=cast.administrator, extension=asked, granted=False, words="", at=AT)


def test_what_is_not_handed_in_is_locked_the_day_after(cast):
    assessment = given.an_assessment(cast)

    assert cycles.lock_overdue(at=AT + timedelta(days=40)) == 0
    assert cycles.lock_overdue(at=AT + timedelta(days=41)) == 1
    assert cycles.lock_overdue(at=AT + timedelta(days=42)) == 0
    assessment.refresh_from_db()
    assert assessment.state == "locked"


def test_opening_again_needs_a_reason_and_leaves_a_line(cast):
    assessment = given.an_assessment(cast)
    late = AT + timedelta(days=41)
    cycles.lock_overdue(at=late)

    with refused("Give a reason: it is kept in the history."):
        cycles.reopen(
            by=cast.administrator, assessment=assessment, due_on=DUE + timedelta(days=20), reason=" ", at=late
        )
    cycles.reopen(
        by=cast.administrator, assessment=assessment, due_on=DUE + timedelta(days=20), reason="Merger.", at=late
    )

    steps = list(assessment.steps.values_list("key", "reason"))
    assert steps == [("open", ""), ("lock", ""), ("reopen", "Merger.")]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Step.objects.all().delete()


def test_a_cycle_is_not_closed_while_somebody_answers(cast):
    cycle = given.a_cycle(cast)

    with refused("Some agencies are still answering. Wait for the deadline, or close it afterwards."):
        cycles.close(by=cast.administrator, cycle=cycle, at=AT)


# Signing -----------------------------------------------------------------------------


def test_nothing_incomplete_is_sent_for_signature(cast):
    assessment = given.an_assessment(cast)

    with pytest.raises(signing.Incomplete) as no:
        signing.finish(by=cast.lead, assessment=assessment, at=AT)
    assert no.value.sentence == "5 questions are not complete yet; each is named below."


@pytest.fixture
def school(cast):
    return given.answered(given.an_assessment(cast, cast.agencies.school), cast.head)


def test_a_school_is_signed_by_head_and_governor(cast, school):
    signing.finish(by=cast.head, assessment=school, at=AT)

    assert signing.sign(by=cast.head, assessment=school, at=AT).state == "signing"
    with refused("You have signed already."):
        signing.sign(by=cast.head, assessment=school, at=AT)
    assert signing.sign(by=cast.governor, assessment=school, at=AT).state == "submitted"


def test_head_and_governor_are_two_people(cast, school):
    signing.name_signer(by=cast.head, assessment=school, capacity="head", person=cast.head, at=AT)

    with refused("Head and governor are two people. Name somebody else."):
        signing.name_signer(by=cast.head, assessment=school, capacity="governor", person=cast.head, at=AT)


def test_a_stranger_does_not_sign(cast, school):
    with refused(f"{cast.stranger} does not belong to {school.agency} or an agency above it."):
        signing.name_signer(by=cast.head, assessment=school, capacity="governor", person=cast.stranger, at=AT)
    signing.finish(by=cast.head, assessment=school, at=AT)
    with refused("You have not been named to sign this."):
        signing.sign(by=cast.lead, assessment=school, at=AT)


def test_a_signer_sends_it_back_and_signatures_fall_away(cast, school):
    signing.finish(by=cast.head, assessment=school, at=AT)
    signing.sign(by=cast.head, assessment=school, at=AT)

    signing.send_back(by=cast.governor, assessment=school, reason="The numbers are of last year.", at=AT)

    school = SelfAssessment.objects.for_list().get(pk=school.pk)
    assert (school.state, school.signers.filter(round=school.round, signed_at=None).count()) == ("answering", 2)
    assert school.due_on > ON
