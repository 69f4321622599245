"""What learners and managers said: response, marks by occasion, change in the same people; nothing of fewer than five.

Of one date only so much is shown that no other date of its course follows by subtraction: the dates are the parts of
the course, and the one suppression function decides.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Max, Q

from figures import paired, suppression
from figures.paired import Change
from figures.suppression import Hidden
from office.question_sheets import Criterion, Section
from training.evaluation import questions
from training.evaluation.occasions import NAMES, Occasion
from training.models import Ask, Course, Evaluation, Event, Reply

# A mark of 0 to 100 as a step of five: 0 is the first, 100 the fifth.
STEP, FIRST = 25, 1
Part = tuple[str, str]
"""Occasion and code of the question."""


@dataclass(frozen=True)
class Response:
    """How many were asked on an occasion, and how many answered; always shown."""

    name: str
    asked: int
    answered: int

    @property
    def words(self) -> str:
        """Both, and the share."""
        return f"{self.answered:,} of {self.asked:,} ({100 * self.answered / self.asked:.0f}%)"


@dataclass(frozen=True)
class Mark:
    """One question on one occasion: how many answered it, and the mean step or the share of each choice."""

    name: str
    people: int
    mean: float | None = None
    shares: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Asked:
    """One question with its marks by occasion; those of too few people are not there."""

    criterion: Criterion
    marks: tuple[Mark, ...]
    change: Change | None
    hidden: bool


@dataclass(frozen=True)
class Results:
    """All that is shown of a course, or of one of its dates."""

    responses: tuple[Response, ...]
    sections: tuple[tuple[Section, tuple[Asked, ...]], ...]


def of_course(course: Course, *, event: Event | None = None) -> Results | None:
    """The results of a course, or of one of its dates; None while nobody was asked. Five queries."""
    begun = Evaluation.objects.filter(event__course=course)
    newest = begun.select_related("version").order_by("-begun_at", "-pk").first()
    if newest is None:
        return None
    wanted = begun.filter(event=event) if event else begun
    counts = _counts(begun)
    shown = _shown(counts, None if event is None else wanted.values_list("pk", flat=True).first())
    tallied, changed = _tally(wanted), _changes(wanted)
    whole = questions.whole(newest)
    return Results(
        tuple(responses(Ask.objects.filter(evaluation__in=wanted))),
        tuple(
            (section,
             tuple(_asked(each, shown, tallied, changed) for each in section.criteria if each.asks != "text"))
            for section in whole.sections
        ),
    )  # fmt: skip


def responses(asks: Any) -> list[Response]:
    """How many of some asks were answered, by occasion."""
    rows = asks.values("occasion").annotate(asked=Count("pk"), said=Count("pk", filter=Q(answered=True)))
    found = {row["occasion"]: (row["asked"], row["said"]) for row in rows.order_by()}
    return [Response(words, *found[each]) for each, words in NAMES.items() if each in found]


def _counts(begun: Any) -> dict[Part, dict[int, int]]:
    """How many answered each question on each occasion, by date of the course."""
    rows = Reply.objects.filter(evaluation__in=begun).values_list("occasion", "item", "evaluation")
    found: dict[Part, dict[int, int]] = {}
    for occasion, item, pk, count in rows.annotate(count=Count("pk")).order_by():
        found.setdefault((occasion, item), {})[pk] = count
    return found


def _shown(counts: Mapping[Part, Mapping[int, int]], date: int | None) -> dict[Part, int]:
    """The parts that may be shown with how many answered: of the whole course, or of one date of it."""
    found = {}
    for part, by_date in counts.items():
        cells: dict[object, int | None] = {**by_date, suppression.TOTAL: sum(by_date.values())}
        sums = suppression.one_way([*by_date], suppression.TOTAL)
        shown = suppression.suppress(cells, sums, threshold=paired.FEWEST - 1)
        count = shown.get(suppression.TOTAL if date is None else date)
        if count and not isinstance(count, Hidden):
            found[part] = count
    return found


def _tally(wanted: Any) -> dict[Part, tuple[float | None, Counter[str]]]:
    """The mean score and the choices of each question on each occasion."""
    rows = Reply.objects.filter(evaluation__in=wanted).values_list("occasion", "item", "choice")
    found: dict[Part, tuple[float | None, Counter[str]]] = {}
    for occasion, item, choice, count, mean in rows.annotate(count=Count("pk"), mean=Avg("score")).order_by():
        known = found.setdefault((occasion, item), (mean, Counter()))
        if choice:
            known[1][choice] += count
    return found


def _changes(wanted: Any) -> dict[str, Change | None]:
    """The change of each question from before to directly after, within the same learners."""
    differences: dict[str, list[float]] = {}
    for _, item, before, after in pairs(Reply.objects.filter(evaluation__in=wanted)):
        differences.setdefault(item, []).append((after - before) / STEP)
    return {item: paired.change(found) for item, found in differences.items()}


def pairs(replies: Any, *more: str) -> list[tuple[Any, ...]]:
    """Reference, question, score before and directly after, and `more` fields, of whoever answered it both times."""
    rows = (
        replies.filter(reference__isnull=False, score__isnull=False, occasion__in=[Occasion.BEFORE, Occasion.AFTER])
        .values_list("reference", "item")
        .annotate(
            before=Max("score", filter=Q(occasion=Occasion.BEFORE)),
            after=Max("score", filter=Q(occasion=Occasion.AFTER)),
        )
        .filter(before__isnull=False, after__isnull=False)
        .order_by()
    )
    return list(rows.values_list("reference", "item", "before", "after", *more))


def _asked(
    criterion: Criterion, shown: Mapping[Part, int], tallied: Mapping[Part, tuple[float | None, Counter[str]]],
    changed: Mapping[str, Change | None],
) -> Asked:  # fmt: skip
    marks, hidden = [], False
    for occasion, words in NAMES.items():
        part = (str(occasion), criterion.code)
        if part not in tallied:
            continue
        if part not in shown:
            hidden = True
            continue
        mean, choices = tallied[part]
        count = shown[part]
        shares = tuple((choice, 100 * number / count) for choice, number in choices.most_common())
        marks.append(Mark(words, count, None if mean is None else FIRST + float(mean) / STEP, shares))
    both = {(str(each), criterion.code) for each in (Occasion.BEFORE, Occasion.AFTER)} <= shown.keys()
    return Asked(criterion, tuple(marks), changed.get(criterion.code) if both else None, hidden)
