"""Counts the rows of files on a council's own machine: no database, nothing but figures comes out of it.

The reading, checking and counting are the portal's own; small numbers, and those that would tell them, are left out
before anything is written.
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pandas as pd

from dashboard import (
    annex_a,
    counting,
    hidden_counts,
    load_kinds,
    measures,
    published,
    rows_of_area,
    safe_reading,
    shown,
    staging,
)
from dashboard.calculations import CALCULATIONS, Counted
from dashboard.cell_values import LONDON
from dashboard.clocks import Clock, Clocks
from dashboard.count_files import Counts, Told
from dashboard.counting import EVENT_FIELD, ON_THEIR_DAY, Job, census_begin, stretch_begin
from dashboard.definitions import Definition
from dashboard.faults import Fault, FaultFound
from dashboard.file_reasons import CannotRead, Reason
from dashboard.file_rows import FileRows
from dashboard.pseudonyms import pseudonym
from dashboard.recompute import limit_of
from dashboard.records import Record
from office import rule_book, rules

PIECE = 1024 * 1024


@dataclass
class Files:
    """What was read of all files of an area: rows by table and key, the days they cover, and the faults."""

    area: str
    rows: dict[str, dict[tuple[str, ...], dict[str, Any]]] = field(default_factory=dict)
    covered: dict[str, list[dict[str, tuple[date, date]]]] = field(default_factory=dict)
    faults: list[FaultFound] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    reference_date: date | None = None
    # Children are told apart by a key that is forgotten with this process.
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def take(self, content: bytes, *, today: date, reference_date: date | None) -> None:
        """Read one file; raises CannotRead with its reason."""
        kind = load_kinds.guess(content[: 64 * 1024])
        if kind not in ("annex_a", "cin_census", "mash_events"):
            raise CannotRead(Reason.WRONG_TYPE)
        rows = FileRows(kind, today=today, area=self.area)
        days: dict[str, list[Record]] = {}
        for message in safe_reading.messages(kind, _pieces(content), size=len(content)):
            for taken, table, count in rows.take(message):
                self.faults += taken.faults
                self.read[table] += count
                if taken.record:
                    self._keep(taken.record)
                    days.setdefault(taken.record.table, []).append(taken.record)
        self.faults += rows.finish()
        if rows.header and rows.header.authority != _authority(self.area, rows.header.authority):
            raise CannotRead(Reason.ANOTHER_AUTHORITY)
        reference_date = reference_date or (rows.header.reference_date if rows.header else None)
        self._cover(days, reference_date, today=today, census=kind == load_kinds.CIN_CENSUS)

    def _keep(self, record: Record) -> None:
        child = pseudonym("child", record.child, key=self.key)
        self.rows.setdefault(record.table, {}).setdefault(record.key, {**record.values, "child_key": child})

    def _cover(
        self, records: Mapping[str, list[Record]], reference_date: date | None, *, today: date, census: bool
    ) -> None:
        """As a load covers days: from the first row of a column of days to the reference date, else the last event."""
        events = [day for table, found in records.items() for day in _days(found, EVENT_FIELD[table]) if day <= today]
        last = reference_date or max(events, default=None)
        if last is None:
            return
        self.reference_date = max(last, self.reference_date or last)
        for table, found in records.items():
            names = [each.column for each in staging.own_fields(staging.TABLES[table])]
            told = {name: [day for day in _days(found, name) if day <= today] for name in names}
            firsts = {name: stretch_begin(days) for name, days in told.items() if days}
            first = census_begin(last) if census else date.min
            if not census and table in ON_THEIR_DAY:
                self._tell_far_away(table, found, before=firsts[EVENT_FIELD[table]])
            self.covered.setdefault(table, []).append({name: (max(each, first), last) for name, each in firsts.items()})

    def _tell_far_away(self, table: str, found: Iterable[Record], *, before: date) -> None:
        """A row dated before all that the file covers is counted nowhere; its place is told."""
        column = annex_a.header_of_event(table) if table != "enquiry" else EVENT_FIELD[table]
        for record in found:
            if next(_days([record], EVENT_FIELD[table])) < before:
                self.faults.append(FaultFound(Fault.DATE_FAR_AWAY, record.sheet, record.row, column, "a date"))


def _authority(area: str, said: str) -> str:
    """The department's number of the authority of an area; what the file says where nobody knows better."""
    known = {place["code"]: place.get("authority_number", said) for place in published.places()["area"]}
    return str(known.get(area, said))


def _days(records: Iterable[Record], name: str) -> Iterator[date]:
    for record in records:
        value = record.values.get(name)
        if isinstance(value, datetime):
            yield value.astimezone(LONDON).date()
        elif isinstance(value, date):
            yield value


def _pieces(content: bytes) -> Iterator[bytes]:
    for at in range(0, len(content), PIECE):
        yield content[at : at + PIECE]


def figures(files: Files, *, clocks: Clocks, threshold: int) -> list[Counts]:
    """Every case-level measure of what the files cover, small numbers hidden; those per child without a denominator."""
    counted: dict[str, tuple[Definition, list[SimpleNamespace]]] = {}
    for definition in measures.known().values():
        if said := list(_said(definition, files, clocks)):
            counted[definition.code] = (definition, said)
    hidden: dict[str, set[shown.Key]] = {}
    for code in counted:
        if code not in hidden:
            kin = {each: counted[each] for each in measures.kin(code) if each in counted}
            hidden |= hidden_counts.to_hide(kin, threshold=threshold)
    return [
        _told(definition, each, hidden[code], threshold)
        for code, (definition, said) in counted.items()
        for each in said
    ]


def _said(definition: Definition, files: Files, clocks: Clocks) -> Iterator[SimpleNamespace]:
    if definition.computed is None:
        return
    calculation = CALCULATIONS[definition.computed.calculation]
    table = rows_of_area.TABLES.get(calculation.table_of(definition.computed.arguments))
    if table is None or (name := table.model._meta.model_name or "") not in files.rows:
        return
    day = calculation.day_of(definition.computed.arguments)
    covered = counting.joined(
        [days[table.until or day] for days in files.covered[name] if (table.until or day) in days]
    )
    if not covered:
        return
    job = Job(definition, definition.computed, calculation, covered[0][0], covered[-1][1])
    due = [period for period in job.settled(covered) if counting.covers(covered, period)]
    for found in counting.count(job, _frame(table, files), due=due, clocks=clocks, covered=covered, area=files.area):
        yield _as_said(definition, found, per_child=calculation.per_child)


def _as_said(definition: Definition, found: Counted, *, per_child: bool) -> SimpleNamespace:
    bare = definition.unit == "count" or per_child
    return SimpleNamespace(
        period_kind=str(found.period.kind), starts_on=found.period.start, source="counts",
        breakdown=definition.breakdown.key(found.part) if definition.breakdown and found.part else "",
        numerator=Decimal(str(found.numerator)), denominator=None if bare else Decimal(str(found.denominator)),
        value=None, status="final", mark="", hidden=None, hidden_for=None, provisional=found.provisional,
    )  # fmt: skip


def _told(definition: Definition, said: SimpleNamespace, hidden: set[shown.Key], threshold: int) -> Counts:
    key = (said.period_kind, said.starts_on, said.breakdown)
    # A mean of a few is nearly what each of them is.
    few = said.denominator is not None and 0 < said.denominator <= threshold and definition.unit != "percent"
    place = (definition.code, said.period_kind, said.starts_on.isoformat(), said.breakdown)
    if definition.hides_small_numbers and (few or key in hidden):
        return Counts(*place, hidden=True)
    bottom = None if said.denominator is None else float(said.denominator)
    return Counts(*place, float(said.numerator), bottom, provisional=said.provisional)


def _frame(table: rows_of_area.Table, files: Files) -> pd.DataFrame:
    """The rows of a table as the calculations want them."""
    rows = list(files.rows[table.model._meta.model_name or ""].values())
    found = pd.DataFrame([{name: row.get(name) for name in table.columns} for row in rows], columns=list(table.columns))
    if "next_referral_on" in table.columns:
        found["next_referral_on"] = _next_referrals(rows, files.rows.get("referral", {}).values())
    texts = {each.column for each in staging.own_fields(table.model) if each.get_internal_type() == "CharField"}
    for column in found.columns.intersection(list(texts)):
        found[column] = found[column].fillna("")
    return rows_of_area.typed(found)


def _next_referrals(rows: list[dict[str, Any]], referrals: Iterable[dict[str, Any]]) -> list[date | None]:
    by_child: dict[str, list[date]] = {}
    for referral in referrals:
        by_child.setdefault(referral["child_key"], []).append(referral["referred_on"])
    later = ([day for day in by_child.get(row["child_key"], ()) if day >= row["started_on"]] for row in rows)
    return [min(days, default=None) for days in later]


def told(files: Files, *, threshold: int) -> Told:
    """What the file says of itself."""
    return Told(
        area=files.area,
        reference_date=files.reference_date.isoformat() if files.reference_date else "",
        threshold=threshold,
        versions={code: each.version for code, each in measures.known().items() if each.computed},
        clocks={key: declared.default for key, declared in rules.DECLARED.items() if declared.group == "clocks"},
    )


def shipped_clocks() -> Clocks:
    """The clocks as the portal ships them; the file says which they were."""
    return {
        key: Clock([limit_of(date(1900, 1, 1), rule_book.value_of(declared, declared.default))])
        for key, declared in rules.DECLARED.items()
        if declared.group == "clocks"
    }
