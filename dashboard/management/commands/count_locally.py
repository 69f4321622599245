"""`count_locally`: counts files on the council's own machine and writes a file of figures only, for the portal."""

import csv
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboard import count_files, local_counting
from dashboard.faults import WORDS, FaultFound
from dashboard.file_reasons import SENTENCES, CannotRead
from dashboard.loads import LARGEST
from office import rules


class Command(BaseCommand):
    """Counts case-level files here and writes figures without small numbers. Asks no database and no network."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which files, of where, as at which day."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Annex A, census or mash_events.csv")
        parser.add_argument("--area", required=True, help="code of the area, such as E10000025")
        parser.add_argument("--reference-date", type=date.fromisoformat, help="as at which day, such as 2026-10-31")
        parser.add_argument("--out", type=Path, default=Path("counts.json"), help="where to write; default counts.json")
        parser.add_argument("--faults", type=Path, help="where to write the faults found, which stay with you (CSV)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, count, hide, write; or say what is wrong, and write nothing."""
        files = local_counting.Files(options["area"])
        faults: list[tuple[str, FaultFound]] = []
        for path in options["files"]:
            self._read(files, path, options["reference_date"])
            faults += [(path.name, fault) for fault in files.faults[len(faults) :]]
        threshold = int(rules.DECLARED["data.largest_hidden"].default)
        figures = local_counting.figures(files, clocks=local_counting.shipped_clocks(), threshold=threshold)
        if not figures:
            raise CommandError("The files cover no whole period of any measure, so there is nothing to write.")
        told = local_counting.told(files, threshold=threshold)
        try:
            options["out"].write_text(count_files.write(told, figures), encoding="utf-8")
            if options["faults"]:
                self._write_faults(faults, options["faults"])
        except OSError as no:
            raise CommandError(f"The file cannot be written: {no.strerror}.") from no
        hidden = sum(figure.hidden for figure in figures)
        codes = {figure.code for figure in figures}
        self.stdout.write(
            f"{files.read.total():,} rows read, {len(files.faults):,} faults; {len(figures):,} figures of {len(codes)} "
            f"measures written to {options['out']}, {hidden:,} of them hidden."
        )

    def _read(self, files: local_counting.Files, path: Path, reference_date: date | None) -> None:
        try:
            if path.stat().st_size > LARGEST:
                raise CommandError(f"{path}: {SENTENCES['too_large']}")
            files.take(path.read_bytes(), today=timezone.localdate(), reference_date=reference_date)
        except OSError as no:
            raise CommandError(f"{path} cannot be read: {no.strerror}.") from no
        except CannotRead as refused:
            raise CommandError(f"{path}: {SENTENCES[refused.reason]}") from refused

    def _write_faults(self, faults: list[tuple[str, FaultFound]], path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as lines:
            table = csv.writer(lines)
            table.writerow(["File", "Sheet", "Row", "Column", "What is wrong", "Stands there", "What to do"])
            for name, found in faults:
                words = WORDS[found.fault]
                place = [name, found.sheet, found.row or "", found.column]
                table.writerow([*place, words.sentence, found.value_class, words.remedy])
