"""Bulk writer: how two years of courses went, as asking and answering leave it: asks, pairings, replies, remarks.

It goes around the verbs because each answer has a lock and a letter; every constraint and check_invariants hold. The
questions are drafted, reviewed and published by the verbs. Planted: courses on neglect lift confidence most, and the
leads' refresher changes little at work; managers see less change than learners; where hardly anybody answers is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from office import questionnaire_files, questionnaires
from office.models import Version
from office.question_sheets import Criterion, Sheet
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.dice import dice
from partnership.working_days import LONDON
from training.evaluation.occasions import BY_MANAGER, CHANGED, LATER, Occasion, asked_from
from training.evaluation.questions import is_anonymous
from training.models import Ask, Booking, Evaluation, Event, Pairing, Remark, Reply
from training.states import CAME

WITHIN = timedelta(days=28)
ANSWERS = {
    Occasion.BEFORE: 0.64, Occasion.AFTER: 0.93, Occasion.MONTHS_3: 0.46, Occasion.MONTHS_6: 0.31,
    Occasion.MANAGER_3: 0.37, Occasion.MANAGER_6: 0.24,
}  # fmt: skip
# How many steps of five confidence rises on a course, and how many of ten learners then work differently.
LIFTS = {"recognising-neglect": (1.0, 0.72), "exploitation-what-we-miss": (0.7, 0.6),
         "designated-lead-two-year-refresher": (0.25, 0.34)}  # fmt: skip
USUAL = (0.55, 0.52)
FADES, MANAGER_SEES, MANAGER_SEES_ANYWAY = 0.2, 0.78, 0.3
WRITES = 0.08
SAYS = {
    Occasion.BEFORE: ("I want to know when to ring and when to wait.", "How to ask about money without shame.",
                      "We see the child at school only; what do others see?"),
    Occasion.AFTER: ("More time to talk in mixed groups.", "The case example was very close to our work.",
                     "Shorter slides, please, and a sheet to take away.", "Lunch nearby would help."),
    Occasion.MONTHS_3: ("We now ask who else knows the family in every supervision.",
                        "I rang the health visitor the same day instead of waiting for the meeting.",
                        "Caseloads make it hard to use what I learnt."),
    Occasion.MONTHS_6: ("Our referral form has the questions of the course now.",
                        "Families tell us they are asked the same things less often."),
    Occasion.MANAGER_3: ("The notes are clearer and the plan comes sooner.", "Too early to say."),
    Occasion.MANAGER_6: ("The whole team uses the checklist.",),
}  # fmt: skip
# Of three that are written two have been read by the office.
READ = 0.66


def publish(cast: Cast, *, today: date) -> Version:
    """The shipped questions, reviewed by the board member and published before the first course was held."""
    at, office = _at(today - timedelta(days=800), 10), cast.administrator
    version = questionnaire_files.load(by=office, key="training-evaluation", at=at)
    questionnaires.ask_for_review(by=office, version=version, reviewer=cast.board)
    questionnaires.review(by=cast.board, version=version, words="Short, and the same twice.", fit=True, at=at)
    return questionnaires.publish(by=office, version=version, at=at)


@dataclass
class Answers:
    """The rows of all answers, gathered to be written at once."""

    asks: list[Ask]
    pairings: list[Pairing]
    replies: list[Reply]
    remarks: list[Remark]


class Evaluated:
    """Writes how the events of the past went."""

    def __init__(self, cast: Cast, version: Version, *, today: date) -> None:
        self.cast, self.version, self.today, self.rng = cast, version, today, dice("evaluated")
        whole = questionnaires.sheet(version)
        self.sheets = {each: whole.of(each) for each in Occasion}
        self.kept_since = _at(today, 10) - timedelta(days=730)
        self.made = Answers([], [], [], [])

    def write(self, rows: Sequence[Booking]) -> set[int]:
        """Write it for bookings that have ended; gives the keys of those who did not answer directly after."""
        came = [row for row in rows if row.state in CAME]
        events = {row.event.pk: row.event for row in came}
        begun = {pk: self._evaluation(event) for pk, event in events.items()}
        Evaluation.objects.bulk_create(begun.values())
        silent = {row.pk for row in came if not self._learner(row, begun[row.event.pk])}
        Ask.objects.bulk_create(self.made.asks, batch_size=4000)
        Pairing.objects.bulk_create(self.made.pairings, batch_size=4000)
        Reply.objects.bulk_create(self.made.replies, batch_size=4000)
        Remark.objects.bulk_create(self.made.remarks)
        return silent

    def _evaluation(self, event: Event) -> Evaluation:
        return Evaluation(event=event, version=self.version, begun_at=event.starts_at - timedelta(days=7))

    def _learner(self, row: Booking, evaluation: Evaluation) -> bool:
        """All occasions of one learner; says whether there was an answer directly after."""
        lift, changes = LIFTS.get(row.event.course.slug, USUAL)
        base = float(np.clip(self.rng.normal(3.0, 0.8), 1, 5))
        works = bool(self.rng.random() < changes)
        pairing, answered = Pairing(booking=row), set()
        kept = row.event.ends_at >= self.kept_since
        for occasion, asked_on in self._asked(row):
            said = bool(self.rng.random() < ANSWERS[occasion])
            self.made.asks.append(Ask(evaluation=evaluation, booking=row, occasion=occasion, asked_on=asked_on,
                                      answer_by=self._until(row, occasion, asked_on), answered=said))  # fmt: skip
            if said:
                answered.add(occasion)
                level = base + lift * {Occasion.BEFORE: 0.0, Occasion.AFTER: 1.0}.get(occasion, 1 - FADES)
                yes = works
                if occasion in BY_MANAGER:
                    yes = bool(self.rng.random() < (MANAGER_SEES if works else MANAGER_SEES_ANYWAY))
                self._replies(evaluation, occasion, level, yes, pairing, row if kept else None)
        if answered and kept:
            self.made.pairings.append(pairing)
        return Occasion.AFTER in answered

    def _asked(self, row: Booking) -> Iterator[tuple[Occasion, date]]:
        """The occasions that have come, with the day of each."""
        event = row.event
        ended = event.ends_at.astimezone(LONDON).date()
        yield Occasion.BEFORE, event.day - timedelta(days=7)
        yield Occasion.AFTER, (event.closed_at or event.ends_at).astimezone(LONDON).date()
        for occasion in LATER:
            asked_on = asked_from(occasion, ended_on=ended)
            managed = occasion not in BY_MANAGER or row.manager_email != row.person.email
            if asked_on <= self.today and managed:
                yield occasion, asked_on

    def _until(self, row: Booking, occasion: Occasion, asked_on: date) -> date:
        return row.event.day if occasion == Occasion.BEFORE else asked_on + WITHIN

    def _replies(
        self, evaluation: Evaluation, occasion: Occasion, level: float, yes: bool, pairing: Pairing, row: Booking | None
    ) -> None:  # fmt: skip
        sheet = self.sheets[occasion]
        for criterion in sheet.criteria:
            if criterion.asks == "text":
                self._remark(evaluation, occasion, criterion)
                continue
            score, choice = self._value(sheet, criterion, level, yes)
            anonymous = is_anonymous(criterion)
            self.made.replies.append(Reply(
                evaluation=evaluation, occasion=occasion, item=criterion.code, score=score, choice=choice,
                reference=None if anonymous else pairing.reference,
                agency_id=None if anonymous or row is None else row.agency_id,
            ))  # fmt: skip

    def _value(self, sheet: Sheet, criterion: Criterion, level: float, yes: bool) -> tuple[int | None, str]:
        if criterion.asks == "grade":
            mark = round(float(self.rng.normal(level if "confident" in criterion.code else 4.2, 0.5)))
            return sheet.levels[min(max(mark, 1), len(sheet.levels)) - 1].share, ""
        if criterion.asks == "yes_no":
            said = yes if criterion.code == CHANGED else self.rng.random() < 0.88
            return None, "yes" if said else "no"
        return None, criterion.choices[int(self.rng.integers(len(criterion.choices)))]

    def _remark(self, evaluation: Evaluation, occasion: Occasion, criterion: Criterion) -> None:
        if self.rng.random() >= WRITES:
            return
        words = SAYS[occasion][int(self.rng.integers(len(SAYS[occasion])))]
        ended = evaluation.event.ends_at
        read = self.rng.random() < READ or ended < _at(self.today, 10) - timedelta(days=120)
        decided = {"state": Remark.State.SHOWN, "decided_by": self.cast.administrator, "decided_at": _at(self.today, 9)}
        self.made.remarks.append(Remark(evaluation=evaluation, occasion=occasion, item=criterion.code, words=words,
                                        **(decided if read else {})))  # fmt: skip


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
