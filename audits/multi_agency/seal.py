"""The seal on what agencies answer: broken when all are in, or openly without some; and the glass of an emergency."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from audits.models import Audit, Case, Opening, Tool
from audits.multi_agency import moving, who
from audits.multi_agency.phases import Phase
from office import rules
from office.letters import Urgency
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers


def break_when_all_are_in(audit: Audit, *, by: Person, at: datetime) -> bool:
    """Break the seal of a locked audit once every tool is in; says whether it did."""
    if Tool.objects.filter(case__audit=audit, handed_in_at=None).exists():
        return False
    moving.move(audit, key="unseal", by=by, at=at)
    _tell_panel(audit, at=at, sentence="Every agency has answered. The panel can begin.")
    return True


def close_without(*, audit: Audit, by: Person, at: datetime, reason: str) -> Audit:
    """Close answering though some have not answered, and say so openly; only when their day has passed.

    What an agency began and did not hand in is never shown to others.
    """
    check(by, Permission.KEEP_AUDITS)
    today = localdate(at)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.ANSWERING)
        if audit.due_on >= today:
            raise Refusal(f"They have until {audit.due_on:%-d %B %Y}. Wait, or change the day first.")
        tools = Tool.objects.filter(case__audit=audit)
        if not tools.filter(handed_in_at__isnull=False, not_involved=False).exists():
            raise Refusal("Nothing has been handed in that the panel could look at. Give the agencies more time.")
        silent = set(tools.filter(handed_in_at=None).values_list("agency", flat=True))
        audit.participants.filter(agency__in=silent).update(left_out_at=at)
        moving.move(audit, key="close_without", by=by, at=at, reason=reason)
        names = ", ".join(each.agency.name for each in audit.participants.filter(agency__in=silent)
                          .select_related("agency"))  # fmt: skip
        _tell_panel(audit, at=at, sentence=f"Answering is closed without: {names}. The report will say so.")
    return audit


def _tell_panel(audit: Audit, *, at: datetime, sentence: str) -> None:
    today = localdate(at)
    people = {person.pk: person for person in who.keepers(on=today)}
    for each in audit.participants.select_related("agency__parent__parent"):
        people |= {person.pk: person for person in who.leading(each.agency, on=today)}
    who.tell(audit, to=people.values(), key=f"unsealed {audit.unsealed_at:%Y-%m-%d}", at=at, urgency=Urgency.DIGEST,
             subject=f"{audit}: the answers are open", sentence=sentence)  # fmt: skip


def break_glass(*, case: Case, by: Person, at: datetime, reason: str) -> Opening:
    """Open the sealed answers about one case for some hours; every scrutineer is told at once who and why."""
    check(by, Permission.BREAK_GLASS)
    refuse_identifiers(reason)
    if not reason.strip():
        raise Refusal("Say why you must open this case now. The scrutineer reads it.")
    today = localdate(at)
    hours = int(rules.value("audits.glass_hours", on=today))
    with transaction.atomic():
        audit = moving.lock(case.audit_id)
        if not audit.sealed:
            raise Refusal("The seal of this audit is broken already: open the case as everybody does.")
        opening = Opening.objects.create(
            case=case, by=by, at=at, until=at + timedelta(hours=hours), reason=reason.strip()
        )
        trail.leave("sealed audit case opened in an emergency", by=by, about=case, hours=hours)
        people = {person.pk: person for person in who.scrutineers(on=today)}
        for each in audit.participants.select_related("agency__parent__parent"):
            people |= {person.pk: person for person in who.leading(each.agency, on=today)}
        people.pop(by.pk, None)
        who.tell(
            audit, to=people.values(), key=f"glass {opening.pk}", at=at, urgency=Urgency.NOW,
            subject=f"Sealed answers about {case} of {audit} were opened",
            sentence=f"{by} opened them for {hours} hours.", words=opening.reason,
            address=reverse("multi_agency_audit", args=[audit.slug]),
        )  # fmt: skip
    return opening
