"""Answers: every edition is kept, no stale copy overwrites, closed days refuse, last time is carried forward."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction

from audits import answering, cycles, library, signing
from audits.models import Answer, AnswerRevision, SelfAssessment
from audits.tests import given
from audits.tests.given import AT, DUE, FULL, ON, refused
from office import drafts


@pytest.fixture
def assessment(cast):
    return given.an_assessment(cast)


def test_every_saved_edition_is_kept(cast, assessment):
    given.an_answer(assessment, cast.lead, narrative="First.")
    answer = given.an_answer(assessment, cast.lead, narrative="Second.")

    assert [each.values["narrative"] for each in answer.revisions.order_by("edition")] == ["First.", "Second."]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AnswerRevision.objects.update(edition=9)


def test_the_second_writer_sees_both_texts_and_nothing_is_lost(cast, assessment):
    mark = drafts.mark_of(answering.EMPTY)
    words = FULL | {"narrative": "Mine."}
    given.an_answer(assessment, cast.lead, narrative="Theirs.")

    with pytest.raises(drafts.ChangedMeanwhile) as told:
        answering.keep(assessment, by=cast.lead, code="supervision", words=words, mark=mark, at=AT)

    assert told.value.theirs["narrative"] == "Theirs."
    answering.keep(assessment, by=cast.lead, code="supervision", words=words, mark=told.value.mark, at=AT)
    answer = Answer.objects.get()
    assert (answer.narrative, answer.revisions.count()) == ("Mine.", 2)


def test_the_top_grade_is_refused_without_an_example_and_taken_with_evidence(cast, assessment):
    with pytest.raises(answering.Unfit) as no:
        given.an_answer(assessment, cast.lead, level="blue")
    assert no.value.found == [("example", "Blue needs an example: write one, or attach evidence first.")]

    piece = library.Piece(title="Supervision report", dated=ON, words="212 of 236 had it.")
    exhibit = library.add(by=cast.lead, agency=assessment.agency, piece=piece, at=AT)
    library.attach(by=cast.lead, assessment=assessment, code="supervision", exhibit=exhibit, at=AT)

    assert given.an_answer(assessment, cast.lead, level="blue").score == 100


def test_an_nhs_number_is_refused(cast, assessment):
    with refused("This looks like an NHS number. Take it out."):
        given.an_answer(assessment, cast.lead, narrative="It was 943 476 5919.")


def test_a_question_of_the_other_form_is_refused(cast):
    short = given.an_assessment(cast, cast.agencies.voluntary)

    with refused("This question is not part of your form."):
        given.an_answer(short, cast.administrator, "contracts")


@pytest.mark.parametrize("who", ["practitioner", "stranger", "board", "head"])
def test_who_may_not_answer(cast, assessment, who):
    with pytest.raises(PermissionDenied):
        given.an_answer(assessment, getattr(cast, who))


def test_after_the_day_nothing_is_saved_and_it_says_why(cast, assessment):
    late = AT + timedelta(days=41)

    with pytest.raises(answering.Closed) as no:
        given.an_answer(assessment, cast.lead, at=late)
    assert no.value.sentence.startswith(f"The deadline was {DUE:%-d %B %Y} and has passed, so this is not saved")
    cycles.lock_overdue(at=late)
    with pytest.raises(answering.Closed):
        given.an_answer(assessment, cast.lead, at=AT)


def test_the_database_itself_refuses_an_answer_once_it_is_handed_in(cast):
    assessment = given.a_submitted(cast)

    with pytest.raises(DatabaseError, match="not being answered"), transaction.atomic():
        Answer.objects.filter(assessment=assessment).update(narrative="Better.")


def test_local_questions_come_last_and_are_graded_by_facts(cast):
    local = given.a_questionnaire(cast, "local-priorities")
    assessment = given.an_assessment(cast, local=local)
    section, fathers = answering.question_of(assessment, "fathers")
    facts = [fact.pk for fact in fathers.statements]

    answer = given.an_answer(assessment, cast.lead, "fathers", level="", agreed=facts[:1])

    assert (section.number, section.local, fathers.number) == (4, True, "4.1")
    assert (answer.level, answer.score) == ("amber", 50)


# Last time -----------------------------------------------------------------------


@pytest.fixture
def second(cast):
    """The same agency a year later; last time its supervision was amber in the moderator's eyes."""
    first = given.a_final(
        cast, grades={"supervision": "amber"}, by_code={"supervision": {"narrative": "Last year's words."}}
    )
    cycle = given.a_cycle(cast, name="Section 11, 2027", previous=first.cycle, at=AT + timedelta(days=60),
                          due_on=DUE + timedelta(days=60))  # fmt: skip
    return given.of(cycle, first.agency)


def test_the_last_answer_stands_beside_with_what_the_moderator_said(cast, second):
    last = answering.last_answer(second, "supervision")

    assert (last.level, last.judged, last.same_scale) == ("Green", "Amber", True)
    assert last.judgement.reason == "There is no figure for it."


def test_what_is_carried_forward_counts_only_after_somebody_has_looked(cast, second):
    at = AT + timedelta(days=61)
    answer = answering.carry_forward(second, by=cast.lead, code="supervision", at=at)
    lacks = {criterion.code: lacking for criterion, lacking in answering.missing_of(second)}

    assert (answer.narrative, answer.carried) == ("Last year's words.", True)
    assert lacks["supervision"] == ("Brought over from the last cycle and not looked at yet.",)
    given.an_answer(second, cast.lead, at=at, narrative="This year's words.")
    assert "supervision" not in {criterion.code for criterion, _ in answering.missing_of(second)}


def test_all_answers_come_over_at_once_but_none_is_overwritten(cast, second):
    at = AT + timedelta(days=61)
    given.an_answer(second, cast.lead, at=at, narrative="This year's words.")

    assert answering.carry_all_forward(second, by=cast.lead, at=at) == 4
    assert second.answers.get(code="supervision").narrative == "This year's words."


# At once ---------------------------------------------------------------------------


def in_threads(*deeds):
    def run(deed):
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result() for each in [pool.submit(run, deed) for deed in deeds]]


@pytest.mark.django_db(transaction=True)
def test_of_two_first_answers_at_once_one_is_kept_and_the_other_is_told(transactional_db, cast):
    assessment = given.an_assessment(cast)
    mark = drafts.mark_of(answering.EMPTY)

    def write(text):
        try:
            return answering.keep(assessment, by=cast.lead, code="supervision", words=FULL | {"narrative": text},
                                  mark=mark, at=AT).narrative  # fmt: skip
        except drafts.ChangedMeanwhile as changed:
            return f"told of {changed.theirs['narrative']}"

    told = sorted(in_threads(lambda: write("One"), lambda: write("Other")))

    assert told in (["One", "told of One"], ["Other", "told of Other"])
    assert AnswerRevision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_waits_while_the_deadline_locks_is_refused(transactional_db, cast):
    """Without the trigger reading the state "for share", the answer would slip in behind the lock."""
    assessment = given.an_assessment(cast)
    answer = given.an_answer(assessment, cast.lead)

    with transaction.atomic():
        SelfAssessment.objects.select_for_update().get(pk=assessment.pk)
        with connection.cursor() as cursor:
            cursor.execute("update audits_selfassessment set state = 'locked' where id = %s", [assessment.pk])

        def write():
            try:
                Answer.objects.filter(pk=answer.pk).update(narrative="Late.")
            except DatabaseError as problem:
                return str(problem)
            finally:
                connections.close_all()
            return "written"

        pool = ThreadPoolExecutor(1)
        waits = pool.submit(write)
        with pytest.raises(TimeoutError):
            waits.result(timeout=0.5)

    assert "not being answered" in waits.result(timeout=10)
    pool.shutdown()


def test_signing_again_after_it_was_opened_again(cast):
    assessment = given.a_submitted(cast)
    cycles.reopen(by=cast.administrator, assessment=assessment, due_on=DUE, reason="A figure was wrong.", at=AT)
    assessment = SelfAssessment.objects.for_list().get(pk=assessment.pk)

    assert (assessment.state, assessment.round) == ("answering", 2)
    signing.finish(by=cast.lead, assessment=assessment, at=AT)
    assert signing.sign(by=cast.lead, assessment=assessment, at=AT).state == "submitted"
