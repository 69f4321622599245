"""How the sections of a report write numbers, days and lists."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from django.urls import reverse

from priorities.models import Finding
from reports.blocks import Line, Lines

# So many lines of a kind stand in a report; the lists of the portal have them all.
MOST = 10


def cut(heading: str, lines: Iterable[Line], *, none: str, kept: int = 0) -> Lines:
    """The first lines, and how many more there are; `kept` are among members only."""
    every = list(lines)
    said = []
    if len(every) > MOST:
        said.append(f"{len(every) - MOST:,} more are on the portal")
    if kept:
        said.append(f"{kept:,} more {'is' if kept == 1 else 'are'} kept among members")
    rest = "; ".join(said)
    return Lines(heading, tuple(islice(every, MOST)), none, f"{rest[0].upper()}{rest[1:]}." if rest else "")


def day(on: date | None) -> str:
    """ "3 March 2026"."""
    return f"{on:%-d %B %Y}" if on else "no day set"


def share(part: int, whole: int) -> str:
    """ "12 of 40 (30%)"; "none of 0" is "none"."""
    return f"{part:,} of {whole:,} ({round(100 * part / whole)}%)" if whole else "none"


def short(text: str, most: int = 220) -> str:
    """The beginning of a text, at a blank."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: flat.rfind(' ', 0, most)]} …"


def finding_line(each: Finding) -> Line:
    """A finding: its beginning, where it comes from, and its page."""
    return Line(short(each.text), f"{each.source_title}, {day(each.found_on)}", reverse("finding", args=[each.pk]))


def counted_rows(counted: Counter[str]) -> tuple[tuple[str, str], ...]:
    """The twelve largest counts as rows of a table."""
    return tuple((name, f"{count:,}") for name, count in counted.most_common(12))


def names(things: Sequence[object]) -> str:
    """ "Police, Health trust and School"."""
    said = [str(each) for each in things]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""
