"""How far learning reaches: which themes, priorities and agencies what is published covers, and which teams used it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from priorities.models import Place, Plan, Priority, Theme
from reviews import using
from reviews.models import Product, TeamUse

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

BY: Mapping[str, str] = {"theme": "Theme", "priority": "Priority", "agency": "Agency"}


@dataclass
class Row:
    """One theme, priority or agency: what is published for it, and how many teams and people used it."""

    name: str
    products: list[Product] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    teams: int = 0
    people: int = 0

    @property
    def unused(self) -> list[Product]:
        """What is published for it and no team has used yet."""
        return [each for each in self.products if each.pk not in self.used]


@dataclass(frozen=True)
class Reach:
    """The table, and what it comes to."""

    by: str
    rows: list[Row]

    @property
    def sentence(self) -> str:
        """How many rows have something published, and how many have something used."""
        what = {"theme": "themes", "priority": "priorities", "agency": "agencies"}[self.by]
        published = sum(1 for row in self.rows if row.products)
        used = sum(1 for row in self.rows if row.used)
        return (
            f"Something is published for {published} of {len(self.rows)} {what}; teams have used something for {used}."
        )


def reach(*, along: str, viewer: "Person | AnonymousUser", on: date) -> Reach:
    """What is published on a day and who used it, along themes, priorities or agencies; the emptiest rows first."""
    products = list(Product.objects.published(on).prefetch_related("themes", "priorities", "agencies"))
    uses = list(TeamUse.objects.filter(product__in=products).values_list("product", "agency", "people"))
    rows = list(
        _by_agency(products, uses, on=on)
        if along == "agency"
        else _by_label(along, products, uses, _labels(along, viewer, on))
    )
    return Reach(along, sorted(rows, key=lambda row: (bool(row.products), bool(row.used), row.teams, row.name)))


Uses = list[tuple[int, int, int]]


def _labels(along: str, viewer: "Person | AnonymousUser", on: date) -> Iterable[Theme | Priority]:
    """Every theme, or the priorities of the plan in force."""
    if along == "theme":
        return Theme.objects.all()
    plan = Plan.objects.in_force(on).first()
    return Priority.objects.visible_to(viewer).filter(pk__in=Place.objects.filter(aim__plan=plan).values("priority"))


def _by_label(along: str, products: list[Product], uses: Uses, labels: Iterable[Theme | Priority]) -> Iterable[Row]:
    rows = {each.pk: Row(str(each)) for each in labels}
    tied: dict[int, list[int]] = defaultdict(list)
    for product in products:
        for each in (product.themes if along == "theme" else product.priorities).all():
            if each.pk in rows:
                rows[each.pk].products.append(product)
                tied[product.pk].append(each.pk)
    for product_pk, _, people in uses:
        for key in tied[product_pk]:
            _count(rows[key], product_pk, people)
    return rows.values()


def _by_agency(products: list[Product], uses: Uses, *, on: date) -> Iterable[Row]:
    """An agency named by a product, and for products named for nobody every partner."""
    partners = using.partners(on=on)
    rows = {each.pk: Row(str(each)) for each in partners}
    for product in products:
        for agency in list(product.agencies.all()) or partners:
            rows.setdefault(agency.pk, Row(str(agency))).products.append(product)
    for product_pk, agency_pk, people in uses:
        if agency_pk in rows:
            _count(rows[agency_pk], product_pk, people)
    return rows.values()


def _count(row: Row, product: int, people: int) -> None:
    row.used.add(product)
    row.teams += 1
    row.people += people
