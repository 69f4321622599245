"""What the partnership cost in the year, and who paid: from the page the office keeps."""

from decimal import Decimal

from reports.blocks import Chart, Fact, Gathered, Grid, Lines
from reports.gathered.charting import bars
from reports.gathering import Year, gathers
from reports.models import Contribution, Cost
from reports.year_names import before


@gathers("costs")
def costs(year: Year) -> Gathered:
    """Contributions and costs of the year beside those of the year before."""
    given = Contribution.objects.filter(year__in=[year.slug, before(year.slug)]).select_related("agency")
    spent = Cost.objects.filter(year__in=[year.slug, before(year.slug)])
    income, outlay = _sum(given, year.slug), _sum(spent, year.slug)
    in_kind = tuple((each.agency.name, each.in_kind) for each in given if each.year == year.slug and each.in_kind)
    head = ("", before(year.slug), year.slug)
    return Gathered(
        (
            Fact("income", "Paid by partners", pounds(income)),
            Fact("costs", "Spent", pounds(outlay)),
            _chart("Who paid", f"Partners paid {pounds(income)}.", ("Partner", *head[1:]), given, year, "agency"),
            _chart(
                "What it was spent on", f"{pounds(outlay)} was spent.", ("Heading", *head[1:]), spent, year, "heading"
            ),
            *((Grid("Given in kind", ("Partner", "What"), in_kind),) if in_kind else ()),
        )
    )


def pounds(amount: Decimal) -> str:
    """ "£12,400"."""
    return f"£{amount:,.0f}"


def _chart(title: str, said: str, head: tuple[str, ...], rows, year: Year, part: str) -> Chart | Grid | Lines:
    """Bars of this year in pounds; the table beside them holds the year before too."""
    amounts = {str(getattr(each, part)): each.amount for each in rows if each.year == year.slug}
    lines = _beside({str(getattr(each, part)) for each in rows}, rows, year, part)
    drawn = {name: amounts.get(name) for name, _, _ in lines}
    return bars(f"{title}, in pounds", said, drawn, table=Grid(title, head, lines))


def _beside(names, rows, year: Year, part: str) -> tuple[tuple[str, str, str], ...]:
    found = {(str(getattr(each, part)), each.year): each.amount for each in rows}
    lines = [(name, found.get((name, before(year.slug))), found.get((name, year.slug))) for name in names]
    lines.sort(key=lambda line: (-(line[2] or 0), line[0]))
    return tuple((name, _said(old), _said(new)) for name, old, new in lines)


def _said(amount: Decimal | None) -> str:
    return "Nothing noted" if amount is None else pounds(amount)


def _sum(rows, year: str) -> Decimal:
    return sum((each.amount for each in rows if each.year == year), Decimal(0))
