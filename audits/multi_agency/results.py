"""What an audit found of its theme: grades by section, views, agreement; frozen when the report is finished."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audits.models import AgreedGrade, Audit, CaseView
from audits.multi_agency import second_looks, tool_sheet
from audits.multi_agency.phases import Phase
from audits.multi_agency.weighing import Difference, Spread, difference, share_in_words

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class SectionResult:
    """One section over all cases."""

    code: str
    title: str
    spread: Spread


def figures_of(audit: Audit) -> dict[str, Any]:
    """The figures of an audit: the frozen ones of a finished report, else counted now; a few queries for all cases."""
    return audit.figures if audit.phase == Phase.FINISHED else counted(audit)


def counted(audit: Audit) -> dict[str, Any]:
    """Counted from what the panel agreed so far, as plain values that a row can keep."""
    sheet = tool_sheet.sheet_of(audit)
    agreed: dict[str, Counter[str]] = {}
    for code, level in AgreedGrade.objects.filter(case__audit=audit).values_list("code", "level"):
        agreed.setdefault(code, Counter())[level] += 1
    sections = []
    for criterion in tool_sheet.graded(sheet):
        own = agreed.get(criterion.code, Counter())
        sections.append({
            "code": criterion.code, "title": criterion.title,
            "grades": [[each.key, each.name, own[each.key]] for each in reversed(sheet.levels)],
            "good": sum(own[each.key] for each in sheet.levels if tool_sheet.is_good(each)), "not_enough": own[""],
        })  # fmt: skip
    asked = list(audit.participants.select_related("agency"))
    return {
        "cases": audit.cases.exclude(agreed_at=None).count(), "sections": sections, "tool": str(audit.version),
        "agencies": [each.agency.name for each in asked if each.left_out_at is None],
        "missing": [each.agency.name for each in asked if each.left_out_at is not None],
        "views": _views(audit), "voice_recorded": audit.cases.filter(voice_recorded=True).count(),
        "dissents": audit.cases.filter(dissents__isnull=False).distinct().count(),
        "agreement": second_looks.agreement_of(audit).sentence,
        "scale": [[each.key, each.name, each.share] for each in sheet.levels],
    }  # fmt: skip


def _views(audit: Audit) -> list[list[Any]]:
    """For each of child, parent and practitioner in how many cases somebody heard them."""
    heard = CaseView.objects.filter(tool__case__audit=audit, heard="told", tool__handed_in_at__isnull=False)
    cases = {(speaker, case) for speaker, case in heard.values_list("speaker", "tool__case")}
    return [[each.label, sum(speaker == each.value for speaker, _ in cases)] for each in CaseView.Speaker]


def sections_of(figures: Figures) -> list[SectionResult]:
    """The sections of figures, each with its spread."""
    return [
        SectionResult(each["code"], each["title"], Spread(
            tuple((key, name, count) for key, name, count in each["grades"]), each["good"], each["not_enough"],
        ))
        for each in figures.get("sections", [])
    ]  # fmt: skip


def views_in_words(figures: Figures) -> list[tuple[str, str]]:
    """How many cases heard whom."""
    cases = figures.get("cases", 0)
    return [(who, f"heard in {share_in_words(count, cases)} cases") for who, count in figures.get("views", [])]


# Two audits -----------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """One section in both audits."""

    title: str
    difference: Difference


@dataclass(frozen=True)
class Comparison:
    """A re-audit beside the first: sections both have, and what keeps them from being the same."""

    before: Audit
    sections: tuple[Compared, ...]
    only_now: tuple[str, ...]
    only_then: tuple[str, ...]
    same_scale: bool

    @property
    def overall(self) -> Difference | None:
        """The grade of the whole in both, where both have it."""
        return next((each.difference for each in self.sections if each.title == self._overall_title), None)

    _overall_title: str = ""

    @property
    def sentence(self) -> str:
        """What is compared."""
        scale = "The scale is the same." if self.same_scale else (
            "The scale is another one: only “good or better” is compared, by what each scale calls so."
        )  # fmt: skip
        new = f" New sections: {', '.join(self.only_now)}." if self.only_now else ""
        gone = f" No longer asked: {', '.join(self.only_then)}." if self.only_then else ""
        return f"Cases graded good or better, section by section. {scale}{new}{gone}"


def compare(audit: Audit) -> Comparison | None:
    """A re-audit beside the audit it repeats, mapped by the codes of the sections; None for any other audit."""
    before = audit.re_audit_of
    if before is None:
        return None
    then, now = ({each.code: each for each in sections_of(figures_of(one))} for one in (before, audit))
    shared = [
        Compared(each.title, difference((then[code].spread.good, then[code].spread.graded),
                                        (each.spread.good, each.spread.graded)))
        for code, each in now.items() if code in then
    ]  # fmt: skip
    overall = now.get(tool_sheet.OVERALL)
    return Comparison(
        before, tuple(shared),
        tuple(each.title for code, each in now.items() if code not in then),
        tuple(each.title for code, each in then.items() if code not in now),
        figures_of(before).get("scale") == figures_of(audit).get("scale"),
        overall.title if overall else "",
    )  # fmt: skip
