"""Small turns of phrase that pages of figures share. Pure."""

from collections.abc import Sequence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    """ "three", "12", "13": words up to twelve."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def joined(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
