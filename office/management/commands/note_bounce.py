"""Reads a mail that came back from standard input and notes it at its letter; the mail server pipes such mails here."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from office import bounces, letters
from partnership.refusals import Refusal


class Command(BaseCommand):
    """manage.py note_bounce < mail"""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bounce = bounces.read(sys.stdin.buffer.read())
            letter = letters.note_bounce(message_id=bounce.message_id, why=bounce.why)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Noted that letter {letter.pk} came back.")
