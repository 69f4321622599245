"""Who may do what with a multi-agency audit, and who is told about it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from audits import news
from audits.models import Audit, Conflict, Tool
from audits.models import Case as AuditCase
from office.letters import Topic, Urgency
from partnership.access import can
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.roles import ROLES

ANSWERING = sorted(key for key, role in ROLES.items() if Permission.ANSWER_AUDITS in role.own_agency)
AUDITOR, KEEPING, SCRUTINEER = "auditor", "business_unit", "scrutineer"


def keeps(person: Person) -> bool:
    """Whether the person plans audits and leads their panels."""
    return can(person, Permission.KEEP_AUDITS)


def oversees(person: Person) -> bool:
    """Whether the person sees every audit that is under way."""
    return can(person, Permission.SEE_AUDITS)


def answers_for(person: Person, agency: Agency) -> bool:
    """Whether the person says for an agency who audits, and reads what it has answered."""
    return can(person, Permission.ANSWER_AUDITS, agency=agency)


def takes_part(person: Person, audit: Audit) -> list[Agency]:
    """The agencies of an audit for which the person answers."""
    asked = audit.participants.select_related("agency__parent__parent")
    return [each.agency for each in asked if answers_for(person, each.agency)]


def belongs_to(person: Person, agency: Agency, *, on: date) -> bool:
    """Whether a person works on a day in an agency or in one of those above it."""
    line, above = [agency.pk], agency.parent
    while above is not None:
        line.append(above.pk)
        above = above.parent
    return Membership.objects.current(on).filter(person=person, agency__in=line).exists()


def is_conflicted(person: Person, case: AuditCase) -> bool:
    """Whether a person has declared that he or she cannot judge a case."""
    return Conflict.objects.filter(case=case, person=person).exists()


def may_answer(person: Person, tool: Tool, *, on: date) -> bool:
    """Only its auditor writes in a tool, while he or she works for the agency and has no conflict."""
    return (
        tool.auditor_id == person.pk and belongs_to(person, tool.agency, on=on) and not is_conflicted(person, tool.case)
    )


# Who is told ------------------------------------------------------------------


def leading(agency: Agency, *, on: date) -> QuerySet[Person]:
    """Its auditors; without any, whoever leads safeguarding there, or in the agency above it."""
    auditors = (
        Person.objects.current()
        .at(agency, on=on)
        .filter(pk__in=Membership.objects.current(on).filter(agency=agency, role=AUDITOR).values("person"))
    )
    return auditors if auditors.exists() else Person.objects.answering_for(agency, roles=ANSWERING, on=on)


def keepers(*, on: date) -> QuerySet[Person]:
    """The business unit."""
    return Person.objects.holding(KEEPING, on=on)


def scrutineers(*, on: date) -> QuerySet[Person]:
    """Whoever watches over the seal."""
    return Person.objects.holding(SCRUTINEER, on=on)


def tell(
    audit: Audit, *, to: Iterable[Person], key: str, subject: str, sentence: str, at: datetime, words: str = "",
    address: str = "", urgency: str = Urgency.NOW, topic: str = Topic.OFFICE,
) -> None:  # fmt: skip
    """One letter to each, which names an audit and the number of a case at most."""
    for person in to:
        news.write(
            to=person, key=f"audit {audit.pk} {key} {person.pk}", at=at, subject=subject, sentence=sentence,
            words=words, urgency=urgency, topic=topic,
            address=address or reverse("multi_agency_audit", args=[audit.slug]),
        )  # fmt: skip
