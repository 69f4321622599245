"""Keeps records as pseudonymised rows: turns references into keys, knows what is new, changed or said before.

Rows of a load lie dead until `promote` makes them speak, all in one transaction; `take_back` undoes exactly that.
No original reference goes further than this module.
"""

import datetime as dt
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model

from dashboard.cell_values import LONDON
from dashboard.faults import Fault, FaultFound
from dashboard.models import EVENT_TABLES, AgencyCheck, Enquiry, Load
from dashboard.pseudonyms import pseudonym
from dashboard.records import Record

TABLES: dict[str, type[Model]] = {model._meta.model_name or "": model for model in EVENT_TABLES}
EVENT_FIELD = {
    "enquiry": "received_at",
    "contact": "received_on",
    "earlyhelp": "started_on",
    "referral": "referred_on",
    "assessment": "started_on",
    "section47": "started_on",
    "childinneed": "started_on",
    "protectionplan": "started_on",
}


# A row of this load (n) that says just what a living row (o) says.
_SAID_BEFORE = """n.load_id = %(load)s and not n.living and o.living
    and o.area_id = n.area_id and o.key = n.key and o.content = n.content"""


@dataclass
class Keeper:
    """Takes the records of one load and stores them in chunks, as rows that do not speak yet."""

    load: Load
    key: bytes
    kept: Counter[str] = field(default_factory=Counter)
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    # Of each row of this file, by table and key: what it said. Digests only.
    _seen: dict[tuple[str, str], str] = field(default_factory=dict)
    _waiting: dict[str, list[tuple[Model, tuple[dict[str, Any], ...]]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, record: Record) -> FaultFound | None:
        """Line the record up; or, when an earlier row of the file has its key, say so and drop it."""
        key = self._pseudonym(record.table, *record.key)
        content = self._content(record)
        said = self._seen.get((record.table, key))
        if said is not None:
            fault = Fault.DUPLICATE_ROW if said == content else Fault.CONFLICTING_ROW
            return FaultFound(fault, record.sheet, record.row, row_refused=True)
        self._seen[record.table, key] = content
        row = TABLES[record.table](
            load_id=self.load.pk,
            area_id=self.load.area_id,
            key=key,
            content=content,
            child_key=self._pseudonym("child", record.child),
            **self._references(record),
            **record.values,
        )
        self._waiting[record.table].append((row, record.agency_checks))
        self._widen(record.when)
        return None

    def flush(self) -> None:
        """Store what was lined up."""
        for table, lined_up in self._waiting.items():
            rows = TABLES[table].objects.bulk_create([row for row, _ in lined_up], batch_size=1000)  # type: ignore[attr-defined]
            self.kept[table] += len(rows)
            checks = [
                AgencyCheck(enquiry_id=row.pk, **check)
                for row, (_, row_checks) in zip(rows, lined_up, strict=True)
                for check in row_checks
            ]
            AgencyCheck.objects.bulk_create(checks, batch_size=5000)
        self._waiting.clear()

    def _pseudonym(self, kind: str, *parts: str) -> str:
        return pseudonym(kind, self.load.area.code, *parts, key=self.key)

    def _content(self, record: Record) -> str:
        said = [record.values, record.agency_checks, sorted(record.references.items())]
        return self._pseudonym("content", json.dumps(said, sort_keys=True, default=str))

    def _references(self, record: Record) -> dict[str, str]:
        return {
            name: self._pseudonym(kind, reference) if reference else ""
            for name, (kind, reference) in record.references.items()
        }

    def _widen(self, day: dt.date | None) -> None:
        if day is not None:
            self.first_day = min(self.first_day or day, day)
            self.last_day = max(self.last_day or day, day)


@dataclass(frozen=True)
class Promoted:
    """What making the rows of a load speak did to one table."""

    unchanged: int
    replaced: int


def promote(load: Load) -> dict[str, Promoted]:
    """Let the rows of the load speak; call inside a transaction that holds the area's lock.

    A row that says what a living row says is dropped and noted there; one that says otherwise replaces it. When
    the load corrects another, what is left of that other speaks no more.
    """
    done = {}
    for name, model in TABLES.items():
        table = _sql_name(model)
        run = _runner(load, table)
        run("update {table} o set also_in = array_append(o.also_in, %(load)s) from {table} n where {said_before}")
        if model is Enquiry:
            run(
                """delete from dashboard_agencycheck c using {table} n, {table} o
                where c.enquiry_id = n.id and {said_before}"""
            )
        unchanged = run("delete from {table} n using {table} o where {said_before}")
        replaced = run(
            """update {table} o set living = false, replaced_by_id = %(load)s from {table} n
            where n.load_id = %(load)s and not n.living and o.living and o.area_id = n.area_id and o.key = n.key"""
        )
        replaced += run(
            """update {table} o set living = false, replaced_by_id = %(load)s
            where o.load_id = %(corrects)s and o.living and o.also_in = '{{}}'"""
        )
        run("update {table} set living = true where load_id = %(load)s and not living")
        done[name] = Promoted(unchanged, replaced)
    return done


def take_back(load: Load) -> None:
    """Remove the rows of the load and let those speak again that it had replaced; call inside a transaction."""
    for model in TABLES.values():
        run = _runner(load, _sql_name(model))
        # What a later load said too is that load's row from now on, and so is what this one had replaced by it.
        run(
            """update {table} o set replaced_by_id = n.also_in[1] from {table} n
            where o.replaced_by_id = %(load)s and n.load_id = %(load)s and n.also_in <> '{{}}'
              and o.area_id = n.area_id and o.key = n.key"""
        )
        run(
            """update {table} set load_id = also_in[1], also_in = also_in[2:]
            where load_id = %(load)s and also_in <> '{{}}'"""
        )
        if model is Enquiry:
            run(
                "delete from dashboard_agencycheck c using {table} n where c.enquiry_id = n.id and n.load_id = %(load)s"
            )
        # The rows before this load's take its place in the chain: alive where this one was, else replaced by the next.
        run(
            """with gone as (
                delete from {table} where load_id = %(load)s returning area_id, key, living, replaced_by_id
            )
            update {table} o set living = gone.living, replaced_by_id = gone.replaced_by_id from gone
            where o.replaced_by_id = %(load)s and o.area_id = gone.area_id and o.key = gone.key"""
        )
        # Silenced because this load corrected theirs without repeating them; a later load may speak of them again.
        run(
            """update {table} o set replaced_by_id = later.load_id from (
                select distinct on (area_id, key) area_id, key, load_id from {table}
                where load_id > %(load)s and (living or replaced_by_id is not null) order by area_id, key, load_id
            ) later where o.replaced_by_id = %(load)s and o.area_id = later.area_id and o.key = later.key"""
        )
        run("update {table} set living = true, replaced_by_id = null where replaced_by_id = %(load)s")
        run("update {table} set also_in = array_remove(also_in, %(load)s) where %(load)s = any(also_in)")


def days_replaced(load: Load) -> list[dt.date]:
    """First and last day of the rows that the load replaced, table by table; they need new figures, too."""
    days: list[dt.date] = []
    for name, model in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"select min({_day(name)}), max({_day(name)}) "  # noqa: S608 - our own names
                f"from {_sql_name(model)} where replaced_by_id = %s",
                [load.pk],
            )
            days += [day for day in cursor.fetchone() if day is not None]
    return days


def _day(table: str) -> str:
    """The day by which rows of a table are counted, in London."""
    field = EVENT_FIELD[table]
    return f"({field} at time zone '{LONDON}')::date" if field.endswith("_at") else field


def _sql_name(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _runner(load: Load, table: str) -> Any:
    """Runs a statement on one table for one load, and tells how many rows it touched."""

    def run(statement: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(table=table, said_before=_SAID_BEFORE), {"load": load.pk, "corrects": load.corrects_id}
            )
            return int(cursor.rowcount)

    return run
