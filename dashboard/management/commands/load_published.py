"""`load_published`: takes published figures in from a folder of files; without one, from the files we ship."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboard import published
from dashboard.definitions import FaultyDefinition
from partnership.refusals import Refusal


class Command(BaseCommand):
    """Published figures become readings; running it again changes nothing."""

    help = "Takes published figures of the DfE, ONS and NHS England in as readings with their source."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument(
            "folder", nargs="?", type=Path, default=published.FOLDER, help="where the published files lie"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them in and say what came of it."""
        try:
            done = published.take_in(options["folder"], at=timezone.now())
        except (Refusal, FaultyDefinition) as no:
            raise CommandError(str(no)) from no
        self.stdout.write(
            f"{done.readings:,} figures of {done.measures} measures and {done.areas} areas are in; "
            f"{done.changed:,} of them are new or different."
        )
