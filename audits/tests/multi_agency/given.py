"""Multi-agency audits in few words, made by their verbs, so that no test stands on a state the house forbids."""

from datetime import timedelta
from typing import Any

from audits.models import Audit, Point, Tool, ToolAnswer
from audits.multi_agency import drawing_cases, filling, panel, planning, reporting, tool_sheet
from audits.tests.given import AT, ON, refused
from office import drafts, questionnaire_files
from office.models import Version
from office.tests.given import published
from partnership.models import Agency, Person

__all__ = ["AT", "ON", "refused"]
RULE = "All children with a plan for neglect on 1 November, from our own list."
CODES = "\n".join(f"OX-{number:03}" for number in range(1, 21))

# The tool in small: a choice, three graded sections, the whole.
SMALL: dict[str, Any] = {
    "slug": "multi-agency-audit", "name": "Multi-agency case audit", "use": "audit",
    "scale": {
        "scheme": "levels", "name": "Four grades",
        "levels": [
            {"key": "inadequate", "name": "Inadequate", "share": 0, "needs_action": True, "meaning": "Not safe."},
            {"key": "requires-improvement", "name": "Requires improvement", "share": 35, "needs_action": True,
             "meaning": "Not yet good."},
            {"key": "good", "name": "Good", "share": 70, "meaning": "Good."},
            {"key": "outstanding", "name": "Outstanding", "share": 100, "meaning": "Better than good."},
        ],
    },
    "sections": [
        {"title": "Frame", "criteria": [
            {"code": "age-band", "title": "Age", "text": "How old?", "asks": "choice",
             "choices": ["Under 1", "1 to 4"]},
        ]},
        {"title": "Lived experience", "criteria": [
            {"code": "lived-experience", "title": "Lived experience", "text": "What is a day like?"},
            {"code": "voice-recorded", "title": "Own view", "text": "On record?", "asks": "choice",
             "choices": ["Yes", "No"]},
        ]},
        {"title": "Theme", "criteria": [{"code": "theme", "title": "The theme", "text": "How well was it done?"}]},
        {"title": "Overall", "criteria": [{"code": "overall", "title": "As a whole", "text": "All in all?"}]},
    ],
}  # fmt: skip


def a_tool(cast: Any, **changed: Any) -> Version:
    """The published tool in small; asked again, the same."""
    found = Version.objects.published().filter(questionnaire__slug="multi-agency-audit").first()
    return found or published(cast, questionnaire_files.take_in(by=cast.administrator, words=SMALL | changed, at=AT))


def a_plan(cast: Any, *, at: Any = AT, **words: Any) -> planning.Plan:
    """A plan whose answers are due in four weeks."""
    day = at.date()
    return planning.Plan(**{
        "title": "Neglect of children under 5", "focus": "Do we see what a day is like for a neglected child?",
        "version": a_tool(cast), "sample_on": day + timedelta(days=5), "due_on": day + timedelta(days=28),
        "panel_on": day + timedelta(days=40), "report_on": day + timedelta(days=60), **words,
    })  # fmt: skip


def a_planned(cast: Any, *, at: Any = AT, **words: Any) -> Audit:
    """Planned: the council, which holds the cases, and the health trust take part."""
    own = cast.agencies
    audit = planning.plan_audit(by=cast.administrator, plan=a_plan(cast, at=at, **words), at=at, agencies=())
    planning.set_participants(
        audit=audit, by=cast.administrator, agencies=[own.county_council, own.health_trust],
        holder=own.county_council, at=at,
    )  # fmt: skip
    planning.set_lines(audit=audit, by=cast.administrator, lines=[("Is the father asked?", "Two reviews", "")])
    return audit


def drawn(cast: Any, audit: Audit, *, cases: int = 2, codes: str = CODES, at: Any = AT, **how: Any) -> Audit:
    """With cases, drawn by the council's auditor."""
    given = {"method": "random", "rule": RULE, "size": cases, "seed": "acorn", **how}
    drawing_cases.draw(audit=audit, by=cast.auditor, at=at, listed=drawing_cases.lines_of(codes),
                       how=drawing_cases.Draw(**given))  # fmt: skip
    return audit


def an_open(cast: Any, *, cases: int = 2, at: Any = AT, **words: Any) -> Audit:
    """Open: both agencies are asked about every case."""
    audit = drawn(cast, a_planned(cast, at=at, **words), cases=cases, at=at)
    return planning.open_audit(audit=audit, by=cast.administrator, at=at)


def tool_of(audit: Audit, agency: Agency, number: int = 1) -> Tool:
    """What an agency is asked about a case."""
    return Tool.objects.for_list().get(case__audit=audit, case__number=number, agency=agency)


def assigned(cast: Any, tool: Tool, person: Person | None = None, *, at: Any = AT) -> Tool:
    """Given to the lead of the health trust, or to somebody named."""
    by = person or cast.lead
    return filling.assign(tool=tool, by=by, person=by, at=at)


def an_answer(tool: Tool, by: Person, code: str, *, at: Any = AT, **words: Any) -> ToolAnswer:
    """One section saved over what stands there now."""
    mark = drafts.mark_of(filling.values_of(tool.answers.filter(code=code).first()))
    return filling.keep(tool=tool, by=by, code=code, words=filling.EMPTY | words, mark=mark, at=at)


def views(tool: Tool, by: Person, *, at: Any = AT) -> None:
    """All three were heard or not."""
    for speaker, heard in (("child", "told"), ("parent", "declined"), ("practitioner", "not_asked")):
        filling.hear(tool=tool, by=by, speaker=speaker, heard=heard, words="What there is to say.", at=at)


def answered(tool: Tool, by: Person, *, at: Any = AT, grade: str = "good", **by_code: Any) -> Tool:
    """Every question answered."""
    if by_code.pop("views", True):
        views(tool, by, at=at)
    for criterion in tool_sheet.sheet_of(tool.case.audit).criteria:
        words: dict[str, Any] = {"narrative": "What the records say."}
        if criterion.graded:
            words["level"] = grade
        elif criterion.choices:
            words = {"choice": criterion.choices[0]}
        an_answer(tool, by, criterion.code, at=at, **words | by_code.get(criterion.code.replace("-", "_"), {}))
    return tool


def handed_in(cast: Any, tool: Tool, by: Person, *, at: Any = AT, **words: Any) -> Tool:
    """Assigned, answered and handed in."""
    assigned(cast, tool, by, at=at)
    return filling.hand_in(tool=answered(tool, by, at=at, **words), by=by, at=at)


def a_moderating(cast: Any, *, cases: int = 2, at: Any = AT, grades: Any = ("good", "good"), **words: Any) -> Audit:
    """With the panel: both agencies have handed in every case, the council the first grade, the trust the second."""
    audit = an_open(cast, cases=cases, at=at, **words)
    for number in range(1, cases + 1):
        handed_in(cast, tool_of(audit, cast.agencies.county_council, number), cast.auditor, at=at, grade=grades[0])
        handed_in(cast, tool_of(audit, cast.agencies.health_trust, number), cast.lead, at=at, grade=grades[1])
    audit.refresh_from_db()
    return audit


def agreed(cast: Any, audit: Audit, *, grade: str = "good", at: Any = AT) -> Audit:
    """Every case agreed with one grade."""
    codes = [each.code for each in tool_sheet.graded(tool_sheet.sheet_of(audit))]
    for case in audit.cases.all():
        case.audit = audit
        panel.agree(case=case, by=cast.administrator, grades=dict.fromkeys(codes, grade), at=at,
                    reasons=dict.fromkeys(codes, "The child was seen."))  # fmt: skip
    return audit


def a_reporting(cast: Any, *, cases: int = 2, grade: str = "good", at: Any = AT, **words: Any) -> Audit:
    """With its report being written."""
    audit = agreed(cast, a_moderating(cast, cases=cases, grades=(grade, grade), at=at, **words), grade=grade, at=at)
    return panel.conclude(audit=audit, by=cast.administrator, at=at)


def a_point(cast: Any, audit: Audit, *, kind: str = "finding", at: Any = AT, **words: Any) -> Point:
    """One thing it found."""
    text = "The neglect tool is used once and never again."
    return reporting.add_point(audit=audit, by=cast.administrator, kind=kind, text=text, at=at, **words)


def finished(cast: Any, audit: Audit, *, at: Any = AT) -> Audit:
    """With its report finished."""
    a_point(cast, audit, at=at)
    reporting.write_summary(audit=audit, by=cast.administrator, summary="We see the child.", limits="", at=at)
    return reporting.finish(audit=audit, by=cast.administrator, at=at)
