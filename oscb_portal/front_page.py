"""What the public front page tells beyond itself: published figures, and the plan in force with its priorities."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from dashboard import hiding, measures, published
from dashboard.models import Reading
from figures.rates import write_number
from oscb_portal import navigation
from priorities.models import Place, Plan, Priority

# The three figures of the front page: measure, sign after the number, the sentence that goes on from it.
FACTS = (
    ("D09R", "", "referrals to children’s social care for every 10,000 children."),
    ("D10", "%", "of referrals came within a year of an earlier one for the same child."),
    ("D14", "%", "of child protection conferences met within 15 working days."),
)
PUBLIC_EDITION = "/dashboard/public/"


@dataclass(frozen=True)
class Fact:
    """One large figure and the sentence that goes on from it."""

    value: str
    words: str


@dataclass(frozen=True)
class Facts:
    """The band of large figures: of which place and year, from whom."""

    place: str
    year: int
    shown: tuple[Fact, ...]
    source: str
    address: str


def shown(*, on: date) -> dict[str, object]:
    """The values of the front page; what is not there yet is simply left out."""
    # The plan in force, else the last that was: between two plans the promises still stand.
    plan = Plan.objects.in_force(on).filter(published_at__isnull=False).first() or (
        Plan.objects.filter(published_at__isnull=False, starts_on__lte=on).first()
    )
    return {"plan": plan, "aims": _aims(plan) if plan else [], "facts": _facts()}


def _facts() -> Facts | None:
    """The latest figures of the authority that others have published; None until there are all three of one year.

    What a partnership counts itself is for its members.
    """
    codes = [code for code, _, _ in FACTS]
    readings = (
        Reading.objects.living()
        .of_measures(codes)
        .filter(area__code=published.places()["demonstration_stands_beside"], breakdown="", value__isnull=False)
        .filter(source__in=hiding.public_sources())
        .select_related("measure", "area")
        .order_by("measure__code", "-ends_on")
        .distinct("measure__code")
    )
    by_code = {reading.measure.code: reading for reading in readings}
    if set(by_code) != set(codes) or len({reading.ends_on for reading in by_code.values()}) != 1:
        return None
    one = by_code[codes[0]]
    sources = {published.sources()[reading.source].words: None for reading in by_code.values()}
    return Facts(
        place=one.area.name,
        year=one.ends_on.year,
        shown=tuple(Fact(_number(code, by_code[code]) + sign, words) for code, sign, words in FACTS),
        source=". ".join(sources),
        address=PUBLIC_EDITION if navigation.exists(PUBLIC_EDITION) else "",
    )


def _number(code: str, reading: Reading) -> str:
    return write_number(reading.value, measures.known()[code].decimals)


def _aims(plan: Plan) -> list[dict[str, object]]:
    """The aims of a plan in order, each with its published priorities and their addresses."""
    seen = Priority.objects.visible_to(AnonymousUser())
    places = Place.objects.filter(aim__plan=plan, priority__in=seen).select_related("aim", "priority")
    aims: dict[int, dict[str, object]] = {}
    for place in places.order_by("aim__number", "number"):
        aim = aims.setdefault(place.aim_id, {"name": place.aim.name, "priorities": []})
        address = f"/priorities/{place.priority.slug}/"
        aim["priorities"].append((place.priority, address if navigation.exists(address) else ""))
    return list(aims.values())
