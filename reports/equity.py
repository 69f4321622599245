"""Who is thanked, beside who works here: nominations and awards by agency, sector and job role, against the workforce.

Counts of one to five are hidden, with whatever would reveal them; a rate is never made of a hidden count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from commendations.models import Commendation
from commendations.moves import State
from figures import suppression
from figures.suppression import Hidden, Shown
from office import rules
from partnership.models import Agency, Headcount

BY = {"sector": "Sector", "agency": "Agency", "role": "Job role"}
UNKNOWN = "Not known"
TOTAL = "All"


@dataclass(frozen=True)
class Row:
    """One part of the workforce: how many people, nominations and awards, as they may be shown."""

    name: str
    people: int | None
    nominations: Shown
    awards: Shown

    @property
    def rate(self) -> str:
        """Nominations for every 1,000 people; a sentence where that may not or cannot be said."""
        if isinstance(self.nominations, Hidden):
            return suppression.WORDS
        if not self.people or self.nominations is None:
            return "Workforce not known"
        return f"{1000 * self.nominations / self.people:.1f}"


@dataclass(frozen=True)
class Compared:
    """The rows of one comparison, and the sentence that says who is thanked seldom."""

    by: str
    first: date
    last: date
    rows: tuple[Row, ...]
    sentence: str


def compare(*, along: str, on: date) -> Compared:
    """The twelve months up to a day, by "sector", "agency" or "role"; KeyError for anything else."""
    key_of = _KEYS[along]
    first = on - timedelta(days=364)
    written = Commendation.objects.filter(nominated_at__date__range=(first, on)).exclude(state=State.WITHDRAWN)
    nominations = list(written.prefetch_related("agencies").select_related("nominee_person"))
    said = Counter(key for each in nominations for key in key_of(each))
    won = Counter(key for each in nominations if each.state == State.AWARDED for key in key_of(each))
    people = _people(along=along, on=on)
    names = sorted(set(said) | set(people), key=lambda name: (name == UNKNOWN, -said[name], name))
    shown = _hidden(names, said=said, won=won, threshold=rules.value("data.largest_hidden", on=on))
    rows = tuple(Row(name, people.get(name), shown[name, "said"], shown[name, "won"]) for name in names)
    return Compared(BY[along], first, on, rows, _sentence(rows))


def _hidden(
    names: Iterable[str], *, said: Mapping[str, int], won: Mapping[str, int], threshold: int
) -> dict[tuple[str, str], Shown]:
    """Both columns as they may be shown; awards are part of nominations, so the rest is protected too."""
    counts: dict[tuple[str, str], int | None] = {}
    sums = []
    for name in names:
        counts |= {
            (name, "said"): said[name], (name, "won"): won[name], (name, "rest"): said[name] - won[name],
        }  # fmt: skip
        sums += suppression.one_way([(name, "won"), (name, "rest")], (name, "said"))
    return suppression.suppress(counts, sums, threshold=threshold)


def _people(*, along: str, on: date) -> dict[str, int]:
    """The latest head count of each agency and job role, added up."""
    latest: dict[tuple[int, str], tuple[str, int]] = {}
    rows = Headcount.objects.filter(counted_on__lte=on).select_related("agency").order_by("counted_on")
    for each in rows:
        name = {"sector": each.agency.get_sector_display(), "agency": each.agency.name, "role": each.job_role}[along]
        latest[each.agency_id, each.job_role] = (name, each.people)
    added: Counter[str] = Counter()
    for name, people in latest.values():
        added[name] += people
    return dict(added)


def _by_agency(nomination: Commendation) -> list[str]:
    return [agency.name for agency in nomination.agencies.all()] or [UNKNOWN]


def _by_sector(nomination: Commendation) -> list[str]:
    labels = dict(Agency.Sector.choices)
    return list(dict.fromkeys(str(labels[agency.sector]) for agency in nomination.agencies.all())) or [UNKNOWN]


def _by_role(nomination: Commendation) -> list[str]:
    """The job role of somebody we know; a team and whoever has no account count as not known."""
    person = nomination.nominee_person
    return [person.job_role if person and person.job_role else UNKNOWN]


_KEYS: Mapping[str, Callable[[Commendation], list[str]]] = {
    "sector": _by_sector,
    "agency": _by_agency,
    "role": _by_role,
}


def _sentence(rows: Iterable[Row]) -> str:
    """Who of the workforce nobody has thanked."""
    silent = [row.name for row in rows if row.nominations == 0 and row.people]
    if not silent:
        return "Somebody was nominated wherever we know of a workforce."
    named = ", ".join(silent[:4]) + (f" and {len(silent) - 4} more" if len(silent) > 4 else "")
    return f"Nobody was nominated from {named}. Thanks may be missing there, or nobody was asked to write."
