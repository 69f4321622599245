"""What must never be in audits, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from audits import stages
from audits.models import Answer, Judgement, Seat, SelfAssessment, Signer, Step
from audits.multi_agency import never
from audits.stages import State
from office.models import Version
from partnership.models import Membership


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _unsigned()
    yield from _history_does_not_fit()
    yield from _unjudged_final()
    yield from _judged_by_own()
    yield from _top_without_example()
    yield from _unpublished()
    yield from never.broken()


def _unsigned() -> Iterator[str]:
    """Handed in without every signature of its round."""
    open_signer = Signer.objects.filter(assessment=OuterRef("pk"), round=OuterRef("round"), signed_at=None)
    signed = Signer.objects.filter(assessment=OuterRef("pk"), round=OuterRef("round"), signed_at__isnull=False)
    for each in SelfAssessment.objects.handed_in().filter(Exists(open_signer) | ~Exists(signed)):
        yield f"Self-assessment {each.pk} is handed in and not signed by all."


def _history_does_not_fit() -> Iterator[str]:
    last = Step.objects.filter(assessment=OuterRef("pk")).order_by("-at", "-pk")
    rows = SelfAssessment.objects.annotate(last=last.values("to_state")[:1])
    for each in rows.filter(~Q(last=F("state")) | Q(last=None)):
        yield f"Self-assessment {each.pk} is {each.state}, but its history ends elsewhere."
    for step in Step.objects.exclude(key="open"):
        move = stages.MOVES[step.key]
        if step.from_state not in move.begins or step.to_state != move.end:
            yield f"Step {step.pk} of self-assessment {step.assessment_id} is not in the table of moves."


def _unjudged_final() -> Iterator[str]:
    judged = Judgement.objects.filter(assessment=OuterRef("assessment"), code=OuterRef("code"), part="moderator")
    graded = Answer.objects.filter(assessment__state=State.FINAL).exclude(level="").filter(not_applicable=False)
    for answer in graded.exclude(Exists(judged)):
        yield f"Answer {answer.pk} of final self-assessment {answer.assessment_id} was not judged."


def _judged_by_own() -> Iterator[str]:
    """Somebody who belongs to the agency today sits over a self-assessment that is not final."""
    own = Membership.objects.filter(person=OuterRef("person"), agency=OuterRef("assessment__agency"), ends_on=None)
    for seat in Seat.objects.exclude(assessment__state=State.FINAL).filter(Exists(own)):
        yield f"Seat {seat.pk} is held by somebody of the agency that is judged."


def _top_without_example() -> Iterator[str]:
    tops = Version.objects.filter(levels__needs_example=True).values_list("pk", "levels__key")
    for version, key in tops.filter(levels__needs_example=True):
        top = Answer.objects.filter(assessment__cycle__version=version, level=key, example="", evidence=None)
        for answer in top:
            yield f"Answer {answer.pk} has the top grade without an example or evidence."


def _unpublished() -> Iterator[str]:
    for each in SelfAssessment.objects.filter(cycle__version__state__in=["draft", "reviewed"]):
        yield f"Self-assessment {each.pk} asks an unpublished questionnaire."
