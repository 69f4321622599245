"""Decides which readings must not be seen, once, when they are written: pages need only look it up."""

from datetime import date

from django.db.models import Q

from dashboard import measures, published, shown
from dashboard.definitions import Definition
from dashboard.models import Area, Reading
from office import rules


def largest_hidden(*, on: date) -> int:
    """The largest count that is hidden, as the partnership has set it: numbers below the rule's are."""
    return int(rules.value("data.suppression_threshold", on=on)) - 1


def public_sources() -> frozenset[str]:
    """Sources whose figures another publisher has published already."""
    return frozenset(source.key for source in published.sources().values() if source.publisher)


def decide(definition: Definition, *, measure_id: int, area: Area, on: date) -> int:
    """Decide for all readings of a measure and area that are not published elsewhere; gives how many changed.

    One month may decide over another, so all of them are looked at. Call where the readings were written, in the same
    transaction; what has not been decided is decided by the page each time, slowly.
    """
    threshold = largest_hidden(on=on)
    own = Reading.objects.living().of_area(area).filter(measure_id=measure_id).exclude(source__in=public_sources())
    said = list(own)
    hidden = shown.to_hide(definition, said, threshold=threshold)
    changed = []
    for reading in said:
        verdict = (reading.period_kind, reading.starts_on, reading.breakdown) in hidden
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
    changed = 0
    for code, measure_id, area_id in still_open.values_list("measure__code", "measure_id", "area_id").distinct():
        definition = measures.known().get(code)
        if definition is not None:
            area = Area.objects.get(pk=area_id)
            changed += decide(definition, measure_id=measure_id, area=area, on=on)
    return changed
