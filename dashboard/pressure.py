"""The pressure statements: what each agency last said of itself, rating and words, and the ratings before."""

from dataclasses import dataclass
from datetime import date

from dashboard.forms.returns import PRESSURES
from dashboard.models import Area, Return, ReturnAnswer
from dashboard.sheets import plain

SHEET = "pressure"
MONTHS_BEFORE = 5


@dataclass(frozen=True)
class Statement:
    """What one agency says of one month; without a rating where it sent none."""

    agency: str
    period: str
    rating: int | None
    rating_words: str
    words: str
    missing: bool
    before: tuple[tuple[str, str], ...] = ()


def statements(area: Area, *, on: date) -> list[Statement]:
    """The latest month somebody spoke of, the agency under most pressure first; two questions to the database."""
    asked = Return.objects.filter(area=area, sheets__contains=[SHEET]).for_list()
    spoken = asked.filter(speaks__isnull=False).order_by("-starts_on").first()
    if spoken is None:
        return []
    first = _months_before(spoken.starts_on)
    returns = list(asked.filter(starts_on__range=(first, spoken.starts_on)))
    said: dict[tuple[int, str], ReturnAnswer] = {}
    speaks = {sent.pk: sent.speaks for sent in returns}
    for given in ReturnAnswer.objects.filter(of__in=returns, sheet=SHEET):
        if speaks[given.of_id] == given.edition:
            said[given.of_id, given.column] = given
    latest = [sent for sent in returns if sent.starts_on == spoken.starts_on]
    found = [_statement(sent, returns, said, on) for sent in latest]
    return sorted(found, key=lambda each: (-(each.rating or 0), each.agency))


def _statement(sent: Return, returns: list[Return], said: dict[tuple[int, str], ReturnAnswer], on: date) -> Statement:
    rating, words = said.get((sent.pk, "rating")), said.get((sent.pk, "words"))
    earlier = sorted((each for each in returns if each.agency_id == sent.agency_id), key=lambda each: each.starts_on)
    before = tuple((f"{each.period}", _rating(said.get((each.pk, "rating")))) for each in earlier if each.pk != sent.pk)
    number = int(rating.number) if rating and rating.number is not None else None
    return Statement(
        agency=sent.agency.name,
        period=str(sent.period),
        rating=number,
        rating_words=dict(PRESSURES).get(str(number), ""),
        words=words.words if words else "",
        missing=sent.is_missing(on),
        before=before,
    )


def _rating(given: ReturnAnswer | None) -> str:
    return plain(given.number) if given and given.number is not None else "–"


def _months_before(start: date) -> date:
    months = start.year * 12 + start.month - 1 - MONTHS_BEFORE
    return date(months // 12, months % 12 + 1, 1)
