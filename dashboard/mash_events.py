"""Reads mash_events.csv: one row per child within an enquiry to the hub, with the times of its stages.

Pure. Original references leave this module only inside a Record.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from dashboard import cell_values, codes, localities
from dashboard.cell_values import AmbiguousMoment, Cell, MissingMoment
from dashboard.codes import Spellings
from dashboard.faults import Fault, FaultFound
from dashboard.file_reasons import CannotRead, Reason
from dashboard.records import Record, Taken, Unknown

TABLE = "enquiry"
AGENCIES = ("police", "health", "education", "probation", "housing")
ESSENTIAL = ("contact_ref", "child_ref", "received_at")
# In the order in which the steps of an enquiry follow each other; no time may lie before an earlier one.
STEPS = ("received_at", "screening_at", "decision_at", "strategy_at", "outcome_at")
# Columns of words and their code sets. Oxfordshire's scheme of ratings: red 4 hours, amber 1 working day, green 3
# (handbook 4).
WORDS = {
    "channel": "channel",
    "concern_category": "concern_category",
    "decision": "decision",
    "initial_rating": "rating",
    "final_rating": "rating",
}
OPTIONAL = ("household_ref", "final_rating", "screening_at", "strategy_at", "outcome_at", "urgent_flag")
REQUIRED = ("channel", "source_code", "concern_category", "initial_rating")
LOCALITY = "locality"
CHECKS = tuple(f"checks_{what}_at_{agency}" for agency in AGENCIES for what in ("requested", "returned"))
COLUMNS = (*ESSENTIAL, *REQUIRED, *OPTIONAL, "decision_at", "decision", *CHECKS)
# All of them as an empty file to fill has them, in the order in which an enquiry goes its way.
IN_ORDER = (
    "contact_ref", "child_ref", "household_ref", LOCALITY, "received_at", "channel", "source_code", "concern_category",
    "initial_rating", "screening_at", *CHECKS, "decision_at", "decision", "final_rating", "urgent_flag", "strategy_at",
    "outcome_at",
)  # fmt: skip


class EventsReader:
    """Takes the rows of the file in order, the headers first."""

    def __init__(self, *, today: dt.date, own: Spellings = codes.NONE, area: str = "") -> None:
        self.today = today
        self.own = own
        self.rows = 0
        # The set of the area's localities; empty where none are agreed, and then the column is not known either.
        found = localities.code_set(area)
        self.localities = found if codes.has(found) else ""
        self._headers: list[str] | None = None

    def take(self, number: int, cells: Sequence[Cell]) -> Taken:
        """The record of a row and its faults; raises CannotRead when the first row lacks what is essential."""
        if all(cell_values.is_blank(cell) for cell in cells):
            return Taken()
        if self._headers is None:
            return Taken(faults=self._take_headers(number, cells))
        self.rows += 1
        return _RowOfEvents(number, dict(zip(self._headers, cells, strict=False)), self).read(
            too_long=len(cells) > len(self._headers)
        )

    def finish(self) -> list[FaultFound]:
        """The fault of a file that has headers only."""
        return [] if self.rows else [FaultFound(Fault.EMPTY_FILE)]

    def _take_headers(self, number: int, cells: Sequence[Cell]) -> list[FaultFound]:
        headers = [cell_values.word(cell).replace(" ", "_") for cell in cells]
        if not set(ESSENTIAL) <= set(headers):
            raise CannotRead(Reason.NO_MASH_COLUMNS)
        self._headers = headers
        missing = [name for name in (*REQUIRED, "decision_at", "decision") if name not in headers]
        known = {*COLUMNS, LOCALITY, ""} if self.localities else {*COLUMNS, ""}
        extra = sorted(set(headers) - known)
        return [FaultFound(Fault.MISSING_COLUMN, row=number, column=name) for name in missing] + [
            FaultFound(Fault.EXTRA_COLUMN, row=number, column=name[:60]) for name in extra
        ]


class _RowOfEvents:
    """One row while it is being read: its cells by name and the faults found so far."""

    def __init__(self, number: int, cells: dict[str, Cell], reader: EventsReader) -> None:
        self.number = number
        self.cells = cells
        self.reader = reader
        self.faults: list[FaultFound] = []
        self.unknown: list[tuple[str, codes.UnknownValue]] = []

    def read(self, *, too_long: bool) -> Taken:
        if too_long:
            self.fault(Fault.ROW_TOO_LONG, "", refused=True)
            return Taken(faults=self.faults, refused=True)
        contact, child = (self.reference(name, essential=True) for name in ("contact_ref", "child_ref"))
        times = self.times()
        received_at = times["received_at"]
        if received_at is not None and self.is_to_come(received_at):
            self.fault(Fault.IN_FUTURE, "received_at")
        if received_at is None or any(fault.row_refused for fault in self.faults):
            return Taken(faults=self.faults, refused=True)
        household = self.reference("household_ref")
        values = {**self.words(), **times, "urgent": self.urgent()}
        self.pair_decision(values)
        record = Record(
            table=TABLE,
            sheet="",
            row=self.number,
            child=child,
            key=(contact, child),
            values=values,
            references={"contact_key": ("contact", contact), "household_key": ("household", household)},
            agency_checks=self.agency_checks(received_at),
        )
        told = [Unknown(each.code_set, column, each.written, child) for column, each in self.unknown]
        return Taken(record, self.faults, unknown=told)

    def fault(self, fault: Fault, column: str, *, refused: bool = False) -> None:
        about = cell_values.value_class(self.cells.get(column)) if column else ""
        self.faults.append(FaultFound(fault, "", self.number, column, about, refused))

    def reference(self, name: str, *, essential: bool = False) -> str:
        cell = self.cells.get(name)
        if cell_values.is_blank(cell):
            if essential:
                self.fault(Fault.BLANK, name, refused=True)
            return ""
        try:
            return cell_values.reference(cell)
        except ValueError:
            self.fault(Fault.REFERENCE_TOO_LONG, name, refused=essential)
            return ""

    def moment(self, name: str, *, essential: bool = False) -> dt.datetime | None:
        """The moment in a column; what cannot be read, or could be either of two, is left out and told."""
        try:
            found = cell_values.moment(self.cells.get(name))
        except AmbiguousMoment:
            self.fault(Fault.HOUR_OCCURS_TWICE, name, refused=essential)
        except MissingMoment:
            self.fault(Fault.HOUR_SKIPPED, name, refused=essential)
        except ValueError:
            self.fault(Fault.NOT_A_MOMENT, name, refused=essential)
        else:
            if found is None and essential:
                self.fault(Fault.BLANK, name, refused=True)
            return found
        return None

    def times(self) -> dict[str, dt.datetime | None]:
        """The steps of the enquiry; a time before an earlier step is left out."""
        found: dict[str, dt.datetime | None] = {}
        latest: dt.datetime | None = None
        for name in STEPS:
            time = self.moment(name, essential=name == "received_at")
            if time is not None and latest is not None and time < latest:
                self.fault(Fault.TIMES_BACKWARDS, name)
                time = None
            elif time is not None and name != "received_at" and self.is_to_come(time):
                self.fault(Fault.IN_FUTURE, name)
                time = None
            found[name], latest = time, time or latest
        return found

    def is_to_come(self, time: dt.datetime) -> bool:
        """Whether a time lies after the day of the upload."""
        return time.astimezone(cell_values.LONDON).date() > self.reader.today

    def words(self) -> dict[str, str]:
        """The coded columns: channel, concern and decision, ratings, source, locality."""
        found = {name: self.meaning(name, code_set).code for name, code_set in WORDS.items()}
        source = self.meaning("source_code", "source")
        found |= {"source_code": source.code, "source_group": source.group}
        if self.reader.localities:
            found[LOCALITY] = self.meaning(LOCALITY, self.reader.localities).code
        return found

    def filled(self, name: str) -> bool:
        """Whether something stands in the column; a blank where there must be something is told."""
        blank = cell_values.is_blank(self.cells.get(name))
        if blank and name in REQUIRED and name in self.cells:
            self.fault(Fault.BLANK, name)
        return not blank

    def meaning(self, name: str, code_set: str) -> codes.Meaning:
        """What the word in a column means; one that is not known is left out and told."""
        if not self.filled(name):
            return codes.Meaning("")
        cell = self.cells[name]
        try:
            # Blanks or underscores: systems write both.
            return codes.meaning(cell_values.word(cell).replace("_", " "), code_set=code_set, own=self.reader.own)
        except codes.UnknownValue as unknown:
            self.fault(Fault.UNKNOWN_VALUE, name)
            self.unknown.append((name, unknown))
            return codes.Meaning("")

    def urgent(self) -> bool:
        return self.filled("urgent_flag") and self.meaning("urgent_flag", "yes_no").code == "Y"

    def pair_decision(self, values: dict[str, Any]) -> None:
        """A decision and its time belong together; the decision alone is kept, a time alone is not."""
        if values["decision"] and values["decision_at"] is None and cell_values.is_blank(self.cells.get("decision_at")):
            self.fault(Fault.DECISION_WITHOUT_TIME, "decision_at")
        if values["decision_at"] is not None and not values["decision"]:
            self.fault(Fault.TIME_WITHOUT_DECISION, "decision")
            values["decision_at"] = None

    def agency_checks(self, received_at: dt.datetime) -> tuple[dict[str, Any], ...]:
        """What was asked of each agency and when it answered; an answer before its request is left out."""
        found = []
        for agency in AGENCIES:
            requested = self.moment(f"checks_requested_at_{agency}")
            returned = self.moment(f"checks_returned_at_{agency}")
            if requested is not None and requested < received_at:
                self.fault(Fault.TIMES_BACKWARDS, f"checks_requested_at_{agency}")
                continue
            if requested is None:
                if returned is not None:
                    self.fault(Fault.AGENCY_CHECK_WITHOUT_REQUEST, f"checks_returned_at_{agency}")
                continue
            if returned is not None and returned < requested:
                self.fault(Fault.TIMES_BACKWARDS, f"checks_returned_at_{agency}")
                returned = None
            found.append({"agency_kind": agency, "requested_at": requested, "returned_at": returned})
        return tuple(found)
