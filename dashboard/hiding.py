"""Decides which readings must not be seen, once, when they are written: pages need only look it up."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from dashboard import measures, published, shown
from dashboard.models import Area, Reading
from office import rules


def largest_hidden(*, on: date) -> int:
    """The largest count that is hidden, as the partnership has set it."""
    return int(rules.value("data.largest_hidden", on=on))


def public_sources() -> frozenset[str]:
    """Sources whose figures another publisher has published already."""
    return frozenset(source.key for source in published.sources().values() if source.publisher)


@transaction.atomic
def decide(code: str, *, area: Area, on: date, within: tuple[date, date] | None = None) -> int:
    """Decide for all readings of a measure, its kin and area that are not published elsewhere; gives how many changed.

    One month may decide over another of its financial year, so all of them are looked at; `within` are the first and
    last day of the whole financial years that need it. Call where the readings were written, in the same
    transaction; until it is decided a page shows nothing of a year that holds a small number.
    """
    # Whoever decides on older figures must not have the last word.
    Area.objects.select_for_update().get(pk=area.pk)
    threshold = largest_hidden(on=on)
    own = Reading.objects.living().of_area(area).of_measures(measures.kin(code)).exclude(source__in=public_sources())
    if within is not None:
        own = own.filter(starts_on__range=within)
    said: dict[str, list[Reading]] = {}
    for reading in own.select_related("measure"):
        said.setdefault(reading.measure.code, []).append(reading)
    hidden = shown.to_hide({code: (measures.known()[code], found) for code, found in said.items()}, threshold=threshold)
    changed = []
    for code, found in said.items():
        for reading in found:
            verdict = (reading.period_kind, reading.starts_on, reading.breakdown) in hidden[code]
            if (reading.hidden, reading.hidden_for) != (verdict, threshold):
                reading.hidden, reading.hidden_for = verdict, threshold
                changed.append(reading)
    return Reading.objects.bulk_update(changed, ["hidden", "hidden_for"], batch_size=1000)


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
