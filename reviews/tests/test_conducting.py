"""The work on a case: opening it, the moves of its table, what blocks publication, findings for the backbone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import InternalError

from office.models import Letter
from partnership.models import TrailEntry
from priorities.models import Finding
from priorities.tests import given as backbone
from reviews import conducting, deciding, invariants, reporting, stages
from reviews.models import Product, Review, Step
from reviews.stages import Stage
from reviews.tests import given

pytestmark = pytest.mark.django_db
AT, ON = given.AT, given.ON


def test_whoever_opens_a_case_leads_it_and_is_first_on_its_team(cast):
    review = given.a_case(cast)

    assert [member.person for member in review.team.all()] == [cast.coordinator]
    assert (review.stage, review.coordinator) == (Stage.REFERRED, cast.coordinator)
    assert TrailEntry.objects.filter(deed="review opened", about_id=review.pk).count() == 1


@pytest.mark.parametrize("who", ["administrator", "board", "scrutineer", "lead", "stranger", "council"])
def test_only_whoever_opens_reviews_opens_one(cast, who):
    with pytest.raises(PermissionDenied):
        given.a_case(cast, by=getattr(cast, who))


@pytest.mark.parametrize("name", ["Bryony", "bryony", "Bryoni", "BRYONY "])
def test_a_code_name_taken_or_very_like_another_is_refused_without_telling_which(cast, name):
    given.a_case(cast, code_name="Bryony")

    with given.refused("There is a case with this code name or one very like it. Choose a name nobody could confuse."):
        given.a_case(cast, code_name=name)


def test_an_nhs_number_is_refused_in_every_box(cast):
    number = "943 476 5919"
    with given.refused("Line 1: this looks like an NHS number. Take it out."):
        given.a_case(cast, summary=f"The infant, {number}, was harmed.")
    review = given.a_notified_case(cast, code_name="Quince")

    with given.refused("Line 1: this looks like an NHS number. Take it out."):
        given.moved(cast, review, "send_rapid_review", decision="none", decision_reason=number)


def test_a_case_goes_from_referral_to_closed_with_every_step_in_its_history(cast):
    review = given.a_copied_case(cast)
    given.moved(cast, review, "publish", note="All agree to publish now.")
    conducting.record_finding(
        review=review, by=cast.coordinator, at=AT, on=ON, text="Nobody asked who else lived there"
    )
    given.moved(cast, review, "follow_actions")
    given.moved(cast, review, "review_impact", impact_words="Visits begin with who lives there.", note="At once.")
    closed = given.moved(cast, review, "close")

    assert closed.stage == Stage.CLOSED
    assert closed.closed_on == ON
    assert [step.key for step in review.steps.all()] == [
        "open", "decide_criteria", "notify", "send_rapid_review", "record_response", "commission", "begin_report",
        "sign", "send_copy", "publish", "follow_actions", "review_impact", "close",
    ]  # fmt: skip


def test_a_move_that_the_stage_does_not_allow_is_refused_with_what_it_is_for(cast):
    review = given.a_case(cast)

    with given.refused(
        "This case is “Referred for consideration”. “Publish” is for cases that are “Copied to the Panel and the DfE”."
    ):
        given.moved(cast, review, "publish")


@pytest.mark.parametrize(
    ("answers", "note", "stage"),
    [
        ((True, True, True), "", Stage.CRITERIA_MET),
        ((False, False, False), "", Stage.CRITERIA_NOT_MET),
        ((True, True, False), "Settled by the chief officers.", Stage.CRITERIA_MET),
    ],
)
def test_the_three_partners_decide_on_the_criteria(cast, answers, note, stage):
    review = given.a_case_with_partners(cast)
    given.partners_say(cast, review, *answers)

    assert given.moved(cast, review, "decide_criteria", note=note).stage == stage


def test_partners_who_do_not_agree_must_say_how_it_was_settled(cast):
    review = given.a_case_with_partners(cast)
    given.partners_say(cast, review, True, False, True)

    with given.refused("The partners do not agree. Write in the note how it was settled."):
        given.moved(cast, review, "decide_criteria")


def test_a_partner_who_has_not_decided_is_named(cast):
    review = given.a_case_with_partners(cast)
    deciding.decide(review=review, by=cast.council, at=AT, agrees=True, reason="Met.")

    with given.refused("Not all partners have decided yet: Oakshire Integrated Care Board, Oakvale Police."):
        given.moved(cast, review, "decide_criteria")


def test_days_out_of_order_or_to_come_are_refused(cast):
    review = given.a_case_with_partners(cast)
    given.partners_say(cast, review)
    given.moved(cast, review, "decide_criteria")

    with given.refused("This day is still to come. Write the day it happened."):
        given.moved(cast, review, "notify", on=ON + timedelta(days=1))
    with given.refused(
        "It was notified on 1 November 2026, but the case became known on 16 November 2026. "
        "One of the two days is not right."
    ):
        given.moved(cast, review, "notify", on=ON.replace(day=1))


def test_nothing_is_published_while_parallel_proceedings_run(cast):
    review = given.a_copied_case(cast)
    inquest = conducting.record_proceeding(
        review=review, by=cast.coordinator, at=AT, kind="coroner", began_on=ON - timedelta(days=90)
    )

    for key, words in (("publish", {}), ("publish_improvements", {"note": "An inquest."})):
        with given.refused("Nothing is published while this runs: coroner's inquest. Record its end first."):
            given.moved(cast, review, key, **words)
    conducting.end_proceeding(proceeding=inquest, by=cast.coordinator, at=AT, ended_on=ON)

    assert given.moved(cast, review, "publish", note="The Panel agrees.").stage == Stage.PUBLISHED


def test_the_panel_has_the_copy_seven_working_days_before_publication(cast):
    review = given.a_copied_case(cast)

    with given.refused(
        "The Panel and the DfE have the copy 7 working days before publication. Wait, or write why not."
    ):
        given.moved(cast, review, "publish")
    later = AT + timedelta(days=9)

    assert given.moved(cast, review, "publish", on=later.date(), at=later).stage == Stage.PUBLISHED


def test_what_is_published_has_an_address_of_its_public_title_never_of_the_code_name(cast):
    review = given.a_copied_case(cast)
    given.moved(cast, review, "publish", note="Agreed.")

    product = Product.objects.get(review=review)

    assert product.slug == "learning-from-an-infant-seriously-harmed"
    assert review.code_name.lower() not in f"{product.title} {product.body} {product.slug}".lower()
    assert product.retire_on.year == ON.year + 6


def test_a_report_that_holds_the_code_name_is_refused(cast):
    review = given.a_case_in_report(cast)

    with given.refused("The code name of a case stands in it. Only its team may know that: take it out."):
        given.a_version(cast, review, text=f"The case {review.code_name} shows that …")


def test_a_late_edit_makes_another_version_and_tells_whoever_signed(cast):
    review = given.a_case_in_report(cast)
    given.a_version(cast, review)
    given.partners_say(cast, review)
    given.moved(cast, review, "sign")

    given.moved(cast, review, "open_again", note="The family corrected a date.")
    given.a_version(cast, review, based_on=1)

    told = Letter.objects.filter(key__startswith="report ").values_list("to__name", flat=True)
    assert sorted(told) == sorted([cast.council.name, cast.police.name, cast.health.name])
    with given.refused(
        "Not all partners have decided yet: Oakshire County Council, Oakshire Integrated Care Board, Oakvale Police."
    ):
        given.moved(cast, review, "sign")


def test_two_who_write_the_same_version_do_not_overwrite_each_other(cast):
    review = given.a_case_in_report(cast)
    given.a_version(cast, review)

    with given.refused("A colleague has written another version meanwhile. Yours is kept in the form: compare them."):
        given.a_version(cast, review, based_on=0)


def test_a_signed_version_cannot_be_written_again_not_even_in_the_database(cast):
    review = given.a_case_in_report(cast)
    report = given.a_version(cast, review)
    given.partners_say(cast, review)

    report.text = "Other words"
    with pytest.raises(InternalError, match="never written again"), transaction.atomic():
        report.save()


def test_nobody_signs_what_he_or_she_wrote(cast):
    review = given.a_case_in_report(cast)
    given.with_team(cast, review)
    review.team.filter(person=cast.council)
    report = given.a_version(cast, review)
    type(report).objects.filter(pk=report.pk).update(written_by=cast.council)

    with given.refused("You wrote this version yourself. Somebody else of your agency signs it."):
        deciding.decide(review=review, by=cast.council, at=AT, agrees=True, reason="Good.")


def test_a_finding_of_a_review_goes_to_the_backbone_without_the_code_name(cast):
    priority = backbone.a_priority()
    review = given.a_case(cast, priorities=[priority])

    finding = conducting.record_finding(
        review=review, by=cast.coordinator, at=AT, on=ON, text="Nobody asked who else lived in the home"
    )

    assert (finding.source_kind, finding.source_title) == (Finding.Source.REVIEW, "Rapid review, November 2026")
    assert list(finding.priorities.all()) == [priority]
    assert list(review.led_to.all()) == [finding]


def test_the_impact_of_a_review_waits_for_the_tests_of_its_actions(cast):
    review = given.a_copied_case(cast)
    given.moved(cast, review, "publish", note="Agreed.")
    finding = conducting.record_finding(review=review, by=cast.coordinator, at=AT, on=ON, text="Visits are not shared")
    asked = backbone.a_recommendation(cast, at=AT, follows_from=[finding])
    backbone.an_agreed_action(cast, at=AT, answers=asked)
    given.moved(cast, review, "follow_actions")

    with given.refused("The impact of 1 of its actions is not tested yet. Wait, or write why not."):
        given.moved(cast, review, "review_impact", impact_words="Too early.")


def test_history_is_only_added_to(cast):
    review = given.a_case(cast)

    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        Step.objects.filter(review=review).update(note="Other")


def test_every_move_of_the_table_has_its_deed_and_leads_only_where_the_table_says():
    from reviews.case_moves import DEEDS

    assert sorted(DEEDS) == sorted(stages.MOVES)


def test_a_version_is_written_only_at_the_report(cast):
    review = given.a_case(cast)

    with given.refused("The report is written at the stage “Report being written”. Open it again first."):
        reporting.write_version(review=review, by=cast.coordinator, at=AT, public_title="T", text="Words", based_on=0)


def test_of_two_moves_at_once_the_second_sees_the_first(cast):
    review = given.a_notified_case(cast)
    stale = Review.objects.get(pk=review.pk)
    given.moved(cast, review, "send_rapid_review", decision="none", decision_reason="All is learnt.")

    with pytest.raises(Exception, match="Rapid review sent to the Panel"):
        given.moved(cast, stale, "send_rapid_review", decision="local_review", decision_reason="More.")
    with connection.cursor() as cursor:
        cursor.execute("select decision from reviews_review where id = %s", [review.pk])
        assert cursor.fetchone() == ("none",)


def test_whoever_leads_is_told_a_week_before_the_day_before_and_when_it_is_late(cast):
    review = given.a_case(cast, aware_on=ON)
    told = []

    for day in (0, 4, 6, 8, 9):
        told.append(conducting.remind(at=AT + timedelta(days=day)))
    keys = [key.split()[3] for key in Letter.objects.filter(key__startswith=f"review {review.pk} notification")
            .order_by("written_at").values_list("key", flat=True)]  # fmt: skip

    assert told == [1, 1, 1, 1, 1]
    assert keys == ["week", "soon", "late"]


def test_a_letter_on_a_statutory_date_says_the_rule(cast):
    given.a_case(cast, aware_on=ON)
    conducting.remind(at=AT)

    letter = Letter.objects.get(key__contains="notification week")

    assert "Due on 30 November 2026: 5 working days after the local authority became aware" in letter.text


@pytest.mark.parametrize("name", ["Tommy aged 7", "Case 12", "T.B. 9", "Sorrel 2019", "OX4 1AB"])
def test_a_code_name_with_figures_is_refused_because_it_would_tell_of_the_child(cast, name):
    with given.refused("A code name is a word or two in letters: an age, a year or initials would tell of the child."):
        given.a_case(cast, code_name=name)


def test_a_move_cannot_have_happened_before_the_one_it_follows(cast):
    review = given.a_notified_case(cast)
    given.moved(cast, review, "send_rapid_review", decision="none", decision_reason="All is learnt.")

    with given.refused(
        "“Rapid review sent” happened on 23 November 2026, so this cannot have happened on 22 November 2026. "
        "One of the two days is not right."
    ):
        given.moved(cast, review, "record_response", on=ON - timedelta(days=1), panel_agrees=True, panel_response="")


def test_a_finding_that_holds_the_code_name_of_any_case_is_refused_and_a_longer_word_is_not(cast):
    review = given.a_case(cast, code_name="Ash")

    with given.refused("The code name of a case stands in it. Only its team may know that: take it out."):
        conducting.record_finding(review=review, by=cast.coordinator, at=AT, on=ON, text="In ASH nobody asked")
    conducting.record_finding(review=review, by=cast.coordinator, at=AT, on=ON, text="Nobody washed")


def test_a_review_without_an_action_is_not_said_to_have_changed_anything_unless_it_says_why(cast):
    review = given.a_copied_case(cast)
    given.moved(cast, review, "publish", note="All agree to publish now.")
    conducting.record_finding(review=review, by=cast.coordinator, at=AT, on=ON, text="Nobody asked who lived there")
    given.moved(cast, review, "follow_actions")

    with given.refused("No action belongs to what was found, so nothing can have changed. Wait, or write why not."):
        given.moved(cast, review, "review_impact", impact_words="All is well.")


def described(cast, review, **words):
    return conducting.describe(**{
        "review": review, "by": cast.coordinator, "at": AT, "kind": review.kind, "summary": review.summary,
        "aware_on": review.aware_on, "note": "", "agencies": [cast.agencies.police], **words,
    })  # fmt: skip


def test_what_a_case_is_about_is_put_right_and_the_clock_moves_only_with_a_reason(cast, sign_in):
    review = given.a_case(cast)
    earlier = review.aware_on - timedelta(days=2)
    due = conducting.deadlines(review)[0].due_on

    with given.refused("Every date of the clock moves with this day. Write why it changes."):
        described(cast, review, aware_on=earlier)
    review = described(cast, review, aware_on=earlier, note="The hospital rang two days before.")

    with given.refused("Nothing is different. Nothing was changed."):
        described(cast, review)
    assert conducting.deadlines(review)[0].due_on < due
    assert list(review.agencies.all()) == [cast.agencies.police]
    assert review.steps.last().words == "What is considered was put right"
    assert "The hospital rang two days before." in review.steps.last().note
    assert not list(invariants.broken())
    page = f"/reviews/cases/{review.pk}/about/"
    assert sign_in(cast.coordinator).get(page).context["form"].initial["aware_on"] == earlier
    assert [sign_in(each).get(page).status_code for each in (cast.administrator, cast.stranger)] == [404, 404]
    with pytest.raises(PermissionDenied):
        described(cast, review, by=cast.council)


def test_the_record_of_a_closed_case_stays_as_it_is(cast):
    review = given.a_case_with_partners(cast)
    given.partners_say(cast, review, False, False, False)
    given.moved(cast, review, "decide_criteria")
    review = given.moved(cast, review, "close", note="Nothing to learn.")

    with given.refused("This case is closed. Its record stays as it is."):
        described(cast, review)
    with given.refused("This case is closed. Its record stays as it is."):
        conducting.record_proceeding(review=review, by=cast.coordinator, at=AT, kind="criminal", began_on=ON)


def test_a_partner_signs_only_the_version_that_was_read_and_only_when_there_is_one(cast, sign_in):
    review = given.a_case_in_report(cast)
    page = f"/reviews/cases/{review.pk}/decide/"
    before = sign_in(cast.council).get(page).status_code
    given.a_version(cast, review)
    read = sign_in(cast.council).get(page).context["form"].initial["version"]
    given.a_version(cast, review, based_on=1)

    answer = sign_in(cast.council).post(page, {"agrees": "yes", "reason": "Fair.", "version": read})

    assert (before, read) == (403, 1)
    assert answer.context["form"].non_field_errors() == [
        "Version 2 is there now. Read it before you decide; nothing was kept."
    ]
    assert not review.decisions.filter(subject="signature").exists()
