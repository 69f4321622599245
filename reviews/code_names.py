"""Code names of cases: what one may look like, and that none stands in what goes beyond the team of its case."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import TrigramSimilarity

from partnership import identifiers
from partnership.refusals import Refusal
from reviews.models import Review

# So like another that somebody might open the wrong case (pg_trgm similarity).
TOO_LIKE = 0.5
# Words, no figures: a year or an age would tell of the child.
_WORDS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")


def refuse_unfit(code_name: str) -> None:
    """Refusal for a code name with figures or what could name a child, or that is taken or too like another."""
    if not _WORDS.fullmatch(code_name):
        raise Refusal("A code name is a word or two in letters: an age, a year or initials would tell of the child.")
    if identifiers.find(code_name):
        raise Refusal("This looks like the name of somebody. Choose a plant, a river, a bird.")
    near = Review.objects.annotate(like=TrigramSimilarity("code_name", code_name)).filter(like__gte=TOO_LIKE)
    if near.exists():
        # It is not said which: whoever opens this one may not be on that team.
        raise Refusal("There is a case with this code name or one very like it. Choose a name nobody could confuse.")


def every_one() -> list[str]:
    """All of them, for looking through many texts."""
    return list(Review.objects.values_list("code_name", flat=True))


def stand_in(text: str, *, names: Iterable[str]) -> bool:
    """Whether one of the names stands in a text as a word of its own: “Ash” does not stand in “wash”."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names)


def refuse(*texts: str) -> None:
    """Refusal when the code name of any case stands in what others are to read; it is not said whose."""
    if stand_in(" ".join(texts), names=every_one()):
        raise Refusal("The code name of a case stands in it. Only its team may know that: take it out.")
