"""What waits for a person: to answer, to sign, to judge, shared sets, queries, more time asked for."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from audits.models import Assignment, Extension, Remark, SelfAssessment
from audits.multi_agency import owed
from audits.progress import questions_in, with_answers
from audits.stages import WITH_COLLEAGUE, Share, State
from partnership.access import agencies_where, holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each thing to do."""
    yield from owed.waiting(person)
    yield from _to_sign(person)
    yield from _shared(person)
    yield from _to_judge(person)
    leading = agencies_where(person, Permission.ANSWER_SELF_ASSESSMENTS)
    if leading:
        yield from _to_answer(leading)
        yield from _handed_back(leading)
        yield from _queries(leading)
    if holds(person, Permission.KEEP_SELF_ASSESSMENTS):
        yield from _to_decide()
        yield from _without_moderator()


def _to_answer(agencies: set[int]) -> Iterator[Wait]:
    rows = SelfAssessment.objects.filter(agency__in=agencies, state__in=[State.ANSWERING, State.LOCKED])
    for each in with_answers(rows.filter(cycle__closed_at=None)).for_list():
        if each.state == State.LOCKED:
            yield Wait(f"Ask to have “{each.cycle}” opened again",
                       f"{each.agency} did not hand in; {each.answered} answers are kept.", _address(each),
                       each.due_on)  # fmt: skip
            continue
        yield Wait(f"Answer “{each.cycle}”",
                   f"{each.agency}: {each.answered} of {questions_in(each)} questions are answered.", _address(each),
                   each.due_on)  # fmt: skip


def _to_sign(person: Person) -> Iterator[Wait]:
    rows = SelfAssessment.objects.filter(state=State.SIGNING, signers__person=person, signers__signed_at=None)
    for each in rows.for_list().distinct():
        if each.signers.filter(round=each.round, person=person, signed_at=None).exists():
            yield Wait(f"Sign the self-assessment of {each.agency}", f"{each.cycle} is complete and waits for you.",
                       reverse("sign_assessment", args=[each.pk]), each.due_on)  # fmt: skip


def _shared(person: Person) -> Iterator[Wait]:
    mine = Assignment.objects.filter(person=person, state__in=WITH_COLLEAGUE, assessment__state=State.ANSWERING)
    for each in mine.select_related("assessment__cycle", "assessment__agency", "given_by"):
        many = f"{len(each.codes)} question{'s' if len(each.codes) != 1 else ''}"
        yield Wait(f"Answer {many} of “{each.assessment.cycle}”", f"{each.given_by} has shared them with you.",
                   _address(each.assessment), each.due_on or each.assessment.due_on)  # fmt: skip


def _handed_back(agencies: set[int]) -> Iterator[Wait]:
    back = Assignment.objects.filter(
        assessment__agency__in=agencies, state=Share.SUBMITTED, assessment__state=State.ANSWERING
    )
    for each in back.select_related("assessment__cycle", "person"):
        many = f"{len(each.codes)} questions of “{each.assessment.cycle}”."
        yield Wait(f"Read what {each.person} has answered", many, _address(each.assessment),
                   each.assessment.due_on)  # fmt: skip


def _queries(agencies: set[int]) -> Iterator[Wait]:
    asked = Remark.objects.filter(assessment__agency__in=agencies, kind=Remark.Kind.QUERY, reply="")
    for each in asked.select_related("assessment__cycle", "by"):
        yield Wait(f"Answer a query about “{each.assessment.cycle}”", f"{each.by} asks about one of your answers.",
                   reverse("reply_to_query", args=[each.pk]), None)  # fmt: skip


def _to_judge(person: Person) -> Iterator[Wait]:
    """Seats on self-assessments that are with the board, until all graded answers are judged by this person."""
    rows = SelfAssessment.objects.filter(state=State.SUBMITTED, seats__person=person)
    for each in rows.for_list():
        judged = each.judgements.filter(by=person).count()
        asked = each.answers.filter(not_applicable=False).exclude(level="").count()
        if judged < asked:
            yield Wait(f"Judge the self-assessment of {each.agency}", f"{judged} of {asked} answers are judged.",
                       reverse("judge_assessment", args=[each.pk]), None)  # fmt: skip


def _to_decide() -> Iterator[Wait]:
    for each in Extension.objects.filter(granted=None).select_related("assessment__agency", "asked_by"):
        yield Wait(f"Decide on more time for {each.assessment.agency}",
                   f"{each.asked_by} asks for {each.new_due_on:%-d %B} instead of {each.old_due_on:%-d %B}.",
                   reverse("decide_on_time", args=[each.pk]), each.old_due_on)  # fmt: skip


def _without_moderator() -> Iterator[Wait]:
    """One line for each cycle with something handed in that nobody is asked to moderate."""
    left = SelfAssessment.objects.filter(state=State.SUBMITTED).exclude(
        pk__in=SelfAssessment.objects.filter(Q(seats__part="moderator")).values("pk")
    )
    by_cycle: dict[tuple[str, str], int] = {}
    for name, slug in left.values_list("cycle__name", "cycle__slug"):
        by_cycle[name, slug] = by_cycle.get((name, slug), 0) + 1
    for (name, slug), count in by_cycle.items():
        yield Wait(f"Find moderators for “{name}”",
                   f"{count} handed in, and nobody has been asked to look at {'it' if count == 1 else 'them'}.",
                   f"{reverse('cycle', args=[slug])}?state=submitted", None)  # fmt: skip


def _address(assessment: SelfAssessment) -> str:
    return reverse("self_assessment", args=[assessment.pk])
