"""`migrate`, as the owner of the tables when there is one, and the database remembers the mode it was born in."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import DatabaseError
from django.db.migrations.state import ModelState, ProjectState

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
        with _each_model_drawn_once():
            super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            birth.remember(settings.PORTAL_MODE)


@contextmanager
def _each_model_drawn_once() -> Iterator[None]:
    """Let Django not draw every model anew for each that is added.

    For each new model or constraint Django makes the classes of all models anew that can be reached from it. Here all
    can be reached from a person, so 160 models made 31,000 classes and an empty database took 39 s; like this it takes
    14 s (measured; decision record 0006). A new model points at others by itself, and a constraint is no class.
    """
    with (
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "_append_option", _append_option),
    ):
        yield


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # made when somebody asks for it: to ask here would make it
        self.apps.render_multiple([model_state])


def _append_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]
    if "apps" in self.__dict__:
        setattr(self.apps.get_model(app_label, model_name)._meta, option_name, list(options[option_name]))
