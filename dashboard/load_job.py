"""The long work on a load: opens the upload, reads it row by row, keeps what is sound and tells what is not.

Begun anew after a worker's death it ends with the same rows; two workers never read one load at a time.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localdate

from dashboard import loads, local_counts, raw_uploads, safe_reading, spellings
from dashboard.cell_values import word
from dashboard.cin_census import Header
from dashboard.faults import WORDS, Fault, FaultFound
from dashboard.file_reasons import CannotRead, Reason
from dashboard.file_rows import FileRows
from dashboard.models import Area, Load, LoadFault
from dashboard.records import Taken
from dashboard.staging import Keeper
from dashboard.unknown_values import Gathering
from office import evidence

# What a page can list usefully; above it the number stays exact, the list does not grow.
MOST_FAULTS_LISTED = 20_000
# After so many rows what was taken is written, with a sign of life.
ROWS_AT_ONCE = 5_000
_LOCK = 0x10AD
Clock = Callable[[], datetime]


def read(load_id: int, *, clock: Clock) -> Load | None:
    """Read a load that waits or whose worker died; returns it when its rows are kept, else None.

    `clock` gives the present moment for the signs of life the work leaves on its way.
    """
    with _alone(load_id) as alone:
        load = Load.objects.select_related("area", "agency").get(pk=load_id)
        if not alone or not load.is_under_way:
            return None
        if load.kept_at is not None:
            return load
        try:
            loads.begin(load, at=clock())
            _scan(load)
            reading = Reading(load, clock)
            reading.run()
        except CannotRead as refused:
            loads.fail(load, sentence=loads.sentence_for(refused), at=clock())
            return None
        except (loads.GaveUp, FileNotFoundError, raw_uploads.Tampered):
            loads.fail(load, sentence=loads.GAVE_UP, at=clock())
            return None
        loads.keep_rows(load, keeper=reading.keeper, counts=reading.counts(), at=clock())
        return load


def _scan(load: Load) -> None:
    """Turn away what the scanner finds something in; when it does not answer, ScannerAway: tried again later."""
    if settings.CLAMD_SOCKET:
        content = b"".join(raw_uploads.pieces(load.raw_name, bytes(load.raw_key or b"")))
        if not evidence.is_clean(content, socket_path=settings.CLAMD_SOCKET):
            raise CannotRead(Reason.INFECTED)


@contextmanager
def _alone(load_id: int) -> Iterator[bool]:
    """Whether nobody else works on the load; PostgreSQL frees the lock by itself when a worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK, load_id])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCK, load_id])


class Reading:
    """One reading of one load: what the reading process says becomes records, faults and counts."""

    def __init__(self, load: Load, clock: Clock) -> None:
        self.load = load
        self.clock = clock
        self.today: date = localdate(load.uploaded_at)
        self.keeper = Keeper(load, settings.HASH_KEY.encode())
        self.faults: list[FaultFound] = []
        self.faults_total = 0
        self.rows_done = self.rows_total = self._stored = 0
        self._ended = False
        self.read: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._own = spellings.in_force()
        self._unknown = Gathering()

    def run(self) -> None:
        """Read all; raises CannotRead when the file as a whole cannot be read."""
        upload = raw_uploads.pieces(self.load.raw_name, bytes(self.load.raw_key or b""))
        messages = safe_reading.messages(self.load.kind, upload, size=self.load.size)
        found = self._counts(messages) if self.load.kind == Load.Kind.COUNTS else self._rows(messages)
        self._store()
        self._drop_repeated()
        self._tell_far_away()
        self.faults += found
        self._ended = True
        self._store()
        spellings.note(self.load, self._unknown.to_be_said(self._own))

    def _rows(self, messages: Iterator[dict[str, Any]]) -> list[FaultFound]:
        """Rows become records that lie ready; gives the faults of the file as a whole."""
        rows = FileRows(self.load.kind, today=self.today, own=self._own, area=self.load.area.code)
        for message in messages:
            for taken, table, count in rows.take(message):
                self._keep(taken, table, count)
            if "header" in message and rows.header:
                self._check_header(rows.header)
            self._on(rows.done, rows.expected)
        self._check_authorities(rows.authorities)
        Load.objects.filter(pk=self.load.pk).update(passed_over=rows.passed_over)
        return rows.finish()

    def _counts(self, messages: Iterator[dict[str, Any]]) -> list[FaultFound]:
        """Figures that were counted elsewhere are kept as they are; gives the faults of the file as a whole."""
        for message in messages:
            self.rows_total += message.get("more", 0)
            if "told" in message:
                local_counts.check(message["told"], area=self.load.area, on=self.today)
                self._as_at(message["told"]["reference_date"])
            if "figures" in message:
                self.faults += local_counts.take(self.load, message["figures"], first=message["first"])
                self._on(self.rows_done + len(message["figures"]), self.rows_total)
        return [] if self.rows_done else [FaultFound(Fault.EMPTY_FILE)]

    def _on(self, done: int, expected: int) -> None:
        self.rows_done, self.rows_total = done, expected
        if done - self._stored >= ROWS_AT_ONCE:
            self._store()

    def _drop_repeated(self) -> None:
        """A row that says what an earlier one of the file is about is told and counted once."""
        room = max(0, MOST_FAULTS_LISTED - self.faults_total)
        dropped, faults = self.keeper.repeated(at_most=room)
        self.faults += faults
        self.faults_total += dropped.total() - len(faults)
        self.refused += dropped

    def _tell_far_away(self) -> None:
        """A date with a mistyped year makes no figure, and must not do so in silence; a census tells of open cases."""
        if self.load.kind == Load.Kind.CIN_CENSUS:
            return
        total, faults = self.keeper.far_away(at_most=max(0, MOST_FAULTS_LISTED - self.faults_total))
        self.faults += faults
        self.faults_total += total - len(faults)

    def counts(self) -> dict[str, dict[str, int]]:
        """Per table: rows read and refused; what became of the others is known when they speak."""
        if self.load.kind == Load.Kind.COUNTS:
            return self.load.counts
        return {
            table: {"read": read, "refused": self.refused[table], "kept": 0, "unchanged": 0, "replaced": 0}
            for table, read in self.read.items()
        }

    def _check_header(self, header: Header) -> None:
        if header.authority != self.load.area.authority_number:
            raise CannotRead(Reason.ANOTHER_AUTHORITY)
        if header.reference_date:
            self._as_at(header.reference_date.isoformat())

    def _check_authorities(self, told: set[str]) -> None:
        """A file whose column of authorities names another one that is known here, and not this one, is not for it."""
        if not told:
            return
        names = {
            area.pk: {word(each) for each in (area.name, area.code, area.authority_number) if each}
            for area in Area.objects.for_loads()
        }
        own = names.pop(self.load.area_id, set())
        if not told & own and any(told & others for others in names.values()):
            raise CannotRead(Reason.ANOTHER_AUTHORITY)

    def _as_at(self, day: str) -> None:
        """The file itself says as at which day it was made."""
        if day and not self.load.reference_date:
            Load.objects.filter(pk=self.load.pk).update(reference_date=date.fromisoformat(day))

    def _keep(self, taken: Taken, table: str, rows: int) -> None:
        self.faults += taken.faults
        self._unknown.take(taken.unknown)
        if table:
            self.read[table] += rows
            self.refused[table] += taken.refused
        if taken.record:
            self.keeper.take(taken.record)

    def _store(self) -> None:
        """Store what was taken since the last time, with a sign of life, in one transaction."""
        with transaction.atomic():
            self.keeper.flush()
            room = max(0, MOST_FAULTS_LISTED - self.faults_total)
            loads.note_faults(self.load, [_row_of(self.load, found) for found in self.faults[:room]])
            self.faults_total += len(self.faults)
            self.faults = []
            self._stored = self.rows_done
            Load.objects.filter(pk=self.load.pk).update(
                stage="Reading the rows",
                rows_done=self.rows_done,
                rows_total=self.rows_done if self._ended else max(self.rows_total, self.rows_done),
                faults_total=self.faults_total,
                beat_at=self.clock(),
            )


def _row_of(load: Load, found: FaultFound) -> LoadFault:
    words = WORDS[found.fault]
    return LoadFault(
        load=load,
        sheet=found.sheet[:60],
        row=found.row,
        column=found.column[:120],
        kind=found.fault,
        value_class=found.value_class,
        sentence=words.sentence,
        remedy=words.remedy,
        row_refused=found.row_refused,
    )
