"""Who is thanked, beside who works here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from figures import suppression
from office import spreadsheets
from partnership.access import require
from partnership.permissions import Permission
from reports import equity as balance

FORMATS = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}


@require(Permission.COMPARE_THANKS)
@require_safe
def equity(request: HttpRequest) -> HttpResponse:
    """Nominations and awards by sector, agency or job role, against the workforce; as page, CSV or XLSX."""
    by, wanted = request.GET.get("by", "sector"), request.GET.get("format", "")
    if by not in balance.BY or (wanted and wanted not in FORMATS):
        raise Http404
    compared = balance.compare(along=by, on=timezone.localdate())
    if wanted:
        rows = [(r.name, r.people, suppression.symbol(r.nominations), suppression.symbol(r.awards), r.rate)
                for r in compared.rows]  # fmt: skip
        columns = (compared.by, "People", "Nominations", "Awards", "Nominations per 1,000 people")
        return FORMATS[wanted](name=f"thanks-by-{by}", columns=columns, rows=rows)
    said = [
        (row, suppression.written(row.nominations, "None"), suppression.written(row.awards, "None"))
        for row in compared.rows
    ]
    pills = [(words, f"?by={key}", key == by) for key, words in balance.BY.items()]
    return render(request, "reports/equity.html", {"compared": compared, "said": said, "pills": pills, "by": by})
