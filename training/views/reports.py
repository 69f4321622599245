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
from training.tallies import BY, OF_EVENTS, Asked, Tally

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
MOST_BARS = 30
HEADS = ("Booked", "Came", "People", "Did not come", "Cancelled late", "E-learning", "Show-up rate")
# Places belong to events: shown where the report is cut along something events have.
OF_PLACES = ("Places", "Fill rate")


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
        return FILES[wanted](name=f"training-by-{along}", columns=(BY[along], *_heads(along)),
                             rows=[_row(row, along) for row in rows])  # fmt: skip
    context = {
        "rows": [(row, _words(row, along)) for row in rows], "heads": _heads(along), "heading": BY[along],
        "along": along, "form": form, "chart": _chart(rows, along), "sentence": _sentence(rows), "of_all": keys is None,
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


def _heads(along: str) -> tuple[str, ...]:
    return (*HEADS, *OF_PLACES) if along in OF_EVENTS else HEADS


def _row(row: Tally, along: str) -> tuple[Any, ...]:
    counts = (suppression.symbol(each) for each in (row.came, row.people, row.absent, row.late, row.learnt))
    cells = (row.name, row.booked, *counts, _rate(row.show_up, ""))
    places = "" if row.places is None else row.places
    return (*cells, places, _rate(row.fill, "")) if along in OF_EVENTS else cells


def _words(row: Tally, along: str) -> list[tuple[str, str]]:
    """Each cell under its head."""
    counts = (suppression.written(each) for each in (row.came, row.people, row.absent, row.late, row.learnt))
    cells = [f"{row.booked:,}", *counts, _rate(row.show_up, "Hidden" if row.booked else "")]
    if along in OF_EVENTS:
        cells += ["", ""] if row.places is None else [f"{row.places:,}", _rate(row.fill, "Hidden")]
    return list(zip(_heads(along), cells, strict=True))


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
