"""One move of an audit: under lock, by the table of phases, with its line in the history and in the trail."""

from datetime import datetime

from audits.models import Audit, AuditStep
from audits.multi_agency import finding_rows, phases
from audits.multi_agency.phases import Phase
from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers


def lock(pk: int) -> Audit:
    """An audit under lock, inside a transaction."""
    return Audit.objects.select_for_update(of=("self",)).select_related("version__questionnaire").get(pk=pk)


def refuse_unless(audit: Audit, *allowed: Phase) -> None:
    """Refusal when a locked audit is in another phase."""
    if audit.phase not in allowed:
        raise Refusal(f"This audit is “{audit.get_phase_display().lower()}”; that cannot be done now.")


def begin(audit: Audit, *, by: Person, at: datetime) -> None:
    """The first line of the history."""
    AuditStep.objects.create(audit=audit, key="plan", from_phase="", to_phase=audit.phase, by=by, at=at)


def move(audit: Audit, *, key: str, by: Person | None, at: datetime, reason: str = "") -> Audit:
    """Move a locked audit; Refusal when the table does not allow it or a reason is missing."""
    rule, before = phases.MOVES[key], audit.phase
    if sentence := phases.why_not(key, before):
        raise Refusal(sentence)
    if rule.reason and not reason.strip():
        raise Refusal("Give a reason: it is kept in the history.")
    refuse_identifiers(reason)
    audit.phase = rule.end
    if key == "open":
        audit.opened_at = at
    if audit.phase in phases.UNSEALED and audit.unsealed_at is None:
        audit.unsealed_at = at
    if audit.phase == Phase.FINISHED:
        audit.finished_at = at
    audit.save()
    AuditStep.objects.create(
        audit=audit, key=key, from_phase=before, to_phase=audit.phase, by=by, at=at, reason=reason.strip()
    )
    trail.leave(f"audit: {key.replace('_', ' ')}", by=by, about=audit)
    finding_rows.renew(audit)
    return audit
