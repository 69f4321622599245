"""Quarters of packs and their addresses."""

import re
from datetime import date

from partnership import periods
from partnership.periods import Kind, Period

AN_ADDRESS = re.compile(r"(20\d\d)-(01|04|07|10)\Z")


def slug_of(quarter: Period) -> str:
    """ "2026-10": the month in which a quarter begins, as it stands in an address."""
    return f"{quarter.start:%Y-%m}"


def of_slug(slug: str) -> Period | None:
    """The quarter of an address; None for anything else."""
    found = AN_ADDRESS.match(slug)
    return periods.containing(Kind.QUARTER, date(int(found[1]), int(found[2]), 1)) if found else None


def recent(on: date, *, most: int = 5) -> list[Period]:
    """The quarter of a day and those before it, the latest first."""
    found = [periods.containing(Kind.QUARTER, on)]
    while len(found) < most:
        found.append(periods.previous(found[-1]))
    return found
