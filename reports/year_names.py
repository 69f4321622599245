"""Names of financial years as addresses bear them: "2025-26" is April 2025 to March 2026. Pure."""

import re
from datetime import date

from partnership.refusals import Refusal

_NAME = re.compile(r"(\d{4})-(\d{2})")


def of(on: date) -> str:
    """The financial year a day lies in: date(2026, 3, 31) is in "2025-26"."""
    first = on.year if on.month >= 4 else on.year - 1
    return f"{first}-{(first + 1) % 100:02}"


def days(name: str) -> tuple[date, date]:
    """First and last day of a year; Refusal for a name that is none."""
    found = _NAME.fullmatch(name)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]) or not 2000 <= int(found[1]) < 2100:
        raise Refusal(f"“{name}” is no financial year. Write it as 2025-26.")
    return date(int(found[1]), 4, 1), date(int(found[1]) + 1, 3, 31)


def before(name: str) -> str:
    """The year before: "2024-25" for "2025-26"."""
    return of(days(name)[0].replace(month=3))
