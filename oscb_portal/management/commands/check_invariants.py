"""`check_invariants`: scans the data of all rooms for what must never be, prints each, and exits 1 if there is any."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from oscb_portal import rooms


class Command(BaseCommand):
    """Scans the data for what must never be; each room brings what it knows in its invariants.py."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each sentence."""
        found = 0
        for sentence in rooms.broken():
            self.stdout.write(sentence)
            found += 1
        self.stdout.write(f"{found} broken." if found else "Nothing is broken.")
        if found:
            sys.exit(1)
