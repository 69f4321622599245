"""A mash_events.csv and a staffing_return.csv of the made-up county, with dirt."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import localities
from dashboard.mash_events import AGENCIES
from oscb_portal.oakshire import dirt
from oscb_portal.oakshire.annex_a_file import FIRST_CHILD
from oscb_portal.oakshire.demand import Demand
from oscb_portal.oakshire.dice import dice
from oscb_portal.oakshire.dirt import Flaw, Planted, Row, filled, put

TIMES = ("received_at", "screening_at", "decision_at", "strategy_at", "outcome_at")
WORDS = ("channel", "source_code", "concern_category", "initial_rating", "final_rating", "decision")
STAFFING_COLUMNS = (
    "agency", "team", "role", "week_commencing", "established_fte", "in_post_fte", "agency_fte", "absent_fte",
    "available_hours", "vacancies_fte", "note",
)  # fmt: skip
SPARE = "case_system_note"


def fill_events(demand: Demand, rows: pd.DataFrame, *, area: str) -> Planted:
    """The enquiries as a hub would export them."""
    names = localities.of_area(area)
    table = {
        "contact_ref": [f"OAKFILE-E{number}" for number in rows["contact"]],
        "child_ref": [str(FIRST_CHILD + number) for number in rows["child"]],
        "household_ref": [f"OAKFILE-H{number}" for number in rows["household"]],
        **{name: [_offset(moment) for moment in rows[name]] for name in TIMES},
        **{name: [word.replace("_", " ") for word in rows[name]] for name in WORDS},
        "locality": [names.get(code, "") for code in rows["locality"]],
        "urgent_flag": ["true" if urgent else "false" for urgent in rows["urgent"]],
        **_checks(demand, rows),
        # A column of the case system that the portal does not know.
        SPARE: [""] * len(rows),
    }
    cells = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    planted = dirt.plant(dice("event file"), cells, _flaws_of_events())
    planted.faults["extra_column"] = 1
    return planted


def _checks(demand: Demand, rows: pd.DataFrame) -> dict[str, list[str]]:
    found = {}
    for agency in AGENCIES:
        of_agency = demand.checks[demand.checks["agency_kind"] == agency].set_index("enquiry").reindex(rows.index)
        for name in ("requested", "returned"):
            found[f"checks_{name}_at_{agency}"] = [_offset(moment) for moment in of_agency[f"{name}_at"]]
    return found


def _offset(moment: Any) -> str:
    """ISO 8601 with the offset of London at that moment; blank for none."""
    return "" if pd.isna(moment) else str(moment.tz_localize("UTC").tz_convert("Europe/London").isoformat())


def _flaws_of_events() -> list[Flaw]:
    request, answer = "checks_requested_at_police", "checks_returned_at_police"
    decided = filled("decision_at", "decision")
    return [
        Flaw("blank", put("channel", "")),
        Flaw("unknown_value", put("locality", "12 Mill Lane")),
        Flaw("blank", put("child_ref", ""), refused=True),
        Flaw("unknown_value", put("concern_category", "worry")),
        Flaw("not_a_moment", put("received_at", "yesterday"), refused=True),
        Flaw("hour_occurs_twice", put("received_at", "2025-10-26T01:30:00"), refused=True),
        Flaw("hour_skipped", put("received_at", "2026-03-29T01:30:00"), refused=True),
        Flaw("times_backwards", put("decision_at", "2020-01-06T09:00:00+00:00"), decided),
        Flaw("decision_without_time", put("decision_at", ""), decided),
        Flaw("time_without_decision", put("decision", ""), decided),
        Flaw("agency_check_without_request", put(request, ""), filled(request, answer)),
        Flaw("locality blank", put("locality", ""), understood=True),
        Flaw("locality in capitals", dirt.change("locality", str.upper), understood=True),
        Flaw("household blank", put("household_ref", ""), understood=True),
        Flaw("word in capitals", dirt.change("initial_rating", str.upper), understood=True),
        Flaw("underscore for blank", dirt.change("channel", lambda word: word.replace(" ", "_")), understood=True),
    ]


def fill_staffing(rows: pd.DataFrame) -> Planted:
    """The staffing returns as agencies would send them."""
    cells = [
        {name: row.get(name, "") for name in STAFFING_COLUMNS} | {"week_commencing": row["week_commencing"].isoformat()}
        for row in rows.to_dict("records")
    ]
    return dirt.plant(dice("staffing file"), cells, _flaws_of_staffing())


def _flaws_of_staffing() -> list[Flaw]:
    return [
        Flaw("blank", put("agency", ""), refused=True),
        Flaw("not_a_monday", dirt.change("week_commencing", _next_day), refused=True),
        Flaw("not_a_number", put("in_post_fte", "n/a"), refused=True),
        Flaw("negative", put("absent_fte", "-1"), refused=True),
        Flaw("above_100", put("established_fte", "140"), refused=True),
        Flaw("date as text", dirt.change("week_commencing", _as_text), understood=True),
    ]


def _next_day(monday: str) -> str:
    return (date.fromisoformat(monday) + timedelta(days=1)).isoformat()


def _as_text(monday: str) -> str:
    return f"{date.fromisoformat(monday):%d/%m/%Y}"


def write(rows: list[Row], path: Path) -> None:
    """Write the rows as UTF-8 with a byte order mark, as spreadsheets do."""
    with path.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
