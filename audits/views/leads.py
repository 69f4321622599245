"""The roll-over each September: who leads safeguarding in each school now, what changed, whose letters come back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audits import leads
from office.lists import FORMATS
from partnership.access import require
from partnership.models import Agency
from partnership.permissions import Permission

COLUMNS = ["Agency", "URN", "Who leads now", "Their addresses", "New", "Left", "Letters come back"]
TAUGHT = (Agency.Kind.SCHOOL, Agency.Kind.COLLEGE, Agency.Kind.EARLY_YEARS)


@require(Permission.KEEP_SELF_ASSESSMENTS)
def designated_leads(request: HttpRequest) -> HttpResponse:
    """Every school, college and early years setting, those to check first; `?all=` shows all agencies."""
    today = timezone.localdate()
    since = leads.september_before(today)
    agencies = Agency.objects.active(today).exclude(kind=Agency.Kind.BOARD)
    every = "all" in request.GET
    rows = leads.of_agencies(
        agencies if every else agencies.filter(kind__in=TAUGHT), by=request.user, since=since, on=today
    )
    if request.GET.get("format") in FORMATS:
        _, write = FORMATS[request.GET["format"]]
        return write(name="designated-leads", columns=COLUMNS, rows=[_cells(row) for row in rows])
    context = {"rows": rows, "since": since, "every": every, "to_check": sum(row.to_check for row in rows)}
    return render(request, "audits/designated_leads.html", context)


def _cells(row: leads.Leads) -> list[str]:
    """One agency as the file holds it."""
    several = (row.now, row.came, row.left, row.bounced)
    now, came, left, bounced = ("; ".join(str(person) for person in people) for people in several)
    addresses = "; ".join(person.email for person in row.now)
    return [row.agency.name, str(row.agency.urn or ""), now, addresses, came, left, bounced]
