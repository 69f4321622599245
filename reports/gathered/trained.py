"""Training in the year: what was held, who came, by kind of course, sector, agency and year, and who did not come."""

from collections import Counter
from collections.abc import Iterable
from itertools import dropwhile

from django.urls import reverse

from figures import suppression
from figures.lookalikes import Sum
from figures.suppression import Shown
from partnership import periods
from partnership.periods import Period
from reports.blocks import Chart, Fact, Gathered, Grid, Lines
from reports.gathered.charting import bars, largest
from reports.gathered.wording import share
from reports.gathering import Year, gathers
from training import counts
from training.models import Booking
from training.states import CAME

OTHERS = "All other agencies"
ALL = "All"
# As many years, or quarters, as stand beside each other.
YEARS = 4


@gathers("training")
def training(year: Year) -> Gathered:
    """Events, places, who came and who did not; by kind of course, sector and agency, and beside the years before."""
    period, on = year.period, year.last
    came, places = counts.came(period, on=on), counts.places(period, on=on)
    absent, had = counts.absent(period, on=on), counts.had_a_place(period, on=on)
    held = counts.held(period, on=on)
    there = Booking.objects.filter(event__in=held, state__in=CAME).select_related("event__course", "agency")
    return Gathered(
        (
            Fact("events-held", "Training events held", f"{held.count():,}"),
            Fact("learners", "People who came", f"{came:,}"),
            Fact("places-filled", "Places filled", share(came, places)),
            Fact("did-not-come", "Booked and did not come", share(absent, had)),
            Fact("cancelled-late", "Cancelled late", share(counts.cancelled_late(period, on=on), had)),
            _over_time(period, year),
            _by_kind(there),
            *by_sector_and_agency(there),
        )
    )


def _over_time(period: Period, year: Year) -> Chart | Grid | Lines:
    """The same count in the years before, or the quarters of a pack."""
    told = [period]
    while len(told) < YEARS:
        told.insert(0, periods.previous(told[0]))
    came = {each: counts.came(each, on=min(each.end, year.last)) for each in told}
    # Before the first who came, the portal did not count: that is no zero.
    begun = list(dropwhile(lambda each: not came[each], told))
    before, now = came[told[-2]], came[told[-1]]
    shown = {str(each): suppression.suppress({"": came[each]})[""] for each in begun}
    said = f"{now:,} people came in this time."
    if len(begun) > 1 and not any(isinstance(shown[str(each)], suppression.Hidden) for each in begun[-2:]):
        way = "more" if now >= before else "fewer"
        said = f"{now:,} people came, {abs(now - before):,} {way} than in the time before."
    return bars("People who came, over time", said, shown, head=("Period", "People"), standing=True)


def _by_kind(there: Iterable[Booking]) -> Chart | Grid | Lines:
    levels = Counter(each.event.course.get_level_display() for each in there)
    shown = suppression.suppress({**levels, ALL: sum(levels.values())}, suppression.one_way(levels, ALL))
    ranked = {level: shown[level] for level, _ in levels.most_common()}
    return _bars("People who came, by kind of course", "Kind", {**ranked, ALL: shown[ALL]}, reverse("training"))


def by_sector_and_agency(there: Iterable[Booking]) -> tuple[Chart | Grid | Lines, Chart | Grid | Lines]:
    """Both hidden together: whoever knows which agency belongs to which sector could else work one out of the other."""
    sectors = Counter(each.agency.get_sector_display() for each in there)
    of_sector = {each.agency.name: each.agency.get_sector_display() for each in there}
    agencies = largest(Counter(each.agency.name for each in there), others=OTHERS)
    by_sector = [
        Sum(("sector", sector), tuple(("agency", name) for name, its in of_sector.items() if its == sector))
        for sector in sectors if all(name in agencies for name, its in of_sector.items() if its == sector)
    ]  # fmt: skip
    whole = {("sector", name): n for name, n in sectors.items()} | {("agency", name): n for name, n in agencies.items()}
    sums = [
        Sum(("all", ALL), tuple(("sector", name) for name in sectors)),
        Sum(("all", ALL), tuple(("agency", name) for name in agencies)),
    ]
    shown = suppression.suppress({**whole, ("all", ALL): sum(sectors.values())}, [*sums, *by_sector])
    ranked = {name: shown["sector", name] for name, _ in sectors.most_common()}
    return (
        _bars("People who came, by sector", "Sector", {**ranked, ALL: shown["all", ALL]}),
        _bars("People who came, by agency", "Agency", {name: shown["agency", name] for name in agencies}),
    )


def _bars(title: str, first: str, shown: dict[str, Shown], address: str = "") -> Chart | Grid | Lines:
    """The bars of the parts; their table holds the whole too."""
    parts = {name: count for name, count in shown.items() if name != ALL}
    top = next((name for name, count in parts.items() if not isinstance(count, suppression.Hidden)), "")
    said = f"Most came from: {top}." if first != "Kind" and top else f"Most came to: {top}." if top else "All are few."
    rows = tuple((name, suppression.written(count)) for name, count in shown.items())
    return bars(title, said, parts, table=Grid(title, (first, "People"), rows), address=address)
