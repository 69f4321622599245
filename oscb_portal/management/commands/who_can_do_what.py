"""`who_can_do_what`: prints the policy of roles.py into docs/who-can-do-what.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from partnership.who_can_do_what import words


class Command(BaseCommand):
    """Prints the policy of roles.py into docs/who-can-do-what.md."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the document anew."""
        (settings.BASE_DIR / "docs" / "who-can-do-what.md").write_text(words(), encoding="utf-8")
        self.stdout.write("docs/who-can-do-what.md says what roles.py says.")
