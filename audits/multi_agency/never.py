"""What must never be in multi-agency audits, beyond what the database itself refuses."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from audits.models import Audit, AuditStep, Case, Conflict, SecondLook, Tool
from audits.multi_agency import phases
from audits.multi_agency.phases import Phase


def broken() -> Iterator[str]:
    """One sentence for each thing that must never be."""
    yield from _history_does_not_fit()
    yield from _opened_early()
    yield from _judged_in_conflict()
    yield from _agreed_too_little()


def _history_does_not_fit() -> Iterator[str]:
    last = AuditStep.objects.filter(audit=OuterRef("pk")).order_by("-at", "-pk")
    rows = Audit.objects.annotate(last=last.values("to_phase")[:1])
    for audit in rows.filter(~Q(last=F("phase")) | Q(last=None)):
        yield f"Audit {audit.pk} is {audit.phase}, but its history ends elsewhere."
    for step in AuditStep.objects.exclude(key="plan"):
        move = phases.MOVES[step.key]
        if step.from_phase not in move.begins or step.to_phase != move.end:
            yield f"Step {step.pk} of audit {step.audit_id} is not in the table of moves."


def _opened_early() -> Iterator[str]:
    """The seal is broken though a tool of an agency is missing that was not openly left out."""
    missing = Tool.objects.filter(case__audit=OuterRef("pk"), handed_in_at=None).exclude(
        agency__in=Audit.objects.filter(pk=OuterRef("case__audit"), participants__left_out_at__isnull=False)
        .values("participants__agency")
    )  # fmt: skip
    for audit in Audit.objects.filter(unsealed_at__isnull=False, tools_deleted_on=None).filter(Exists(missing)):
        yield f"Audit {audit.pk} was opened before every agency had answered or was left out."


def _judged_in_conflict() -> Iterator[str]:
    own = Conflict.objects.filter(case=OuterRef("case"), person=OuterRef("auditor"))
    for tool in Tool.objects.filter(handed_in_at=None).filter(Exists(own)):
        yield f"Tool {tool.pk} is with an auditor who declared a conflict."
    same = SecondLook.objects.filter(stood_down_at=None, person=F("tool__auditor"))
    for look in same:
        yield f"Second look {look.pk} is by the first auditor."


def _agreed_too_little() -> Iterator[str]:
    later = [Phase.REPORTING, Phase.FINISHED]
    for case in Case.objects.filter(audit__phase__in=later, agreed_at=None):
        yield f"Case {case.pk} has no agreed grade, and its audit is past the panel."
