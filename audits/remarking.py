"""Remarks on one question: notes among colleagues, queries of the board and the agency's answers to them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from audits import answering, hands, news
from audits.models import Remark, SelfAssessment
from audits.stages import State
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


def note(*, by: Person, assessment: SelfAssessment, code: str, text: str, at: datetime) -> Remark:
    """A note that only the agency reads, by its lead or whoever answers the question."""
    if not answering.may_answer(by, assessment, code):
        raise PermissionDenied
    return _keep(assessment, kind=Remark.Kind.NOTE, code=code, text=text, by=by, at=at)


def query(*, by: Person, assessment: SelfAssessment, code: str, text: str, at: datetime) -> Remark:
    """A moderator or peer asks the agency; its lead is told."""
    if not (hands.may_moderate(by, assessment.agency, on=localdate(at)) or assessment.seats.filter(person=by).exists()):
        raise PermissionDenied
    with transaction.atomic():
        if SelfAssessment.objects.get(pk=assessment.pk).state != State.SUBMITTED:
            raise Refusal("Queries are asked while the self-assessment is with the board.")
        made = _keep(assessment, kind=Remark.Kind.QUERY, code=code, text=text, by=by, at=at)
        for person in hands.leading(assessment.agency, on=localdate(at)):
            news.write(
                to=person, key=f"query {made.pk} {person.pk}", at=at, words=made.text,
                subject=f"A query about {assessment}", sentence="The board asks about one of your answers.",
                address=reverse("answer_question", args=[assessment.pk, code]),
            )  # fmt: skip
    return made


def reply(*, by: Person, remark: Remark, text: str, at: datetime) -> Remark:
    """The agency answers a query, once."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=remark.assessment.agency)
    with transaction.atomic():
        locked = Remark.objects.select_for_update(of=("self",)).select_related("by", "assessment").get(pk=remark.pk)
        if locked.kind != Remark.Kind.QUERY or locked.reply:
            raise Refusal("This query has been answered already.")
        locked.reply, locked.replied_by, locked.replied_at = text.strip(), by, at
        locked.save(update_fields=["reply", "replied_by", "replied_at"])
        trail.leave("query answered", by=by, about=locked)
        news.write(
            to=locked.by, key=f"query answered {locked.pk}", at=at, words=locked.reply,
            subject=f"{locked.assessment.agency} has answered your query", sentence=str(locked.assessment.cycle),
            address=reverse("answer_question", args=[locked.assessment_id, locked.code]),
        )  # fmt: skip
    return locked


def _keep(assessment: SelfAssessment, *, kind: str, code: str, text: str, by: Person, at: datetime) -> Remark:
    answering.question_of(assessment, code)
    with transaction.atomic():
        made = Remark.objects.create(assessment=assessment, code=code, kind=kind, text=text.strip(), by=by, at=at)
        trail.leave("remark made", by=by, about=made, agency=assessment.agency, kind=str(kind))
    return made
