"""Fills in a tool: who audits, each section with stale-copy protection, views, a conflict, a concern, handing in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from audits.models import CaseView, Concern, Conflict, Tool, ToolAnswer
from audits.multi_agency import moving, seal, tool_sheet, who
from audits.multi_agency.phases import Phase
from audits.multi_agency.tool_sheet import LIVED, OVERALL
from office import drafts
from office.letters import Urgency
from office.question_sheets import Criterion, Sheet
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers

FORM = "audit-tool"
TEXTS = ("narrative", "good_practice", "development")
FIELDS = ("level", "not_enough", "choice", *TEXTS)
EMPTY: dict[str, Any] = {name: False if name == "not_enough" else "" for name in FIELDS}


class Unfit(Refusal):
    """An answer that cannot be kept as it is; `field` says where."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def locked(pk: int) -> Tool:
    """A tool and its audit under lock, inside a transaction, in the order everybody takes them."""
    tool = Tool.objects.for_list().get(pk=pk)
    audit = moving.lock(tool.case.audit_id)
    tool = Tool.objects.select_for_update(of=("self",)).for_list().get(pk=pk)
    tool.case.audit = audit
    return tool


def held(pk: int, *, by: Person, at: datetime) -> Tool:
    """A tool under lock, for its auditor as it is at this moment; PermissionDenied for everybody else."""
    tool = locked(pk)
    if not who.may_answer(by, tool, on=localdate(at)):
        raise PermissionDenied
    return tool


def refuse_closed(tool: Tool) -> None:
    """Refusal when a locked tool is not being answered, or stands still because of a concern."""
    if tool.case.audit.phase != Phase.ANSWERING:
        raise Refusal("Answering has ended for this audit. What you typed is kept as a draft of yours.")
    if tool.handed_in_at is not None:
        raise Refusal("This tool is handed in. It is not changed any more.")
    if tool.concerns.filter(told_at=None).exists():
        raise Refusal("You raised a concern about this child. Say first that it was told by the route outside.")


# Who audits -------------------------------------------------------------------


def assign(*, tool: Tool, by: Person, person: Person, at: datetime) -> Tool:
    """Say who audits a case for an agency; Refusal for somebody who does not work there or declared a conflict."""
    check(by, Permission.ANSWER_AUDITS, agency=tool.agency)
    with transaction.atomic():
        tool = locked(tool.pk)
        refuse_closed(tool)
        if not who.belongs_to(person, tool.agency, on=localdate(at)):
            raise Refusal(f"{person} does not work for {tool.agency}.")
        if who.is_conflicted(person, tool.case):
            raise Refusal(f"{person} has a conflict of interest in this case. Choose somebody else.")
        tool.auditor = person
        tool.save(update_fields=["auditor"])
        trail.leave("auditor of a case named", by=by, about=tool, agency=tool.agency, person=person.pk)
        if person.pk != by.pk:
            audit = tool.case.audit
            who.tell(
                audit, to=[person], key=f"auditor of {tool.pk}", at=at, subject=f"You are asked to audit {tool.case}",
                sentence=f"{audit}, until {_day(audit.due_on)}. If you held or supervised this case, say so first: "
                "somebody else then does it.", address=reverse("audit_tool", args=[tool.pk]),
            )  # fmt: skip
    return tool


def declare_conflict(*, tool: Tool, by: Person, kind: str, at: datetime) -> Conflict:
    """Say that one cannot judge a case; somebody else is to be named, and the agency is told."""
    if not (tool.auditor_id == by.pk or who.answers_for(by, tool.agency)):
        raise PermissionDenied
    with transaction.atomic():
        tool = locked(tool.pk)
        if tool.case.audit.phase not in (Phase.ANSWERING, Phase.MODERATING):
            raise Refusal("The panel has ended; there is nothing left to stand down from.")
        made, new = Conflict.objects.get_or_create(
            case=tool.case, person=by, defaults={"kind": kind, "agency": tool.agency, "declared_at": at}
        )
        if new:
            trail.leave("conflict declared", by=by, about=tool, agency=tool.agency, kind=kind)
        if tool.auditor_id == by.pk and tool.handed_in_at is None:
            tool.auditor = None
            tool.save(update_fields=["auditor"])
            others = [each for each in who.leading(tool.agency, on=localdate(at)) if each.pk != by.pk]
            others = others or list(who.keepers(on=localdate(at)))
            who.tell(
                tool.case.audit, to=others, key=f"conflict {made.pk}", at=at,
                subject=f"{tool.case} of {tool.case.audit} needs another auditor",
                sentence=f"{by} has a conflict of interest in {tool.case} for {tool.agency} and has stood down.",
            )  # fmt: skip
    return made


# What is answered -------------------------------------------------------------


def values_of(answer: ToolAnswer | None) -> dict[str, Any]:
    """What an answer says now, field by field; the mark against stale copies is made of it."""
    return dict(EMPTY) if answer is None else {name: getattr(answer, name) for name in FIELDS}


def keep(*, tool: Tool, by: Person, code: str, words: Mapping[str, Any], mark: str, at: datetime) -> ToolAnswer:
    """Save one section.

    PermissionDenied for anybody but its auditor; Unfit, with the field, when a rule is broken; ChangedMeanwhile when
    it was saved elsewhere since; Refusal once it is handed in or while a concern stands.
    """
    refuse_identifiers(*(str(words.get(name, "")) for name in TEXTS))
    with transaction.atomic():
        tool = held(tool.pk, by=by, at=at)
        refuse_closed(tool)
        sheet = tool_sheet.sheet_of(tool.case.audit)
        found = sheet.find(code)
        if found is None:
            raise Refusal("This question is not part of the tool.")
        answer = tool.answers.filter(code=code).first()
        drafts.refuse_stale(values_of(answer), mark=mark)
        answer = answer or ToolAnswer(tool=tool, code=code)
        for name in FIELDS:
            value = words.get(name, EMPTY[name])
            setattr(answer, name, value.strip() if isinstance(value, str) else value)
        refuse_unfit(sheet, found[1], answer)
        if code == OVERALL:
            refuse_gate(tool, sheet, answer.level)
        answer.saved_by, answer.saved_at = by, at
        answer.save()
        if tool.began_at is None:
            tool.began_at = at
            tool.save(update_fields=["began_at"])
        drafts.discard(by=by, form=FORM, record=f"{tool.pk}-{code}")
        trail.leave("audit tool saved", by=by, about=tool, agency=tool.agency)
    return answer


def refuse_unfit(sheet: Sheet, criterion: Criterion, answer: ToolAnswer) -> None:
    """What one section may not be: a grade without a word, a grade of no scale, a choice not on the list."""
    if criterion.choices and answer.choice and answer.choice not in criterion.choices:
        raise Unfit("choice", "Choose one of the list.")
    if not criterion.graded:
        return
    if answer.level and sheet.level(answer.level) is None:
        raise Unfit("level", "Choose one of the grades.")
    if answer.level and answer.not_enough:
        raise Unfit("level", "Give a grade, or say that there is not enough evidence: not both.")
    if (answer.level or answer.not_enough) and not answer.narrative:
        raise Unfit("narrative", "Say what you found, or what was missing, before you grade it.")


def refuse_gate(tool: Tool, sheet: Sheet, overall: str) -> None:
    """No grade of the whole without the lived experience; by the rule of the audit none above what it allows."""
    lived = tool.answers.filter(code=LIVED).first()
    has_section = sheet.find(LIVED) is not None
    if has_section and overall and (lived is None or not (lived.level or lived.not_enough)):
        raise Unfit("level", "First say what life is like for this child: without it there is no grade of the whole.")
    level = sheet.level(overall)
    if (
        tool.case.audit.gated and lived is not None and level is not None and tool_sheet.is_good(level)
        and tool_sheet.is_lowest(sheet, lived.level)
    ):  # fmt: skip
        raise Unfit(
            "level", f"The child’s lived experience is {sheet.levels[0].name.lower()}, so the whole is not good."
        )


def hear(*, tool: Tool, by: Person, speaker: str, heard: str, words: str, at: datetime) -> CaseView:
    """Write what a child, a parent or a practitioner said, or why nobody asked; said again, it takes its place."""
    refuse_identifiers(words)
    if not words.strip():
        raise Refusal("Write what was said, or why it was not asked.")
    with transaction.atomic():
        tool = held(tool.pk, by=by, at=at)
        refuse_closed(tool)
        view, _ = CaseView.objects.update_or_create(
            tool=tool, speaker=speaker, defaults={"heard": heard, "words": words.strip(), "by": by, "at": at}
        )
        trail.leave("view on a case written", by=by, about=tool, agency=tool.agency, speaker=speaker, heard=heard)
    return view


# A concern ----------------------------------------------------------------------


def raise_concern(*, tool: Tool, by: Person, at: datetime) -> Concern:
    """Stop: a child may be at risk now. Nothing is written about it here; others hear that work stopped."""
    with transaction.atomic():
        tool = held(tool.pk, by=by, at=at)
        concern = tool.concerns.filter(told_at=None).first()
        if concern is not None:
            return concern
        concern = Concern.objects.create(tool=tool, raised_by=by, raised_at=at)
        trail.leave("concern raised", by=by, about=tool, agency=tool.agency)
        others = {each.pk: each for each in (*who.leading(tool.agency, on=localdate(at)),
                                             *who.keepers(on=localdate(at)))}  # fmt: skip
        who.tell(
            tool.case.audit, to=[each for pk, each in others.items() if pk != by.pk], key=f"concern {concern.pk}",
            at=at, urgency=Urgency.NOW, subject=f"Audit stopped: a concern about {tool.case}",
            sentence=f"The auditor of {tool.agency} raised an immediate safeguarding concern. It is told outside the "
            "portal, to the agency that holds the case. Make sure that it was.",
        )  # fmt: skip
    return concern


def tell_concern(*, concern: Concern, by: Person, told_to: str, at: datetime) -> Concern:
    """Say to which post or team the concern was told; the tool can then be gone on with."""
    if not (concern.raised_by_id == by.pk or who.answers_for(by, concern.tool.agency)):
        raise PermissionDenied
    refuse_identifiers(told_to)
    if not told_to.strip():
        raise Refusal("Say to which team or post it was told.")
    with transaction.atomic():
        concern = Concern.objects.select_for_update(of=("self",)).select_related("tool__agency").get(pk=concern.pk)
        if concern.told_at is not None:
            raise Refusal("It is noted already that this was told.")
        concern.told_to, concern.told_at = told_to.strip(), at
        concern.save(update_fields=["told_to", "told_at"])
        trail.leave("concern told outside", by=by, about=concern.tool, agency=concern.tool.agency)
    return concern


# Handing in -----------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One question of a tool: its answer, the grade in words, and whether it is complete."""

    criterion: Criterion
    answer: ToolAnswer | None
    grade: str
    number: int
    complete: bool


def lines_of(tool: Tool) -> list[tuple[Any, list[Line]]]:
    """Every question with how far it is, by section; two queries."""
    sheet = tool_sheet.sheet_of(tool.case.audit)
    said = {each.code: each for each in tool.answers.all()}
    return [(section, [_line(sheet, each, said.get(each.code)) for each in section.criteria])
            for section in sheet.sections]  # fmt: skip


def _line(sheet: Sheet, criterion: Criterion, answer: ToolAnswer | None) -> Line:
    if answer is None:
        return Line(criterion, None, "", 0, False)
    level = sheet.level(answer.level)
    grade = level.name if level else "Not enough evidence" if answer.not_enough else answer.choice
    complete = bool(grade) if criterion.graded or criterion.asks == "choice" else bool(answer.narrative)
    return Line(criterion, answer, grade, level.number if level else 0, complete)


def lacks(tool: Tool) -> list[str]:
    """What is missing before a tool can be handed in, in sentences."""
    found = [line.criterion.title for _, lines in lines_of(tool) for line in lines if not line.complete]
    sentences = [f"Not answered yet: {', '.join(found)}."] if found else []
    silent = set(CaseView.Speaker.values) - set(tool.views.values_list("speaker", flat=True))
    if silent:
        names = ", ".join(CaseView.Speaker(each).label.lower() for each in CaseView.Speaker.values if each in silent)
        sentences.append(f"Say what they told you, or why nobody asked: {names}.")
    return sentences


def hand_in(*, tool: Tool, by: Person, at: datetime, not_involved: bool = False) -> Tool:
    """Hand a tool in, complete, or because the agency has no record of this child; it is never changed again.

    The last one of an audit breaks the seal for all.
    """
    with transaction.atomic():
        tool = held(tool.pk, by=by, at=at)
        refuse_closed(tool)
        if not_involved and tool.answers.filter(code=LIVED).exists():
            raise Refusal("You have answered about this child, so your agency has a record. Hand it in complete.")
        if not not_involved:
            if missing := lacks(tool):
                raise Refusal(missing[0])
            refuse_gate(tool, tool_sheet.sheet_of(tool.case.audit), tool.answers.get(code=OVERALL).level)
        tool.handed_in_at, tool.handed_in_by, tool.not_involved = at, by, not_involved
        tool.save(update_fields=["handed_in_at", "handed_in_by", "not_involved"])
        trail.leave("audit tool handed in", by=by, about=tool, agency=tool.agency, not_involved=not_involved)
        seal.break_when_all_are_in(tool.case.audit, by=by, at=at)
    return tool


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
