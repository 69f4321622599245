"""Takes the definitions of the files into the database as dated versions, and hands them out.

What decides the figures never changes within one version; wording may be put right at any time.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import transaction

from dashboard import definitions, sheets
from dashboard.calculations import CALCULATIONS
from dashboard.definitions import Definition, FaultyDefinition
from dashboard.models import Measure, MeasureVersion
from dashboard.sheets import Sheet


@cache
def known() -> dict[str, Definition]:
    """Every definition by code, in the order of the dashboard; raises FaultyDefinition."""
    found = definitions.read_all()
    for each in found.values():
        if each.computed and each.computed.calculation not in CALCULATIONS:
            raise FaultyDefinition(f"{each.code}.toml: “{each.computed.calculation}” is no calculation.")
        sheets.check_measure(each, asked_in())
    return found


@cache
def asked_in() -> dict[str, Sheet]:
    """Every sheet of the agencies' returns by key, in the order of a return; raises FaultyDefinition."""
    return sheets.read_all()


@cache
def kin(code: str) -> frozenset[str]:
    """The measures that count the same things as this one, itself included: their figures are hidden together."""
    ties = [{each.code, other} for each in known().values() for other, _ in each.counted_in.values()]
    found = {code}
    while nearer := {one for tie in ties if tie & found for one in tie} - found:
        found |= nearer
    return frozenset(found)


def taken_apart(code: str) -> list[Definition]:
    """Measures that take the same count apart: by source, by outcome, by age."""
    definition, every = known()[code], known().values()
    wholes = {code, *(other for other, _ in definition.counted_in.values())}
    return [
        each for each in every
        if each.breakdown and not each.in_ledger and each.code != code
        and (each.code in wholes or any(other == code for other, _ in each.counted_in.values()))
    ]  # fmt: skip


@transaction.atomic
def take_in(found: Mapping[str, Definition] | None = None) -> dict[str, MeasureVersion]:
    """Bring the measures of the database level with their files; gives the version now in force by code.

    Called by whatever is about to write readings and by `load_measures`; without a change it asks two questions and
    writes nothing. Raises FaultyDefinition when what is counted changed without a new version.
    """
    found = known() if found is None else found
    measures = {measure.code: measure for measure in Measure.objects.select_for_update()}
    versions: dict[str, dict[int, MeasureVersion]] = {}
    for version in MeasureVersion.objects.select_related("measure"):
        versions.setdefault(version.measure.code, {})[version.number] = version
    for place, definition in enumerate(found.values()):
        measures[definition.code] = _measure(measures.get(definition.code), definition, place)
    Measure.objects.exclude(code__in=found).in_use().update(retired=True)
    return {code: _version(measures[code], versions.get(code, {}), definition) for code, definition in found.items()}


def _measure(measure: Measure | None, definition: Definition, place: int) -> Measure:
    wanted: dict[str, Any] = {
        "name": definition.name, "domain": definition.domain, "position": place, "retired": False,
    }  # fmt: skip
    if measure is None:
        return Measure.objects.create(code=definition.code, **wanted)
    if any(getattr(measure, name) != value for name, value in wanted.items()):
        Measure.objects.filter(pk=measure.pk).update(**wanted)
    return measure


def _version(measure: Measure, versions: Mapping[int, MeasureVersion], definition: Definition) -> MeasureVersion:
    content, words = definition.fingerprint, definition.words
    version = versions.get(definition.version)
    if version is None:
        if versions and definition.version < max(versions):
            raise FaultyDefinition(f"{definition.code}.toml: version {max(versions)} is in force already.")
        return MeasureVersion.objects.create(
            measure=measure, number=definition.version, valid_from=definition.valid_from, content=content, words=words
        )
    if version.content != content:
        raise FaultyDefinition(
            f"{definition.code}.toml: what is counted changed, but it is still version {definition.version}. "
            f"Give it version {definition.version + 1} and the date from which it holds."
        )
    if version.words != words:
        version.words = words
        version.save(update_fields=["words"])
    return version
