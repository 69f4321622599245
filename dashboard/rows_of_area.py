"""The rows of one area as data frames for the calculations, and which days they cover."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from django.db import connection
from django.db.models import Max, Min, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from dashboard import counting, load_kinds
from dashboard.models import (
    Area,
    Assessment,
    ChildInNeed,
    EarlyHelp,
    Enquiry,
    Load,
    ProtectionPlan,
    Referral,
    Section47,
    StaffingWeek,
)
from partnership import working_days
from partnership.working_days import LONDON


@dataclass(frozen=True)
class Table:
    """A table of rows and the columns that calculations look at."""

    model: type[Model]
    columns: tuple[str, ...]
    # By this column rows are chosen for a span of days; a stock needs every row begun before its end.
    day: str
    until: str = ""
    # A column that other rows tell.
    also: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows


def _with_next_referral(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the day of the child's next referral on its day or later."""
    later = Referral.objects.living().filter(
        area=OuterRef("area"), child_key=OuterRef("child_key"), referred_on__gte=OuterRef("started_on")
    )
    return rows.annotate(next_referral_on=Subquery(later.order_by("referred_on").values("referred_on")[:1]))


_ENQUIRY = ("received_at", "initial_rating", "final_rating", "decision_at", "decision", "source_group", "locality")
TABLES = {
    "enquiry": Table(Enquiry, _ENQUIRY, "received_at"),
    "open_enquiry": Table(Enquiry, _ENQUIRY, "received_at", until="decision_at"),
    "earlyhelp": Table(
        EarlyHelp, ("started_on", "completed_on", "next_referral_on"), "started_on", also=_with_next_referral
    ),
    "referral": Table(Referral, ("child_key", "referred_on", "earlier_referrals", "age_band"), "referred_on"),
    "assessment": Table(Assessment, ("started_on", "referred_on", "authorised_on"), "started_on"),
    "section47": Table(
        Section47, ("started_on", "conference_on", "conference_not_needed", "led_to_plan"), "started_on"
    ),
    "childinneed": Table(ChildInNeed, ("started_on", "closed_on", "last_seen_on"), "started_on", until="closed_on"),
    "protectionplan": Table(
        ProtectionPlan,
        (
            "started_on", "ended_on", "initial_category", "latest_category", "earlier_plans", "last_visit_on",
            "seen_alone", "last_review_on",
        ),
        "started_on",
        until="ended_on",
    ),
    "staffing": Table(
        StaffingWeek,
        (
            "week_commencing", "agency", "team", "role", "established_fte", "in_post_fte", "agency_fte", "absent_fte",
            "vacancies_fte",
        ),
        "week_commencing",
    ),
}  # fmt: skip
_NUMBERS = ("earlier_referrals", "earlier_plans")
_YES_OR_NO = ("conference_not_needed", "led_to_plan", "seen_alone")


def frame(table: str, *, area: Area, day: str, first: date, last: date) -> pd.DataFrame:
    """Living rows of the area whose day lies in the span, as plain columns; days and moments as pandas has them.

    Of a stock (a table with an end) every row begun by the last day and not ended before the first.
    """
    known = TABLES[table]
    rows = _rows(known, area)
    if known.until and day == known.day:
        begin, end = _bounds(day, first, last)
        rows = rows.filter(**{f"{day}__lte": end}).filter(
            Q(**{f"{known.until}__gte": begin}) | Q(**{f"{known.until}": None}) | Q(**{f"{day}__gte": begin})
        )
    else:
        rows = rows.filter(**_within(day, first, last))
    return typed(_copied(known.also(rows).values_list(*known.columns), known.columns))


def _copied(rows: QuerySet[Any], columns: tuple[str, ...]) -> pd.DataFrame:
    """The rows as text, by COPY: of a million rows several times faster than one Python object a cell."""
    statement, values = rows.query.sql_with_params()
    lines = io.BytesIO()
    with connection.cursor() as cursor:
        asked = cursor.mogrify(statement, values).decode()
        cursor.copy_expert(f"copy ({asked}) to stdout with (format csv)", lines)
    lines.seek(0)
    return pd.read_csv(lines, names=list(columns), dtype="str", keep_default_na=False)


def spans(table: str, *, area: Area, day: str) -> list[tuple[date, date]]:
    """The stretches of days that what was sent in covers, oldest first, those that touch made one.

    A file covers from the first day of its rows to its reference date, else to the last day it speaks of; a census from
    its year on. A stock is covered from the first end of a row on: who ended before is not in the file.
    """
    known = TABLES[table]
    if known.model is StaffingWeek:
        return _weeks_covered(area)
    begins = known.until or day
    covered = []
    for load in Load.objects.speaking().filter(area=area).only("kind", "reference_date", "period_to", "covers"):
        days = load.covers.get(known.model._meta.model_name)
        if days is None:
            continue
        last = load.reference_date or load.period_to or _last(days.get(day))
        first = date.fromisoformat(days[begins][0]) if begins in days else last
        if first and last and load.kind == load_kinds.CIN_CENSUS:
            first = max(first, counting.census_begin(last))
        if first and last and first <= last:
            covered.append((first, last))
    return counting.joined(covered)


def _weeks_covered(area: Area) -> list[tuple[date, date]]:
    """From the first week on; where a return tells it, from the begin of its month: a return tells of a month."""
    found = StaffingWeek.objects.of_area(area).aggregate(
        first=Min("week_commencing"),
        last=Max("week_commencing"),
        returned=Min("week_commencing", filter=Q(of_return__isnull=False)),
    )
    if found["first"] is None:
        return []
    first = min(found["first"], found["returned"].replace(day=1)) if found["returned"] else found["first"]
    return [(first, found["last"] + timedelta(days=6))]


def _last(days: list[str] | None) -> date | None:
    return date.fromisoformat(days[1]) if days else None


def days_touched(table: str, *, load: Load, day: str) -> tuple[date, date] | None:
    """First and last day of the rows a load brought, replaced or took away; None when it holds none of this table."""
    known = TABLES[table]
    if known.model is StaffingWeek:
        return None
    rows = known.model._default_manager.filter(Q(load=load) | Q(replaced_by=load))
    found = rows.aggregate(first=Min(day), last=Max(day))
    days = [each for each in (_as_day(found["first"]), _as_day(found["last"])) if each]
    if load.undone_at and load.period_from and load.period_to:
        days += [load.period_from, load.period_to]
    if not days:
        return None
    # What is yet to come has no period that is over.
    last = min(max(days), localdate(load.uploaded_at))
    return min([*days, last]), max(last, load.reference_date or last)


def _rows(known: Table, area: Area) -> Any:
    rows = known.model._default_manager.filter(area=area)
    return rows if known.model is StaffingWeek else rows.filter(living=True)


def _within(day: str, first: date, last: date) -> dict[str, Any]:
    return {f"{day}__range": _bounds(day, first, last)}


def _bounds(day: str, first: date, last: date) -> tuple[Any, Any]:
    """First and last of a span as the column holds them: days, or moments in London."""
    if not day.endswith("_at"):
        return first, last
    return datetime.combine(first, datetime.min.time(), tzinfo=LONDON), working_days.last_moment(last)


def _as_day(found: date | datetime | None) -> date | None:
    return found.astimezone(LONDON).date() if isinstance(found, datetime) else found


def typed(found: pd.DataFrame) -> pd.DataFrame:
    """Text as it is, days and moments as pandas has them, numbers as floats, yes and no as True, False and None."""
    for column in found.columns:
        filled = found[column].where(found[column] != "", None)
        if column.endswith("_at"):
            found[column] = pd.to_datetime(filled, utc=True, format="ISO8601")
        elif column.endswith(("_on", "_commencing")):
            found[column] = pd.to_datetime(filled, format="%Y-%m-%d")
        elif column.endswith("_fte") or column in _NUMBERS:
            found[column] = pd.to_numeric(filled).astype(float)
        elif column in _YES_OR_NO:
            found[column] = (
                filled.map({"t": True, "f": False, True: True, False: False}).astype(object).where(filled.notna(), None)
            )
    return found
