"""Makes records and faults of what the reading process says of a file, whichever kind it is. Pure.

The same on the portal (dashboard/load_job.py) and on a council's own machine (dashboard/local_counting.py).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from dashboard import annex_a, cin_census, codes
from dashboard.annex_a_rows import SheetReader
from dashboard.codes import Spellings
from dashboard.faults import Fault, FaultFound
from dashboard.file_reasons import CannotRead, Reason
from dashboard.mash_events import EventsReader
from dashboard.records import Taken

# What came of a row, the table it belongs to ("" when unknown), and whether it counts as a row read.
Row = tuple[Taken, str, int]


class FileRows:
    """Takes the messages of one file in order."""

    def __init__(self, kind: str, *, today: dt.date, own: Spellings = codes.NONE, area: str = "") -> None:
        self.today = today
        self.own = own
        self.done = self.expected = 0
        self.header: cin_census.Header | None = None
        self._kind = kind
        self._cut: list[FaultFound] = []
        self._sheets: dict[str, SheetReader] = {}
        self._events = EventsReader(today=today, own=own, area=area)
        self._take = {"annex_a": self._annex_a, "cin_census": self._census, "mash_events": self._hub}[kind]

    def take(self, message: dict[str, Any]) -> Iterator[Row]:
        """The rows of one message."""
        self.expected += message.get("more", 0)
        if "header" in message:
            self.header = cin_census.read_header(message["header"])
        if "cut" in message:
            self._cut = [FaultFound(Fault.CUT_OFF, row=message["cut"], row_refused=True)]
        yield from self._take(message)

    @property
    def authorities(self) -> set[str]:
        """What the sheets say in a column of authorities, in small letters; most have none."""
        return {each for sheet in self._sheets.values() for each in sheet.authorities}

    @property
    def passed_over(self) -> list[int]:
        """Numbers of the lists of Annex A that were seen although no measure is counted from them."""
        found = {annex_a.number_of_sheet(name) for name in self._sheets}
        return sorted(number for number in found if number in annex_a.NOT_COUNTED)

    def finish(self) -> list[FaultFound]:
        """The faults of the file as a whole; raises CannotRead when it held no list of Annex A."""
        return self._finish() + self._cut

    def _finish(self) -> list[FaultFound]:
        if self._kind == "mash_events":
            return self._events.finish()
        if self._kind == "cin_census":
            return []
        faults = [fault for sheet in self._sheets.values() for fault in sheet.finish()]
        seen = {sheet.list_of.number for sheet in self._sheets.values() if sheet.list_of}
        if not seen:
            # A CSV file is a sheet without a name.
            raise CannotRead(Reason.NO_LIST_IN_CSV if "" in self._sheets else Reason.NO_LISTS)
        # One list may come as a file of its own; then nobody misses the others.
        return faults if list(self._sheets) == [""] else faults + annex_a.missing_lists(seen)

    def _annex_a(self, message: dict[str, Any]) -> Iterator[Row]:
        if "sheet" not in message:
            return
        sheet = self._sheets.get(message["sheet"])
        if sheet is None:
            sheet = self._sheets[message["sheet"]] = SheetReader(message["sheet"], today=self.today, own=self.own)
        for number, cells in enumerate(message["rows"], start=message["first"]):
            before = sheet.rows
            taken = sheet.take(number, cells)
            yield taken, sheet.list_of.table if sheet.list_of else "", sheet.rows - before
        self.done += len(message["rows"])

    def _hub(self, message: dict[str, Any]) -> Iterator[Row]:
        for number, cells in enumerate(message.get("rows", []), start=message.get("first", 1)):
            before = self._events.rows
            taken = self._events.take(number, cells)
            yield taken, "enquiry", self._events.rows - before
        self.done += len(message.get("rows", []))

    def _census(self, message: dict[str, Any]) -> Iterator[Row]:
        for child in message.get("children", []):
            for taken in cin_census.ChildReader(child, self.today, self.own).read():
                table = taken.record.table if taken.record else taken.table
                yield taken, table, 1 if table else 0
        self.done += len(message.get("children", []))
