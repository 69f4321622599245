"""What must never be true of agencies, people and memberships, and no constraint of a single row can forbid."""

from collections.abc import Iterable, Mapping

from django.db.models import F, Q

from partnership.models import Agency, Membership, Person


def broken() -> Iterable[str]:
    """One sentence for each; numbers only, no names."""
    yield from _hats_of_closed_agencies()
    yield from _hats_of_closed_accounts()
    managers = Person.objects.exclude(line_manager=None).values_list("pk", "line_manager")
    for circle in circles(dict(managers)):
        yield f"People {_numbers(circle)} are each other's line managers, in a circle."
    parents = Agency.objects.exclude(parent=None).values_list("pk", "parent")
    for circle in circles(dict(parents)):
        yield f"Agencies {_numbers(circle)} stand below each other, in a circle."


def circles(above: Mapping[int, int]) -> list[list[int]]:
    """The circles in a "who stands above whom", each once, beginning with its smallest number."""
    found, seen = [], set[int]()
    for start in above:
        path: dict[int, None] = {}
        each: int | None = start
        while each is not None and each not in seen and each not in path:
            path[each] = None
            each = above.get(each)
        if each in path:
            steps = list(path)
            circle = steps[steps.index(each) :]
            first = circle.index(min(circle))
            found.append(circle[first:] + circle[:first])
        seen |= path.keys()
    return sorted(found)


def _hats_of_closed_agencies() -> Iterable[str]:
    outlives = Q(ends_on=None) | Q(ends_on__gt=F("agency__active_until"))
    hats = Membership.objects.exclude(agency__active_until=None).filter(outlives)
    for pk, agency in hats.order_by("pk").values_list("pk", "agency"):
        yield f"Membership {pk} goes on after agency {agency} has left the partnership."


def _hats_of_closed_accounts() -> Iterable[str]:
    hats = Membership.objects.exclude(person__closed_at=None).filter(
        Q(ends_on=None) | Q(ends_on__gt=F("person__closed_at__date"))
    )
    for pk, person in hats.order_by("pk").values_list("pk", "person"):
        yield f"Membership {pk} goes on after the account of person {person} was closed."


def _numbers(circle: list[int]) -> str:
    return ", ".join(map(str, circle))
