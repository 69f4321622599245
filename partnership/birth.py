"""A database remembers the mode it was born in, and refuses to serve in another."""

from django.db import DatabaseError, connection

from partnership.models import Birth
from partnership.refusals import Refusal


def remember(mode: str) -> None:
    """Note the mode of a new database; a second call changes nothing."""
    Birth.objects.get_or_create(pk=1, defaults={"mode": mode})


def refuse_another_mode(mode: str) -> None:
    """Refusal when the database was born in another mode than the portal runs in."""
    born = Birth.objects.filter(pk=1).values_list("mode", flat=True).first()
    if born and born != mode:
        raise Refusal(
            f"This database was born in mode {born} and the portal runs in mode {mode}. "
            "A demonstration never becomes the real thing: give PORTAL_MODE or DATABASE_URL another value."
        )


def refuse_to_start(mode: str) -> None:
    """End a process that would serve in another mode; a database that is away or empty is no reason: it may come."""
    try:
        refuse_another_mode(mode)
    except Refusal as no:
        raise SystemExit(no.sentence) from no
    except DatabaseError:
        return
    finally:
        connection.close()
