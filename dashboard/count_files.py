"""The file that carries counts instead of rows: written on a council's own machine, read by the portal. Pure.

One JSON object. `format` names its edition, `area` the place, `reference_date` the day the rows were made, `threshold`
the largest count that was hidden, `versions` by which definitions was counted, `clocks` by which limits of time. Each
of `figures` has the measure, the kind of period, its first day, the part, and the two amounts; both are null where a
small number, or one that would tell it, is hidden.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dashboard.file_reasons import CannotRead, Reason

FORMAT = "OSCB portal counts 1"


@dataclass(frozen=True)
class Told:
    """What the file says of itself."""

    area: str
    reference_date: str
    threshold: int
    versions: Mapping[str, int]
    clocks: Mapping[str, str]
    format: str = FORMAT


@dataclass(frozen=True)
class Counts:
    """One measure, period and part: how many, out of how many; None for both where they are hidden."""

    code: str
    period: str
    starts_on: str
    part: str = ""
    numerator: float | None = None
    denominator: float | None = None
    provisional: bool = False
    hidden: bool = field(default=False)


def write(told: Told, figures: Iterable[Counts]) -> str:
    """The file as text, a line a figure so that a person can read what leaves."""
    head = {"format": told.format, **{name: value for name, value in asdict(told).items() if name != "format"}}
    lines = ",\n".join(json.dumps(asdict(figure)) for figure in figures)
    return json.dumps(head)[:-1] + ', "figures": [\n' + lines + "\n]}\n"


def read(content: bytes) -> tuple[Told, list[Counts]]:
    """What a file says; raises CannotRead when it is not such a file, or is cut off."""
    try:
        found: dict[str, Any] = json.loads(content)
        figures = [Counts(**each) for each in found.pop("figures")]
        told = Told(**found)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as other:
        raise CannotRead(Reason.NOT_COUNTS) from other
    if told.format != FORMAT or not isinstance(told.versions, dict) or not isinstance(told.threshold, int):
        raise CannotRead(Reason.NOT_COUNTS)
    return told, figures
