"""`migrate`, as the owner of the tables when there is one, and the database remembers the mode it was born in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import DatabaseError

from partnership import birth
from partnership.refusals import Refusal


class Command(DjangoMigrate):
    """Django's migrate with another default for --database."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The web's role may not alter tables, so the owner does it."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner" if "owner" in settings.DATABASES else "default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, unless the database was born in another mode, then note the mode once."""
        try:
            birth.refuse_another_mode(settings.PORTAL_MODE)
        except Refusal as no:
            raise CommandError(no.sentence) from no
        except DatabaseError:
            pass  # the database is new: nobody was born in it
        super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            birth.remember(settings.PORTAL_MODE)
