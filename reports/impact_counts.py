"""Counts what learners and managers answered, by course, agency and event, before anything is hidden: for no page."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from training.evaluation import results
from training.evaluation.occasions import CHANGED, YES, Occasion
from training.models import Ask, Reply

Key = int
LISTS = ("differences", "changed", "managers", "agreed")
Place = tuple[Key, Key | None]
"""A course or an event, and an agency where it is still known."""
COURSE, EVENT = "evaluation__event__course", "evaluation__event"


@dataclass
class Tally:
    """What is known of one course, agency or priority: steps each learner rose, what was said of changed practice."""

    differences: list[float] = field(default_factory=list)
    changed: list[bool] = field(default_factory=list)
    managers: list[bool] = field(default_factory=list)
    agreed: list[bool] = field(default_factory=list)
    asked: int = 0
    answered: int = 0

    def add(self, other: "Tally", *, only: Collection[str]) -> None:
        """Take in those lists of another that are named."""
        for name in only:
            getattr(self, name).extend(getattr(other, name))
        self.asked += other.asked
        self.answered += other.answered


def tallies(span: Q) -> tuple[dict[Key, Tally], dict[Key, Tally]]:
    """By course and by agency, over the evaluations within a span; three queries."""
    by_course: dict[Key, Tally] = {}
    by_agency: dict[Key, Tally] = {}
    replies = Reply.objects.filter(span)
    found = (*_differences(replies, COURSE), *_said(replies, COURSE), *_asked(span))
    for (course, agency), tally in found:
        by_course.setdefault(course, Tally()).add(tally, only=LISTS)
        if agency is not None:
            by_agency.setdefault(agency, Tally()).add(tally, only=LISTS)
    return by_course, by_agency


def by_event(span: Q) -> dict[Key, Tally]:
    """By event, how much learners rose and what they and their managers said, within a span; two queries."""
    replies, events = Reply.objects.filter(span), dict[Key, Tally]()
    for (event, _), tally in (*_differences(replies, EVENT), *_said(replies, EVENT)):
        events.setdefault(event, Tally()).add(tally, only=LISTS)
    return events


def _differences(replies: Any, of: str) -> Iterator[tuple[Place, Tally]]:
    """How many steps each learner rose, over the questions answered both times."""
    people: dict[Any, list[float]] = {}
    for reference, _, before, after, place, agency in results.pairs(replies, of, "agency"):
        people.setdefault((reference, place, agency), []).append((after - before) / results.STEP)
    for (_, place, agency), steps in people.items():
        yield (place, agency), Tally(differences=[sum(steps) / len(steps)])


def _said(replies: Any, of: str) -> Iterator[tuple[Place, Tally]]:
    """For each learner what learner and manager said to “has the way of working changed?” after three months."""
    rows = replies.filter(item=CHANGED, occasion__in=[Occasion.MONTHS_3, Occasion.MANAGER_3]).values_list(
        of, "agency", "reference", "occasion", "choice"
    )
    found: dict[Any, dict[str, bool]] = {}
    for number, (place, agency, reference, occasion, choice) in enumerate(rows.order_by()):
        # An answer that bears no reference belongs to nobody else's.
        found.setdefault((place, agency, reference or number), {})[occasion] = choice == YES
    for (place, agency, _), said in found.items():
        yield (place, agency), _tally(said)


def _tally(said: Mapping[str, bool]) -> Tally:
    learner, manager = said.get(Occasion.MONTHS_3), said.get(Occasion.MANAGER_3)
    return Tally(
        changed=[] if learner is None else [learner],
        managers=[] if manager is None else [manager],
        agreed=[] if learner is None or manager is None else [learner == manager],
    )


def _asked(span: Q) -> Iterable[tuple[Place, Tally]]:
    """How many learners were asked after three months, and answered."""
    rows = Ask.objects.filter(span, occasion=Occasion.MONTHS_3).values_list("booking__event__course", "booking__agency")
    counted = rows.annotate(asked=Count("pk"), said=Count("pk", filter=Q(answered=True))).order_by()
    return [((course, agency), Tally(asked=asked, answered=said)) for course, agency, asked, said in counted]
