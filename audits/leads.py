"""Who answers for safeguarding in each agency now, what changed since a day, and whose letters come back."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from audits import hands
from office.models import Letter
from partnership.access import check
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission


class Standing(IntEnum):
    """How urgent a look at an agency is, the worst first."""

    NOBODY = 0
    TO_CHECK = 1
    AS_BEFORE = 2


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


def of_agencies(agencies: QuerySet[Agency], *, by: Person, since: date, on: date) -> QuerySet[Agency]:
    """Agencies with `nobody`, `changed`, `bounced` and `standing`, to choose and sort by; those to check first.

    `leads_of` reads who they are off each row without another query.
    """
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    now, then = _leading(on).filter(agency=OuterRef("pk")), _leading(since).filter(agency=OuterRef("pk"))
    same = {"agency": OuterRef("agency"), "person": OuterRef("person")}
    came = now.exclude(Exists(_leading(since).filter(**same)))
    left = then.exclude(Exists(_leading(on).filter(**same)))
    came_back = Letter.objects.filter(state=Letter.State.BOUNCED, written_at__date__gte=since)
    returned = Exists(came_back.filter(to=OuterRef("person")))
    held = Membership.objects.filter(role__in=hands.LEADING).select_related("person").annotate(returned=returned)
    return agencies.annotate(
        nobody=~Exists(now), changed=Exists(came) | Exists(left), bounced=Exists(now.filter(returned)),
        standing=Case(
            When(nobody=True, then=Value(Standing.NOBODY.value)),
            When(Q(changed=True) | Q(bounced=True), then=Value(Standing.TO_CHECK.value)),
            default=Value(Standing.AS_BEFORE.value), output_field=IntegerField(),
        ),
    ).prefetch_related(Prefetch("memberships", held.order_by("person__name"), to_attr="led"))  # fmt: skip


def leads_of(agency: Agency, *, since: date, on: date) -> Leads:
    """Who leads one agency of `of_agencies`, and what changed; no query."""
    held: list[Membership] = agency.led  # type: ignore[attr-defined]
    now = {each.person_id: each for each in held if _current(each, on)}
    before = {each.person_id: each for each in held if _current(each, since)}
    return Leads(
        agency,
        now=tuple(each.person for each in now.values()),
        came=tuple(each.person for pk, each in now.items() if pk not in before),
        left=tuple(each.person for pk, each in before.items() if pk not in now),
        bounced=tuple(each.person for each in now.values() if each.returned),  # type: ignore[attr-defined]
    )


def _leading(on: date) -> QuerySet[Membership]:
    """Memberships that made somebody answer for an agency on a day."""
    in_force = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    return Membership.objects.filter(in_force, role__in=hands.LEADING, person__is_active=True).order_by()


def _current(membership: Membership, on: date) -> bool:
    return (
        membership.person.is_active
        and membership.starts_on <= on
        and (membership.ends_on is None or membership.ends_on >= on)
    )
