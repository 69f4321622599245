"""An action is carried out, asked to move its date, and proven by two gates."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from office.models import Letter
from priorities import doing, due_dates, hands, proving, responding
from priorities.models import DueDateRequest, ImpactTest, Progress
from priorities.progress import State
from priorities.tests import given
from priorities.tests.given import AT, ON

SAID = {"done": "Letter drafted.", "next_step": "Try it in one team.", "direction": "better", "at_risk": False}
IMPACT = {"impact_type": "practice", "source": "audit", "rating": "some", "text": "Eight of ten."}


def told(person):
    return [letter.subject.partition(":")[0] for letter in Letter.objects.filter(to=person).order_by("pk")]


def test_progress_moves_an_agreed_action_on_track_and_is_kept_with_its_day(cast):
    action = given.an_agreed_action(cast)

    doing.report_progress(action=action, by=cast.practitioner, at=AT, **SAID)

    action.refresh_from_db()
    assert action.state == State.ON_TRACK
    assert list(Progress.objects.values_list("done", "next_step", "direction")) == [
        ("Letter drafted.", "Try it in one team.", "better")
    ]


def test_an_owner_without_any_role_works_on_the_own_action_and_nobody_else_does(cast):
    action = given.an_agreed_action(cast)

    doing.report_progress(action=action, by=cast.practitioner, at=AT, **SAID)
    for other in (cast.stranger, cast.head, cast.board):
        with pytest.raises(PermissionDenied):
            doing.report_progress(action=action, by=other, at=AT, **SAID)

    assert action.progress.count() == 1


def test_a_second_update_on_track_leaves_the_state_and_adds_no_move(cast):
    action = given.an_agreed_action(cast)
    doing.report_progress(action=action, by=cast.practitioner, at=AT, **SAID)

    doing.report_progress(action=action, by=cast.practitioner, at=AT + timedelta(days=7), **SAID)

    assert list(action.moves.values_list("key", flat=True)) == ["propose", "agree", "report_progress"]


def test_progress_of_a_closed_action_is_refused(cast):
    action = given.a_closed_action(cast)

    with given.refused(
        "This action is “Closed”. “Report progress” is for actions that are “Agreed” or “On track” or “At risk”."
    ):
        doing.report_progress(action=action, by=cast.practitioner, at=AT, **SAID)


def test_an_action_is_not_done_while_the_part_of_another_agency_is_open(cast):
    action = given.an_agreed_action(cast)
    part = doing.add_part(action=action, by=cast.lead, agency=cast.agencies.police, text="Send the report in time.")

    with given.refused("The part of Oakvale Police is not done yet. Mark it done first, or take it off."):
        doing.mark_done(action=action, by=cast.practitioner, at=AT, done="Ours is done.")
    doing.finish_part(part=part, by=cast.police, on=ON, at=AT)
    doing.mark_done(action=action, by=cast.practitioner, at=AT, done="All is done.")

    action.refresh_from_db()
    assert (action.state, action.done_on) == (State.DONE, ON)


def test_a_part_is_finished_by_its_own_agency_once(cast):
    action = given.an_agreed_action(cast)
    part = doing.add_part(action=action, by=cast.lead, agency=cast.agencies.police, text="Send the report in time.")

    with pytest.raises(PermissionDenied):
        doing.finish_part(part=part, by=cast.lead, on=ON, at=AT)
    doing.finish_part(part=part, by=cast.police, on=ON - timedelta(days=1), at=AT)
    again = doing.finish_part(part=part, by=cast.police, on=ON, at=AT)

    assert (again.done_on, again.done_by) == (ON - timedelta(days=1), cast.police)


def test_a_part_is_not_finished_on_a_day_still_to_come(cast):
    action = given.an_agreed_action(cast)
    part = doing.add_part(action=action, by=cast.lead, agency=cast.agencies.police, text="Send the report in time.")

    with given.refused("A part cannot be done on a day still to come."):
        doing.finish_part(part=part, by=cast.police, on=ON + timedelta(days=1), at=AT)


def test_an_open_part_is_taken_off_and_a_finished_one_stays(cast):
    action = given.an_agreed_action(cast)
    done = doing.add_part(action=action, by=cast.lead, agency=cast.agencies.police, text="Send the report.")
    doing.finish_part(part=done, by=cast.police, on=ON, at=AT)
    still_open = doing.add_part(action=action, by=cast.lead, agency=cast.agencies.school, text="Come to the meeting.")

    doing.take_off_part(part=done, by=cast.lead)
    doing.take_off_part(part=still_open, by=cast.lead)

    assert list(action.parts.all()) == [done]


def test_evidence_is_words_or_a_file(cast):
    action = given.an_agreed_action(cast)
    upload = SimpleUploadedFile(
        "letter.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    )

    with given.refused("Give evidence in words, or choose a file."):
        doing.give_evidence(action=action, by=cast.practitioner, at=AT, text=" ")
    proof = doing.give_evidence(action=action, by=cast.practitioner, at=AT, upload=upload)

    assert proof.file.given_name == "letter.pdf"


def test_evidence_comes_before_it_is_accepted(cast):
    action = given.an_evidenced_action(cast)

    with given.refused("This action is “Evidenced”; evidence is given before it is accepted."):
        doing.give_evidence(action=action, by=cast.practitioner, at=AT, text="More.")


# Another date ---------------------------------------------------------------


def test_a_date_is_moved_by_somebody_else_and_the_owner_is_told(cast):
    action = given.an_agreed_action(cast)
    later = action.due_on + timedelta(days=30)
    asked = due_dates.request(action=action, by=cast.practitioner, at=AT, new_due_on=later, reason="Post is vacant.")

    due_dates.decide(asked=asked, by=cast.council, at=AT, granted=True)

    action.refresh_from_db()
    assert action.due_on == later
    assert told(cast.practitioner) == ["Agreed", "Its date has been moved"]


def test_a_date_that_stays_needs_a_reason(cast):
    action = given.an_agreed_action(cast)
    asked = due_dates.request(action=action, by=cast.practitioner, at=AT, new_due_on=ON + timedelta(days=200),
                              reason="Post is vacant.")  # fmt: skip

    with given.refused("Say why the date stays: the owner reads it."):
        due_dates.decide(asked=asked, by=cast.council, at=AT, granted=False)
    due_dates.decide(asked=asked, by=cast.council, at=AT, granted=False, reason="Children wait.")

    action.refresh_from_db()
    assert action.due_on == asked.old_due_on


def test_nobody_decides_on_the_own_request(cast):
    action = given.an_agreed_action(cast)
    asked = due_dates.request(action=action, by=cast.administrator, at=AT, new_due_on=ON + timedelta(days=200),
                              reason="Post is vacant.")  # fmt: skip

    with given.refused("You asked for this date yourself, or own the action. Somebody else decides."):
        due_dates.decide(asked=asked, by=cast.administrator, at=AT, granted=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        DueDateRequest.objects.filter(pk=asked.pk).update(decided_by=cast.administrator, decided_at=AT, granted=True)


def test_a_request_is_decided_once(cast):
    action = given.an_agreed_action(cast)
    asked = due_dates.request(action=action, by=cast.practitioner, at=AT, new_due_on=ON + timedelta(days=200),
                              reason="Post is vacant.")  # fmt: skip
    due_dates.decide(asked=asked, by=cast.council, at=AT, granted=True)

    with given.refused("This request has been decided already."):
        due_dates.decide(asked=asked, by=cast.police, at=AT, granted=False, reason="No.")


@pytest.mark.parametrize(
    ("new", "reason", "sentence"),
    [
        (ON - timedelta(days=1), "So.", "The new date has passed. Choose 23 November 2026 or later."),
        (ON + timedelta(days=90), "So.", "That is the date the action has already."),
        (
            ON + timedelta(days=99),
            " ",
            "Say why the date has to move; somebody else decides by the reason.",
        ),
    ],
)
def test_a_request_names_another_day_to_come_and_why(cast, new, reason, sentence):
    action = given.an_agreed_action(cast)

    with given.refused(sentence):
        due_dates.request(action=action, by=cast.practitioner, at=AT, new_due_on=new, reason=reason)


def test_there_is_one_open_request_at_a_time(cast):
    action = given.an_agreed_action(cast)
    due_dates.request(action=action, by=cast.practitioner, at=AT, new_due_on=ON + timedelta(days=99), reason="So.")

    with given.refused("A request to move the date is open already. It is decided first."):
        due_dates.request(action=action, by=cast.lead, at=AT, new_due_on=ON + timedelta(days=98), reason="So.")


def test_a_proposed_action_has_no_date_to_move(cast):
    action = given.a_proposed_action(cast)

    with given.refused("This action is “Proposed”; only agreed actions have a date to move."):
        due_dates.request(action=action, by=cast.lead, at=AT, new_due_on=ON + timedelta(days=99), reason="So.")


# The two gates --------------------------------------------------------------


def test_evidence_is_accepted_and_impact_is_tested_six_months_on(cast):
    action = given.a_done_action(cast)

    proving.accept_evidence(action=action, by=cast.administrator, at=AT, tester=cast.scrutineer)

    action.refresh_from_db()
    assert (action.state, action.impact_due_on, action.tester) == ("evidenced", date(2027, 5, 23), cast.scrutineer)


def test_nothing_is_accepted_without_evidence(cast):
    action = given.an_agreed_action(cast)
    doing.mark_done(action=action, by=cast.practitioner, at=AT, done="Trust me.")

    with given.refused("There is no evidence yet. The owner gives it, in words or as a file; then it is accepted."):
        proving.accept_evidence(action=action, by=cast.administrator, at=AT)


def test_nobody_accepts_the_own_evidence(cast):
    action = given.an_agreed_action(cast)
    doing.give_evidence(action=action, by=cast.administrator, at=AT, text="Seen.")
    doing.mark_done(action=action, by=cast.practitioner, at=AT, done="Done.")

    with given.refused("You own this action or gave its evidence yourself. Somebody else accepts it."):
        proving.accept_evidence(action=action, by=cast.administrator, at=AT)


def test_the_owner_is_not_asked_to_test_the_impact(cast):
    action = given.a_done_action(cast)

    with given.refused("Priya Thornwell may not test impact. Choose a board member, the scrutineer or an auditor."):
        proving.accept_evidence(action=action, by=cast.administrator, at=AT, tester=cast.practitioner)


def test_evidence_that_shows_nothing_is_sent_back_with_the_reason(cast):
    action = given.a_done_action(cast)

    proving.send_back(action=action, by=cast.administrator, at=AT, reason="The letter is missing.")

    action.refresh_from_db()
    assert (action.state, action.done_on) == (State.AT_RISK, None)
    assert told(cast.practitioner) == ["Agreed", "Sent back"]


def test_the_owner_does_not_test_the_own_impact(cast):
    action = given.an_evidenced_action(cast, owner_agency=cast.agencies.county_council, owner_person=cast.council,
                                       by=cast.council)  # fmt: skip

    with given.refused("You own this action. Its impact is tested by somebody who does not."):
        proving.test_impact(action=action, by=cast.council, at=AT, **IMPACT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImpactTest.objects.create(action=action, by=cast.council, owner_person=cast.council, on=ON, at=AT, **IMPACT)


def test_whoever_gave_evidence_does_not_test_the_impact(cast):
    action = given.an_agreed_action(cast)
    doing.give_evidence(action=action, by=cast.practitioner, at=AT, text="Seen.")
    doing.give_evidence(action=action, by=cast.administrator, at=AT, text="Seen, too.")
    doing.mark_done(action=action, by=cast.practitioner, at=AT, done="Done.")
    proving.accept_evidence(action=action, by=cast.council, at=AT)

    with given.refused("You have worked on this action yourself. Its impact is tested by somebody who has not."):
        proving.test_impact(action=action, by=cast.administrator, at=AT, **IMPACT)


def test_impact_is_not_tested_before_the_evidence_is_accepted(cast):
    action = given.a_done_action(cast)

    with given.refused("The impact is tested once the evidence has been accepted; that has not happened yet."):
        proving.test_impact(action=action, by=cast.scrutineer, at=AT, **IMPACT)


def test_an_action_that_made_no_difference_is_opened_again_with_a_new_date(cast):
    action = given.an_evidenced_action(cast)
    given.a_test_of_impact(action, cast.scrutineer, rating="none")

    proving.reopen(action=action, by=cast.scrutineer, at=AT, reason="Nobody reads it.", due_on=ON + timedelta(days=60))

    action.refresh_from_db()
    assert (action.state, action.due_on, action.done_on) == (State.AGREED, ON + timedelta(days=60), None)
    assert list(action.impact_tests.values_list("rating", "reopened")) == [("none", True)]
    assert told(cast.practitioner)[-1] == "Opened again"


def test_a_closed_action_may_be_opened_again(cast):
    action = given.a_closed_action(cast)

    proving.reopen(action=action, by=cast.scrutineer, at=AT, reason="It did not last.", due_on=ON + timedelta(days=60))

    action.refresh_from_db()
    assert (action.state, action.closed_on) == (State.AGREED, None)


def test_opening_again_needs_a_day_to_come(cast):
    action = given.a_closed_action(cast)

    with given.refused("The new date has passed or is today. Choose a day to come."):
        proving.reopen(action=action, by=cast.scrutineer, at=AT, reason="It did not last.", due_on=ON)


def test_the_day_of_an_impact_test_is_to_come(cast):
    action = given.a_done_action(cast)

    with given.refused("The day of the impact test has passed. Choose a day to come."):
        proving.accept_evidence(action=action, by=cast.administrator, at=AT, impact_due_on=ON - timedelta(days=1))


def test_whoever_gave_evidence_is_not_asked_to_test(cast):
    action = given.an_agreed_action(cast)
    for person in (cast.practitioner, cast.administrator):
        doing.give_evidence(action=action, by=person, at=AT, text="Seen.")
    doing.mark_done(action=action, by=cast.practitioner, at=AT, done="Done.")

    with given.refused("Ada Fenwright owns this action or has worked on it. Choose somebody who has not."):
        proving.accept_evidence(action=action, by=cast.council, at=AT, tester=cast.administrator)


def test_where_a_post_owns_an_action_somebody_from_elsewhere_tests_it(cast):
    words = {"owner_agency": cast.agencies.county_council, "owner_person": None, "owner_role": "Head of service"}
    action = given.a_proposed_action(cast, by=cast.council, **words)

    assert hands.why_not_tester(cast.auditor, action, on=ON) == (
        "You belong to Oakshire County Council, which owns this action. Somebody from elsewhere tests its impact."
    )
    assert hands.why_not_tester(cast.scrutineer, action, on=ON) == ""


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (
            lambda cast: proving.send_back(action=given.a_done_action(cast), by=cast.administrator, at=AT, reason=" "),
            "Say what the evidence lacks: the owner reads it.",
        ),
        (
            lambda cast: proving.reopen(action=given.a_closed_action(cast), by=cast.scrutineer, at=AT, reason=" ",
                                        due_on=ON + timedelta(days=9)),
            "Say why it is opened again: the owner needs to know what is missing.",
        ),
        (
            lambda cast: doing.mark_done(action=given.an_agreed_action(cast), by=cast.lead, at=AT, done=" "),
            "Say what was done; the evidence is given afterwards.",
        ),
        (
            lambda cast: doing.add_part(action=given.a_closed_action(cast), by=cast.lead,
                                        agency=cast.agencies.police, text="Come."),
            "This action is “Closed”; parts are added while it is under way.",
        ),
        (
            lambda cast: given.a_recommendation(cast, agencies=[]),
            "A recommendation is addressed to at least one agency. Say to which.",
        ),
        (
            lambda cast: responding.answer(
                response=given.a_recommendation(cast, to=[cast.agencies.police]).responses.get(), by=cast.police,
                at=AT, answer="accepted", actions=[given.an_agreed_action(cast, text="Of health")]),
            "“Of health” is no action of Oakvale Police. Choose actions of that agency.",
        ),
    ],
)  # fmt: skip
def test_what_lacks_its_words_is_refused(cast, deed, sentence):
    with given.refused(sentence):
        deed(cast)


def test_an_evidenced_action_may_be_opened_again_before_its_test(cast):
    action = given.an_evidenced_action(cast)

    proving.reopen(action=action, by=cast.scrutineer, at=AT, reason="It has faded.", due_on=ON + timedelta(days=9))

    action.refresh_from_db()
    assert (action.state, action.impact_due_on) == (State.AGREED, None)


def test_an_action_opened_again_needs_evidence_of_its_own(cast):
    action = given.a_closed_action(cast)
    later = AT + timedelta(days=1)
    proving.reopen(action=action, by=cast.scrutineer, at=later, reason="It faded.", due_on=ON + timedelta(days=60))
    doing.mark_done(action=action, by=cast.practitioner, at=later, done="Again.")

    with given.refused("There is no evidence yet. The owner gives it, in words or as a file; then it is accepted."):
        proving.accept_evidence(action=action, by=cast.administrator, at=later)
    doing.give_evidence(action=action, by=cast.practitioner, at=later + timedelta(hours=1), text="It is in use again.")
    proving.accept_evidence(action=action, by=cast.administrator, at=later + timedelta(hours=2))

    action.refresh_from_db()
    assert action.state == State.EVIDENCED
