"""From an answer to a grade, and what an answer still lacks. Pure; handbook 6.2: no example, no top grade.

A grade counts as its `share`, 0 to 100; a percentage counts as itself. Shares of different versions are compared only
with both scales shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.question_sheets import Criterion, Level, Sheet

PERCENT_STEP = 5
MOST_WORDS = 400


@dataclass(frozen=True)
class Given:
    """What somebody has answered; `evidence` is how many pieces are attached."""

    level: str = ""
    percent: int | None = None
    agreed: frozenset[int] = frozenset()
    not_applicable: bool = False
    why_not: str = ""
    number: Decimal | None = None
    choice: str = ""
    narrative: str = ""
    difference: str = ""
    example: str = ""
    action_text: str = ""
    action_due: date | None = None
    evidence: int = 0
    carried: bool = False

    @property
    def has_example(self) -> bool:
        """An example in words, or evidence that shows one."""
        return bool(self.example.strip()) or self.evidence > 0


def grade(sheet: Sheet, criterion: Criterion, given: Given) -> Level | None:
    """The grade an answer comes to by the scheme of the sheet; None when it has none (yet)."""
    if given.not_applicable or not criterion.graded:
        return None
    # Local questions may be made of facts while the main ones are chosen, so the criterion decides.
    if criterion.statements:
        return of_statements(sheet.levels, criterion, given)
    if sheet.scheme == "percent":
        return of_percent(sheet.levels, given.percent)
    return sheet.level(given.level)


def of_percent(levels: Iterable[Level], percent: int | None) -> Level | None:
    """The band a percentage falls into: the highest whose share it reaches, else the lowest."""
    rising = sorted(levels, key=lambda level: level.share)
    if percent is None or not rising:
        return None
    return next((level for level in reversed(rising) if level.share <= percent), rising[0])


def of_statements(levels: Iterable[Level], criterion: Criterion, given: Given) -> Level | None:
    """The highest grade whose facts hold as its rule needs, with those of every grade below it; else the lowest.

    None while no fact was agreed and nothing was said. A grade that needs an example is not reached without one.
    """
    rising = sorted(levels, key=lambda level: level.number)
    if not rising or not (given.agreed or given.narrative.strip()):
        return None
    reached = rising[0]
    for level in rising:
        facts = [fact.pk for fact in criterion.statements if fact.level == level.key]
        if not facts:
            continue
        if not _holds(level.need, sum(pk in given.agreed for pk in facts), len(facts)):
            break
        if level.needs_example and not given.has_example:
            break
        reached = level
    return reached


def _holds(need: str, agreed: int, of: int) -> bool:
    return {"all": agreed == of, "most": agreed * 2 > of, "any": agreed > 0}[need]


def score(sheet: Sheet, criterion: Criterion, given: Given) -> int | None:
    """How an answer counts, 0 to 100; None for what is not graded or does not apply."""
    reached = grade(sheet, criterion, given)
    if reached is None:
        return None
    if sheet.scheme == "percent" and not criterion.statements and given.percent is not None:
        return given.percent
    return reached.share


def refusals(sheet: Sheet, criterion: Criterion, given: Given) -> list[tuple[str, str]]:
    """Why an answer cannot be kept as it is: (field, sentence)."""
    found = []
    if given.not_applicable:
        if not criterion.may_be_left:
            found.append(("not_applicable", "This question applies to every agency."))
        if not given.why_not.strip():
            found.append(("why_not", "Say why it does not apply."))
        return found
    if given.level and sheet.level(given.level) is None:
        found.append(("level", "Choose one of the grades."))
    if given.percent is not None and (not 0 <= given.percent <= 100 or given.percent % PERCENT_STEP):
        found.append(("percent", "Give 0 to 100, in steps of 5."))
    if criterion.choices and given.choice and given.choice not in criterion.choices:
        found.append(("choice", "Choose one of the list."))
    reached = grade(sheet, criterion, given)
    if reached is not None and reached.needs_example and not given.has_example:
        found.append(("example", f"{reached.name} needs an example: write one, or attach evidence first."))
    return found


def lacks(sheet: Sheet, criterion: Criterion, given: Given) -> list[str]:
    """What is missing before the whole can be handed in, in short sentences; nothing when it is complete."""
    if given.not_applicable:
        return [] if given.why_not.strip() else ["Say why it does not apply."]
    found = []
    if not criterion.graded:
        if not _said(criterion, given):
            found.append("Not answered.")
    else:
        found += _lacks_of_grade(sheet, criterion, given)
    if given.carried:
        found.append("Brought over from the last cycle and not looked at yet.")
    return found


def _said(criterion: Criterion, given: Given) -> bool:
    if criterion.asks == "number":
        return given.number is not None
    if criterion.asks == "text":
        return bool(given.narrative.strip())
    return bool(given.choice)


def _lacks_of_grade(sheet: Sheet, criterion: Criterion, given: Given) -> list[str]:
    reached = grade(sheet, criterion, given)
    if reached is None:
        return ["No grade yet."]
    found = []
    if not given.narrative.strip():
        found.append("Say how you know.")
    if not given.difference.strip():
        found.append("Say what is different for children.")
    if reached.needs_example and not given.has_example:
        found.append(f"{reached.name} needs an example.")
    if reached.needs_action and not (given.action_text.strip() and given.action_due):
        found.append(f"{reached.name} needs an action with a date.")
    return found


def overall(scores: Iterable[int | None]) -> int | None:
    """The mean of what counts, rounded half up; None when nothing does."""
    counted = [each for each in scores if each is not None]
    return int(Decimal(sum(counted)) / len(counted) + Decimal("0.5")) if counted else None


def nearest(levels: Iterable[Level], value: int | None) -> Level | None:
    """The grade whose share is nearest to a mean; of two as near the lower."""
    rising = sorted(levels, key=lambda level: level.share)
    if value is None or not rising:
        return None
    return min(rising, key=lambda level: (abs(level.share - value), level.share))


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
