"""Bulk writers: put the made-up events into the tables of the dashboard as a load would have left them.

The one place beside dashboard/event_rows.py that writes events. It goes around the readers because five years of a
county would take them many minutes; keys are the same keyed digests, of made-up references (OAK-…), so a file made
by `oakshire_files` never meets them. PostgreSQL's COPY does the writing; every constraint of the tables holds.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pandas as pd
from django.conf import settings
from django.db import connection, models

from dashboard import load_states, staging
from dashboard.models import (
    AgencyCheck,
    Area,
    Assessment,
    ChildInNeed,
    Contact,
    EarlyHelp,
    Enquiry,
    Load,
    ProtectionPlan,
    Referral,
    Section47,
)
from dashboard.pseudonyms import pseudonym
from dashboard.records import age_band
from dashboard.staging import TABLES
from oscb_portal.oakshire.casework import Casework
from oscb_portal.oakshire.demand import Demand
from partnership.models import Agency, Person
from partnership.working_days import LONDON

Frame = pd.DataFrame


@dataclass(frozen=True)
class Sent:
    """Who sends what of where: the area, the agency and its analyst, the first and last day of the data."""

    area: Area
    agency: Agency
    by: Person
    first: date
    last: date


# Each list: its place in Casework, its table, and its natural key after the child.
LISTS: tuple[tuple[str, type[models.Model], tuple[str, ...]], ...] = (
    ("contacts", Contact, ("received_on", "source_code")),
    ("early_help", EarlyHelp, ("started_on",)),
    ("referrals", Referral, ("referred_on",)),
    ("assessments", Assessment, ("started_on",)),
    ("section47", Section47, ("started_on",)),
    ("need", ChildInNeed, ("started_on",)),
    ("plans", ProtectionPlan, ("started_on",)),
)


def keep_enquiries(demand: Demand, sent: Sent) -> Load:
    """Write the enquiries received from the first day on, with their agency checks, as one load."""
    area = sent.area
    shown = demand.enquiries["day"] >= pd.Timestamp(sent.first)
    rows = demand.enquiries[shown]
    load = _load(Load.Kind.MASH_EVENTS, "oakshire-hub.csv", sent)
    contact = [f"OAK-E{number}" for number in rows["contact"]]
    child = _children(rows)
    events = rows.assign(
        key=_pseudonyms(area, "enquiry", zip(contact, child, strict=True)),
        child_key=_pseudonyms(area, "child", ((each,) for each in child)),
        contact_key=_pseudonyms(area, "contact", ((each,) for each in contact)),
        household_key=_pseudonyms(area, "household", ((f"OAK-H{number}",) for number in rows["household"])),
    )
    events["content"] = _contents(area, events["key"])
    _copy(Enquiry, events, living=True, load_id=load.pk, area_id=area.pk)
    numbers = dict(Enquiry.objects.filter(load=load).values_list("key", "pk"))
    number_of_row = pd.Series(events["key"].map(numbers), index=rows.index)
    checks = demand.checks[demand.checks["enquiry"].isin(rows.index)]
    _copy(AgencyCheck, checks.assign(enquiry_id=checks["enquiry"].map(number_of_row)))
    _say(load, {"enquiry": len(rows)})
    return load


def keep_casework(casework: Casework, sent: Sent) -> Load:
    """Write the lists of Annex A as one load."""
    load = _load(Load.Kind.ANNEX_A, "oakshire-annex-a.xlsx", sent)
    area, counts = sent.area, {}
    for place, model, natural in LISTS:
        rows: Frame = getattr(casework, place)
        name = model._meta.model_name or ""
        child = _children(rows)
        parts = [rows[column].astype(str).tolist() for column in natural]
        keyed = rows.assign(
            key=_pseudonyms(area, name, zip(child, *parts, strict=True)),
            child_key=_pseudonyms(area, "child", ((each,) for each in child)),
        )
        keyed["content"] = _contents(area, keyed["key"])
        keyed["age_band"] = [age_band(None, sent.last, stated=int(age)) for age in rows["age"]]
        if "factors" in keyed:
            keyed["factors"] = ["{" + ",".join(codes) + "}" for codes in keyed["factors"]]
        _copy(model, keyed, living=True, load_id=load.pk, area_id=area.pk)
        counts[name] = len(rows)
    _say(load, counts)
    return load


def _children(rows: Frame) -> list[str]:
    return [f"OAK-C{number}" for number in rows["child"]]


def _pseudonyms(area: Area, kind: str, references: Iterable[tuple[str, ...]]) -> list[str]:
    key = settings.HASH_KEY.encode()
    return [pseudonym(kind, area.code, *parts, key=key) for parts in references]


def _contents(area: Area, keys: "pd.Series[str]") -> list[str]:
    return _pseudonyms(area, "content", ((each,) for each in keys))


def _load(kind: str, filename: str, sent: Sent) -> Load:
    """A load that is done: sent in two days after the data end."""
    at = datetime.combine(sent.last + timedelta(days=2), datetime.min.time(), tzinfo=LONDON) + timedelta(hours=9)
    return Load.objects.create(
        kind=kind,
        area=sent.area,
        agency=sent.agency,
        by=sent.by,
        uploaded_at=at,
        filename=filename,
        sha256=sha256(filename.encode()).hexdigest(),
        size=0,
        reference_date=sent.last,
        state=load_states.DONE,
        started_at=at,
        beat_at=at,
        kept_at=at,
        finished_at=at,
        period_from=sent.first,
        period_to=sent.last,
    )


def _say(load: Load, counts: dict[str, int]) -> None:
    """What the load brought, as the reader of a file would have counted it."""
    load.covers = {name: staging.days_of_load(TABLES[name], load) for name in counts}
    load.counts = {
        name: {"read": count, "refused": 0, "kept": count, "unchanged": 0, "replaced": 0}
        for name, count in counts.items()
    }
    load.rows_done = load.rows_total = sum(counts.values())
    load.size = load.rows_done * 120
    load.save()


def _copy(model: type[models.Model], rows: Frame, **constant: Any) -> None:
    """COPY the columns of the frame that are fields of the model; other fields have their default."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    table = Frame({field.column: _column(field, rows, constant) for field in fields}, index=rows.index)
    texts = [field.column for field in fields if not field.null]
    lines = io.StringIO()
    table.to_csv(lines, index=False, header=False, quoting=csv.QUOTE_MINIMAL, date_format="%Y-%m-%d %H:%M:%S")
    lines.seek(0)
    quote = connection.ops.quote_name
    names, filled = ", ".join(table.columns.map(quote)), ", ".join(map(quote, texts))
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"copy {quote(model._meta.db_table)} ({names}) from stdin with (format csv, force_not_null ({filled}))",
            lines,
        )


def _column(field: Any, rows: Frame, constant: dict[str, Any]) -> Any:
    if field.column in constant:
        return constant[field.column]
    if field.column not in rows:
        default = field.get_default()
        return "{}" if default == [] else default
    if isinstance(field, models.IntegerField) and rows[field.column].dtype.kind == "f":
        return rows[field.column].astype("Int64")
    return rows[field.column]
