"""Takes the records of one load: turns references into keys and lays the rows ready, where nobody else sees them.

The rows lie in temporary tables of this database session, written by COPY. Should the worker die they are gone with
it; nothing half-read is ever in the tables of events. No original reference goes further than this module.
"""

import datetime as dt
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, models
from django.utils.timezone import localdate

from dashboard import annex_a, counting
from dashboard.cell_values import LONDON
from dashboard.faults import Fault, FaultFound
from dashboard.models import EVENT_TABLES, AgencyCheck, Enquiry, Load
from dashboard.pseudonyms import pseudonym
from dashboard.records import Record

TABLES: dict[str, type[models.Model]] = {model._meta.model_name or "": model for model in EVENT_TABLES}
# What the portal itself says of a row; all other fields come from the record.
_OURS = {"id", "load", "area", "living", "replaced_by", "also_in", "key", "content", "child_key"}
# A column that came later says nothing while it is empty: rows kept before there was such a column are recognised.
_CAME_LATER = "locality"
_LINE = ("place", "sheet", "row_number", "key", "vague_key", "content", "child_key")
_CHECK = ("place", "agency_kind", "requested_at", "returned_at")


def own_fields(model: type[models.Model]) -> list[Any]:
    """The fields of a table of events that a record fills."""
    return [field for field in model._meta.concrete_fields if field.name not in _OURS]


def staged(table: str) -> str:
    """The name of the temporary table in which the rows of a table lie ready."""
    return f"staged_{table}"


class Keeper:
    """Takes records one by one; `flush` writes what has gathered, so that memory stays flat."""

    def __init__(self, load: Load, key: bytes) -> None:
        self.load = load
        self.key = key
        self._area = load.area.code
        self.taken: Counter[str] = Counter()
        self._place = 0
        self._lines: dict[str, list[str]] = defaultdict(list)
        self._checks: list[str] = []
        # By table the columns a record fills, and what stands in each when the record says nothing.
        self._fields: dict[str, dict[str, str]] = {}

    @property
    def tables(self) -> list[str]:
        """The tables that some record went to."""
        return list(self._fields)

    def take(self, record: Record) -> None:
        """Turn the record into a line that holds no original reference."""
        nothing = self._fields.get(record.table) or self._begin(record.table)
        self._place += 1
        values = record.values | self._references(record) if record.references else record.values
        said = [other if (value := values.get(name)) is None else _text(value) for name, other in nothing.items()]
        checks = [_line(check.get(name) for name in _CHECK[1:]) for check in record.agency_checks]
        line = [
            str(self._place),
            _text(record.sheet),
            str(record.row),
            self._pseudonym(record.table, *record.key),
            self._pseudonym(record.table, *record.vague_key) if record.vague_key else r"\N",
            self._pseudonym("content", *_that_say_something(nothing, said), *checks),
            self._pseudonym("child", record.child),
            *said,
        ]
        self._lines[record.table].append("\t".join(line))
        self._checks += [f"{self._place}\t{check}" for check in checks]
        self.taken[record.table] += 1

    def flush(self) -> None:
        """Write what was taken since the last time."""
        for table, lines in self._lines.items():
            _copy(staged(table), (*_LINE, *self._fields[table]), lines)
        if self._checks:
            _copy(staged("agencycheck"), _CHECK, self._checks)
        self._lines.clear()
        self._checks = []

    def repeated(self, *, at_most: int) -> tuple[Counter[str], list[FaultFound]]:
        """Drop each row whose key an earlier row of the file has; gives how many by table, and the first of them."""
        dropped: Counter[str] = Counter()
        faults: list[FaultFound] = []
        for table in self.tables:
            with connection.cursor() as cursor:
                cursor.execute(_REPEATED.format(staged=staged(table)))
                dropped[table] = cursor.rowcount
                cursor.execute("select sheet, row_number, same from staged_repeated order by place limit %s", [at_most])
                for sheet, row, same in cursor.fetchall():
                    fault = Fault.DUPLICATE_ROW if same else Fault.CONFLICTING_ROW
                    faults.append(FaultFound(fault, sheet, row, row_refused=True))
        return dropped, faults

    def covers(self) -> dict[str, dict[str, tuple[str, str]]]:
        """By table and column of days the first and the last that stands there, in London; none to come."""
        until = localdate(self.load.uploaded_at)
        return {table: _days_of(TABLES[table], staged(table), until=until) for table in self.tables}

    def far_away(self, *, at_most: int) -> tuple[int, list[FaultFound]]:
        """Rows dated before all that the file covers, which no figure counts: how many, and the first of them."""
        faults: list[FaultFound] = []
        total = 0
        for table in sorted(set(self.tables) & set(counting.ON_THEIR_DAY)):
            field = next(each for each in own_fields(TABLES[table]) if each.name == counting.EVENT_FIELD[table])
            column = field.name if table == "enquiry" else annex_a.header_of_event(table)
            stretch = _STRETCH.format(day=_day(field), name=staged(table), where="")
            statement = _FAR_AWAY.format(day=_day(field), name=staged(table), stretch=stretch)
            with connection.cursor() as cursor:
                cursor.execute(statement, [counting.LONGEST_GAP, localdate(self.load.uploaded_at)])
                found = cursor.fetchmany(max(0, at_most - len(faults)))
                total += cursor.rowcount
            faults += [FaultFound(Fault.DATE_FAR_AWAY, sheet, row, column, "a date") for sheet, row in found]
        return total, faults

    def clear(self) -> None:
        """Drop the temporary tables."""
        with connection.cursor() as cursor:
            for table in (*self.tables, "agencycheck", "repeated"):
                cursor.execute(f"drop table if exists {staged(table)}")
        self._fields.clear()

    def _begin(self, table: str) -> dict[str, str]:
        """Make the temporary table of a table of events; gives the columns of its lines with their defaults."""
        fields = own_fields(TABLES[table])
        columns = [f"{field.column} {field.db_type(connection)}" for field in fields]
        _make(staged(table), ["place bigint", "sheet text", "row_number int", "key text", "vague_key text",
                              "content text", "child_key text", *columns])  # fmt: skip
        if TABLES[table] is Enquiry:
            checks = [AgencyCheck._meta.get_field(name) for name in _CHECK[1:]]
            _make(
                staged("agencycheck"),
                ["place bigint", *(f"{each.column} {each.db_type(connection)}" for each in checks)],
            )
        self._fields[table] = {field.column: _text(field.get_default()) for field in fields}
        return self._fields[table]

    def _pseudonym(self, kind: str, *parts: str) -> str:
        return pseudonym(kind, self._area, *parts, key=self.key)

    def _references(self, record: Record) -> dict[str, str]:
        return {
            name: self._pseudonym(kind, reference) if reference else ""
            for name, (kind, reference) in record.references.items()
        }


_REPEATED = """
drop table if exists staged_repeated;
create temp table staged_repeated as
    select place, sheet, row_number, content = said_first as same from (
        select place, sheet, row_number, content, row_number() over each_key as nth,
            first_value(content) over each_key as said_first
        from {staged} join (select key from {staged} group by key having count(*) > 1) twice using (key)
        window each_key as (partition by key order by place)
    ) numbered where nth > 1;
delete from {staged} using staged_repeated where {staged}.place = staged_repeated.place
"""


def days_of_load(model: type[models.Model], load: Load) -> dict[str, tuple[str, str]]:
    """What `Keeper.covers` says of one table, asked of the rows of a load that were written in bulk."""
    return _days_of(model, model._meta.db_table, "where load_id = %s", [load.pk], until=localdate(load.uploaded_at))


def _days_of(
    model: type[models.Model], name: str, where: str = "", values: Iterable[Any] = (), *, until: dt.date
) -> dict[str, tuple[str, str]]:
    days = [field for field in own_fields(model) if isinstance(field, models.DateField)]
    values, found = list(values), {}
    with connection.cursor() as cursor:
        for field in days:
            cursor.execute(
                _STRETCH.format(day=_day(field), name=name, where=where), [counting.LONGEST_GAP, *values, until]
            )
            first, last = cursor.fetchone()
            if first:
                found[field.name] = (first.isoformat(), last.isoformat())
    return found


# From after the last gap to the day of the upload: a year mistyped in one row does not say how far a file reaches.
_STRETCH = """
select coalesce(max(day) filter (where day - before > %s), min(day)), max(day) from (
    select day, lag(day) over (order by day) as before from (
        select distinct {day} as day from {name} {where}
    ) each where day <= %s
) steps
"""


_FAR_AWAY = """
select sheet, row_number from {name}
where {day} < (select first from ({stretch}) covered (first, last)) order by place
"""


def _day(field: Any) -> str:
    """The day of a column, in London."""
    moment = isinstance(field, models.DateTimeField)
    return f"({field.column} at time zone '{LONDON}')::date" if moment else field.column


def _make(name: str, columns: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {name}")
        cursor.execute(f"create temp table {name} ({', '.join(columns)})")


def _copy(name: str, columns: Iterable[str], lines: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy {name} ({', '.join(columns)}) from stdin", io.StringIO("\n".join(lines) + "\n"))


def _that_say_something(columns: Iterable[str], said: list[str]) -> list[str]:
    """What stands in the columns, without one that came later and is empty; it is the last of its table."""
    if said[-1] or _CAME_LATER not in columns:
        return said
    return said[:-1]


def _line(values: Iterable[Any]) -> str:
    return "\t".join(_text(value) for value in values)


def _text(value: Any) -> str:
    r"""A value as COPY reads it: \N for nothing, t and f, days and moments in ISO 8601, {a,b} for a list."""
    kind = value.__class__
    if kind is str:
        return value if not value or value.isalnum() else _escaped(value)
    if value is None:
        return r"\N"
    return _TEXTS.get(kind, str)(value)


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    dt.date: dt.date.isoformat,
    dt.datetime: dt.datetime.isoformat,
    list: lambda value: "{" + ",".join(value) + "}",
}
