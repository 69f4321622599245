"""The strand of the dashboard: measures that watch a priority, or one of its actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from dashboard import areas, figures_of_area, measures
from dashboard.definitions import Definition
from dashboard.figures_of_area import Told
from dashboard.models import Measure
from dashboard.shown import State
from partnership import access
from partnership.permissions import Permission
from priorities.golden_thread import actions_of, strand
from priorities.knots import Knot, Result, Stage, Standing
from priorities.models import Priority

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

_RESULTS = {"better": Result.BETTER, "worse": Result.WORSE, "steady": Result.SAME}


@strand
def watching(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> Iterator[Knot]:
    """Each measure that watches, with its latest figure in the area a dashboard opens with."""
    if not access.holds(viewer, Permission.SEE_DASHBOARD):
        return
    seen = actions_of(priority).visible_to(viewer).order_by().values("pk")
    watched = Measure.watches.through.objects.filter(measure__in=Measure.objects.in_use(), action__in=seen)
    tied: dict[str, list[int]] = {}
    for code, action in watched.order_by("measure__code", "action").values_list("measure__code", "action"):
        tied.setdefault(code, []).append(action)
    known = measures.known()
    chosen = [code for code, each in known.items() if priority.slug in each.priorities or code in tied]
    area = areas.chosen(areas.with_figures(), "") if chosen else None
    told = figures_of_area.of_area(area, codes=chosen, on=on) if area else {}
    for code in chosen:
        yield _watches(known[code], told.get(code), tied.get(code, []))


def _watches(definition: Definition, told: Told | None, actions: list[int]) -> Knot:
    latest = told.drawn.series.latest if told else None
    figure = ""
    if told and latest and latest.state is State.SHOWN and latest.value is not None:
        figure = f": {told.drawn.series.write(latest.value)}"
    return Knot(
        key=f"measure-{definition.code}",
        stage=Stage.MEASURE,
        kind="Measure",
        title=f"{definition.name}{figure}",
        state=(told.drawn.words or "Too few figures to tell") if told else "No figure yet",
        date=latest.period.end if latest else None,
        address=reverse("measure", args=[definition.code]),
        ties=tuple(f"action-{action}" for action in actions),
        standing=Standing.DONE if latest else Standing.PLANNED,
        result=_RESULTS.get(told.drawn.kind) if told else None,
        shape=(told.drawn.shape or "steady") if told else "none",
    )
