"""Whether training changed practice: paired change in confidence, who works differently, whether managers agree.

By course, agency and priority, over the events that ended in the last 24 months, beside the grades of audits and the
measures of the same priority. Method: figures/paired.py for change, Wilson's interval for shares; nothing of fewer than
five people, nor what would reveal it. Kirkpatrick's levels 2 (learning) and 3 (behaviour).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.urls import reverse

from audits.models import Audit
from audits.multi_agency import results as grades
from audits.multi_agency import tool_sheet
from dashboard import thread as watching
from figures import paired, rates, suppression
from figures.paired import Change
from figures.suppression import Hidden
from partnership import access
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.working_days import last_moment
from priorities.knots import Knot
from priorities.models import Priority
from reports import impact_counts
from reports.impact_counts import LISTS, Key, Tally
from training import clock
from training.models import Course

BY = {"course": "Course", "agency": "Agency", "priority": "Priority"}
MONTHS = 24
FEWEST = paired.FEWEST


@dataclass(frozen=True)
class Share:
    """So many of so many, with the interval."""

    people: int
    percent: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """ "64% of 25 (45% to 80%)"."""
        return f"{self.percent:.0f}% of {self.people} ({self.low:.0f}% to {self.high:.0f}%)"


@dataclass(frozen=True)
class Row:
    """One course, agency or priority as it may be shown; None where too few answered."""

    name: str
    address: str
    asked: int
    answered: int
    change: Change | None
    changed: Share | None
    managers: Share | None
    agreed: Share | None

    @property
    def response(self) -> str:
        """How many learners answered three months later."""
        return f"{self.answered} of {self.asked} ({100 * self.answered / self.asked:.0f}%)" if self.asked else "–"


@dataclass(frozen=True)
class Beside:
    """A priority with what audits graded and measures say."""

    priority: Priority
    audits: tuple[tuple[str, str, date, str], ...]
    measures: tuple[Knot, ...]


@dataclass(frozen=True)
class Impact:
    """One comparison."""

    by: str
    first: date
    last: date
    whole: Row
    rows: tuple[Row, ...]


def compare(*, along: str, viewer: Person, on: date) -> Impact:
    """The comparison by "course", "agency" or "priority"; KeyError for anything else.

    A lead reads own agencies only.
    """
    name, first = BY[along], on - relativedelta(months=MONTHS)
    span = Q(evaluation__event__ends_at__range=(clock.moment(first, time.min), last_moment(on)))
    by_course, by_agency = impact_counts.tallies(span)
    keyed, names = _KEYED[along](by_course, by_agency, viewer)
    partition = along != "priority"
    hidden = _hidden(keyed, partition=partition)
    mine = access.agencies_where(viewer, Permission.SEE_IMPACT) if along == "agency" else None
    rows = [
        _row(*names[key], tally, {each for each in LISTS if (key, each) in hidden})
        for key, tally in keyed.items()
        if key in names and (mine is None or key in mine)
    ]
    whole = Tally()
    for tally in by_course.values():
        whole.add(tally, only=LISTS)
    gone = {each for each in LISTS if len(getattr(whole, each)) < FEWEST}
    return Impact(name, first, on, _row("All training", "", whole, gone), tuple(sorted(rows, key=lambda row: row.name)))


# Showing --------------------------------------------------------------------------


def _hidden(keyed: Mapping[Key, Tally], *, partition: bool) -> set[tuple[Key, str]]:
    """Which lists of which key may not be shown; the parts of a whole protect each other."""
    hidden = set()
    for name in LISTS:
        counts: dict[Any, int | None] = {key: len(getattr(tally, name)) for key, tally in keyed.items()}
        sums = []
        if partition and counts:
            sums = suppression.one_way([*counts], suppression.TOTAL)
            counts[suppression.TOTAL] = sum(count or 0 for count in counts.values())
        shown = suppression.suppress(counts, sums, threshold=FEWEST - 1, already_published={suppression.TOTAL})
        hidden |= {(key, name) for key in keyed if isinstance(shown[key], Hidden) or not shown[key]}
    return hidden


def _row(name: str, address: str, tally: Tally, hidden: Collection[str]) -> Row:
    shares = {each: None if each in hidden else _share(getattr(tally, each)) for each in LISTS[1:]}
    return Row(name, address, tally.asked, tally.answered,
               None if "differences" in hidden else paired.change(tally.differences), **shares)  # fmt: skip


def _share(said: Collection[bool]) -> Share | None:
    part = rates.share(sum(said), len(said))
    return Share(len(said), part.value, *rates.wilson(part)) if part else None


Named = dict[Key, tuple[str, str]]
Tallies = Mapping[Key, Tally]


def _courses(by_course: Tallies, by_agency: Tallies, viewer: Person) -> tuple[Tallies, Named]:
    rows = Course.objects.visible_to(viewer).filter(pk__in=by_course)
    return by_course, {each.pk: (each.title, reverse("course_evaluation", args=[each.slug])) for each in rows}


def _agencies(by_course: Tallies, by_agency: Tallies, viewer: Person) -> tuple[Tallies, Named]:
    return by_agency, {each.pk: (each.name, "") for each in Agency.objects.filter(pk__in=by_agency)}


def _priorities(by_course: Tallies, by_agency: Tallies, viewer: Person) -> tuple[Tallies, Named]:
    """A priority adds up the courses that are shown themselves: none that is hidden follows by subtraction."""
    hidden = _hidden(by_course, partition=True)
    keyed: dict[Key, Tally] = {}
    for course, priority in Course.priorities.through.objects.filter(course__in=by_course).values_list(
        "course", "priority"
    ):
        only = [each for each in LISTS if (course, each) not in hidden]
        keyed.setdefault(priority, Tally()).add(by_course[course], only=only)
    rows = Priority.objects.visible_to(viewer).filter(pk__in=keyed)
    return keyed, {each.pk: (str(each), reverse("priority", args=[each.slug])) for each in rows}


_KEYED: Mapping[str, Callable[..., tuple[Tallies, Named]]] = {
    "course": _courses,
    "agency": _agencies,
    "priority": _priorities,
}


# Beside it ------------------------------------------------------------------------


def beside(*, viewer: Person, on: date) -> list[Beside]:
    """For each priority that evaluated courses serve: finished audits with the grade of the whole, measures that watch.

    An audit belongs here by the priority itself or by a theme of one of its courses.
    """
    taught = Course.objects.filter(events__evaluation__isnull=False)
    ties = Course.priorities.through.objects.filter(course__in=taught.values("pk"))
    found = []
    for priority in Priority.objects.visible_to(viewer).filter(pk__in=ties.values("priority")).order_by("name"):
        courses = taught.filter(priorities=priority).values("pk")
        themes = Course.themes.through.objects.filter(course__in=courses).values("theme")
        audits = Audit.objects.visible_to(viewer).finished().filter(
            Q(priorities=priority) | Q(themes__in=themes)
        ).distinct().order_by("finished_at")  # fmt: skip
        measures = tuple(watching.watching(priority, viewer=viewer, on=on))
        found.append(Beside(priority, tuple(_graded(each) for each in audits), measures))
    return found


def _graded(audit: Audit) -> tuple[str, str, date, str]:
    whole = next((each for each in grades.sections_of(audit.figures) if each.code == tool_sheet.OVERALL), None)
    at: datetime | None = audit.finished_at
    return (audit.title, reverse("audit_report", args=[audit.slug]), clock.day_of(at) if at else audit.report_on,
            whole.spread.sentence if whole else "No grade of the whole")  # fmt: skip
