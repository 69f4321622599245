"""`oakshire`: builds Oakshire, the made-up county of the demonstration."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from office.models import Letter
from oscb_portal import tasks
from oscb_portal.oakshire import county, emptying, joiners
from oscb_portal.oakshire.cast import of_the_database
from partnership import birth
from partnership.refusals import Refusal


class Command(BaseCommand):
    """Builds the made-up county of the demonstration; the same seed gives the same county."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large, and what to do with what is there."""
        parser.add_argument("--scale", type=_scale, default=0.1, help="1 is a county of 3,000 people; default 0.1")
        there = parser.add_mutually_exclusive_group()
        there.add_argument("--fresh", action="store_true", help="empty the database first: everything in it is lost")
        there.add_argument("--if-empty", action="store_true", help="do nothing when there are people already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, or say why not."""
        if not settings.DEMO:
            raise CommandError(
                "Oakshire is built in mode demo only: its passwords are published and its people are made up. "
                "This portal runs in mode production."
            )
        try:
            birth.refuse_another_mode(settings.PORTAL_MODE)
        except Refusal as no:
            raise CommandError(no.sentence) from no
        if options["fresh"]:
            emptying.empty()
        elif county.is_there():
            if options["if_empty"]:
                return
            raise CommandError("There are people in this database already. --fresh empties it and builds anew.")
        with transaction.atomic():
            built = county.build(options["scale"], clock=timezone.now, say=self.stdout.write)
            joiners.ask(of_the_database().agencies, at=timezone.now())
            # What was told years ago is not sent anew.
            Letter.objects.all().delete()
            tasks.reindex()
        self.stdout.write(
            f"Oakshire: {built.agencies} agencies, {built.people:,} people, {built.enquiries:,} enquiries "
            f"from {built.first:%B %Y} to {built.last:%B %Y}."
        )


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.01 <= scale <= 2:
        raise ArgumentTypeError(f"--scale is a number from 0.01 to 2, such as 0.1 or 1, not {text!r}")
    return scale
