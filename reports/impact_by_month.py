"""Change in confidence, answers after three months, changed practice, managers who agree, by month: T07 to T10.

A figure is told once, when nobody can answer any more: a second one a little later would tell what the last one said.
What fewer than five people answered about one date is counted only where so few people of other dates are counted with
it that all together are five or more; otherwise it could be found by subtracting the dates that are shown.
"""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from itertools import chain
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from figures.paired import FEWEST
from office import rules
from partnership.periods import Period
from partnership.working_days import last_moment
from reports import impact_counts
from training import clock
from training.evaluation.occasions import LATER, Occasion
from training.models import Ask

Said = TypeVar("Said")


def is_settled(period: Period, *, on: date) -> bool:
    """Whether nobody can answer any more by a link that was sent in a period."""
    days: int = rules.value("training.evaluate_within", on=on)
    return period.end + timedelta(days=days) < on


def change(period: Period) -> tuple[float, int] | None:
    """Steps risen by the learners of events that ended in a period, added up, and how many they are; None: too few."""
    found = told([tally.differences for tally in impact_counts.by_event(_ended(period)).values()])
    return None if found is None else (sum(found), len(found))


def answered(period: Period) -> tuple[int, int]:
    """Learners who answered what was asked in a period after three months, and those asked; never hidden."""
    asked = Ask.objects.filter(occasion=Occasion.MONTHS_3, asked_on__range=(period.start, period.end))
    return asked.filter(answered=True).count(), asked.count()


def changed(period: Period) -> tuple[float, int] | None:
    """Learners whose three months passed in a period who work differently, and who answered; None: too few."""
    found = told([tally.changed for tally in _after_three_months(period)])
    return None if found is None else (sum(found), len(found))


def agreed(period: Period) -> tuple[float, int] | None:
    """Managers of these learners who say that practice changed, and who answered; None: too few."""
    found = told([tally.managers for tally in _after_three_months(period)])
    return None if found is None else (sum(found), len(found))


def told(by_event: Iterable[Sequence[Said]]) -> list[Said] | None:
    """Of what was said about each event that which may be told of all together; None where too few said anything."""
    said = [each for each in by_event if each]
    few = list(chain.from_iterable(each for each in said if len(each) < FEWEST))
    many = list(chain.from_iterable(each for each in said if len(each) >= FEWEST))
    if few and len(few) < FEWEST:
        return many or None
    return many + few


def _after_three_months(period: Period) -> Iterable[impact_counts.Tally]:
    """By event, what was said of those that ended three months before: all of a month are due in one month."""
    return impact_counts.by_event(_ended(period, months=LATER[Occasion.MONTHS_3])).values()


def _ended(period: Period, *, months: int = 0) -> Q:
    back = relativedelta(months=months)
    first, last = period.start - back, period.start - back + relativedelta(months=1, days=-1)
    span = (clock.moment(first, time.min), last_moment(last))
    return Q(evaluation__event__ends_at__range=span)
