"""Takes published figures (Department for Education, ONS, NHS England) in as readings with their source.

Which columns of which file make a measure stands in its definition; the layouts of the files are known here.
"""

import csv
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from dashboard import measures, readings
from dashboard.definitions import Definition, Published
from dashboard.models import Area, Reading
from dashboard.readings import Figure, Replaced
from dashboard.wording import joined
from figures import rates
from partnership import periods
from partnership.periods import Kind, Period
from partnership.refusals import Refusal

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "published"
POPULATION_FILE = "ons_mid-year_population_estimates_2012_to_2024.csv"
Status = Reading.Status
# How the publishers mark what is no number, and what that means here.
MARKS = {
    "c": Status.SUPPRESSED,
    "u": Status.SUPPRESSED,
    "x": Status.MISSING,
    "z": Status.NOT_COLLECTED,
    "-": Status.MISSING,
    "": Status.MISSING,
}
LOW = "low"  # rounds to nought


@dataclass(frozen=True)
class Source:
    """Whence published figures come, as pages name it."""

    key: str
    name: str
    publisher: str = ""
    published: int | None = None
    licence: str = ""

    @property
    def words(self) -> str:
        """ "Children in need, 2025. Department for Education, published 2025"."""
        whence = [self.publisher, f"published {self.published}"] if self.publisher else []
        return ". ".join(part for part in (self.name, ", ".join(whence)) if part)


@cache
def sources() -> dict[str, Source]:
    """Every source a reading may name, by key."""
    found = tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))
    return {key: Source(key=key, **words) for key, words in found.items()}


@cache
def places() -> dict[str, Any]:
    """The areas whose published figures are kept, and who is compared with whom."""
    return tomllib.loads((DATA / "places.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Loaded:
    """What was taken in: how many readings of how many measures and areas, how many were new or different."""

    readings: int
    changed: int
    measures: int
    areas: int


def take_in(folder: Path = FOLDER, *, at: datetime) -> Loaded:
    """Take every published measure in from the files of a folder; all of them or none.

    Raises Refusal naming each file that is missing and each column that a file has lost.
    """
    with transaction.atomic():
        areas = _areas()
        versions = measures.take_in()
        files, every = _Files(folder, areas), _every()
        _check(files, [published for _, published in every])
        done = [
            _take_in(definition, published, files, versions[definition.code], areas, at)
            for definition, published in every
        ]
    every = [each for of_measure in done for each in of_measure]
    return Loaded(
        readings=sum(each.new + each.corrected + each.unchanged for each in every),
        changed=sum(each.new + each.corrected + each.withdrawn for each in every),
        measures=len(done),
        areas=len(areas),
    )


def _every() -> list[tuple[Definition, Published]]:
    return [(definition, each) for definition in measures.known().values() for each in definition.published]


def _check(files: "_Files", every: Iterable[Published]) -> None:
    """Raise one Refusal that says all that is missing, so that it can be mended in one go."""
    wanted: dict[str, list[str]] = {}
    for published in every:
        wanted.setdefault(published.file, []).extend(_needed(published))
        if "population" in published.denominator:
            wanted.setdefault(POPULATION_FILE, []).extend(_OF_POPULATION)
    said = []
    for name, columns in wanted.items():
        try:
            files.rows(name, columns)
        except Refusal as refusal:
            said.append(refusal.sentence)
    if said:
        raise Refusal(" ".join(said))


def _take_in(
    definition: Definition, published: Published, files: "_Files", version: Any, areas: Mapping[str, Area], at: datetime
) -> list[Replaced]:
    by_area: dict[str, list[Figure]] = {}
    for code, figure in LAYOUTS[published.layout](definition, published, files):
        by_area.setdefault(code, []).append(figure)
    return [
        readings.replace(
            figures,
            version=version,
            area=areas[code],
            source=published.source,
            periods=[figure.period for figure in figures],
            at=at,
        )
        for code, figures in by_area.items()
    ]


def _areas() -> dict[str, Area]:
    """The areas of the published figures, made where they are not there yet."""
    found = {}
    for place in places()["area"]:
        wanted = {name: place.get(name, "") for name in ("name", "level", "authority_number")}
        found[place["code"]] = Area.objects.get_or_create(code=place["code"], defaults=wanted)[0]
    return found


# The files ------------------------------------------------------------------


Rows = list[dict[str, str]]


class _Files:
    """The files of a folder and the folders in it, each read once."""

    def __init__(self, folder: Path, areas: Mapping[str, Area]) -> None:
        self.folder = folder
        self.areas = areas
        self._read: dict[str, Rows] = {}

    def rows(self, name: str, needed: Iterable[str]) -> Rows:
        """The rows of a file as texts by column; raises Refusal when it is not there or lacks a column."""
        if name not in self._read:
            path = next(iter(sorted(self.folder.rglob(name))), None)
            if path is None:
                raise Refusal(f"{name} is not in {self.folder}. Put the published file there, unchanged.")
            try:
                with path.open(encoding="utf-8-sig", newline="") as lines:
                    self._read[name] = list(csv.DictReader(lines))
            except UnicodeDecodeError:
                raise Refusal(f"{name} is no text in UTF-8. Put the published file there, unchanged.") from None
        rows = self._read[name]
        if not rows:
            raise Refusal(f"{name} has no rows. Put the published file there, unchanged.")
        lost = [column for column in dict.fromkeys(needed) if column not in rows[0]]
        if lost:
            columns = f"column{'s' if len(lost) > 1 else ''} {joined([f'“{column}”' for column in lost])}"
            raise Refusal(f"{name} has no {columns}. Is it the file of another edition?")
        return rows

    @cache  # noqa: B019 - lives as long as one run of the command
    def population(self) -> dict[tuple[str, str], Decimal]:
        """Children aged 0 to 17 by area and financial year: the estimate of the June within it."""
        rows = self.rows(POPULATION_FILE, _OF_POPULATION)
        return {
            (_area_code(row), periods.financial_year(date(int(row["time_period"]), 6, 30))): _number(
                row["population_estimate"]
            )[0]
            or Decimal()
            for row in rows
        }


PERIODS: dict[str, Callable[[int], Period]] = {
    "year_to_march": lambda year: periods.containing(Kind.FINANCIAL_YEAR, date(year, 3, 31)),
    "september": lambda year: periods.containing(Kind.MONTH, date(year, 9, 30)),
    "june": lambda year: periods.containing(Kind.MONTH, date(year, 6, 30)),
}
Found = Iterator[tuple[str, Figure]]
_OF_POPULATION = ("time_period", "population_estimate")


def _needed(published: Published) -> list[str]:
    """The columns a file must have for the figures of one measure, as its layout and the definition name them."""
    if published.layout == "lait":
        return ["measure", "period", "la_code", "value"]
    if published.layout == "nhse_ae":
        return ["period", "org_code", published.numerator[0]]
    columns = [*published.numerator, *published.denominator, published.value]
    return ["time_period", "geographic_level", *(each for each in columns if each and each != "population")]


def _ees(definition: Definition, published: Published, files: _Files) -> Found:
    """One row an area and year, as “Explore education statistics” publishes."""
    for row in files.rows(published.file, _needed(published)):
        code = _area_code(row)
        if code in files.areas:
            period = PERIODS[published.period](int(row["time_period"][:4]))
            yield code, _figure(definition, period, _amounts(row, published, files, code, period), row)


def _amounts(row: Mapping[str, str], published: Published, files: _Files, code: str, period: Period) -> "_Amounts":
    numerator = _sum(row[column] for column in published.numerator)
    if published.denominator == ("population",):
        denominator = files.population().get((code, periods.financial_year(period.end))), ""
    else:
        denominator = _sum(row[column] for column in published.denominator)
    stated = _number(row[published.value]) if published.value else None
    return _Amounts(numerator, denominator, stated)


Amount = tuple[Decimal | None, str]


@dataclass(frozen=True)
class _Amounts:
    """Numerator, denominator and what the publisher states as the result, each a number or a mark."""

    numerator: Amount
    denominator: Amount
    stated: Amount | None

    @property
    def mark(self) -> str:
        """The first mark found: of the result if it is stated, else of what it is made of."""
        looked_at = [self.stated] if self.stated else [self.numerator, self.denominator]
        return next((mark for _, mark in looked_at if mark), "")


def _figure(definition: Definition, period: Period, amounts: _Amounts, row: Mapping[str, str]) -> Figure:
    """The stated result where there is one, else what the amounts give; a mark instead of a number says why not."""
    numerator, denominator = amounts.numerator[0], amounts.denominator[0]
    whole = denominator if definition.unit != "count" else None
    if amounts.mark and amounts.mark != LOW:
        return Figure(period, numerator=numerator, denominator=whole, status=MARKS[amounts.mark], mark=amounts.mark)
    if amounts.stated and amounts.stated[0] is not None:
        return Figure(period, numerator=numerator, denominator=whole, value=amounts.stated[0], mark=amounts.mark)
    return readings.figure(definition, period, numerator, whole)


def _lait(definition: Definition, published: Published, files: _Files) -> Found:
    """One row a measure, area and year, as the local authority interactive tool holds them: the result alone."""
    by_number = {place["lait"]: place["code"] for place in places()["area"] if "lait" in place}
    for row in files.rows(published.file, _needed(published)):
        code = by_number.get(row["la_code"], "")
        if row["measure"] == published.value and code in files.areas:
            value, mark = _number(row["value"])
            rounded = None if value is None else rates.rounded(value, 1)  # the file holds float noise
            period = PERIODS[published.period](int(row["period"][:4]))
            status = Status.FINAL if rounded is not None else MARKS[mark]
            yield code, Figure(period, value=rounded, status=status, mark=mark)


def _nhse_ae(definition: Definition, published: Published, files: _Files) -> Found:
    """One row a trust, month and type of department: all types added up."""
    column = published.numerator[0]
    sums: dict[tuple[str, date], Decimal] = {}
    for row in files.rows(published.file, _needed(published)):
        if row["org_code"] in files.areas:
            key = row["org_code"], date.fromisoformat(row["period"])
            sums[key] = sums.get(key, Decimal()) + (_number(row[column])[0] or 0)
    for (code, month), attendances in sorted(sums.items()):
        yield code, readings.figure(definition, periods.containing(Kind.MONTH, month), attendances)


LAYOUTS: dict[str, Callable[[Definition, Published, _Files], Found]] = {
    "ees": _ees,
    "lait": _lait,
    "nhse_ae": _nhse_ae,
}


def _area_code(row: Mapping[str, str]) -> str:
    columns = {"National": "country_code", "Regional": "region_code"}
    code = row[columns.get(row["geographic_level"], "new_la_code")]
    return _formerly().get(code, code)


@cache
def _formerly() -> dict[str, str]:
    """Earlier codes of a place and its code now."""
    return {old: place["code"] for place in places()["area"] for old in place.get("formerly", ())}


def _number(text: str) -> Amount:
    """The number, or the mark that stands for it; raises Refusal for anything else."""
    text = text.strip()
    if text == LOW:
        return Decimal(), LOW
    if text in MARKS:
        return None, text or "x"
    try:
        return Decimal(text), ""
    except InvalidOperation:
        raise Refusal(f"“{text[:20]}” is neither a number nor a mark of the publisher.") from None


def _sum(texts: Iterable[str]) -> Amount:
    """The sum, or the first mark among the parts."""
    parts = [_number(text) for text in texts]
    mark = next((mark for value, mark in parts if value is None), "")
    return (None, mark) if mark else (sum((value for value, _ in parts if value is not None), Decimal()), "")
