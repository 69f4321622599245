"""Decides which readings must not be seen, once, when they are written: pages need only look it up."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dashboard import hidden_counts, measures, published, shown
from dashboard.models import Area, Reading
from office import rules
from partnership import periods

# So many earlier tables of a year a reader is taken to have kept; each makes the search for what protects longer.
TABLES_KEPT_IN_MIND = 12
# What stood for less than this is taken as seen by nobody.
UNSEEN = timedelta(minutes=10)


def largest_hidden(*, on: date) -> int:
    """The largest count that is hidden, as the partnership has set it."""
    return int(rules.value("data.largest_hidden", on=on))


def public_sources() -> frozenset[str]:
    """Sources whose figures another publisher has published already."""
    return frozenset(source.key for source in published.sources().values() if source.publisher)


@transaction.atomic
def decide(code: str, *, area: Area, on: date, within: tuple[date, date] | None = None) -> int:
    """Decide for the readings of a measure, its kin and area that are not published elsewhere; gives how many changed.

    One month may decide over another, so all of a year are looked at in which something is open, beside what was shown
    of it before: whoever kept that finds nothing out. Call where the readings were written, in the same transaction;
    until it is decided a page shows nothing of a year that holds a small number. `within` are the first and last day
    of the whole financial years that need it; it is no help where the years of a measure hang together.
    """
    # Whoever decides on older figures must not have the last word.
    Area.objects.select_for_update().get(pk=area.pk)
    threshold = largest_hidden(on=on)
    own = Reading.objects.of_area(area).of_measures(measures.kin(code)).exclude(source__in=public_sources())
    if within is not None and not _hangs_together(code):
        own = own.filter(starts_on__range=within)
    living = list(own.living().select_related("measure"))
    opened = [each for each in living if each.hidden_for != threshold]
    if not opened:
        return 0
    living = _of_the_years(opened, living, code)
    stood = {each.pk: (each.hidden, each.hidden_for) for each in living}
    _forget_what_nobody_saw(living, newest=max(each.recorded_at for each in opened))
    before = own.exclude(superseded_at=None).filter(hidden_for=threshold).select_related("measure")
    earlier = _earlier([*_of_the_years(opened, list(before), code), *living])
    hidden = hidden_counts.to_hide(_by_measure(living), threshold=threshold, earlier=earlier)
    changed = []
    for reading in living:
        verdict = shown.key_of(reading) in hidden[reading.measure.code]
        if stood[reading.pk] != (verdict, threshold):
            reading.hidden, reading.hidden_for = verdict, threshold
            changed.append(reading)
    return Reading.objects.bulk_update(changed, ["hidden", "hidden_for"], batch_size=1000)


def _forget_what_nobody_saw(living: list[Reading], *, newest: datetime) -> None:
    """Measures of one job are decided one after the other: the first must not bind the last as if it had been read."""
    for reading in living:
        if newest - reading.recorded_at < UNSEEN:
            reading.hidden = reading.hidden_for = None


def _hangs_together(code: str) -> bool:
    """Whether a measure or its kin has periods that run across the end of a financial year."""
    return any(hidden_counts.across_years(measures.known()[each]) for each in measures.kin(code))


def _of_the_years(opened: list[Reading], readings: list[Reading], code: str) -> list[Reading]:
    """Those of the years in which something is open; all of them where the years of the measure hang together."""
    if _hangs_together(code):
        return readings
    years = {periods.financial_year(each.starts_on) for each in opened}
    return [each for each in readings if periods.financial_year(each.starts_on) in years]


def _by_measure(readings: list[Reading]) -> hidden_counts.Kin:
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.measure.code, []).append(reading)
    return {code: (measures.known()[code], said) for code, said in found.items()}


def _earlier(readings: list[Reading]) -> list[hidden_counts.Kin]:
    """The tables as they stood just before each of the latest changes, oldest first."""
    seen = [each for each in readings if each.superseded_at and each.superseded_at - each.recorded_at >= UNSEEN]
    moments = sorted({each.superseded_at for each in seen if each.superseded_at})[-TABLES_KEPT_IN_MIND:]
    return [
        _by_measure(
            [
                each
                for each in readings
                if each.recorded_at < moment and (each.superseded_at is None or each.superseded_at >= moment)
            ]
        )
        for moment in moments
    ]


def decide_what_is_open(*, on: date) -> int:
    """Decide wherever nobody has yet, or the partnership has set another rule since; gives how many changed."""
    still_open = (
        Reading.objects.living()
        .exclude(source__in=public_sources())
        .filter(Q(hidden_for=None) | ~Q(hidden_for=largest_hidden(on=on)))
    )
    found = still_open.order_by().values_list("measure__code", "area").distinct()
    together = {(min(measures.kin(code)), area) for code, area in found if code in measures.known()}
    areas = Area.objects.in_bulk({area for _, area in together})
    return sum(decide(code, area=areas[area], on=on) for code, area in sorted(together))
