"""The roll-over each September: who leads safeguarding in each school now, what changed, whose letters come back."""

from collections.abc import Callable
from datetime import date

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django_filters import CharFilter, ChoiceFilter, FilterSet

from audits import leads
from audits.leads import Leads, Standing
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.models import Agency
from partnership.permissions import Permission

EVERY = "all"
TAUGHT = (Agency.Kind.SCHOOL, Agency.Kind.COLLEGE, Agency.Kind.EARLY_YEARS)
WHAT = {
    "check": ("To be checked", Q(standing__lt=Standing.AS_BEFORE)),
    "nobody": ("Nobody answers for it", Q(nobody=True)),
    "changed": ("Somebody came or left", Q(changed=True)),
    "bounced": ("Letters come back", Q(bounced=True)),
    "fine": ("As before", Q(standing=Standing.AS_BEFORE)),
}


class LeadsChoices(FilterSet):
    """Which agencies, and what there is to check."""

    words = CharFilter(label="Name or URN", method="having")
    what = ChoiceFilter(
        label="What there is to check", method="standing_so", empty_label="Any",
        choices=[(key, words) for key, (words, _) in WHAT.items()],
    )  # fmt: skip
    agencies = ChoiceFilter(
        label="Agencies", choices=[(EVERY, "All agencies")], empty_label="Schools, colleges and early years",
        method="of_kind",
    )  # fmt: skip

    class Meta:
        model = Agency
        fields: list[str] = []

    def having(self, rows: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        """The words stand in the name, or begin the URN."""
        numbered = rows.annotate(number=Cast("urn", CharField()))
        return numbered.filter(Q(name__icontains=value) | Q(number__startswith=value))

    def standing_so(self, rows: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        """One thing to check."""
        return rows.filter(WHAT[value][1])

    def of_kind(self, rows: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        """The view has chosen already: who asks for all gets all."""
        return rows


@require(Permission.KEEP_SELF_ASSESSMENTS)
def designated_leads(request: HttpRequest) -> HttpResponse:
    """Every school, college and early years setting, those to check first; or all agencies."""
    today = timezone.localdate()
    since = leads.september_before(today)
    agencies = Agency.objects.active(today).exclude(kind=Agency.Kind.BOARD)
    if request.GET.get("agencies") != EVERY:
        agencies = agencies.filter(kind__in=TAUGHT)
    rows = leads.of_agencies(agencies, by=request.user, since=since, on=today)
    listing = Listing(request, rows, columns=_columns(since, today), choices=LeadsChoices, one="agency",
                      many="agencies", file_name="designated-leads", sort="standing",
                      caption="Who leads safeguarding in each agency")  # fmt: skip
    if listing.wanted:
        return listing.file()
    standings = list(rows.order_by().values_list("standing", flat=True))
    return answer(
        request, "audits/designated_leads.html", listing, since=since, of=len(standings),
        to_check=sum(each < Standing.AS_BEFORE for each in standings),
    )  # fmt: skip


def _columns(since: date, today: date) -> tuple[Column, ...]:
    def of(show: Callable[[Leads], str]) -> Callable[[Agency], str]:
        return lambda row: show(leads.leads_of(row, since=since, on=today))

    return (
        Column("agency", "Agency", leads=True, order=("name",), value=lambda row: row.name,
               cell=lambda row: format_html('<a class="p-link" href="{}">{}</a>', reverse("agency", args=[row.pk]),
                                            row)),
        Column("urn", "URN", cell=lambda row: row.urn or "", file_only=True),
        Column("now", "Who leads now", cell=of(_now),
               value=of(lambda found: "; ".join(str(person) for person in found.now))),
        Column("addresses", "Their addresses", file_only=True,
               cell=of(lambda found: "; ".join(person.email for person in found.now))),
        Column("standing", "What changed", order=("standing", "name"), cell=of(_changed)),
    )  # fmt: skip


def _now(found: Leads) -> SafeString:
    if found.nobody:
        return format_html('<span class="p-tag is-worse">{}</span>', "Nobody")
    return format_html_join(mark_safe("<br>"), "{}, {}", ((person, person.email) for person in found.now))


def _changed(found: Leads) -> str:
    """What changed since September, as sentences; the same words in the file."""
    said = [f"{person} is new." for person in found.came]
    said += [f"{person} has left." for person in found.left]
    said += [f"Letters to {person.email} come back." for person in found.bounced]
    if found.nobody and not said:
        return "Nobody answers for it."
    return " ".join(said) or "Nothing"
