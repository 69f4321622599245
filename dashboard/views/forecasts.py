"""Pages of demand to come: the forecast of a measure, and how wrong earlier ones were."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard import areas, measures, outlook
from dashboard.definitions import Definition
from dashboard.filters import FoldChoices
from dashboard.forecast_models import NAMES
from dashboard.models import Area, BacktestFold, ForecastPeriod
from dashboard.outlook import HORIZON_WORDS, Outlook, share_words
from office import spreadsheets
from office.lists import Column, Listing, answer
from partnership import periods
from partnership.access import require
from partnership.permissions import Permission

FILES = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
AHEAD = (
    "Measure", "Name", "Area code", "Area", "Kind of period", "Period", "From", "To", "Expected", "80% low", "80% high",
    "95% low", "95% high", "Known until", "Model",
)  # fmt: skip


FOLDS = (
    Column("from", "Made again from", lambda fold: f"{fold.last_known.day} {fold.last_known:%B %Y}",
           lambda fold: fold.last_known, order=("last_known",), leads=True),
    Column("model", "Model", lambda fold: NAMES[fold.model], order=("model", "unit", "steps", "last_known")),
    Column("ahead", "How far ahead", lambda fold: HORIZON_WORDS[fold.unit, fold.steps], order=("unit", "steps")),
    Column("mase", "Error (MASE)", lambda fold: f"{fold.mase:.2f}", lambda fold: round(fold.mase, 4), ("mase",), True),
    Column("bias", "Bias", lambda fold: f"{fold.bias:+.1f}", lambda fold: round(fold.bias, 4), ("bias",), True),
    Column("inside80", "Inside 80%", lambda fold: share_words(fold.inside80), lambda fold: fold.inside80,
           ("inside80",), True),
    Column("inside95", "Inside 95%", lambda fold: share_words(fold.inside95), lambda fold: fold.inside95,
           ("inside95",), True),
)  # fmt: skip


@require(Permission.SEE_DASHBOARD)
@require_safe
def forecast(request: HttpRequest, code: str) -> HttpResponse:
    """What is expected of a measure in weeks and months to come, or the same as a file."""
    definition, choices, area = _asked(request, code)
    page = outlook.of_measure(definition, area, on=timezone.localdate()) if area else None
    as_file = FILES.get(request.GET.get("format", ""))
    if as_file and page and area and not page.refusal:
        return as_file(name=f"{definition.code}-{area.code}-expected", columns=AHEAD, rows=_rows(page, area))
    context = {"page": page, "areas": choices, "area": area, "definition": definition}
    return render(request, "dashboard/forecast.html", context)


@require(Permission.SEE_DASHBOARD)
@require_safe
def how_wrong(request: HttpRequest, code: str) -> HttpResponse:
    """Every earlier try of every model: error, bias, how often inside the intervals."""
    definition, choices, area = _asked(request, code)
    page = outlook.of_measure(definition, area, on=timezone.localdate()) if area else None
    found = outlook.living(definition, area) if page and area and not page.refusal else None
    folds = found.folds.all() if found else BacktestFold.objects.none()
    listing = Listing(
        request, folds, columns=FOLDS, choices=FoldChoices, one="try", many="tries", sort="-from",
        file_name=f"{definition.code}-how-wrong",
    )  # fmt: skip
    return answer(
        request, "dashboard/how_wrong.html", listing, areas=choices, area=area, definition=definition,
        page=outlook.how_wrong(found, page) if found and page else None,
    )  # fmt: skip


def _asked(request: HttpRequest, code: str) -> tuple[Definition, list[Area], Area | None]:
    """The measure, the areas with figures and the one asked for; 404 for one that has none."""
    definition = measures.known().get(code.upper())
    if definition is None:
        raise Http404
    choices, wanted = areas.with_figures(), request.GET.get("area", "")
    area = areas.chosen(choices, wanted)
    if wanted and area is None:
        raise Http404
    return definition, choices, area


def _rows(page: Outlook, area: Area) -> list[tuple[object, ...]]:
    """One row a period to come, in the order of AHEAD."""
    found = outlook.living(page.definition, area)
    return [_row(page, area, each) for each in found.periods.all()] if found else []


def _row(page: Outlook, area: Area, each: ForecastPeriod) -> tuple[object, ...]:
    bounds = (each.expected, each.low80, each.high80, each.low95, each.high95)
    return (
        page.definition.code,
        page.definition.name,
        area.code,
        area.name,
        each.period_kind,
        periods.containing(each.period_kind, each.starts_on).label,
        each.starts_on,
        each.ends_on,
        *(round(bound, 1) for bound in bounds),
        page.last_known,
        page.model,
    )
