"""The public edition and its approval; and which agencies send the rows of an area."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from dashboard import areas, downloads, public_page, publishing, senders
from dashboard.definitions import Definition
from dashboard.forms.publishing import PublishForm, SendersForm
from dashboard.ledger import address_of
from dashboard.models import Area, Publication
from dashboard.shown import Figure, write
from dashboard.views import asked
from office import spreadsheets
from partnership.access import public, require
from partnership.models import Agency
from partnership.periods import Kind, Period
from partnership.permissions import Permission
from partnership.refusals import Refusal

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}


def _area(request: HttpRequest) -> tuple[list[Area], Area | None]:
    """The areas with something published and the one asked for; 404 for another."""
    choices = list(Area.objects.filter(pk__in=Publication.objects.standing().values("area")))
    own = areas.own(on=timezone.localdate())
    choices.sort(key=lambda area: (area != own, area.name))
    wanted = request.GET.get("area", "")
    found = areas.chosen(choices, wanted)
    if wanted and found is None:
        raise Http404
    return choices, found


@public
def public_dashboard(request: HttpRequest) -> HttpResponse:
    """The figures everybody may read."""
    choices, area = _area(request)
    context = {"areas": choices, "area": area, "domains": public_page.edition(area) if area else ()}
    return render(request, "dashboard/public_dashboard.html", context)


@public
def public_measure(request: HttpRequest, code: str) -> HttpResponse:
    """One published measure: chart, table and meaning; or its figures as a file."""
    definition, (choices, area) = asked.definition(code), _area(request)
    standing = Publication.objects.standing().for_list()
    held = get_object_or_404(standing, area=area, measure__code=definition.code)
    as_file = FILES.get(request.GET.get("format", ""))
    if as_file:
        rows = downloads.rows(definition, held.area, publishing.series_of(held).figures)
        return as_file(name=f"{definition.code}-public", columns=downloads.COLUMNS, rows=rows)
    context = {"page": public_page.page(held), "area": area, "areas": choices, "definition": definition}
    return render(request, "dashboard/public_measure.html", context)


@require(Permission.APPROVE_FIGURES)
def publish_measure(request: HttpRequest, code: str) -> HttpResponse:
    """See what the public would read of a measure, and approve it or take it out."""
    definition, wanted, today = asked.definition(code), asked.of(request), timezone.localdate()
    area, back = wanted.place, address_of(definition, wanted.place)
    standing = Publication.objects.standing().of_area(area).filter(measure__code=definition.code).first()
    kinds = publishing.kinds_of(definition, area, on=today)
    form = PublishForm(request.POST or None, kinds=kinds, initial={"words": standing.words if standing else ""})
    if request.method == "POST":
        try:
            if standing and "withdraw" in request.POST:
                publishing.withdraw(standing, by=request.user, at=timezone.now())
                messages.success(request, "Taken out. The public does not read it any more.")
                return redirect(back)
            if form.is_valid():
                said = form.cleaned_data
                publishing.approve(
                    by=request.user, definition=definition, area=area, kind=Kind(said["kind"]), words=said["words"],
                    at=timezone.now(), on=today,
                )  # fmt: skip
                messages.success(request, "Published. Everybody reads these figures until you approve others.")
                return redirect(back)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    rows = publishing.preview(definition, area, kind=kinds[0], on=today) if kinds else []
    shown = [each for each in rows if not each["part"]][-12:]
    context = {
        "form": form, "definition": definition, "area": area, "back": back, "standing": standing,
        "rows": [_previewed(definition, publishing.figure_of(each)) for each in reversed(shown)],
    }  # fmt: skip
    return render(request, "dashboard/publish_measure.html", context)


def _previewed(definition: Definition, figure: Figure) -> tuple[Period, str]:
    """A period and what everybody would read of it."""
    return figure.period, figure.state.value if figure.value is None else write(definition, figure.value)


@require(Permission.MANAGE_AGENCIES)
def area_senders(request: HttpRequest) -> HttpResponse:
    """The areas and the agencies that send their rows."""
    every = Area.objects.for_loads().prefetch_related("senders")
    return render(request, "dashboard/area_senders.html", {"areas": every})


@require(Permission.MANAGE_AGENCIES)
def settle_senders(request: HttpRequest, code: str) -> HttpResponse:
    """Say which agencies send the rows of an area."""
    area = get_object_or_404(Area.objects.for_loads(), code=code)
    today = timezone.localdate()
    offered = Agency.objects.active(today).filter(parent=None) | Agency.objects.filter(pk__in=area.senders.values("pk"))
    form = SendersForm(request.POST or None, agencies=offered.distinct(), initial={"agencies": area.senders.all()})
    if request.method == "POST" and form.is_valid():
        senders.settle(area, by=request.user, agencies=form.cleaned_data["agencies"])
        messages.success(request, f"Only these agencies send the rows of {area.name} from now on.")
        return redirect("area_senders")
    return render(request, "dashboard/settle_senders.html", {"form": form, "area": area})
