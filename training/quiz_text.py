"""The questions of a page of e-learning, written as text: read into questions with options and feedback. Pure.

    ? Whom do you tell first?
    [x] The designated lead | Right: on the same day.
    [ ] Nobody | You would carry it alone.

A question begins with "?"; an option with [x] (right) or [ ]; what stands after "|" is said to whoever chose it.
"""

import re
from dataclasses import dataclass, field

from partnership.refusals import Refusal

OPTION = re.compile(r"\[( |x|X)\]\s*(.+)")
MOST_OPTIONS = 8


@dataclass(frozen=True)
class Option:
    """One answer one may choose, whether it is right, and what is said to whoever chooses it."""

    words: str
    right: bool
    feedback: str


@dataclass
class Question:
    """One question with its options; several may be right."""

    words: str
    options: list[Option] = field(default_factory=list)

    @property
    def several(self) -> bool:
        """Whether more than one option is right."""
        return sum(option.right for option in self.options) > 1

    def fits(self, chosen: set[int]) -> bool:
        """Whether exactly the right options were chosen, by their place."""
        return chosen == {place for place, option in enumerate(self.options) if option.right}


def read(text: str) -> list[Question]:
    """The questions of a text; Refusal names the line that cannot be read and what to write there."""
    found: list[Question] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if line:
            _take(line, number, found)
    for question in found:
        if len(question.options) < 2 or not any(option.right for option in question.options):
            raise Refusal(f"“{question.words}” needs at least two answers, one of them marked [x].")
        if len(question.options) > MOST_OPTIONS:
            raise Refusal(f"“{question.words}” has {len(question.options)} answers; {MOST_OPTIONS} are the most.")
    return found


def _take(line: str, number: int, found: list[Question]) -> None:
    if line.startswith("?") and line[1:].strip():
        found.append(Question(line[1:].strip()))
        return
    option = OPTION.match(line)
    if option is None:
        raise Refusal(f"Line {number} of the questions is neither a question (? …) nor an answer ([x] … or [ ] …).")
    if not found:
        raise Refusal(f"Line {number} of the questions is an answer before any question. Write “? …” above it.")
    words, _, feedback = option[2].partition("|")
    if not words.strip():
        raise Refusal(f"Line {number} of the questions is an answer without words.")
    found[-1].options.append(Option(words.strip(), option[1] != " ", feedback.strip()))
