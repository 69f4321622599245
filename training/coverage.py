"""What share of the workforce has the learning its roles must have: few queries, then plain sums.

A piece is one person in one role with one required course. How many there are an agency says by its head counts; where
more people of a role have an account than it counted, those are the number. Who is in date says training/holding.py.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Collate, Lower

from figures import suppression
from figures.lookalikes import Sum
from figures.suppression import Shown
from office import rules
from partnership.models import Agency, Headcount, Membership
from partnership.working_days import last_moment
from training import holding
from training.models import Booking, Learning, Requirement
from training.states import CAME

BY = {"sector": "Sector", "agency": "Agency", "district": "District", "role": "Job role", "course": "Course"}
# What adds up: a sector and a district are the sums of their agencies.
PLACES = ("agency", "sector", "district")
COUNTY_WIDE = "Whole county"
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Cell:
    """People of one role at one agency who need one course, and how many of them are in date."""

    agency: Agency
    role: str
    course: str
    slug: str
    needed: int
    in_date: int


@dataclass(frozen=True)
class Workforce:
    """People of one role at one agency, and how many came or finished e-learning in twelve months."""

    agency: Agency
    role: str
    people: int
    came: int


@dataclass(frozen=True)
class Picture:
    """Everything the pages of coverage show of a day."""

    on: date
    cells: tuple[Cell, ...]
    workforce: tuple[Workforce, ...]

    @property
    def needed(self) -> int:
        """Pieces of required learning."""
        return sum(cell.needed for cell in self.cells)

    @property
    def in_date(self) -> int:
        """Those that are in date."""
        return sum(cell.in_date for cell in self.cells)


@dataclass(frozen=True)
class Part:
    """One part of the workforce: people, who came, pieces needed and in date, as they may be shown."""

    name: str
    slug: str
    people: int
    came: Shown
    needed: int
    in_date: Shown

    @property
    def share(self) -> float | None:
        """Per cent in date; None where it is hidden or nothing is required."""
        return 100 * self.in_date / self.needed if isinstance(self.in_date, int) and self.needed else None

    @property
    def reach(self) -> float | None:
        """Per cent of the people who came in twelve months; None where it is hidden or nobody works here."""
        return min(100.0, 100 * self.came / self.people) if isinstance(self.came, int) and self.people else None


def picture(*, on: date, agencies: Collection[int] | None = None) -> Picture:
    """The whole workforce of a day, or that of some agencies; ten queries whatever their number."""
    required = _required(on)
    known = _known(on, agencies)
    heads = _heads(on, agencies)
    trained = _in_date(on, agencies, required)
    came = _came(on, agencies)
    places = {place: max(heads.get(place, 0), known.get(place, 0)) for place in {*heads, *known}}
    by_pk = Agency.objects.active(on).in_bulk({agency for agency, _ in places})
    cells, workforce = [], []
    spelt = _spelt(on)
    for (pk, role), people in sorted(places.items()):
        agency = by_pk.get(pk)
        if agency is None or not people:
            continue
        name = spelt.get(role, role.capitalize())
        workforce.append(Workforce(agency, name, people, min(people, came.get((pk, role), 0))))
        cells += [
            Cell(agency, name, title, slug, people, min(people, trained.get((pk, role, course), 0)))
            for course, title, slug in required.get(role, ())
        ]
    return Picture(on, tuple(cells), tuple(workforce))


# In parts ---------------------------------------------------------------------


def parts(seen: Picture, *, along: str, openly: bool) -> list[Part]:
    """The picture by sector, agency, district, role or course (KeyError for anything else), worst share first.

    Unless it is shown openly, to whoever sees each booking anyway, small numbers are hidden and those that would
    reveal them; the sums of agencies within sectors and districts are known to whoever looks at all three.
    """
    made = {each: _sums(seen, each) for each in (PLACES if along in PLACES else (along,))}
    shown = {} if openly else _hidden(seen, made, threshold=rules.value("data.largest_hidden", on=seen.on))
    found = [
        Part(name, slug, people, shown.get((along, name, "came"), came), needed,
             shown.get((along, name, "in"), in_date))
        for name, (slug, people, came, needed, in_date) in made[along].items()
    ]  # fmt: skip
    return sorted(found, key=lambda part: (part.share is None, part.share or 0, part.name))


Sums = dict[str, tuple[str, int, int, int, int]]


def _sums(seen: Picture, along: str) -> Sums:
    """By name: slug, people, who came, pieces needed, pieces in date. People have no course."""
    key, slug = _KEYS[along]
    added: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    slugs: dict[str, str] = {}
    if along != "course":
        for each in seen.workforce:
            row = added[key(each)]
            row[0] += each.people
            row[1] += each.came
            slugs.setdefault(key(each), slug(each))
    for cell in seen.cells:
        row = added[key(cell)]
        row[2] += cell.needed
        row[3] += cell.in_date
        slugs.setdefault(key(cell), slug(cell))
    return {name: (slugs[name], *row) for name, row in added.items()}  # type: ignore[misc]


Named = Callable[[Cell | Workforce], str]
_KEYS: Mapping[str, tuple[Named, Named]] = {
    "sector": (lambda each: str(each.agency.get_sector_display()), lambda each: each.agency.sector),
    "agency": (lambda each: each.agency.name, lambda each: each.agency.slug),
    "district": (lambda each: each.agency.district or COUNTY_WIDE, lambda each: ""),
    "role": (lambda each: each.role, lambda each: ""),
    "course": (lambda each: each.course, lambda each: each.slug),  # type: ignore[union-attr]
}
Key = tuple[str, str, str]


def _hidden(seen: Picture, made: Mapping[str, Sums], *, threshold: int) -> dict[Key, Shown]:
    """Who came and what is in date, of tables that a reader may lay beside each other."""
    found: dict[Key, Shown] = {}
    for kind, whole, part in (("came", 1, 2), ("in", 3, 4)):
        counts: dict[Key, int | None] = {}
        sums: list[Sum[Key]] = []
        for along, rows in made.items():
            for name, row in rows.items():
                key, rest, total = (along, name, kind), (along, name, "not"), (along, name, "of")
                counts |= {key: row[part], rest: row[whole] - row[part], total: row[whole]}
                sums += suppression.one_way([key, rest], total)
        public = {key for key in counts if key[2] == "of"}
        if "sector" in made:
            sums += _within(seen, kind)
        found |= suppression.suppress(counts, sums, threshold=threshold, already_published=public)
    return found


def _within(seen: Picture, kind: str) -> Iterator[Sum[Key]]:
    """A sector is the sum of its agencies, and so is a district."""
    for along in ("sector", "district"):
        below: dict[str, set[str]] = defaultdict(set)
        for each in seen.workforce:
            below[_KEYS[along][0](each)].add(each.agency.name)
        for name, agencies in below.items():
            yield Sum((along, name, kind), tuple(("agency", each, kind) for each in sorted(agencies)))


# The queries --------------------------------------------------------------------


def _required(on: date) -> dict[str, list[tuple[int, str, str]]]:
    """By role in lower case: number, title and slug of each course it needs."""
    found: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    rows = Requirement.objects.on_day(on).order_by("course__title").annotate(role=Lower("job_role"))
    for role, *course in rows.values_list("role", "course", "course__title", "course__slug"):
        found[role].append(tuple(course))
    return found


def _spelt(on: date) -> dict[str, str]:
    """How a role is written, by its name in lower case."""
    rows = Headcount.objects.filter(counted_on__lte=on).order_by("job_role").values_list("job_role", flat=True)
    return {role.lower(): role for role in rows.distinct()}


def _heads(on: date, agencies: Collection[int] | None) -> dict[tuple[int, str], int]:
    """The latest count of each role of an agency."""
    rows = _of(Headcount.objects.filter(counted_on__lte=on), "agency", agencies).annotate(role=Lower("job_role"))
    latest = rows.order_by("agency_id", "role", "-counted_on", "-pk").distinct("agency_id", "role")
    return {(agency, role): people for agency, role, people in latest.values_list("agency", "role", "people")}


def _known(on: date, agencies: Collection[int] | None) -> dict[tuple[int, str], int]:
    """People with an account, by agency and role."""
    rows = _of(Membership.objects.current(on), "agency", agencies).filter(person__is_active=True)
    rows = rows.exclude(person__job_role="").order_by().values("agency", job=_role("person__job_role"))
    return {(row["agency"], row["job"]): row["n"] for row in rows.annotate(n=Count("person", distinct=True))}


def _role(path: str) -> Collate:
    """A job role as roles are compared; to group by bytes is several times faster than to group by the alphabet."""
    return Collate(Lower(path), "C")


def _in_date(
    on: date, agencies: Collection[int] | None, required: Mapping[str, Collection[tuple[int, str, str]]]
) -> dict[tuple[int, str, int], int]:
    """People who hold a course their role needs, whichever way it was learnt, by agency, role and course; each once."""
    roles: dict[int, list[str]] = defaultdict(list)
    for role, courses in required.items():
        for course, _, _ in courses:
            roles[course].append(role)
    current = _of(Membership.objects.current(on), "agency", agencies).values("pk")
    found: dict[tuple[int, str, int], int] = defaultdict(int)
    for way, rows in holding.in_date_once(on):
        person = way.person
        needed = reduce(or_, (Q(**{way.course: course}, role__in=named) for course, named in roles.items()), Q(pk=None))
        own = {f"{person}__is_active": True, f"{person}__memberships__in": current}
        counted = rows.alias(role=_role(f"{person}__job_role")).filter(needed, **own).order_by().values(
            place=F(f"{person}__memberships__agency"), role=_role(f"{person}__job_role"), taught=F(way.course)
        )  # fmt: skip
        for row in counted.annotate(n=Count(person, distinct=True)):
            found[row["place"], row["role"], row["taught"]] += row["n"]
    return found


def _came(on: date, agencies: Collection[int] | None) -> dict[tuple[int, str], int]:
    """People who came to something, or finished e-learning, in the twelve months up to a day: by agency and role."""
    first, last = last_moment(on - A_YEAR), last_moment(on)
    came = Booking.objects.filter(state__in=CAME, event__starts_at__gt=first, event__starts_at__lte=last)
    learnt = Learning.objects.living().filter(finished_at__gt=first, finished_at__lte=last)
    learnt = learnt.exclude(Exists(came.filter(person=OuterRef("person"), agency=OuterRef("agency"))))
    found: dict[tuple[int, str], int] = defaultdict(int)
    for rows in (came, learnt):
        counted = _of(rows, "agency", agencies).order_by().values("agency", role=_role("person__job_role"))
        for row in counted.annotate(n=Count("person", distinct=True)):
            found[row["agency"], row["role"]] += row["n"]
    return found


def _of(rows: QuerySet, path: str, agencies: Collection[int] | None) -> QuerySet:
    return rows if agencies is None else rows.filter(**{f"{path}__in": agencies})
