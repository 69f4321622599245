"""The overview of a cycle: heat map, year on year, agreement, good practice."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import ChoiceFilter, FilterSet

from audits import common_gaps, heat_map, moderating, tallies
from audits.heat_map import Cell, HeatMap
from audits.models import Cycle, SelfAssessment
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.models import Agency
from partnership.permissions import Permission

VIEWS = {"own": "Agencies' own", "judged": "After moderation", "difference": "Difference"}


class OverviewChoices(FilterSet):
    """Which agencies."""

    kind = ChoiceFilter(
        label="Kind of agency", field_name="agency__kind", choices=Agency.Kind.choices, empty_label="Any"
    )
    grade = ChoiceFilter(label="Which grades", choices=list(VIEWS.items()), method="shown", empty_label=None)

    class Meta:
        model = SelfAssessment
        fields: list[str] = []

    def shown(self, rows: Any, name: str, value: str) -> Any:
        """Which grades are shown changes no row."""
        return rows


def shade(value: int | None, view: str) -> SafeString | str:
    """A cell: the figure, and a shade that only repeats it. A difference has no shade."""
    if value is None:
        return "–"
    if view == "difference":
        return f"{value:+d}" if value else "0"
    return format_html('<span class="p-heat p-heat--{}">{}</span>', min(value // 20, 4), value)


def _value(row: SelfAssessment, *, heat: HeatMap, section: int, view: str) -> int | None:
    return _of(heat.of(row.pk, section), view)


def _of(cell: Cell, view: str) -> int | None:
    return {"own": cell.own, "judged": cell.judged, "difference": cell.difference}[view]


def _shaded(row: SelfAssessment, *, heat: HeatMap, section: int, view: str) -> SafeString | str:
    return shade(_value(row, heat=heat, section=section, view=view), view)


def _columns(heat: HeatMap, view: str) -> list[Column]:
    named = Column(
        "agency", "Agency", leads=True, order=("agency__name",), value=lambda row: row.agency.name,
        cell=lambda row: format_html('<a class="p-link" href="{}">{}</a>',
                                     reverse("self_assessment", args=[row.pk]), row.agency),
    )  # fmt: skip
    standards = [
        Column(f"s{each.number}", f"{each.number} {each.title}", numeric=True,
               cell=partial(_shaded, heat=heat, section=each.pk, view=view),
               value=partial(_value, heat=heat, section=each.pk, view=view))
        for each in heat.sections
    ]  # fmt: skip
    return [named, *standards]


@require(Permission.SEE_SELF_ASSESSMENTS)
def cycle_overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Agency by standard, over what has been handed in and one may see."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).for_list(), slug=slug)
    visible = SelfAssessment.objects.visible_to(request.user).handed_in().filter(cycle=cycle)
    rows = visible.for_list()
    chosen = request.GET.get("grade", "")
    view = chosen if chosen in VIEWS else "own"
    tally = tallies.of(visible.pks())
    heat = heat_map.of_cycle(cycle, tally)
    listing = Listing(request, rows, columns=_columns(heat, view), choices=OverviewChoices, one="agency",
                      many="agencies", file_name=f"{cycle.slug}-{view}", sort="agency",
                      caption=f"{VIEWS[view]}, mean of each standard, 0 to 100")  # fmt: skip
    if listing.wanted:
        return listing.file()
    agreed = moderating.agreements(cycle, tally)
    context = {
        "cycle": cycle, "view": view, "words": VIEWS[view], "heat": heat, "lowest": heat.lowest,
        "totals": [(each, _of(heat.totals[each.pk], view), shade(_of(heat.totals[each.pk], view), view))
                   for each in heat.sections],
        "gaps": common_gaps.shared_gaps(cycle, tally), "themes": common_gaps.themes(visible),
        "changes": heat_map.year_on_year(cycle, visible, tally), "practice": heat_map.good_practice(cycle, visible),
        "agreements": agreed, "own_words": agreed.own.in_words("the agency"),
        "peer_words": agreed.peers.in_words("the peer"), "nominate": _nominate(),
    }  # fmt: skip
    return answer(request, "audits/cycle_overview.html", listing, **context)


def _nominate() -> str:
    """Where good practice is commended, once that room stands."""
    try:
        return reverse("nominate")
    except NoReverseMatch:
        return ""
