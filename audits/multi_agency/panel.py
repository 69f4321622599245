"""The panel: all agencies side by side about one case, what is agreed with its reason, and who sees it otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audits.models import AgreedGrade, Audit, Case, Dissent, SecondLook, Tool, ToolAnswer
from audits.multi_agency import moving, tool_sheet, who
from audits.multi_agency.phases import Phase
from audits.multi_agency.tool_sheet import LIVED, OVERALL, VOICE
from office.question_sheets import Criterion, Sheet
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers

NOT_ENOUGH = "not-enough"


@dataclass(frozen=True)
class Said:
    """What one agency said in one section: its grade in words and as a step (0 for none), and its answer."""

    agency: Agency
    answer: ToolAnswer | None
    grade: str
    number: int
    second: str = ""


@dataclass(frozen=True)
class Row:
    """One section with what every agency said, and what was agreed."""

    criterion: Criterion
    said: tuple[Said, ...]
    agreed: AgreedGrade | None
    agreed_words: str

    @property
    def differ(self) -> bool:
        """Whether the agencies do not all give the same grade."""
        return len({each.number for each in self.said if each.number}) > 1


def side_by_side(case: Case, tools: list[Tool]) -> list[Row]:
    """The graded sections of a case, every agency beside the others; `tools` are those the reader may read."""
    sheet = tool_sheet.sheet_of(case.audit)
    said = {tool.pk: {each.code: each for each in tool.answers.all()} for tool in tools}
    seconds = _seconds(case, sheet)
    agreed = {each.code: each for each in case.agreed.all()}
    return [
        Row(
            criterion,
            tuple(_said(sheet, tool, said[tool.pk].get(criterion.code), seconds.get((tool.pk, criterion.code), ""))
                  for tool in tools),
            agreed.get(criterion.code),
            words_of(sheet, agreed.get(criterion.code)),
        )
        for criterion in tool_sheet.graded(sheet)
    ]  # fmt: skip


def _said(sheet: Sheet, tool: Tool, answer: ToolAnswer | None, second: str) -> Said:
    level = sheet.level(answer.level) if answer else None
    words = level.name if level else "Not enough evidence" if answer and answer.not_enough else ""
    return Said(tool.agency, answer, words, level.number if level else 0, second)


def _seconds(case: Case, sheet: Sheet) -> dict[tuple[int, str], str]:
    """The second grades of a case, by tool and section, in words."""
    done = SecondLook.objects.filter(tool__case=case, done_at__isnull=False).prefetch_related("grades")
    names = {each.key: each.name for each in sheet.levels}
    return {(look.tool_id, each.code): names.get(each.level, "Not enough evidence")
            for look in done for each in look.grades.all()}  # fmt: skip


def words_of(sheet: Sheet, agreed: AgreedGrade | None) -> str:
    """An agreed grade in words."""
    if agreed is None:
        return ""
    level = sheet.level(agreed.level)
    return level.name if level else "Not enough evidence"


def may_see(person: Person, case: Case) -> bool:
    """Whoever still owes a blind second look at this case does not see what others gave."""
    return not SecondLook.objects.filter(tool__case=case, person=person, done_at=None, stood_down_at=None).exists()


def agree(*, case: Case, by: Person, grades: Mapping[str, str], reasons: Mapping[str, str], at: datetime) -> Case:
    """Write what the panel agreed about a case, section by section; written again, it takes the place of before.

    A reason is needed where agencies differ, where nobody gave that grade, and for the whole. The gate of the audit
    holds. Refusal while a second look at this case is not done.
    """
    check(by, Permission.KEEP_AUDITS)
    refuse_identifiers(*reasons.values())
    with transaction.atomic():
        audit = moving.lock(case.audit_id)
        moving.refuse_unless(audit, Phase.MODERATING)
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        case.audit = audit
        if SecondLook.objects.filter(tool__case=case, done_at=None, stood_down_at=None).exists():
            raise Refusal("A second look at this case is still to be done. Wait for it, so that it stays blind.")
        sheet = tool_sheet.sheet_of(audit)
        rows = side_by_side(case, _open_tools(case))
        _refuse_unfit(audit, sheet, rows, grades, reasons)
        for row in rows:
            code, given = row.criterion.code, grades[row.criterion.code]
            AgreedGrade.objects.update_or_create(case=case, code=code, defaults={
                "level": "" if given == NOT_ENOUGH else given, "not_enough": given == NOT_ENOUGH,
                "reason": reasons.get(code, "").strip(),
            })  # fmt: skip
        overall = sheet.level(grades.get(OVERALL, ""))
        case.agreed_at, case.agreed_by = at, by
        case.good = tool_sheet.is_good(overall) if overall else None
        case.voice_recorded = _voice_recorded(case)
        case.save(update_fields=["agreed_at", "agreed_by", "good", "voice_recorded"])
        trail.leave("grades of a case agreed", by=by, about=case)
    return case


def _open_tools(case: Case) -> list[Tool]:
    handed_in = Tool.objects.filter(case=case, handed_in_at__isnull=False)
    return list(handed_in.for_list().prefetch_related("answers").order_by("agency__name"))


def _voice_recorded(case: Case) -> bool:
    """Whether some agency has the child's own view on record, or was told it for this audit."""
    recorded = ToolAnswer.objects.filter(tool__case=case, tool__handed_in_at__isnull=False, code=VOICE, choice="Yes")
    told = Tool.objects.filter(case=case, handed_in_at__isnull=False, views__speaker="child", views__heard="told")
    return recorded.exists() or told.exists()


def _refuse_unfit(
    audit: Audit, sheet: Sheet, rows: list[Row], grades: Mapping[str, str], reasons: Mapping[str, str]
) -> None:
    known = {each.key: each for each in sheet.levels}
    for row in rows:
        given, title = grades.get(row.criterion.code, ""), row.criterion.title
        if given not in known and given != NOT_ENOUGH:
            raise Refusal(f"{title}: agree a grade, or that there is not enough evidence.")
        spoken = {each.number for each in row.said if each.number}
        own = known[given].number if given in known else 0
        needs = row.criterion.code == OVERALL or len(spoken) > 1 or (spoken and own not in spoken)
        if needs and not reasons.get(row.criterion.code, "").strip():
            raise Refusal(f"{title}: say why the panel agreed on this grade.")
    overall, lived = known.get(grades.get(OVERALL, "")), grades.get(LIVED, "")
    if audit.gated and overall and tool_sheet.is_good(overall) and tool_sheet.is_lowest(sheet, lived):
        raise Refusal(f"The child’s lived experience is {sheet.levels[0].name.lower()}, so the whole is not good.")


def dissent(*, case: Case, by: Person, agency: Agency, code: str, words: str, at: datetime) -> Dissent:
    """Record that an agency at the table sees an agreed grade otherwise; it stands beside it for good."""
    audit = case.audit
    if not (who.keeps(by) or who.answers_for(by, agency)):
        raise PermissionDenied
    refuse_identifiers(words)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.MODERATING)
        if not audit.participants.filter(agency=agency).exists():
            raise Refusal(f"{agency} does not take part in this audit.")
        if not case.agreed.filter(code=code).exists():
            raise Refusal("Nothing has been agreed there yet to dissent from.")
        if not words.strip():
            raise Refusal("Say how you see it, and why.")
        made = Dissent.objects.create(case=case, agency=agency, code=code, words=words.strip(), by=by, at=at)
        trail.leave("dissent recorded", by=by, about=case, agency=agency)
    return made


def conclude(*, audit: Audit, by: Person, at: datetime) -> Audit:
    """Go on to the report, once every case has an agreed grade."""
    check(by, Permission.KEEP_AUDITS)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.MODERATING)
        left = audit.cases.filter(agreed_at=None).count()
        if left:
            raise Refusal(f"{left} case{'s have' if left != 1 else ' has'} no agreed grade yet.")
        return moving.move(audit, key="conclude", by=by, at=at)


def moderate_again(*, audit: Audit, by: Person, at: datetime, reason: str) -> Audit:
    """Give it back to the panel before the report is finished."""
    check(by, Permission.KEEP_AUDITS)
    with transaction.atomic():
        return moving.move(moving.lock(audit.pk), key="moderate_again", by=by, at=at, reason=reason)
