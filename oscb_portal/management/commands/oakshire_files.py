"""`oakshire_files`: writes made-up files to send in, with realistic dirt in known numbers."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oscb_portal.oakshire import files


class Command(BaseCommand):
    """Writes an Annex A workbook, mash_events.csv, staffing_return.csv and manifest.json into a folder."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where, and how large."""
        parser.add_argument("folder", type=Path, help="made when it is not there")
        parser.add_argument("--rows", type=_rows, default=500, help="contacts and enquiries; default 500")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them and say what was planted."""
        last = timezone.localdate().replace(day=1) - timedelta(days=1)
        try:
            manifest = files.write(options["folder"], rows=options["rows"], last=last)
        except OSError as no:
            raise CommandError(f"The files cannot be written to {options['folder']}: {no.strerror}.") from no
        for name, told in [
            *manifest[files.WORKBOOK].items(),
            *(_file(manifest, n) for n in (files.EVENTS, files.STAFFING)),
        ]:
            faults = ", ".join(f"{kind} {count}" for kind, count in told["faults"].items())
            self.stdout.write(
                f"{name}: {told['rows']:,} rows, {told['refused']} to be refused; {faults or 'no faults'}"
            )
        self.stdout.write(f"Reference date {manifest['reference_date']}; {files.MANIFEST} has all of it.")


def _file(manifest: dict[str, Any], name: str) -> tuple[str, dict[str, Any]]:
    return name, manifest[name]


def _rows(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 500_000:
        raise ArgumentTypeError(f"--rows is a whole number from 1 to 500,000, not {text!r}")
    return int(text)
