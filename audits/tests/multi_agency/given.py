"""Multi-agency audits in few words, made by their verbs, so that no test stands on a state the house forbids."""

from datetime import timedelta
from typing import Any

from audits.models import Audit
from audits.multi_agency import drawing_cases, planning
from audits.tests.given import AT, ON, refused
from office import questionnaire_files
from office.models import Version
from office.tests.given import published

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
