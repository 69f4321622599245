"""Lets the rows of a load speak, knows which are new, changed or said before, and takes them back.

What `promote` does happens in one transaction; `take_back` undoes exactly that.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from dashboard.cell_values import LONDON
from dashboard.counting import EVENT_FIELD
from dashboard.models import Enquiry, Load
from dashboard.staging import TABLES, Keeper, own_fields, staged

# A row that lies ready (n) says just what a living row (o) says.
_SAID_BEFORE = "o.living and o.area_id = %(area)s and o.key = n.key and o.content = n.content"


@dataclass(frozen=True)
class Promoted:
    """What making the rows of a load speak did to one table."""

    kept: int
    unchanged: int
    replaced: int


def promote(keeper: Keeper) -> dict[str, Promoted]:
    """Let the rows that lie ready speak; call inside a transaction that holds the area's lock.

    A row that says what a living row says is dropped and noted there; one that says otherwise replaces it. When
    the load corrects another, what is left of that other speaks no more.
    """
    done = {}
    for name, model in TABLES.items():
        run = _runner(keeper.load, model)
        unchanged = replaced = kept = 0
        if name in keeper.tables:
            run("analyze {staged}")
            if model.objects.filter(area=keeper.load.area_id, living=True).exists():  # type: ignore[attr-defined]
                unchanged, replaced = _compare(run)
        replaced += run(
            """update {table} o set living = false, replaced_by_id = %(load)s
            where o.load_id = %(corrects)s and o.living and o.also_in = '{{}}'"""
        )
        if name in keeper.tables:
            kept = _insert(run, model)
        done[name] = Promoted(kept, unchanged, replaced)
    return done


def _compare(run: Any) -> tuple[int, int]:
    """Drop what is said already and silence what is said otherwise now; gives how many of each."""
    run("update {table} o set also_in = array_append(o.also_in, %(load)s) from {staged} n where {said_before}")
    unchanged = run("delete from {staged} n using {table} o where {said_before}")
    replaced = run(
        """update {table} o set living = false, replaced_by_id = %(load)s from {staged} n
        where o.living and o.area_id = %(area)s and o.key = n.key"""
    )
    # Of what part of the key was unknown when it was said first; what this file repeats as it was stays.
    replaced += run(
        """update {table} o set living = false, replaced_by_id = %(load)s from {staged} n
        where n.vague_key is not null and o.living and o.area_id = %(area)s and o.key = n.vague_key
          and not %(load)s = any(o.also_in)"""
    )
    return unchanged, replaced


def _insert(run: Any, model: type[Model]) -> int:
    columns = ", ".join(["key", "content", "child_key", *(field.column for field in own_fields(model))])
    # In the order of the keys the index of keys grows at its end only.
    kept = run(
        f"""insert into {{table}} (load_id, area_id, living, also_in, {columns})
        select %(load)s, %(area)s, true, '{{{{}}}}', {columns} from {{staged}} order by key"""  # noqa: S608
    )
    if model is Enquiry:
        run(
            """insert into dashboard_agencycheck (enquiry_id, agency_kind, requested_at, returned_at)
            select e.id, c.agency_kind, c.requested_at, c.returned_at
            from staged_agencycheck c join {staged} n using (place)
            join {table} e on e.load_id = %(load)s and e.key = n.key"""
        )
    return int(kept)


def take_back(load: Load) -> None:
    """Remove the rows of the load and let those speak again that it had replaced; call inside a transaction."""
    for model in TABLES.values():
        run = _runner(load, model)
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


def days_told(covers: Mapping[str, Mapping[str, tuple[str, str]]]) -> list[dt.date]:
    """First and last day of the rows that were read, table by table, from what `Keeper.covers` gives."""
    told = [covers[table][field] for table, field in EVENT_FIELD.items() if field in covers.get(table, {})]
    return [dt.date.fromisoformat(day) for days in told for day in days]


def days_replaced(load: Load) -> list[dt.date]:
    """First and last day of the rows that the load replaced, table by table; they need new figures, too."""
    days: list[dt.date] = []
    for name, model in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"select min({_day(name)}), max({_day(name)}) "  # noqa: S608 - our own names
                f"from {model._meta.db_table} where replaced_by_id = %s",
                [load.pk],
            )
            days += [day for day in cursor.fetchone() if day is not None]
    return days


def _day(table: str) -> str:
    """The day by which rows of a table are counted, in London."""
    field = EVENT_FIELD[table]
    return f"({field} at time zone '{LONDON}')::date" if field.endswith("_at") else field


def _runner(load: Load, model: type[Model]) -> Any:
    """Runs a statement on one table for one load, and tells how many rows it touched."""
    names = {
        "table": connection.ops.quote_name(model._meta.db_table),
        "staged": staged(model._meta.model_name or ""),
        "said_before": _SAID_BEFORE,
    }
    values = {"load": load.pk, "corrects": load.corrects_id, "area": load.area_id}

    def run(statement: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**names), values)
            return int(cursor.rowcount)

    return run
