"""Multi-agency audits of Oakshire: one finished, its re-audit, one with the panel, one being answered, one planned.

All by the verbs but the answers themselves, which are written in bulk while their tool is open (a verb leaves a trail
line for each of some hundreds); the triggers hold and check_invariants passes them. Words are in auditing.toml.
"""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from audits.models import Audit, CaseView, Tool, ToolAnswer
from audits.multi_agency import drawing_cases, filling, panel, planning, reporting, second_looks, single, tool_sheet
from audits.multi_agency.panel import NOT_ENOUGH
from office import questionnaire_files, questionnaires
from office.models import Version
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.dice import dice
from partnership.models import Agency, Person
from partnership.working_days import LONDON
from priorities.models import Action, Priority, Theme

WORDS = Path(__file__).parent / "auditing.toml"
# Codes of nobody; the list of an audit is not kept.
LISTED = 40


def audit(cast: Cast, *, today: date) -> None:
    """All audits up to today."""
    Programme(cast, today).tell()


class Programme:
    """Tells the audits in order of time."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today = cast, today
        self.words: dict[str, Any] = tomllib.loads(WORDS.read_text("utf-8"))
        self.told = {each["key"]: each for each in self.words["audit"]}
        self.rng: np.random.Generator = dice("auditing")
        own = cast.agencies
        self.hands: dict[Agency, Person] = {
            own.county_council: cast.auditor, own.health_trust: cast.lead, own.police: cast.police,
        }  # fmt: skip

    def tell(self) -> None:
        version = self._tool()
        first = self._finished("first", version, -400, cases=6, kindness=-0.4)
        self._finished("again", version, -95, cases=8, kindness=0.5, again=first)
        self._with_panel(self._asked("panel", version, -75, cases=5))
        self._half_answered(self._asked("answering", version, -18, cases=6))
        self._plan("planned", version, -4)
        self._single()

    # Phases -------------------------------------------------------------------

    def _tool(self) -> Version:
        office, at = self.cast.administrator, self.at(-420)
        version = questionnaire_files.load(by=office, key="multi-agency-audit", at=at)
        questionnaires.ask_for_review(by=office, version=version, reviewer=self.cast.board)
        questionnaires.review(by=self.cast.board, version=version, words="It begins with the child.", fit=True, at=at)
        return questionnaires.publish(by=office, version=version, at=at)

    def _plan(self, key: str, version: Version, days: int, again: Audit | None = None) -> Audit:
        words, office = self.told[key], self.cast.administrator
        priority, theme = (Priority.objects.filter(slug=words["priority"]), Theme.objects.filter(slug=words["theme"]))
        tests = list(Action.objects.filter(text__startswith="Use the neglect checklist")) if again else []
        plan = planning.Plan(
            title=words["title"], focus=words["focus"], version=version, sample_on=self.day(days + 6),
            due_on=self.day(days + 34), panel_on=self.day(days + 48), report_on=self.day(days + 75),
            look_again_on=self.day(days + 400) if key == "panel" else None, re_audit_of=again, themes=tuple(theme),
            priorities=tuple(priority), retests=tuple(tests), second_share=30,
        )  # fmt: skip
        made = planning.plan_audit(by=office, plan=plan, agencies=(), at=self.at(days))
        planning.set_participants(audit=made, by=office, agencies=list(self.hands), at=self.at(days),
                                  holder=self.cast.agencies.county_council)  # fmt: skip
        if words["lines"]:
            planning.set_lines(audit=made, by=office, lines=[(text, why, "") for text, why in words["lines"]])
            planning.set_questions(audit=made, by=office, questions=words["questions"])
        return made

    def _asked(self, key: str, version: Version, days: int, *, cases: int, again: Audit | None = None) -> Audit:
        made = self._plan(key, version, days, again)
        codes = [f"{key[:2].upper()}-{number:03}" for number in range(1, LISTED + 1)]
        how = drawing_cases.Draw("random", self.told[key]["rule"], cases, seed=f"oakshire {key}")
        drawing_cases.draw(audit=made, by=self.cast.auditor, how=how, at=self.at(days + 5),
                           listed=drawing_cases.lines_of("\n".join(codes)))  # fmt: skip
        return planning.open_audit(audit=made, by=self.cast.administrator, at=self.at(days + 6))

    def _finished(
        self, key: str, version: Version, days: int, *, cases: int, kindness: float, again: Audit | None = None
    ) -> Audit:
        made = self._asked(key, version, days, cases=cases, again=again)
        for tool in self._tools(made):
            self._answer(tool, self.at(days + 25), kindness)
        made.refresh_from_db()
        self._look_twice(made, days + 36)
        for case in made.cases.all():
            self._agree(made, case, days + 48)
        if again is None:
            panel.dissent(case=made.cases.first(), by=self.cast.lead, agency=self.cast.agencies.health_trust,
                          code="referral", words=self.words["dissent"], at=self.at(days + 48))  # fmt: skip
        panel.conclude(audit=made, by=self.cast.administrator, at=self.at(days + 49))
        self._report(made, self.told[key], days + 60)
        return reporting.finish(audit=made, by=self.cast.administrator, at=self.at(days + 70))

    def _report(self, made: Audit, words: dict[str, Any], days: int) -> None:
        office, at = self.cast.administrator, self.at(days)
        for text, code, asks in words["findings"]:
            agencies = [self.cast.agencies.county_council, self.cast.agencies.health_trust] if asks else ()
            reporting.add_point(audit=made, by=office, kind="finding", text=text, code=code, asks=asks,
                                agencies=agencies, at=at)  # fmt: skip
        for kind, text, code in words["points"]:
            reporting.add_point(audit=made, by=office, kind=kind, text=text, code=code, at=at)
        reporting.write_summary(audit=made, by=office, summary=words["summary"], limits=words["limits"], at=at)

    def _with_panel(self, made: Audit) -> None:
        """Two cases agreed, the second looks half done, one auditor has a second look waiting."""
        for tool in self._tools(made):
            self._answer(tool, self.at(-50), 0.0)
        made.refresh_from_db()
        self._look_twice(made, -40, leave=1)
        agreed = 0
        for case in made.cases.all():
            if agreed < 2 and not case.tools.filter(looks__done_at=None, looks__stood_down_at=None,
                                                    looks__isnull=False).exists():  # fmt: skip
                self._agree(made, case, -27)
                agreed += 1

    def _half_answered(self, made: Audit) -> None:
        """The council is nearly through, health has begun, the police have not named anybody; one stood down."""
        tools = self._tools(made)
        for tool in tools:
            if tool.agency == self.cast.agencies.county_council and tool.case.number < 6:
                self._answer(tool, self.at(-5), 0.0)
            if tool.agency == self.cast.agencies.health_trust and tool.case.number in (1, 2):
                self._assign(tool, self.at(-8))
        first, second = [each for each in tools if each.agency == self.cast.agencies.health_trust][:2]
        filling.declare_conflict(tool=second, by=self.cast.lead, kind="supervised", at=self.at(-7))
        filling.assign(tool=second, by=self.cast.lead, person=self.cast.practitioner, at=self.at(-6))
        self._write(first, self.at(-6), 0.0, part=5)

    def _single(self) -> None:
        """What agencies looked at by themselves, and what they plan."""
        done = {"title": "Quality of referrals", "done": True, "done_on": self.day(-60), "cases": 20, "outstanding": 1,
                "good": 11, "requires_improvement": 6, "inadequate": 1, "not_graded": 1,
                "learning": "Referrals tell the worry clearly; what the child said is missing in eight.",
                "change": "The form asks first what the child said.",
                "themes": Theme.objects.filter(slug="neglect")}  # fmt: skip
        planned = {"title": "Supervision of first responders", "done": False, "done_on": self.day(55)}
        single.report(by=self.cast.lead, agency=self.cast.agencies.health_trust, given=done, at=self.at(-50))
        single.report(by=self.cast.police, agency=self.cast.agencies.police, given=planned, at=self.at(-20))

    # One tool -----------------------------------------------------------------

    def _tools(self, made: Audit) -> list[Tool]:
        return list(Tool.objects.filter(case__audit=made).for_list().order_by("case__number", "agency__pk"))

    def _assign(self, tool: Tool, at: datetime) -> None:
        hand = self.hands[tool.agency]
        filling.assign(tool=tool, by=hand, person=hand, at=at)

    def _answer(self, tool: Tool, at: datetime, kindness: float) -> None:
        self._assign(tool, at - timedelta(days=6))
        self._write(tool, at - timedelta(days=1), kindness)
        tool.refresh_from_db()
        filling.hand_in(tool=tool, by=self.hands[tool.agency], at=at)

    def _write(self, tool: Tool, at: datetime, kindness: float, part: int = 99) -> None:
        """Answers in bulk, as the verb would have left them."""
        sheet, hand = tool_sheet.sheet_of(tool.case.audit), self.hands[tool.agency]
        lean = float(self.rng.normal(kindness, 0.4))
        rows, lived = [], 1
        for criterion in list(sheet.criteria)[:part]:
            row = ToolAnswer(tool=tool, code=criterion.code, saved_by=hand, saved_at=at)
            if criterion.asks == "choice":
                row.choice = criterion.choices[int(self.rng.integers(0, min(2, len(criterion.choices))))]
            else:
                row.narrative = self._one("narratives")
            if criterion.graded:
                step = int(np.clip(round(self.rng.normal(2.5 + lean, 0.7)), 1, 4))
                lived = step if criterion.code == tool_sheet.LIVED else lived
                step = min(step, 2) if criterion.code == tool_sheet.OVERALL and lived == 1 else step
                row.level = sheet.levels[step - 1].key
                row.good_practice = self._one("good") if step >= 3 and self.rng.random() < 0.4 else ""
                row.development = self._one("development") if step <= 2 else ""
            rows.append(row)
        ToolAnswer.objects.bulk_create(rows)
        Tool.objects.filter(pk=tool.pk).update(began_at=at)
        if part > len(rows):
            CaseView.objects.bulk_create(
                CaseView(tool=tool, speaker=speaker, heard=heard, words=words, by=hand, at=at)
                for speaker, heard, words in self._views()
            )

    def _views(self) -> list[tuple[str, str, str]]:
        child, parent, worker = self.words["views"]
        told = self.rng.random(3) < (0.5, 0.6, 0.8)
        why = "It was not thought of in time."
        return [(speaker, "told" if heard else "not_asked", words if heard else why) for speaker, heard, words in
                zip(("child", "parent", "practitioner"), told, (child, parent, worker), strict=True)]  # fmt: skip

    def _one(self, kind: str) -> str:
        return str(self.words[kind][int(self.rng.integers(0, len(self.words[kind])))])

    # The panel ------------------------------------------------------------------

    def _look_twice(self, made: Audit, days: int, leave: int = 0) -> None:
        second_looks.share_out(audit=made, by=self.cast.administrator, at=self.at(days))
        looks = [look for tool in self._tools(made) for look in tool.looks.select_related("person")]
        sheet = tool_sheet.sheet_of(made)
        for look in looks[: len(looks) - leave]:
            said = {each.code: each.level for each in look.tool.answers.all()}
            grades = {}
            for criterion in tool_sheet.graded(sheet):
                level = sheet.level(said.get(criterion.code, ""))
                step = level.number if level else 2
                moved = step + int(self.rng.choice([-1, 0, 0, 0, 1]))
                grades[criterion.code] = sheet.levels[int(np.clip(moved, 1, 4)) - 1].key
            second_looks.grade(look=look, by=look.person, grades=grades, at=self.at(days + 4))

    def _agree(self, made: Audit, case: Any, days: int) -> None:
        """The middle of what the agencies gave, with a reason; the gate of the audit holds."""
        sheet = tool_sheet.sheet_of(made)
        tools = list(Tool.objects.filter(case=case).for_list().prefetch_related("answers").order_by("agency__name"))
        case.audit = made
        grades: dict[str, str] = {}
        for row in panel.side_by_side(case, tools):
            steps = sorted(each.number for each in row.said if each.number)
            grades[row.criterion.code] = sheet.levels[steps[len(steps) // 2] - 1].key if steps else NOT_ENOUGH
        if tool_sheet.is_lowest(sheet, grades[tool_sheet.LIVED]):
            grades[tool_sheet.OVERALL] = sheet.levels[1].key
        panel.agree(case=case, by=self.cast.administrator, grades=grades, at=self.at(days),
                    reasons=dict.fromkeys(grades, self.words["reason"]))  # fmt: skip

    # Days -----------------------------------------------------------------------

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def at(self, days: int) -> datetime:
        return datetime.combine(self.day(days), time(10), tzinfo=LONDON)
