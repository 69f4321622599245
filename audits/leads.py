"""Who answers for safeguarding in each agency now, what changed since a day, and whose letters come back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from audits import hands
from office.models import Letter
from partnership.access import check
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission


@dataclass(frozen=True)
class Leads:
    """One agency: who leads now, who came and who left since the day, and whether letters came back."""

    agency: Agency
    now: tuple[Person, ...]
    came: tuple[Person, ...]
    left: tuple[Person, ...]
    bounced: tuple[Person, ...]

    @property
    def nobody(self) -> bool:
        """Whether nobody answers for the agency."""
        return not self.now

    @property
    def to_check(self) -> bool:
        """Whether the office should look: nobody, somebody new, or an address that does not work."""
        return self.nobody or bool(self.came or self.left or self.bounced)


def september_before(on: date) -> date:
    """The first of September before a day: the school year's beginning."""
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)


def of_agencies(agencies: Iterable[Agency], *, by: Person, since: date, on: date) -> list[Leads]:
    """Every agency given, those to check first; three queries, whatever their number."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    listed = list(agencies)
    held = Membership.objects.filter(agency__in=listed, role__in=hands.LEADING).select_related("person")
    by_agency: dict[int, list[Membership]] = {}
    for each in held.order_by("person__name"):
        by_agency.setdefault(each.agency_id, []).append(each)
    came_back = Letter.objects.filter(state=Letter.State.BOUNCED, written_at__date__gte=since)
    bounced = set(came_back.exclude(to=None).values_list("to", flat=True))
    found = [_leads(agency, by_agency.get(agency.pk, []), bounced, since, on) for agency in listed]
    return sorted(found, key=lambda each: (not each.nobody, not each.to_check, each.agency.name))


def _leads(agency: Agency, held: list[Membership], bounced: set[int], since: date, on: date) -> Leads:
    now = {each.person_id: each for each in held if _current(each, on)}
    before = {each.person_id: each for each in held if _current(each, since)}
    return Leads(
        agency,
        now=tuple(each.person for each in now.values()),
        came=tuple(each.person for pk, each in now.items() if pk not in before),
        left=tuple(each.person for pk, each in before.items() if pk not in now),
        bounced=tuple(each.person for pk, each in now.items() if pk in bounced),
    )


def _current(membership: Membership, on: date) -> bool:
    return (
        membership.person.is_active
        and membership.starts_on <= on
        and (membership.ends_on is None or membership.ends_on >= on)
    )
