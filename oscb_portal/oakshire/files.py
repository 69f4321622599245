"""Made-up files to send in, of any size: an Annex A workbook, mash_events.csv, staffing_return.csv and a manifest.

manifest.json says for each list how many rows were written, how many of them must be refused, how many faults of
which kind were planted, and how many oddities must be understood; so a reader can be compared with it exactly.
"""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from oscb_portal.oakshire import annex_a_file, casework, demand, event_file, staffing
from oscb_portal.oakshire.county import AREA
from oscb_portal.oakshire.demand import ENQUIRIES_A_YEAR, Demand

WORKBOOK, EVENTS, STAFFING, MANIFEST = "annex_a.xlsx", "mash_events.csv", "staffing_return.csv", "manifest.json"
# The official window of Annex A; earlier months only so that cases and plans are open when it begins.
WINDOW_MONTHS, RUN_IN_MONTHS = 6, 24
# Teams so small that no honest figure passes 100 full-time posts; five years at most.
STAFFING_SCALE, STAFFING_YEARS = 0.2, 5


def write(folder: Path, *, rows: int, last: date) -> dict[str, Any]:
    """Write the files, `rows` contacts and enquiries ending with the last day, and return the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    came, enquiries = _enough(rows, last)
    first = enquiries["day"].min().date()
    followed = casework.follow(came, first, last)
    followed = replace(followed, contacts=followed.contacts.tail(rows).reset_index(drop=True))
    sheets = annex_a_file.fill(followed, came.children)
    events = event_file.fill_events(came, enquiries, area=AREA)
    weeks = staffing.weeks(STAFFING_SCALE, date(last.year - STAFFING_YEARS, last.month, 1), last).tail(rows)
    returns = event_file.fill_staffing(weeks)
    annex_a_file.write(sheets, folder / WORKBOOK)
    event_file.write(events.rows, folder / EVENTS)
    event_file.write(returns.rows, folder / STAFFING)
    manifest = {
        "reference_date": last.isoformat(),
        WORKBOOK: {sheet: planted.told for sheet, planted in sheets.items()},
        EVENTS: events.told,
        STAFFING: returns.told,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def _enough(rows: int, last: date) -> tuple[Demand, pd.DataFrame]:
    """Demand with at least so many enquiries about different children and days, and the latest `rows` of them."""
    scale = max(0.02, 1.1 * rows / ENQUIRIES_A_YEAR * 12 / WINDOW_MONTHS)
    start = (pd.Timestamp(last) + pd.Timedelta(1, "D") - pd.DateOffset(months=WINDOW_MONTHS)).date()
    run_in = (pd.Timestamp(start) - pd.DateOffset(months=RUN_IN_MONTHS)).date()
    while True:
        came = demand.come_in(scale, run_in, last)
        window = came.enquiries[came.enquiries["day"] >= pd.Timestamp(start)]
        different = window.drop_duplicates(["child", "day", "source_code"])
        if len(different) >= rows:
            return came, different.tail(rows)
        scale *= 1.3
