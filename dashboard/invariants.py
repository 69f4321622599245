"""What must never be in the rows of the dashboard: one sentence for each thing that is."""

from collections.abc import Iterator

from dashboard import load_states
from dashboard.models import EVENT_TABLES, Forecast, Load


def broken() -> Iterator[str]:
    """Rows that speak although their load does not, raw uploads of loads that are finished, forecasts of nothing."""
    for table in EVENT_TABLES:
        silent = table.objects.living().exclude(load__state=load_states.DONE)
        # Between keeping the rows and working out the figures a load is still being read.
        count = silent.exclude(load__state=load_states.READING, load__kept_at__isnull=False).count()
        if count:
            yield f"{count} living {table._meta.verbose_name_plural} belong to loads that are not done."
    left = Load.objects.with_raw_upload().exclude(state__in=load_states.UNDER_WAY)
    left = left.exclude(state=load_states.DONE, read_again=True).count()
    if left:
        yield f"{left} raw uploads lie there although their loads are finished."
    empty = Forecast.objects.living().filter(refusal="", periods=None).count()
    if empty:
        yield f"{empty} forecasts expect nothing and do not say why."
