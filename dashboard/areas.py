"""Which area a page speaks of, and with whom it is compared."""

from datetime import date

from django.db.models import Exists, OuterRef

from dashboard import published
from dashboard.models import Area, Reading
from office import rules

OWN_SOURCES = ("events", "counts", "staffing", "returns", "portal")


def own(*, on: date) -> Area | None:
    """The area the partnership serves: the one that bears its name, else the only one files may be sent for."""
    named = Area.objects.for_loads().filter(name=rules.value("partnership.area_name", on=on)).first()
    if named is not None:
        return named
    found = list(Area.objects.for_loads()[:2])
    return found[0] if len(found) == 1 else None


def with_figures() -> list[Area]:
    """Areas that have figures, the one a page opens with first: with files of its own, else the one of the plan."""
    living = Reading.objects.living()
    of_its_own = Exists(living.filter(area=OuterRef("pk"), source__in=OWN_SOURCES))
    some = Exists(living.filter(area=OuterRef("pk")))
    home = published.places()["demonstration_stands_beside"]
    found = Area.objects.filter(some).annotate(of_its_own=of_its_own).prefetch_related("senders")
    return sorted(found, key=lambda area: (not area.of_its_own, area.code != home, area.name))


def with_own_figures() -> list[Area]:
    """Areas whose figures come from files and returns of their own, not from a publisher alone."""
    own = Reading.objects.living().filter(area=OuterRef("pk"), source__in=OWN_SOURCES)
    return list(Area.objects.filter(Exists(own)).order_by("pk"))


def chosen(areas: list[Area], code: str) -> Area | None:
    """The area of this code, the first without a code; None where there is none."""
    return next((area for area in areas if area.code == (code or area.code)), None)


def compared_with(area: Area) -> list[str]:
    """Codes of the areas a figure of this one is shown beside: itself, its statistical neighbours, region and nation.

    The demonstration county stands beside a real one and the neighbours of that one.
    """
    places = published.places()
    real = places["demonstration_stands_beside"] if area.level == Area.Level.COUNTY_DEMO else area.code
    neighbours = places["neighbours"].get(real)
    if neighbours is None:
        return []
    region = next((place["region"] for place in places["area"] if place["code"] == real), "")
    own = [] if real == area.code else [real]
    return [*own, *neighbours, *([region] if region else []), "E92000001"]
