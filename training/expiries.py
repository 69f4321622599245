"""Certificates that end in the coming year, and the places planned for whoever has to renew one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from office import rules
from partnership.models import Agency
from partnership.working_days import last_moment
from training import holding, refreshers
from training.models import Booking, Certificate, Course, Event, RenewalRule
from training.refreshers import Month
from training.states import SEATED

MONTHS = 12
ByMonth = dict[tuple[int, date], int]


@dataclass(frozen=True)
class Line:
    """One course over the coming months."""

    course: Course
    months: tuple[Month, ...]
    firsts: tuple[date, ...]

    @property
    def ending(self) -> int:
        """Certificates that end in all of them."""
        return sum(month.ending for month in self.months)

    @property
    def places(self) -> int:
        """Places planned in all of them."""
        return sum(month.places for month in self.months)

    @property
    def short(self) -> int:
        """People who find no place in time."""
        return sum(month.short for month in self.months)

    @property
    def sentence(self) -> str:
        """The worst month in words: "64 refresher places short in March 2027"."""
        if not self.short:
            return "Enough places are planned." if self.ending else "No certificate ends."
        worst = max(range(len(self.months)), key=lambda at: self.months[at].short)
        return f"{_short(self.months[worst].short)} in {self.firsts[worst]:%B %Y}."


@dataclass(frozen=True)
class Outlook:
    """All courses whose certificates run out, the worst first."""

    lines: tuple[Line, ...]
    firsts: tuple[date, ...]

    @property
    def short(self) -> list[int]:
        """Places short in each month, over all courses."""
        return [sum(line.months[at].short for line in self.lines) for at in range(len(self.firsts))]

    @property
    def sentence(self) -> str:
        """The worst month of all courses together."""
        short = self.short
        if not any(short):
            return "Enough refresher places are planned for the next twelve months."
        worst = max(range(len(short)), key=short.__getitem__)
        return f"{_short(short[worst])} in {self.firsts[worst]:%B %Y}."


def outlook(*, on: date) -> Outlook:
    """The next twelve months from that of a day, of all agencies: they share the places."""
    firsts = months_from(on)
    ending, places = endings(firsts, on=on), planned(firsts, on=on)
    early = rules.value("training.renewed_early", on=on)
    keys = {course for course, _ in (*ending, *places)}
    courses = Course.objects.filter(pk__in=keys, validity_months__isnull=False)
    lines = [
        Line(course, tuple(refreshers.forecast(
            _row(ending, course, firsts), _row(places, course, firsts), early=early)), firsts)
        for course in courses
    ]  # fmt: skip
    ordered = sorted((line for line in lines if line.ending), key=lambda line: (-line.short, line.course.title))
    return Outlook(tuple(ordered), firsts)


def endings_of(agency: Agency, *, on: date) -> list[tuple[Course, int]]:
    """How many certificates of an agency's people end within twelve months, by course, most first."""
    added: dict[int, int] = defaultdict(int)
    for (course, _), count in endings(months_from(on), on=on, agencies=[agency.pk]).items():
        added[course] += count
    courses = Course.objects.in_bulk(added)
    return sorted(((courses[pk], count) for pk, count in added.items()), key=lambda pair: (-pair[1], pair[0].title))


def months_from(on: date) -> tuple[date, ...]:
    """The first days of twelve months, that of a day the first."""
    return tuple(date(on.year + (on.month - 1 + n) // 12, (on.month - 1 + n) % 12 + 1, 1) for n in range(MONTHS))


def endings(firsts: Sequence[date], *, on: date, agencies: Collection[int] | None = None) -> ByMonth:
    """People whose certificate ends in each month and is not renewed yet, by course; of people who still work here."""
    until = _after(firsts[-1])
    rows = (
        Certificate.objects.living()
        .filter(_works(on, agencies), valid_until__gte=on, valid_until__lt=until)
        .exclude(holding.held_longer(holding.CERTIFICATES))
        .order_by()
        .values("booking__event__course", month=TruncMonth("valid_until"))
        .annotate(n=Count("booking__person", distinct=True))
    )
    return {(row["booking__event__course"], row["month"]): row["n"] for row in rows}


def planned(firsts: Sequence[date], *, on: date) -> ByMonth:
    """Places of events to come, drafts included, less the seats of people for whom it renews nothing.

    The places of a refresher are those of the course it renews; of several courses, shared out among them.
    """
    begin, end = last_moment(on), last_moment(_after(firsts[-1]) - timedelta(days=1))
    events = Event.objects.exclude(state=Event.State.CANCELLED).filter(starts_at__gt=begin, starts_at__lte=end)
    taught = OuterRef("event__course")
    held = Certificate.objects.living().filter(booking__person=OuterRef("person"))
    held = held.filter(Q(booking__event__course=taught) | Q(booking__event__course__renewal__refreshers=taught))
    new = Booking.objects.filter(event__in=events.values("pk"), state__in=SEATED).exclude(Exists(held))
    places = _by_month(events, "course", "starts_at", Sum("max_places"))
    taken = _by_month(new, "event__course", "event__starts_at", Count("pk"))
    renews: dict[int, list[int]] = defaultdict(list)
    for refresher, course in RenewalRule.refreshers.through.objects.order_by("renewalrule__course").values_list(
        "course", "renewalrule__course"
    ):
        renews[refresher].append(course)
    ends = set(Course.objects.filter(validity_months__isnull=False).values_list("pk", flat=True))
    found: ByMonth = defaultdict(int)
    for (course, first), count in places.items():
        room, own = max(0, count - taken.get((course, first), 0)), [course] if course in ends else []
        serves = own + renews.get(course, [])
        for place, renewed in enumerate(serves):
            found[renewed, first] += room // len(serves) + (place < room % len(serves))
    return dict(found)


def _works(on: date, agencies: Collection[int] | None) -> Q:
    """People with a membership in force, in some agencies."""
    own = "booking__person__memberships__"
    held = Q(**{f"{own}starts_on__lte": on}) & (Q(**{f"{own}ends_on": None}) | Q(**{f"{own}ends_on__gte": on}))
    return held if agencies is None else held & Q(**{f"{own}agency__in": agencies})


def _by_month(rows: QuerySet[Event] | QuerySet[Booking], course: str, moment: str, count: object) -> ByMonth:
    found = rows.order_by().values(course, month=TruncMonth(moment)).annotate(n=count)
    return {(row[course], row["month"].date()): row["n"] for row in found}


def _row(counts: Mapping[tuple[int, date], int], course: Course, firsts: Sequence[date]) -> list[int]:
    return [counts.get((course.pk, first), 0) for first in firsts]


def _after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


def _short(count: int) -> str:
    return f"{count:,} refresher place{'' if count == 1 else 's'} short"
