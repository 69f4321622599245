"""Fetches the figures of one area for the pages: a few questions, whatever their number, and small numbers hidden.

What was worked out once is kept in the process under the stamp of the area, which changes with everything it stands on;
what takes long is shared with all processes, so that a job can work it out before anybody asks.
"""

import functools
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.cache import cache

from dashboard import hiding, measures, shown
from dashboard.chart_marks import Afresh, Happened, Marks
from dashboard.models import Annotation, Area, Reading, Rebase, Target
from dashboard.series_chart import Drawn, drawn
from dashboard.shown import MEMBER, Reader, Series
from office import rules

_FIELDS = (
    "measure__code", "period_kind", "starts_on", "source", "breakdown", "numerator", "denominator", "value", "status",
    "mark", "hidden", "hidden_for", "recorded_at", "version__number",
)  # fmt: skip
SHARED_FOR = 2 * 24 * 3600
_HERE = Path(__file__).parent
_FOLDERS = (_HERE, _HERE.parent / "figures")
# So many areas and readers are kept in mind; the longest unused goes first.
KEPT = 48


@dataclass(frozen=True)
class Told:
    """The series of one measure and when its newest figure was worked out, under which version of the definition."""

    series: Series
    drawn: Drawn
    recorded_at: datetime
    version: int


@dataclass(frozen=True)
class _Asked:
    """All that decides what is told: with any other of these it is worked out anew."""

    area: int
    stamp: UUID
    reader: Reader
    on: date
    threshold: int
    fewest: int


_kept: OrderedDict[_Asked, dict[Any, Any]] = OrderedDict()


def of_area(area: Area, *, codes: Iterable[str] | None = None, on: date, reader: Reader = MEMBER) -> dict[str, Told]:
    """What a reader may know of an area (just fetched, for its stamp), by measure in the order of the dashboard.

    Measures without a figure are left out.
    """
    asked = _asked(area, on, reader)
    known = _memory(asked)
    wanted = list(measures.known()) if codes is None else [code for code in measures.known() if code in set(codes)]
    missing = [code for code in wanted if code not in known]
    if missing:
        known |= _worked_out(area, missing, asked)
    return {code: known[code] for code in wanted if known[code] is not None}


def kept(area: Area, what: Any, work_out: Callable[[], Any], *, on: date, reader: Reader = MEMBER) -> Any:
    """Something made of these figures, kept as they are: under the same stamp it is not made twice."""
    memory = _memory(_asked(area, on, reader))
    if what not in memory:
        memory[what] = work_out()
    return memory[what]


def shared(area: Area, what: tuple[Any, ...], work_out: Callable[[], Any], *, on: date, reader: Reader = MEMBER) -> Any:
    """As `kept`, and in the cache of the portal too: no process works out what another has worked out."""
    asked = _asked(area, on, reader)
    memory = _memory(asked)
    if what not in memory:
        key = _key(asked, what)
        found = cache.get(key)
        if found is None:
            found = work_out()
            cache.set(key, found, SHARED_FOR)
        memory[what] = found
    return memory[what]


def _key(asked: _Asked, what: tuple[Any, ...]) -> str:
    eyes = sorted(asked.reader.sources), sorted(asked.reader.parts)
    said = (asked.area, asked.stamp, eyes, asked.on, asked.threshold, asked.fewest, what, _edition())
    return "figures:" + sha256(repr(said).encode()).hexdigest()


@functools.cache
def _edition() -> str:
    """Digest of the code and definitions that work figures out: another edition finds nothing of the one before."""
    digest = sha256()
    for folder in _FOLDERS:
        for file in sorted(each for each in folder.rglob("*") if each.suffix in {".py", ".toml"}):
            if "tests" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()


def beside(code: str, areas: Iterable[str], *, on: date) -> dict[str, Series]:
    """One measure in several areas, by area code, without its parts."""
    found = Reading.objects.living().of_measures([code]).filter(area__code__in=list(areas), breakdown="")
    by_area: dict[str, list[Reading]] = {}
    for reading in found.values_list("area__code", *_FIELDS, named=True):
        by_area.setdefault(reading.area__code, []).append(reading)
    threshold = hiding.largest_hidden(on=on)
    return {area: _fit(code, said, threshold, MEMBER) for area, said in by_area.items()}


def _asked(area: Area, on: date, reader: Reader) -> _Asked:
    fewest = int(rules.value("data.fewest_for_limits", on=on))
    return _Asked(area.pk, area.stamp, reader, on, hiding.largest_hidden(on=on), fewest)


def _memory(asked: _Asked) -> dict[Any, Any]:
    memory = _kept.setdefault(asked, {})
    _kept.move_to_end(asked)
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return memory


def _worked_out(area: Area, codes: list[str], asked: _Asked) -> dict[str, Told | None]:
    found = Reading.objects.living().of_area(area).of_measures(codes)
    by_code: dict[str, list[Reading]] = {}
    for reading in found.values_list(*_FIELDS, named=True):
        by_code.setdefault(reading.measure__code, []).append(reading)
    marks = _marks(area, asked.on, asked.fewest)
    told: dict[str, Told | None] = dict.fromkeys(codes)
    for code, said in by_code.items():
        series = _fit(code, said, asked.threshold, asked.reader)
        told[code] = Told(
            series,
            drawn(series, marks(code)),
            recorded_at=max(each.recorded_at for each in said),
            version=max(each.version__number for each in said),
        )
    return told


def _fit(code: str, said: list[Reading], threshold: int, reader: Reader) -> Series:
    return shown.fit(measures.known()[code], said, public=hiding.public_sources(), threshold=threshold, reader=reader)


def _marks(area: Area, on: date, fewest: int) -> Callable[[str], Marks]:
    """What people have decided about the charts of an area, by measure: three questions for all of them."""
    targets = Target.objects.in_force(on).filter(area=area).order_by("valid_from")
    values = {
        code: (float(value), float(tolerance))
        for code, value, tolerance in targets.values_list("measure__code", "value", "tolerance")
    }
    happened: dict[str | None, list[Happened]] = {}
    for each in Annotation.objects.living().of_area(area).select_related("measure"):
        code = each.measure.code if each.measure else None
        happened.setdefault(code, []).append(Happened(each.happened_on, each.text, each.public))
    afresh: dict[str, list[Afresh]] = {}
    for each in Rebase.objects.living().of_area(area).select_related("measure", "by"):
        afresh.setdefault(each.measure.code, []).append(Afresh(each.starts_on, each.reason, _decided(each)))
    return lambda code: Marks(
        target=values.get(code, (None, 0))[0],
        tolerance=values.get(code, (None, 0))[1],
        happened=(*happened.get(None, ()), *happened.get(code, ())),
        afresh=tuple(afresh.get(code, ())),
        fewest=fewest,
    )


def _decided(rebase: Rebase) -> str:
    """ "decided by the performance subgroup, written down by Ada Fenwright on 9 June 2026"."""
    day = f"{rebase.at:%-d %B %Y}"
    who = f"decided by {rebase.decided_by}, " if rebase.decided_by else ""
    return f"{who}written down by {rebase.by} on {day}"
