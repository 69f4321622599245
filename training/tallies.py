"""Counts of training by agency, role, course, level, district or year: a few grouped queries, whatever the size.

Fill rate is who came out of the places there were; show-up rate is who came out of those who were booked when the
register was kept. The two are never the same figure: to an event half full everybody may have come.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Sum, Value, When

from figures import suppression
from figures.lookalikes import Sum as Adds
from figures.suppression import Shown
from office import rules
from partnership import periods
from partnership.periods import Kind, Period
from partnership.working_days import last_moment
from training import clock, levels
from training.models import Booking, Course, Event, Learning
from training.states import CAME, REGISTERED, State

BY = {"agency": "Agency", "role": "Job role", "course": "Course", "level": "Level", "district": "District",
      "year": "Year"}  # fmt: skip
COUNTY_WIDE, UNKNOWN = "Whole county", "Not said"
# Places belong to events, not to those who book: they can be shared out along these only.
OF_EVENTS = ("course", "level", "year")
PATHS = {"agency": "agency__name", "role": "person__job_role", "course": "event__course__title",
         "level": "event__course__level", "district": "agency__district"}  # fmt: skip
KINDS = ("came", "absent", "late", "people", "learnt")
NOTHING = dict.fromkeys(("booked", *KINDS), 0)


@dataclass(frozen=True)
class Tally:
    """One row: bookings of events held, who came, who did not, who cancelled late, people, places; e-learning done."""

    name: str
    booked: int
    came: Shown
    absent: Shown
    late: Shown
    people: Shown
    learnt: Shown
    places: int | None

    @property
    def fill(self) -> float | None:
        """Per cent of the places in which somebody sat; None where it is hidden or places cannot be shared out."""
        return _share(self.came, self.places)

    @property
    def show_up(self) -> float | None:
        """Per cent of those booked who came; None where it is hidden."""
        return _share(self.came, self.booked)


@dataclass(frozen=True)
class Asked:
    """What a report is about: which way it is cut, the year (None for all), the course, whose bookings."""

    along: str
    year: Period | None = None
    course: Course | None = None
    agencies: Collection[int] | None = None


def years(*, on: date) -> list[Period]:
    """The financial years in which events were held or e-learning was finished up to a day, the latest first."""
    held = Event.objects.scheduled().aggregate(first=Min("starts_at"))["first"]
    learnt = Learning.objects.living().aggregate(first=Min("finished_at"))["first"]
    firsts = [clock.day_of(each) for each in (held, learnt) if each is not None]
    return periods.between(Kind.FINANCIAL_YEAR, min([on, *firsts]), on)[::-1]


def tally(asked: Asked, *, on: date, openly: bool) -> list[Tally]:
    """The rows of a report on events over by a day, most bookings first, years in order; KeyError for no such cut.

    Unless it is shown openly small numbers are hidden, and those that would reveal them.
    """
    held = _held(asked, on)
    rows = Booking.objects.filter(event__in=held.values("pk"))
    rows = rows if asked.agencies is None else rows.filter(agency__in=asked.agencies)
    counted = _grouped(rows, asked.along, on, "event__starts_at").annotate(
        booked=Count("pk", filter=Q(state__in=REGISTERED)), came=Count("pk", filter=Q(state__in=CAME)),
        absent=Count("pk", filter=Q(state=State.ABSENT)), late=Count("pk", filter=Q(state=State.LATE)),
        people=Count("person", distinct=True, filter=Q(state__in=CAME)),
    )  # fmt: skip
    found = {row.pop("part"): {**NOTHING, **row} for row in counted}
    for part, count in _learnt(asked, on):
        found.setdefault(part, {**NOTHING})["learnt"] = count
    places = _places(held, asked, on)
    shown = {} if openly else _hidden(found, threshold=rules.value("data.largest_hidden", on=on))
    words = levels.names(on=on) if asked.along == "level" else {}
    made = [
        Tally(_named(part, asked.along, words), row["booked"],
              *(shown.get((part, kind), row[kind]) for kind in KINDS),
              places.get(part) if places else None)
        for part, row in found.items()
        if row["booked"] or row["late"] or row["learnt"]
    ]  # fmt: skip
    if asked.along == "year":
        return sorted(made, key=lambda each: each.name, reverse=True)
    return sorted(made, key=lambda each: (-each.booked, each.name))


def _held(asked: Asked, on: date) -> QuerySet[Event]:
    events = Event.objects.scheduled().filter(ends_at__lte=last_moment(on))
    if asked.course is not None:
        events = events.filter(course=asked.course)
    if asked.year is not None:
        events = events.filter(_within(asked.year, "starts_at"))
    return events


def _within(year: Period, path: str) -> Q:
    first = clock.moment(year.start, time.min)
    return Q(**{f"{path}__gte": first, f"{path}__lte": last_moment(year.end)})


def _grouped(rows: QuerySet, along: str, on: date, moment: str, prefix: str = "") -> QuerySet:
    """Rows grouped by `part`: a name, a level, or the words of a financial year."""
    if along == "year":
        whens = [When(_within(year, moment), then=Value(year.label)) for year in years(on=on)]
        return rows.order_by().values(part=Case(*whens, default=Value(""), output_field=CharField()))
    path = PATHS[along].removeprefix(prefix)
    return rows.order_by().values(part=F(path))


def _learnt(asked: Asked, on: date) -> Iterable[tuple[str, int]]:
    """By part, how often e-learning was finished, here or elsewhere, and the certificate stands."""
    rows = Learning.objects.living().filter(finished_at__lte=last_moment(on))
    rows = rows if asked.agencies is None else rows.filter(agency__in=asked.agencies)
    if asked.course is not None:
        rows = rows.filter(course=asked.course)
    if asked.year is not None:
        rows = rows.filter(_within(asked.year, "finished_at"))
    counted = _grouped(rows, asked.along, on, "finished_at", prefix="event__").annotate(n=Count("pk"))
    return counted.values_list("part", "n")


def _places(held: QuerySet[Event], asked: Asked, on: date) -> dict[str, int]:
    """Places by part, where places can be shared out and no agency is left out."""
    if asked.along not in OF_EVENTS or asked.agencies is not None:
        return {}
    rows = _grouped(held, asked.along, on, "starts_at", prefix="event__").annotate(places=Sum("max_places"))
    return {row["part"]: row["places"] for row in rows}


def _named(part: str, along: str, words: Mapping[str, str]) -> str:
    if along == "district":
        return part or COUNTY_WIDE
    return words.get(part, part) or UNKNOWN


def _hidden(found: Mapping[str, Mapping[str, int]], *, threshold: int) -> dict[tuple[str, str], Shown]:
    """Who came, did not, and the rest add up to the booked, which the reader knows, and each to its total."""
    counts: dict[tuple[str, str], int | None] = {}
    sums: list[Adds[tuple[str, str]]] = []
    for part, row in found.items():
        rest = row["booked"] - row["came"] - row["absent"]
        counts |= {(part, "came"): row["came"], (part, "absent"): row["absent"], (part, "rest"): rest,
                   (part, "booked"): row["booked"]}  # fmt: skip
        sums += suppression.one_way([(part, "came"), (part, "absent"), (part, "rest")], (part, "booked"))
    for kind in ("came", "absent"):
        counts["", f"all {kind}"] = sum(row[kind] for row in found.values())
        sums += suppression.one_way([(part, kind) for part in found], ("", f"all {kind}"))
    public = {key for key in counts if key[1] == "booked"}
    shown = suppression.suppress(counts, sums, threshold=threshold, already_published=public)
    for part, row in found.items():
        for kind in ("late", "people", "learnt"):
            shown |= suppression.suppress({(part, kind): row[kind]}, threshold=threshold)
    return shown


def _share(part: Shown, whole: int | None) -> float | None:
    return 100 * part / whole if isinstance(part, int) and whole else None
