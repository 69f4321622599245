"""Blind second looks: a share of the tools is drawn, each is graded again by somebody of another agency."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from audits.models import Audit, SecondGrade, SecondLook, Tool
from audits.multi_agency import moving, sampling, tool_sheet, who
from audits.multi_agency.phases import Phase
from audits.multi_agency.weighing import TwoGraders, two_graders
from office.letters import Urgency
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

NOT_ENOUGH = "not-enough"


def share_out(*, audit: Audit, by: Person, at: datetime) -> int:
    """Draw the share of tools that the plan names and give each to an auditor of another agency; says how many.

    The draw is by the number of case and agency from a seed made of the audit, so asking twice draws the same.
    Refusal when nobody of another agency is free of conflict.
    """
    check(by, Permission.KEEP_AUDITS)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.MODERATING)
        tools = {str(each.pk): each for each in _looked_at(audit)}
        wanted = -(-len(tools) * audit.second_share // 100)
        if not wanted:
            raise Refusal("The plan of this audit asks for no second grades.")
        drawn = sampling.draw([sampling.Listed(key) for key in tools], size=wanted, seed=f"second looks {audit.pk}")
        left = [tools[each.reference] for each in drawn]
        known = set(SecondLook.objects.filter(tool__in=left, stood_down_at=None).values_list("tool", flat=True))
        graders, made = _graders(audit, at=at), 0
        for tool in left:
            if tool.pk in known:
                continue
            chosen = _next(graders, tool)
            if chosen is None:
                raise Refusal(f"Nobody of another agency can look at {tool.case} again. Ask them to name auditors.")
            graders[chosen] += 1
            _ask(tool, person=chosen, by=by, at=at)
            made += 1
        trail.leave("second looks shared out", by=by, about=audit, looks=made)
    return made


def _looked_at(audit: Audit) -> list[Tool]:
    handed_in = Tool.objects.filter(case__audit=audit, handed_in_at__isnull=False, not_involved=False)
    return list(handed_in.select_related("case__audit", "agency__parent__parent").order_by("pk"))


def _graders(audit: Audit, *, at: datetime) -> dict[Person, int]:
    """Everybody who audited a case of it, and those who may for an agency that takes part; with how many they have."""
    people = {tool.auditor for tool in Tool.objects.filter(case__audit=audit).select_related("auditor") if tool.auditor}
    for each in audit.participants.select_related("agency__parent__parent"):
        people |= set(who.leading(each.agency, on=localdate(at)))
    return dict.fromkeys(sorted(people, key=lambda person: person.pk), 0)


def _next(graders: dict[Person, int], tool: Tool) -> Person | None:
    """Of those who may look at a tool the one with the fewest so far."""
    fit = [
        person
        for person in graders
        if person.pk != tool.auditor_id
        and not who.answers_for(person, tool.agency)
        and not who.is_conflicted(person, tool.case)
    ]
    return min(fit, key=lambda person: (graders[person], person.pk), default=None)


def _ask(tool: Tool, *, person: Person, by: Person, at: datetime) -> SecondLook:
    look = SecondLook.objects.create(tool=tool, person=person, asked_by=by, asked_at=at)
    audit = tool.case.audit
    who.tell(audit, to=[person], key=f"second look {look.pk}", at=at, urgency=Urgency.NOW,
             subject=f"Grade {tool.case} of {audit} a second time",
             sentence=f"Read what {tool.agency} wrote and grade it without seeing its grades. If you know the case, "
             "say so and somebody else does it.", address=reverse("second_look", args=[look.pk]))  # fmt: skip
    return look


def stand_down(*, look: SecondLook, by: Person, at: datetime) -> None:
    """Give a second look back: one knows the case. It goes to somebody else when they are shared out again."""
    if look.person_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        look = SecondLook.objects.select_for_update(of=("self",)).select_related("tool__case__audit").get(pk=look.pk)
        if look.done_at is not None or look.stood_down_at is not None:
            raise Refusal("This second look is done with.")
        look.stood_down_at = at
        look.save(update_fields=["stood_down_at"])
        trail.leave("second look given back", by=by, about=look)
        who.tell(look.tool.case.audit, to=who.keepers(on=localdate(at)), key=f"look back {look.pk}", at=at,
                 subject=f"{look.tool.case} needs another second grader",
                 sentence=f"{by} has given it back. Share the second looks out again.")  # fmt: skip


def grade(*, look: SecondLook, by: Person, grades: Mapping[str, str], at: datetime) -> SecondLook:
    """Give every grade of a second look at once, a key of the scale or “not-enough”; it is never changed again.

    The gate of the audit holds for it, too.
    """
    if look.person_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        look = SecondLook.objects.select_related("tool__case__audit").get(pk=look.pk)
        audit = moving.lock(look.tool.case.audit_id)
        look = SecondLook.objects.select_for_update(of=("self",)).select_related("tool__case").get(pk=look.pk)
        moving.refuse_unless(audit, Phase.MODERATING)
        if look.done_at is not None or look.stood_down_at is not None:
            raise Refusal("This second look is done with.")
        sheet = tool_sheet.sheet_of(audit)
        known = {each.key for each in sheet.levels} | {NOT_ENOUGH}
        asked = [each.code for each in tool_sheet.graded(sheet)]
        if set(grades) != set(asked) or not set(grades.values()) <= known:
            raise Refusal("Give a grade for every section, or say that there is not enough evidence.")
        SecondGrade.objects.bulk_create(
            SecondGrade(look=look, code=code, level="" if grades[code] == NOT_ENOUGH else grades[code],
                        not_enough=grades[code] == NOT_ENOUGH)
            for code in asked
        )  # fmt: skip
        look.done_at = at
        look.save(update_fields=["done_at"])
        trail.leave("second look done", by=by, about=look)
    return look


def agreement_of(audit: Audit) -> TwoGraders:
    """How far first and second graders agree, over every section that both could grade; two queries."""
    sheet = tool_sheet.sheet_of(audit)
    step = {each.key: each.number for each in sheet.levels}
    done = SecondLook.objects.filter(tool__case__audit=audit, done_at__isnull=False)
    by_case: dict[int, list[tuple[int, int]]] = {}
    for look in done.select_related("tool").prefetch_related("grades", "tool__answers"):
        first = {each.code: each.level for each in look.tool.answers.all()}
        by_case.setdefault(look.tool.case_id, []).extend(
            (step[first[each.code]], step[each.level])
            for each in look.grades.all()
            if each.level in step and first.get(each.code, "") in step
        )
    return two_graders(by_case.values(), steps=max(step.values(), default=1))
