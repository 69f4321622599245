"""How far learning reaches, along themes, priorities or agencies, as page, CSV or XLSX."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office import spreadsheets
from partnership.access import require
from partnership.permissions import Permission
from reviews import coverage

FORMATS = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}


@require(Permission.SEE_ACTIONS)
@require_safe
def learning_coverage(request: HttpRequest) -> HttpResponse:
    """What is published for each, what of it is used, by how many teams and people; where nothing is comes first."""
    by, wanted = request.GET.get("by", "theme"), request.GET.get("format", "")
    if by not in coverage.BY or (wanted and wanted not in FORMATS):
        raise Http404
    reach = coverage.reach(along=by, viewer=request.user, on=timezone.localdate())
    if wanted:
        rows = [(row.name, len(row.products), len(row.used), row.teams, row.people,
                 "; ".join(each.title for each in row.unused)) for row in reach.rows]  # fmt: skip
        columns = (coverage.BY[by], "Published", "Used", "Teams", "People", "Not used yet")
        return FORMATS[wanted](name=f"learning-by-{by}", columns=columns, rows=rows)
    pills = [(words, f"?by={key}", key == by) for key, words in coverage.BY.items()]
    context = {"reach": reach, "heading": coverage.BY[by], "pills": pills, "by": by}
    return render(request, "reviews/learning_coverage.html", context)
