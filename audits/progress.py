"""The progress wall of a cycle: who has answered how much, who is late, and how many have handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from audits import answering
from audits.models import Cycle, SelfAssessment
from audits.stages import STATE_WORDS, State


@dataclass(frozen=True)
class Wall:
    """One count for each state, and the sentence above them."""

    counts: tuple[tuple[str, str, int], ...]
    asked: int
    handed_in: int
    late: int

    @property
    def sentence(self) -> str:
        """How far the cycle is."""
        late = f" {self.late} {'is' if self.late == 1 else 'are'} late." if self.late else ""
        return f"{self.handed_in} of {self.asked} have handed in.{late}"


def with_answers(rows: QuerySet[SelfAssessment]) -> QuerySet[SelfAssessment]:
    """Each with how many questions have a saved answer that is not merely brought over."""
    return rows.annotate(answered=Count("answers", filter=Q(answers__edition__gt=0, answers__carried=False)))


def questions_in(assessment: SelfAssessment) -> int:
    """How many questions this agency is asked; no query once the questionnaire is read."""
    return sum(1 for _ in answering.sheet_of(assessment).criteria)


def wall_of(cycle: Cycle, rows: QuerySet[SelfAssessment], *, on: date) -> Wall:
    """The wall over the rows one may see; two queries."""
    found = dict(rows.filter(cycle=cycle).order_by().values_list("state").annotate(Count("pk")))
    counts = tuple((state.value, words, found.get(state.value, 0)) for state, words in STATE_WORDS.items())
    handed_in = found.get(State.SUBMITTED, 0) + found.get(State.FINAL, 0)
    return Wall(counts, sum(found.values()), handed_in, rows.filter(cycle=cycle).overdue(on).count())


def standing_of(groups: Iterable[answering.Group]) -> tuple[int, int]:
    """How many questions are complete, of how many."""
    listed = list(groups)
    return sum(group.done for group in listed), sum(len(group.lines) for group in listed)
