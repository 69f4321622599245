"""Self-assessments of Oakshire: two cycles of Section 11 and one of Section 175; words in assessing.toml.

Cycles are opened, and the agencies of the cast go their way, by the verbs. The answers of the other agencies are
written in bulk, because a verb writes a trail line for each of some thousand; they are rows as the verbs would have
left them, each with its edition, and check_invariants passes them. The triggers hold: answers are written while a
self-assessment is answered, judgements while it is with the board.
"""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from audits import answering, cycles, gaps, hands, library, moderating, remarking, sharing, signing
from audits.models import Answer, AnswerRevision, Cycle, Judgement, Seat, SelfAssessment, Signer, Step
from audits.stages import MOVES
from office import questionnaire_files, questionnaires
from office.models import Version
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.dice import dice
from partnership.models import Agency, Person
from partnership.working_days import LONDON
from priorities import actions, responding
from priorities.models import Priority

WORDS = Path(__file__).parent / "assessing.toml"
SCHOOLS = (Agency.Kind.SCHOOL, Agency.Kind.COLLEGE, Agency.Kind.EARLY_YEARS)
NOT_ASKED = (*SCHOOLS, Agency.Kind.BOARD, Agency.Kind.ACADEMY_TRUST, Agency.Kind.INDEPENDENT)
# The question that was weak at the integrated care board, led to an action, and was better a year later.
WEAK = "training-rate"


def assess(cast: Cast, *, today: date) -> None:
    """Publish the questionnaires, run the three cycles."""
    Round(cast, today).tell()


class Round:
    """Tells the cycles up to today."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today = cast, today
        self.words: dict[str, Any] = tomllib.loads(WORDS.read_text("utf-8"))
        self.rng: np.random.Generator = dice("assessing")

    def tell(self) -> None:
        """Everything in order of time."""
        version, school, local = (
            self._published(key) for key in ("section-11", "section-175", "local-priorities")
        )  # fmt: skip
        partners = list(Agency.objects.active(self.today).exclude(kind__in=NOT_ASKED).order_by("pk"))
        schools = list(Agency.objects.active(self.today).filter(kind__in=SCHOOLS).order_by("pk"))
        first = self._open(f"Section 11, {self._year(-425)}", version, partners, -425, 55)
        self._last_year(first)
        second = self._open(f"Section 11, {self._year(-35)}", version, partners, -35, 56, local=local, previous=first)
        autumn = self._open(f"Section 175, {self._year(-60)}", school, schools, -60, 74)
        self._this_year(second)
        self._schools(autumn)

    # The cycles ---------------------------------------------------------------

    def _published(self, key: str) -> Version:
        office, at = self.cast.administrator, self.at(-470)
        version = questionnaire_files.load(by=office, key=key, at=at)
        questionnaires.ask_for_review(by=office, version=version, reviewer=self.cast.board)
        questionnaires.review(by=self.cast.board, version=version, words="Clear and short enough.", fit=True, at=at)
        return questionnaires.publish(by=office, version=version, at=at)

    def _open(self, name: str, version: Version, asked: list[Agency], days: int, lasts: int, **more: Any) -> Cycle:
        plan = cycles.Plan(name=name, version=version, due_on=self.day(days + lasts),
                           launch_words="Thank you for the time you give to this.", **more)  # fmt: skip
        return cycles.open_cycle(by=self.cast.administrator, plan=plan, agencies=asked, at=self.at(days))

    def _last_year(self, cycle: Cycle) -> None:
        """All final but for one agency, which never handed in; one gap became a finding with an action."""
        rows = list(SelfAssessment.objects.for_list().filter(cycle=cycle).order_by("agency__pk"))
        late = rows[-1] if len(rows) > 3 else None
        for each in rows:
            weak = WEAK if each.agency == self.cast.agencies.icb else ""
            self._answer(each, -390, 0.4 if each is late else 1.0, weak=weak)
            if each is not late:
                self._hand_in(each, -375)
                self._judge(each, -355, 1.0)
                self._finish(each, -340)
        cycles.lock_overdue(at=self.at(-365))
        self._gap(SelfAssessment.objects.for_list().get(cycle=cycle, agency=self.cast.agencies.icb))
        cycles.close(by=self.cast.administrator, cycle=cycle, at=self.at(-300))

    def _gap(self, assessment: SelfAssessment) -> None:
        office, partner, at = self.cast.administrator, self.cast.health, self.at(-335)
        priority = Priority.objects.order_by("pk").first()
        tags = [priority] if priority else []
        [finding] = gaps.make_findings(by=office, assessment=assessment, codes=[WEAK], at=at, priorities=tags)
        asked = finding.recommendations.get()
        promise = actions.Promise(
            text="Every team's training is in date by next summer, and the figure is read each quarter",
            measure_text="Share of staff in date, in each team", owner_agency=assessment.agency, owner_person=partner,
            due_on=self.day(-60), strength="medium", priorities=tuple(tags),
        )  # fmt: skip
        action = actions.propose(promise=promise, by=partner, at=self.at(-325), answers=asked)
        action = actions.agree(action=action, by=office, at=self.at(-320))
        responding.answer(response=asked.responses.get(), by=partner, at=self.at(-320), answer="accepted",
                          actions=[action])  # fmt: skip

    def _this_year(self, cycle: Cycle) -> None:
        rows = {each.agency_id: each for each in SelfAssessment.objects.for_list().filter(cycle=cycle)}
        own = self.cast.agencies
        told = {own.health_trust.pk, own.police.pk, own.county_council.pk, own.icb.pk}
        for pk, each in sorted(rows.items()):
            if pk in told:
                continue
            self._answer(each, -12, float(self.rng.choice([0.0, 0.2, 0.6, 0.9, 1.0])))
            if not answering.missing_of(each) and self.rng.random() < 0.7:
                self._hand_in(each, -6)
        self._health_trust(rows[own.health_trust.pk])
        self._answer(rows[own.police.pk], -9, 1.0)
        signing.name_signer(by=self.cast.police, assessment=rows[own.police.pk], capacity="officer",
                            person=self.cast.police, at=self.at(-4))  # fmt: skip
        signing.finish(by=self.cast.police, assessment=rows[own.police.pk], at=self.at(-4))
        self._council(rows[own.county_council.pk])
        self._icb(rows[own.icb.pk])

    def _health_trust(self, assessment: SelfAssessment) -> None:
        """The lead is half-way: some questions are shared, some brought over, one piece of evidence is in use."""
        lead, cast = self.cast.lead, self.cast
        self._answer(assessment, -10, 0.45)
        left = [criterion.code for criterion, _ in answering.missing_of(assessment)]
        for code in left[:2]:
            if answering.last_answer(assessment, code) and not assessment.answers.filter(code=code).exists():
                answering.carry_forward(assessment, by=lead, code=code, at=self.at(-3))
        sharing.share_out(by=lead, assessment=assessment, person=cast.practitioner, codes=left[4:7],
                          note="You know these figures best.", due_on=self.day(7), at=self.at(-3))  # fmt: skip
        words = "212 of 236 practitioners had planned supervision."
        piece = library.Piece(title="Supervision report, second quarter", dated=self.day(-50), words=words,
                              expires_on=self.day(40))  # fmt: skip
        exhibit = library.add(by=lead, agency=assessment.agency, piece=piece, at=self.at(-9))
        library.attach(by=lead, assessment=assessment, code="supervision", exhibit=exhibit, at=self.at(-9))
        remarking.note(by=lead, assessment=assessment, code="supervision", text="Ask the night team for its figure.",
                       at=self.at(-8))  # fmt: skip
        cycles.ask_for_time(by=lead, assessment=assessment, new_due_on=assessment.due_on + timedelta(days=14),
                            reason="The data team moves offices in the week it is due.", at=self.at(-1))  # fmt: skip

    def _council(self, assessment: SelfAssessment) -> None:
        """With the board: the scrutineer has judged half, a peer has a seat, one query waits."""
        self._answer(assessment, -20, 1.0)
        self._hand_in(assessment, -14)
        assessment.refresh_from_db()
        self._judge(assessment, -6, 0.5)
        moderating.give_seat(by=self.cast.administrator, assessment=assessment, person=self.cast.lead, part="peer",
                             at=self.at(-7))  # fmt: skip
        remarking.query(by=self.cast.scrutineer, assessment=assessment, code="referrals", at=self.at(-5),
                        text="How many of the files you looked at came from the hub itself?")  # fmt: skip

    def _icb(self, assessment: SelfAssessment) -> None:
        """Final already, and better where it had been weak."""
        self._answer(assessment, -28, 1.0, strong=WEAK)
        self._hand_in(assessment, -25)
        self._judge(assessment, -15, 1.0)
        self._finish(assessment, -10)

    def _schools(self, cycle: Cycle) -> None:
        for each in SelfAssessment.objects.for_list().filter(cycle=cycle).order_by("agency__pk"):
            if each.agency == self.cast.agencies.school:
                self._answer(each, -12, 1.0)
                for capacity, person in (("head", self.cast.head), ("governor", self.cast.governor)):
                    signing.name_signer(by=self.cast.head, assessment=each, capacity=capacity, person=person,
                                        at=self.at(-2))  # fmt: skip
                signing.finish(by=self.cast.head, assessment=each, at=self.at(-2))
                continue
            done = self.rng.random() < 0.5
            self._answer(each, -14, 1.0 if done else float(self.rng.uniform(0, 0.8)))
            if done and each.agency.kind not in signing.TWO_SIGN:
                self._hand_in(each, -7)

    # Bulk -----------------------------------------------------------------------

    def _answer(self, assessment: SelfAssessment, days: int, share: float, *, weak: str = "", strong: str = "") -> None:
        """The first part of the questions answered, with one edition each."""
        sheet, hand = answering.sheet_of(assessment), self._hand(assessment.agency)
        asked = list(sheet.criteria)
        kind = float(self.rng.normal(0, 0.5))
        rows = []
        for criterion in asked[: round(len(asked) * share)]:
            step = (
                1 if criterion.code == weak else 3 if criterion.code == strong else self._step(kind, len(sheet.levels))
            )
            rows.append(self._row(assessment, sheet, criterion, step, hand, self.at(days)))
        Answer.objects.bulk_create(rows)
        AnswerRevision.objects.bulk_create(
            AnswerRevision(
                answer=row, edition=1, values=answering.plain(answering.values_of(row)), by=hand, at=row.saved_at
            )
            for row in rows
        )

    def _step(self, kind: float, most: int) -> int:
        return int(np.clip(round(self.rng.normal(2.75 + kind, 0.75)), 1, most))

    def _row(
        self, assessment: SelfAssessment, sheet: Any, criterion: Any, step: int, hand: Person, at: datetime
    ) -> Answer:
        row = Answer(assessment=assessment, criterion_id=criterion.pk, code=criterion.code, saved_by=hand, saved_at=at)
        if not criterion.graded:
            row.narrative = "Who looks when the lead is away? The deputy, and we have tested it."
            row.number = int(self.rng.integers(4, 90)) if criterion.asks == "number" else None
            return row
        row.narrative, row.difference = self._one("narrative"), self._one("difference")
        if criterion.statements:
            row.agreed = [fact.pk for fact in criterion.statements[: 1 + int(self.rng.integers(0, 3))]]
        else:
            row.level = sheet.levels[step - 1].key
        if step == len(sheet.levels):
            row.example = self._one("example")
        reached = answering.reached_by(sheet, criterion, row)
        row.level, row.score = reached.key, reached.share
        if reached.needs_action:
            row.action_text, row.action_due = self._one("action"), (at + timedelta(days=150)).date()
        return row

    def _hand_in(self, assessment: SelfAssessment, days: int) -> None:
        """Signed and sent to the board."""
        hand, at = self._hand(assessment.agency), self.at(days)
        Signer.objects.create(assessment=assessment, capacity="officer", person=hand, signed_at=at, round=1)
        self._move(assessment, "finish", hand, at)
        self._move(assessment, "submit", hand, at + timedelta(hours=1), submitted_at=at + timedelta(hours=1))

    def _judge(self, assessment: SelfAssessment, days: int, share: float) -> None:
        """The scrutineer's grades beside the agency's: mostly the same, sometimes one step lower."""
        judge, at, sheet = self.cast.scrutineer, self.at(days), answering.sheet_of(assessment)
        Seat.objects.create(assessment=assessment, person=judge, part="moderator", asked_by=self.cast.administrator,
                            asked_at=at - timedelta(days=2))  # fmt: skip
        graded = list(assessment.answers.exclude(level="").order_by("criterion__section__number", "criterion__number"))
        Judgement.objects.bulk_create(
            self._judgement(assessment, sheet, answer, judge, at) for answer in graded[: round(len(graded) * share)]
        )

    def _judgement(
        self, assessment: SelfAssessment, sheet: Any, answer: Answer, judge: Person, at: datetime
    ) -> Judgement:
        own = sheet.level(answer.level)
        lower = own.number > 1 and self.rng.random() < 0.2
        level = sheet.levels[own.number - 2] if lower else own
        good = level.number == len(sheet.levels) and self.rng.random() < 0.25
        return Judgement(
            assessment=assessment, criterion_id=answer.criterion_id, code=answer.code, by=judge, part="moderator",
            level=level.key, score=level.share, verdict="not_agreed" if lower else "agreed",
            reason=self._one("reason") if lower else "", quality="weak" if lower else "sufficient",
            good_practice=self._one("good") if good else "", at=at,
        )  # fmt: skip

    def _finish(self, assessment: SelfAssessment, days: int) -> None:
        at = self.at(days)
        self._move(assessment, "finalise", self.cast.scrutineer, at, finalised_at=at, finalised_by=self.cast.scrutineer,
                   outcome=self.words["outcome"])  # fmt: skip

    def _move(self, assessment: SelfAssessment, key: str, hand: Person, at: datetime, **fields: Any) -> None:
        before, after = assessment.state, MOVES[key].end
        SelfAssessment.objects.filter(pk=assessment.pk).update(state=after, **fields)
        Step.objects.create(assessment=assessment, key=key, from_state=before, to_state=after, by=hand, at=at)
        assessment.state = after

    # Words, hands and days -------------------------------------------------------

    def _one(self, what: str) -> str:
        return str(self.words[what][int(self.rng.integers(0, len(self.words[what])))])

    def _hand(self, agency: Agency) -> Person:
        return hands.leading(agency, on=self.today).order_by("pk").first() or self.cast.administrator

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def at(self, days: int) -> datetime:
        return datetime.combine(self.day(days), time(9, 30), tzinfo=LONDON)

    def _year(self, days: int) -> int:
        return self.day(days).year
