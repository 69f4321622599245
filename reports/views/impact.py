"""Whether training changed practice: by course, agency or priority, beside audits and measures."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from figures.charts import Bar, BarChart, Column, Unit
from figures.charts.description import PERCENT, State
from office import spreadsheets
from partnership.access import require
from partnership.permissions import Permission
from reports import impact as reading
from reports.impact import Impact, Row, Share

FORMATS = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
STEPS = Unit(2, lowest=None)
HEADS = (
    "Asked after three months", "Answered", "Answered before and after", "Change in steps of five", "Change from",
    "Change to", "Said after three months whether practice changed", "Changed practice in %", "Managers who answered",
    "Managers who see a change in %", "Learner and manager both answered", "Same answer in %",
)  # fmt: skip


@require(Permission.SEE_IMPACT)
@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """The comparison as page, CSV or XLSX."""
    by, wanted = request.GET.get("by", "course"), request.GET.get("format", "")
    if by not in reading.BY or (wanted and wanted not in FORMATS):
        raise Http404
    today = timezone.localdate()
    found = reading.compare(along=by, viewer=request.user, on=today)
    if wanted:
        rows = [(row.name, *_cells(row)) for row in found.rows]
        return FORMATS[wanted](name=f"impact-by-{by}", columns=(found.by, *HEADS), rows=rows)
    pills = [(words, f"?by={key}", key == by) for key, words in reading.BY.items()]
    context = {"impact": found, "by": by, "pills": pills, "charts": _charts(found),
               "beside": reading.beside(viewer=request.user, on=today) if by == "priority" else []}  # fmt: skip
    return render(request, "reports/impact.html", context)


def _cells(row: Row) -> list[object]:
    """The figures of a row; "c" where they may not be shown."""
    one = row.change
    change = [one.people, round(one.mean, 2), round(one.low, 2), round(one.high, 2)] if one else ["c"] * 4
    return [row.asked, row.answered, *change, *_two(row.changed), *_two(row.managers), *_two(row.agreed)]


def _two(share: Share | None) -> list[object]:
    return [share.people, round(share.percent)] if share else ["c", "c"]


def _charts(found: Impact) -> list[tuple[str, BarChart]]:
    """Change, and who works differently; none while everything is hidden."""
    charts = []
    if any(row.change for row in found.rows):
        charts.append(("change", _change(found)))
    if any(row.changed for row in found.rows):
        charts.append(("changed", _changed(found)))
    return charts


def _change(found: Impact) -> BarChart:
    bars = tuple(
        Bar(row.name, row.change.mean) if row.change else Bar(row.name, None, State.HIDDEN, why="Too few answers")
        for row in found.rows
    )
    spans = tuple(f"{row.change.low:+.2f} to {row.change.high:+.2f}" if row.change else "–" for row in found.rows)
    people = tuple(f"{row.change.people:,}" if row.change else "–" for row in found.rows)
    return BarChart(
        f"Change in confidence by {found.by.lower()}", change_in_words(found.whole), STEPS, bars,
        columns=(Column("95% interval", spans), Column("Learners", people)),
    )  # fmt: skip


def change_in_words(row: Row) -> str:
    """The change over all, with its interval and what it can tell."""
    if row.change is None:
        return "Too few learners have answered both before and directly after."
    one = row.change
    said = "more than chance explains" if one.certain else "no more than chance may do"
    return (f"{one.people:,} learners answered before and directly after: {one.mean:+.2f} steps of five on average, "
            f"95% interval {one.low:+.2f} to {one.high:+.2f}, {said}.")  # fmt: skip


def _changed(found: Impact) -> BarChart:
    bars = tuple(
        Bar(row.name, row.changed.percent) if row.changed else Bar(row.name, None, State.HIDDEN, why="Too few answers")
        for row in found.rows
    )
    spans = tuple(f"{row.changed.low:.0f}% to {row.changed.high:.0f}%" if row.changed else "–" for row in found.rows)
    people = tuple(f"{row.changed.people:,}" if row.changed else "–" for row in found.rows)
    whole = found.whole.changed
    said = f"Of all who answered after three months: {whole.words}." if whole else "Too few have answered yet."
    return BarChart(
        f"Learners who work differently three months later, by {found.by.lower()}", said, PERCENT, bars,
        columns=(Column("95% interval", spans), Column("Learners", people)),
    )  # fmt: skip
