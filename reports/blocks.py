"""What a section of a report shows beside its words: facts, lines, tables, charts; as plain values to freeze. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from figures import suppression

# How a figure that may not be shown reads within a sentence: "A small number of incidents were notified."
HIDDEN = {suppression.WORDS: "a small number of"}


@dataclass(frozen=True)
class Fact:
    """One figure: what it is called in a text (`{{ fact actions-done }}`), what it counts, how it is written."""

    key: str
    words: str
    value: str
    note: str = ""
    address: str = ""


@dataclass(frozen=True)
class Line:
    """One thing that is told: what, a little more about it, and where it can be read."""

    what: str
    more: str = ""
    address: str = ""


@dataclass(frozen=True)
class Lines:
    """Things under a heading; `rest` says what is not shown, `none` what it means that there are none."""

    heading: str
    lines: tuple[Line, ...]
    none: str
    rest: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: the first column names the row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    address: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart as it was drawn, its sentence, its key (mark and words), and the same as a table."""

    title: str
    sentence: str
    narrow: str
    key: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    table: Grid
    code: str = ""
    value: str = ""
    address: str = ""


Block = Fact | Lines | Grid | Chart


@dataclass(frozen=True)
class Gathered:
    """All that was gathered for one section; `failed` is a sentence when it could not be, and then there is nothing.

    `tells_of` are the numbers of the actions it speaks of.
    """

    blocks: tuple[Block, ...] = ()
    tells_of: tuple[int, ...] = ()
    failed: str = ""

    @property
    def facts(self) -> list[Fact]:
        """Its facts."""
        return [each for each in self.blocks if isinstance(each, Fact)]

    @property
    def charts(self) -> list[Chart]:
        """Its charts."""
        return [each for each in self.blocks if isinstance(each, Chart)]

    @property
    def grids(self) -> list[Grid]:
        """Its tables."""
        return [each for each in self.blocks if isinstance(each, Grid)]

    @property
    def lists(self) -> list[Lines]:
        """Its lists."""
        return [each for each in self.blocks if isinstance(each, Lines)]


@dataclass(frozen=True)
class Whole:
    """What was gathered for a whole report, by section."""

    sections: Mapping[str, Gathered] = field(default_factory=dict)

    def words_of_tokens(self) -> dict[str, str]:
        """What stands for each token a text may hold: "fact actions-done" and "measure N01" with their words."""
        found: dict[str, str] = {}
        for each in self.sections.values():
            found |= {f"fact {fact.key}": HIDDEN.get(fact.value, fact.value) for fact in each.facts}
            found |= {f"measure {chart.code}": chart.value for chart in each.charts if chart.code and chart.value}
        return found

    def of(self, key: str) -> Gathered:
        """What was gathered for one section; nothing where there is nothing to gather."""
        return self.sections.get(key, Gathered())


_KINDS: dict[str, type[Any]] = {"fact": Fact, "lines": Lines, "grid": Grid, "chart": Chart}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_plain(whole: Whole) -> dict[str, Any]:
    """As plain values, to be kept as JSON."""
    return {
        key: {
            "blocks": [{"kind": _NAMES[type(block)], **asdict(block)} for block in each.blocks],
            "tells_of": list(each.tells_of),
            "failed": each.failed,
        }
        for key, each in whole.sections.items()
    }


def from_plain(content: Mapping[str, Any]) -> Whole:
    """The other way round; KeyError for a kind there is not."""
    return Whole({
        key: Gathered(
            blocks=tuple(_block(block) for block in said["blocks"]),
            tells_of=tuple(said["tells_of"]),
            failed=said["failed"],
        )
        for key, said in content.items()
    })  # fmt: skip


def fingerprint(content: Mapping[str, Any], words: Iterable[str] = ()) -> str:
    """SHA-256 of plain values (and of words beside them): the same whenever and wherever they are the same."""
    said = json.dumps([content, list(words)], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _block(said: Mapping[str, Any]) -> Block:
    values = {name: _tuples(value) for name, value in said.items() if name != "kind"}
    kind = _KINDS[said["kind"]]
    if kind is Lines:
        values["lines"] = tuple(Line(**line) for line in said["lines"])
    if kind is Chart:
        values.pop("wide", None)  # reports frozen before 26 November 2026 hold a second drawing
        values["table"] = Grid(**{name: _tuples(value) for name, value in said["table"].items()})
    block: Block = kind(**values)
    return block


def _tuples(value: Any) -> Any:
    """Lists of JSON as tuples, however deep."""
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
