"""What stands in a cell, whatever program wrote it: text, identifiers, dates, whole numbers, moments.

Pure. A cell is what the reader of workbooks and CSV files gives: text, number, yes/no, date or moment.
"""

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

Cell = str | float | int | bool | dt.date | dt.datetime | None

LONDON = ZoneInfo("Europe/London")
_STRAIGHT = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "\u00ad": None}
)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_ZERO_DATE = dt.date(1990, 1, 1)
_LAST_SERIAL = (dt.date(2100, 1, 1) - _EXCEL_EPOCH).days
_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d/%m/%y", "%d-%b-%y")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
LONGEST_REFERENCE = 64


class Unreadable(ValueError):  # noqa: N818 - a dirty cell is expected, no error
    """The cell holds something that is not of the kind asked for."""


class AmbiguousMoment(ValueError):  # noqa: N818 - a dirty cell is expected, no error
    """A clock time without offset in the hour that occurs twice when summer time ends."""


class MissingMoment(ValueError):  # noqa: N818 - a dirty cell is expected, no error
    """A clock time that never was: the hour skipped when summer time begins."""


def text(cell: Cell) -> str:
    """The cell as trimmed text with blanks collapsed and quotes straight; whole numbers lose their “.0”."""
    if cell.__class__ is str and cell.isascii() and cell.isalnum():
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return " ".join(unicodedata.normalize("NFKC", str(cell)).translate(_STRAIGHT).split())


def word(cell: Cell) -> str:
    """The cell as text for comparing: as `text`, and in lower case."""
    return text(cell).casefold()


def is_blank(cell: Cell) -> bool:
    """Whether nothing but blanks stands in the cell."""
    return cell is None or (isinstance(cell, str) and not text(cell))


def reference(cell: Cell) -> str:
    """A sender's reference as text; raises Unreadable when it is longer than a reference can be."""
    found = text(cell)
    if len(found) > LONGEST_REFERENCE:
        raise Unreadable
    return found


def date(cell: Cell) -> dt.date | None:
    """The date in the cell (true date, day/month/year text, ISO text or Excel serial); None when blank.

    Raises Unreadable for anything else, and for dates before 1990 or after 2099, which no file means.
    """
    found = _date(cell)
    if found is not None and not _ZERO_DATE <= found < dt.date(2100, 1, 1):
        raise Unreadable
    return found


def _date(cell: Cell) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if is_blank(cell):
        return None
    if isinstance(cell, bool):
        raise Unreadable
    if isinstance(cell, (int, float)):
        return _from_serial(float(cell))
    return _from_text(text(cell))


def _from_serial(serial: float) -> dt.date:
    if not 0 < serial < _LAST_SERIAL:
        raise Unreadable
    return _EXCEL_EPOCH + dt.timedelta(days=int(serial))


def _from_text(written: str) -> dt.date:
    written = _MIDNIGHT.sub("", written)
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(written, form).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    if re.fullmatch(r"\d{5}(\.\d+)?", written):
        return _from_serial(float(written))
    raise Unreadable


def whole_number(cell: Cell) -> int | None:
    """The whole number in the cell, a decimal rounded down (ages come so); None when blank, else Unreadable."""
    if is_blank(cell):
        return None
    if isinstance(cell, (bool, dt.date)):
        raise Unreadable
    try:
        number = float(text(cell))
    except ValueError:
        raise Unreadable from None
    if not -1 <= number <= 999:
        raise Unreadable
    return int(number // 1)


def moment(cell: Cell) -> dt.datetime | None:
    """The moment in the cell in UTC, read as Europe/London where it has no offset; None when blank.

    Raises AmbiguousMoment or MissingMoment in the two odd hours of the year, Unreadable for anything else
    (also for a date without a time: a clock of four hours cannot start at an unknown hour).
    """
    if is_blank(cell):
        return None
    if isinstance(cell, dt.datetime):
        found = cell
    else:
        written = text(cell)
        if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", written):
            raise Unreadable
        try:
            found = dt.datetime.fromisoformat(written)
        except ValueError:
            raise Unreadable from None
    if not 1990 <= found.year < 2100:
        raise Unreadable
    return _aware(found).astimezone(dt.UTC)


def _aware(found: dt.datetime) -> dt.datetime:
    if found.tzinfo is not None:
        return found
    earlier, later = found.replace(tzinfo=LONDON, fold=0), found.replace(tzinfo=LONDON, fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    if earlier.astimezone(dt.UTC).astimezone(LONDON).replace(tzinfo=None) != found:
        raise MissingMoment
    raise AmbiguousMoment


def value_class(cell: Cell) -> str:
    """What kind of thing stands in the cell, told without telling it: “text of 7 characters”, “a number”."""
    if is_blank(cell):
        return "blank"
    if isinstance(cell, bool):
        return "true or false"
    if isinstance(cell, dt.date):
        return "a date"
    if isinstance(cell, (int, float)):
        return "a number"
    found = text(cell)
    if re.fullmatch(r"-?\d+(\.\d+)?", found):
        return "digits as text"
    return f"text of {len(found)} character{'' if len(found) == 1 else 's'}"
