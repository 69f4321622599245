"""The last look at free text before it is kept: forms ask about what may name a child, verbs refuse what does."""

from partnership import identifiers
from partnership.refusals import Refusal


def refuse_identifiers(*texts: str) -> None:
    """Refusal when a text holds what certainly names a child, such as an NHS number; the sentence never repeats it."""
    for text in texts:
        for found in identifiers.find(text):
            if found.refused:
                raise Refusal(found.sentence)
