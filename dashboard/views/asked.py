"""What an address of the dashboard asks for: which measure, which area, and whose eyes look."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from dashboard import areas, measures, readers
from dashboard.definitions import Definition
from dashboard.models import Area, Measure
from dashboard.shown import MEMBER, Reader


@dataclass(frozen=True)
class Asked:
    """The area of the address (None where there are no figures at all), all that have figures, and the reader."""

    among: tuple[Area, ...]
    area: Area | None
    reader: Reader

    @property
    def place(self) -> Area:
        """The area; 404 where there is none."""
        if self.area is None:
            raise Http404
        return self.area


def of(request: HttpRequest) -> Asked:
    """What the address asks for; 404 for an area that has no figures."""
    among = areas.with_figures()
    wanted = request.GET.get("area", "")
    area = areas.chosen(among, wanted)
    if wanted and area is None:
        raise Http404
    return Asked(tuple(among), area, readers.reader_of(request.user, area) if area else MEMBER)


def definition(code: str) -> Definition:
    """The measure of a code, in capitals or not; 404 for none."""
    found = measures.known().get(code.upper())
    if found is None:
        raise Http404
    return found


def measure(code: str) -> Measure:
    """The row of the measure of a code, which there is once any figure was written; else 404."""
    return get_object_or_404(Measure.objects.in_use(), code=definition(code).code)
