"""The public edition: figures frozen as somebody approved them, small numbers hidden, everything else rounded to five.

It is made of what every member may see, rounded, without parts of parts, and of one kind of period for good: whatever
cannot be found out from the members' pages cannot be found out here.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dashboard import figures_of_area, measures
from dashboard.definitions import Definition
from dashboard.models import Area, Measure, Publication
from dashboard.shown import MEMBER, Figure, Series, State
from figures import rates
from partnership import periods, trail
from partnership.access import check
from partnership.models import Person
from partnership.periods import Kind
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

# What the public reads is rounded to this, halves up.
ROUND_TO = 5
PER = {"percent": 100, "rate": 10_000, "mean": 1}


def kinds_of(definition: Definition, area: Area, *, on: date) -> list[Kind]:
    """The kinds of period that may be published: those with figures; once one was published, that one for good."""
    before = Publication.objects.of_area(area).filter(measure__code=definition.code).first()
    if before is not None:
        return [Kind(before.period_kind)]
    told = figures_of_area.of_area(area, codes=[definition.code], on=on, reader=MEMBER).get(definition.code)
    return [kind for kind in definition.periods if told and told.series.of(kind)]


def preview(definition: Definition, area: Area, *, kind: Kind, on: date) -> list[dict[str, Any]]:
    """The figures as the public would read them: of one kind of period, final ones only."""
    told = figures_of_area.of_area(area, codes=[definition.code], on=on, reader=MEMBER).get(definition.code)
    figures = told.series.figures if told else ()
    return [
        _row(definition, each)
        for each in figures
        if each.period.kind == kind and not each.provisional and each.part.count("=") <= 1
    ]


def approve(
    *, by: Person, definition: Definition, area: Area, kind: Kind, words: str, at: datetime, on: date
) -> Publication:
    """Let the public read a measure as it stands today, in place of what it read before.

    Refusal for another kind of period than the first time, for no figure at all, and for words that name a child.
    """
    check(by, Permission.APPROVE_FIGURES)
    wording.refuse_identifiers(words)
    if kind not in kinds_of(definition, area, on=on):
        raise Refusal("This measure was published by another kind of period before. Both together would tell too much.")
    figures = preview(definition, area, kind=kind, on=on)
    if not any(each["part"] == "" and each["value"] is not None for each in figures):
        raise Refusal("There is no final figure that may be seen. Nothing was published.")
    try:
        with transaction.atomic():
            measure = Measure.objects.select_for_update().get(code=definition.code)
            Publication.objects.standing().of_area(area).filter(measure=measure).update(
                withdrawn_at=at, withdrawn_by=by
            )
            made = Publication.objects.create(
                measure=measure, area=area, period_kind=str(kind), figures=figures, words=words.strip(),
                approved_by=by, approved_at=at,
            )  # fmt: skip
            trail.leave("figures published", by=by, about=made, measure=measure.pk, area=area.pk)
    except IntegrityError:
        raise Refusal("Somebody else has published this measure at the same moment. Look at the page again.") from None
    return made


def withdraw(publication: Publication, *, by: Person, at: datetime) -> None:
    """Take a measure out of the public edition; Refusal when it is out already."""
    check(by, Permission.APPROVE_FIGURES)
    with transaction.atomic():
        standing = Publication.objects.standing().filter(pk=publication.pk)
        if not standing.update(withdrawn_at=at, withdrawn_by=by):
            raise Refusal("This is not in the public edition any more.")
        trail.leave("figures taken out of the public edition", by=by, about=publication)


def series_of(publication: Publication) -> Series:
    """What was published as a series, fit to be drawn like any other."""
    definition = measures.known()[publication.measure.code]
    return Series(definition, tuple(figure_of(each) for each in publication.figures))


def figure_of(row: Mapping[str, Any]) -> Figure:
    """A row as it was kept, as a figure."""
    shown = row["value"] is not None
    state = State[row["state"]] if row["state"] != State.SHOWN.name or shown else State.NO_CASES
    return Figure(
        period=periods.containing(row["kind"], date.fromisoformat(row["start"])),
        part=row["part"],
        source=row["source"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        value=row["value"],
        state=state,
    )


def known(publications: Iterable[Publication]) -> list[Publication]:
    """Those whose measure is still followed."""
    return [each for each in publications if each.measure.code in measures.known()]


def _row(definition: Definition, figure: Figure) -> dict[str, Any]:
    numerator, denominator = _rounded(figure.numerator), figure.denominator
    if definition.unit in {"percent", "mean"}:
        denominator = _rounded(denominator)
    return {
        "kind": str(figure.period.kind),
        "start": figure.period.start.isoformat(),
        "part": figure.part,
        "source": figure.source,
        "numerator": numerator,
        "denominator": denominator,
        "value": _value(definition, figure, numerator, denominator),
        "state": figure.state.name,
    }


def _rounded(amount: float | None) -> float | None:
    return None if amount is None else float((int(amount) + ROUND_TO // 2) // ROUND_TO * ROUND_TO)


def _value(definition: Definition, figure: Figure, numerator: float | None, denominator: float | None) -> float | None:
    """Worked out from what is published, so that nothing finer follows from it; posts and hours are no people."""
    if figure.value is None:
        return None
    if not definition.hides_small_numbers or numerator is None:
        return round(figure.value, max(definition.decimals, 0))
    if definition.unit == "count":
        return numerator
    found = rates.rate(numerator, denominator, per=PER[definition.unit])
    if found is None:
        return None
    value = float(found.rounded(definition.decimals))
    return min(value, 100.0) if definition.unit == "percent" else value
