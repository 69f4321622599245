"""A questionnaire as it is asked: sections, criteria, scale and forms as plain values. Pure.

office/questionnaires.py reads a version into one `Sheet`; grades are worked out by those who ask (audits/grading.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

SCHEMES = [
    ("levels", "One grade is chosen"),
    ("percent", "A percentage in steps of 5, which falls into a band"),
    ("statements", "Facts are agreed, and a rule makes the grade"),
]
NEEDS = [("all", "All of them"), ("most", "More than half"), ("any", "At least one")]
ASKS = [
    ("grade", "A grade"),
    ("number", "A number"),
    ("text", "Words"),
    ("choice", "One of a list"),
    ("yes_no", "Yes or no"),
]


@dataclass(frozen=True)
class Level:
    """One grade; `share` is 0 to 100, `number` 1 for the lowest."""

    number: int
    key: str
    name: str
    meaning: str
    share: int
    needs_example: bool = False
    needs_action: bool = False
    need: str = "all"


@dataclass(frozen=True)
class Statement:
    """A fact to agree to, which belongs to a grade."""

    pk: int
    words: str
    level: str


@dataclass(frozen=True)
class Link:
    """Law or guidance behind a criterion."""

    words: str
    address: str


@dataclass(frozen=True)
class Criterion:
    """One question as it is asked."""

    pk: int
    code: str
    number: str
    title: str
    text: str
    asks: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    may_be_left: bool = True
    only_for: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    law: tuple[Link, ...] = ()
    descriptors: tuple[tuple[str, str], ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def graded(self) -> bool:
        """Whether the answer is a grade."""
        return self.asks == "grade"

    def means(self, level: Level) -> str:
        """What a grade means here: the criterion's own words, else those of the scale."""
        return dict(self.descriptors).get(level.key, level.meaning)


@dataclass(frozen=True)
class Section:
    """A standard with its criteria."""

    pk: int
    number: int
    title: str
    text: str
    criteria: tuple[Criterion, ...]
    local: bool = False


@dataclass(frozen=True)
class Variant:
    """A form for some kinds and sizes of agency; no kinds means every kind, None every size."""

    key: str
    name: str
    kinds: tuple[str, ...] = ()
    most_people: int | None = None

    def fits(self, kind: str, people: int | None) -> bool:
        """Whether an agency of this kind and size (None: not known) gets this form."""
        small_enough = self.most_people is None or (people is not None and people <= self.most_people)
        return (not self.kinds or kind in self.kinds) and small_enough


@dataclass(frozen=True)
class Sheet:
    """A whole version."""

    pk: int
    name: str
    scheme: str
    scale_name: str
    levels: tuple[Level, ...]
    sections: tuple[Section, ...]
    variants: tuple[Variant, ...] = ()

    @property
    def criteria(self) -> Iterator[Criterion]:
        """Every criterion in order."""
        return (criterion for section in self.sections for criterion in section.criteria)

    def find(self, code: str) -> tuple[Section, Criterion] | None:
        """A criterion and its section by code; None when there is none."""
        return next(((s, c) for s in self.sections for c in s.criteria if c.code == code), None)

    def level(self, key: str) -> Level | None:
        """A grade by its key."""
        return next((level for level in self.levels if level.key == key), None)

    def variant_for(self, kind: str, people: int | None) -> str:
        """The key of the first form that fits an agency; nothing when none does: then every criterion is asked."""
        return next((each.key for each in self.variants if each.fits(kind, people)), "")

    def graded_like(self, other: "Sheet") -> bool:
        """Whether grades of both mean the same: same names that count the same. Rules for facts do not matter."""
        mine, theirs = ([(each.key, each.name, each.share) for each in sheet.levels] for sheet in (self, other))
        return mine == theirs

    def of(self, variant: str) -> "Sheet":
        """The sheet as one form asks it; sections without a question are left out, numbers stay as they are."""
        if not variant:
            return self
        kept = (replace(each, criteria=_asked(each.criteria, variant)) for each in self.sections)
        return replace(self, sections=tuple(each for each in kept if each.criteria))

    def joined_by(self, local: "Sheet | None") -> "Sheet":
        """This sheet with the local questions of a cycle as last sections, graded on this sheet's scale.

        How many facts a grade needs is taken from the local scale unless this sheet is itself graded by facts.
        """
        if local is None:
            return self
        needs = {} if self.scheme == "statements" else {each.key: each.need for each in local.levels}
        levels = tuple(replace(each, need=needs.get(each.key, each.need)) for each in self.levels)
        begin = max((each.number for each in self.sections), default=0)
        added = tuple(_moved(each, begin + place) for place, each in enumerate(local.sections, start=1))
        return replace(self, levels=levels, sections=(*self.sections, *added))


def _asked(criteria: Iterable[Criterion], variant: str) -> tuple[Criterion, ...]:
    return tuple(each for each in criteria if not each.only_for or variant in each.only_for)


def _moved(section: Section, number: int) -> Section:
    """A local section under another number."""
    criteria = tuple(replace(each, number=f"{number}.{each.number.partition('.')[2]}") for each in section.criteria)
    return replace(section, number=number, criteria=criteria, local=True)
