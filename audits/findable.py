"""Search rows of self-assessments: each for its agency, and for those who read all of them; and of audits."""

from collections.abc import Iterator

from django.urls import reverse

from audits import hands
from audits.models import Cycle, SelfAssessment
from audits.multi_agency import finding_rows
from office import findable
from office.findable import Entry, audiences_for
from partnership.models import Agency, Membership
from partnership.permissions import Permission


def entries() -> Iterator[Entry]:
    """Every row of the room."""
    for cycle in Cycle.objects.all():
        yield of_cycle(cycle)
    for assessment in SelfAssessment.objects.for_list():
        yield of_assessment(assessment)
    yield from finding_rows.entries()


def renew(assessment: SelfAssessment) -> None:
    """Write the row of a self-assessment anew, in the transaction of the verb that changed it."""
    findable.write([of_assessment(assessment)])


def of_cycle(cycle: Cycle) -> Entry:
    """A cycle, for whoever sees all of it."""
    return Entry(
        key=f"audits.cycle:{cycle.pk}", kind="Cycle of self-assessment", title=cycle.name,
        summary=f"Due on {cycle.due_on:%-d %B %Y}", body=cycle.launch_words,
        address=reverse("cycle", args=[cycle.slug]), audiences=audiences_for(Permission.SEE_SELF_ASSESSMENTS),
    )  # fmt: skip


def of_assessment(assessment: SelfAssessment) -> Entry:
    """A self-assessment, for its agency and those who see all. The words of answers are not searched."""
    return Entry(
        key=f"audits.selfassessment:{assessment.pk}", kind="Self-assessment", title=str(assessment),
        summary=assessment.get_state_display(), address=reverse("self_assessment", args=[assessment.pk]),
        audiences=(*audiences_for(Permission.SEE_SELF_ASSESSMENTS), *_leading(assessment.agency)),
    )  # fmt: skip


def _leading(agency: Agency | None) -> Iterator[str]:
    """Those who answer for the agency find it; colleagues with whom parts are shared are told by letter."""
    line = []
    while agency is not None:
        line.append(agency.pk)
        agency = agency.parent
    held = Membership.objects.filter(agency__in=line, role__in=hands.LEADING, ends_on=None)
    yield from (f"person:{pk}" for pk in held.values_list("person", flat=True))
