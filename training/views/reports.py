"""Reports on training: by agency, role, course, level, district or year, as page, chart and file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from figures import suppression
from figures.charts import Bar, BarChart, Unit
from figures.charts import State as Mark
from office import spreadsheets
from partnership.access import agencies_where, holds, require
from partnership.permissions import Permission
from training import tallies
from training.forms.reports import ReportForm
from training.tallies import BY, Asked, Tally

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
MOST_BARS = 30
HEADS = (
    "Booked",
    "Came",
    "People",
    "Did not come",
    "Cancelled late",
    "E-learning",
    "Places",
    "Fill rate",
    "Show-up rate",
)


@require(Permission.SEE_COVERAGE)
@require_safe
def training_reports(request: HttpRequest) -> HttpResponse:
    """One report: which way it is cut, of which year and course."""
    along, wanted, today = request.GET.get("by", "agency"), request.GET.get("format", ""), timezone.localdate()
    if along not in BY or (wanted and wanted not in FILES):
        raise Http404
    years = tallies.years(on=today)
    form = ReportForm(request.GET, years=years)
    if not form.is_valid():
        raise Http404
    keys = agencies_where(request.user, Permission.SEE_COVERAGE)
    openly = keys is not None or agencies_where(request.user, Permission.BOOK_FOR_OTHERS) is None
    asked = Asked(along, form.chosen, form.cleaned_data["course"], keys)
    rows = tallies.tally(asked, on=today, openly=openly)
    if wanted:
        return FILES[wanted](name=f"training-by-{along}", columns=(BY[along], *HEADS), rows=map(_row, rows))
    context = {
        "rows": [(row, _words(row)) for row in rows], "heads": HEADS, "heading": BY[along], "along": along,
        "form": form, "chart": _chart(rows, along), "sentence": _sentence(rows), "of_all": keys is None,
        "pills": [(words, _with(request, by=key), key == along) for key, words in BY.items()],
        "sees_impact": holds(request.user, Permission.SEE_IMPACT),
        "files": [(words, _with(request, format=key)) for key, words in (("csv", "CSV"), ("xlsx", "Excel"))],
    }  # fmt: skip
    return render(request, "training/training_reports.html", context)


def _with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _row(row: Tally) -> tuple[Any, ...]:
    counts = (suppression.symbol(each) for each in (row.came, row.people, row.absent, row.late, row.learnt))
    places = "" if row.places is None else row.places
    return (row.name, row.booked, *counts, places, _rate(row.fill, ""), _rate(row.show_up, ""))


def _words(row: Tally) -> list[tuple[str, str]]:
    """Each cell under its head."""
    places = "" if row.places is None else f"{row.places:,}"
    counts = (suppression.written(each) for each in (row.came, row.people, row.absent, row.late, row.learnt))
    cells = [f"{row.booked:,}", *counts, places,
              _rate(row.fill, "" if row.places is None else "Hidden"), _rate(row.show_up, "Hidden")]  # fmt: skip
    return list(zip(HEADS, cells, strict=True))


def _rate(share: float | None, otherwise: str) -> str:
    return otherwise if share is None else f"{share:.0f}%"


def _sentence(rows: list[Tally]) -> str:
    booked = sum(row.booked for row in rows)
    if not rows:
        return "No event was held in this time, and no e-learning finished."
    return f"{booked:,} bookings of events held; e-learning finished beside them."


def _chart(rows: list[Tally], along: str) -> BarChart | None:
    shown = rows[:MOST_BARS] if along != "year" else rows[::-1]
    bars = tuple(Bar(row.name, row.booked, Mark.USUAL, chosen=True) for row in shown if row.booked)
    if not bars:
        return None
    most = max(shown, key=lambda row: row.booked)
    more = f" The {MOST_BARS} largest are drawn." if len(rows) > MOST_BARS else ""
    title = f"Bookings of events held, by {BY[along].lower()}"
    return BarChart(title, f"Most: {most.name}, {most.booked:,}.{more}", Unit(), bars)
