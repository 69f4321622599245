"""`migrate`, as the owner of the tables when there is one, and the database remembers the mode it was born in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.commands.migrate import Command as DjangoMigrate

from partnership import birth


class Command(DjangoMigrate):
    """Django's migrate with another default for --database."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The web's role may not alter tables, so the owner does it."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner" if "owner" in settings.DATABASES else "default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then note the mode once."""
        super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            birth.remember(settings.PORTAL_MODE)
