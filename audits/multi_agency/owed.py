"""What waits for a person in multi-agency audits, and the letters that remind of it."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localdate

from audits.models import Audit, Concern, SecondLook, Tool
from audits.multi_agency import planning, who
from audits.multi_agency.phases import Phase
from office.letters import Topic, Urgency
from office.reminders import step_before
from partnership.access import agencies_where, holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait

STEPS = (7, 1)  # days before answers are due


def waiting(person: Person) -> Iterator[Wait]:
    """One line for each thing to do."""
    yield from _concerns(person)
    yield from _to_audit(person)
    yield from _second_looks(person)
    agencies = agencies_where(person, Permission.ANSWER_AUDITS)
    if agencies:
        yield from _to_assign(agencies)
        yield from _to_draw(agencies)
    if holds(person, Permission.KEEP_AUDITS):
        yield from _to_keep()


def _concerns(person: Person) -> Iterator[Wait]:
    mine = Concern.objects.filter(raised_by=person, told_at=None).select_related("tool__case__audit")
    for each in mine:
        yield Wait("Say that your concern was told", f"{each.tool.case} of {each.tool.case.audit} stands still.",
                   reverse("concern", args=[each.tool_id]), each.raised_at.date())  # fmt: skip


def _to_audit(person: Person) -> Iterator[Wait]:
    """One line for each audit, however many of its cases are one's own."""
    owed = Tool.objects.owed().filter(auditor=person).order_by("case__number").select_related("case__audit")
    by_audit: dict[int, list[Tool]] = {}
    for tool in owed:
        by_audit.setdefault(tool.case.audit_id, []).append(tool)
    for tools in by_audit.values():
        audit = tools[0].case.audit
        many = f"{len(tools)} case{'s' if len(tools) != 1 else ''}"
        yield Wait(f"Audit {many} of “{audit}”", "From your agency’s own records; sealed until all are in.",
                   reverse("audit_tool", args=[tools[0].pk]), audit.due_on)  # fmt: skip


def _second_looks(person: Person) -> Iterator[Wait]:
    mine = SecondLook.objects.filter(person=person, done_at=None, stood_down_at=None,
                                     tool__case__audit__phase=Phase.MODERATING)  # fmt: skip
    for each in mine.select_related("tool__case__audit"):
        audit = each.tool.case.audit
        yield Wait(f"Grade {each.tool.case} of “{audit}” a second time", "You do not see the first grades.",
                   reverse("second_look", args=[each.pk]), audit.panel_on)  # fmt: skip


def _to_assign(agencies: set[int]) -> Iterator[Wait]:
    left = Tool.objects.owed().filter(agency__in=agencies, auditor=None).order_by()
    for title, slug, due, agency, count in left.values_list(
        "case__audit__title", "case__audit__slug", "case__audit__due_on", "agency__name"
    ).annotate(Count("pk")):
        yield Wait(f"Say who audits {count} case{'s' if count != 1 else ''} for {agency}", f"“{title}”.",
                   reverse("multi_agency_audit", args=[slug]), due)  # fmt: skip


def _to_draw(agencies: set[int]) -> Iterator[Wait]:
    undrawn = Audit.objects.filter(
        phase=Phase.PLANNED, cases=None, participants__agency__in=agencies, participants__holds_cases=True
    )
    for audit in undrawn.distinct():
        yield Wait(f"Draw the cases of “{audit}”", "From a list of codes that your agency keeps.",
                   reverse("draw_cases", args=[audit.slug]), audit.sample_on)  # fmt: skip


def _to_keep() -> Iterator[Wait]:
    for audit in Audit.objects.living().annotate(left=Count("cases", filter=Q(cases__agreed_at=None), distinct=True)):
        address = reverse("multi_agency_audit", args=[audit.slug])
        if audit.phase == Phase.PLANNED and not planning.lacks(audit):
            yield Wait(f"Ask the agencies of “{audit}”", "Its cases are drawn.", address, audit.due_on)
        if audit.phase == Phase.MODERATING:
            many = f"{audit.left} case{'s' if audit.left != 1 else ''}"  # type: ignore[attr-defined]
            yield Wait(f"Lead the panel of “{audit}”", f"{many} without an agreed grade.", address, audit.panel_on)
        if audit.phase == Phase.REPORTING:
            yield Wait(f"Finish the report of “{audit}”", "Every case has an agreed grade.", address, audit.report_on)


def remind(*, at: datetime) -> int:
    """Remind auditors of tools that are due soon or late, and the office of agencies that do not answer."""
    today, count = localdate(at), 0
    for audit in Audit.objects.filter(phase=Phase.ANSWERING):
        step = step_before(audit.due_on, steps=STEPS, on=today)
        late = audit.due_on < today
        if step is None and not late:
            continue
        with transaction.atomic():
            count += _remind_of(audit, at=at, key="late" if late else str(step), late=late)
    return count


def _remind_of(audit: Audit, *, at: datetime, key: str, late: bool) -> int:
    today = localdate(at)
    owed = list(Tool.objects.owed().filter(case__audit=audit).select_related("agency__parent__parent", "auditor"))
    people: dict[int, Person] = {}
    for tool in owed:
        for person in [tool.auditor] if tool.auditor else who.leading(tool.agency, on=today):
            people[person.pk] = person
    day = f"{audit.due_on.day} {audit.due_on:%B}"
    who.tell(audit, to=people.values(), key=f"remind {key} {audit.due_on}", at=at, topic=Topic.REMINDER,
             subject=f"{audit}: {'late since' if late else 'due on'} {day}",
             sentence="Some cases of your agency are not handed in yet.", urgency=Urgency.DIGEST)  # fmt: skip
    if late and owed:
        names = ", ".join(sorted({tool.agency.name for tool in owed}))
        who.tell(audit, to=who.keepers(on=today), key=f"silent {audit.due_on}", at=at, urgency=Urgency.DIGEST,
                 subject=f"{audit}: some have not answered",
                 sentence=f"Not all in from: {names}. Move the day, or close answering without them.")  # fmt: skip
    return len(people)
