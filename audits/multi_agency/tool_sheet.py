"""The tool of one audit as it is asked: its pinned version, with the questions of its theme. Grades as steps."""

from dataclasses import replace

from audits.models import Audit
from office import questionnaires
from office.question_sheets import Criterion, Level, Section, Sheet

THEME, OVERALL, LIVED, VOICE = "theme", "overall", "lived-experience", "voice-recorded"


def sheet_of(audit: Audit) -> Sheet:
    """Every question; those of the theme are prompts of its section. One query beside the version, read once."""
    sheet = questionnaires.sheet(audit.version)
    asked = tuple(each.text for each in audit.questions.all())
    return replace(sheet, sections=tuple(_with(section, asked) for section in sheet.sections))


def _with(section: Section, asked: tuple[str, ...]) -> Section:
    if not asked or all(each.code != THEME for each in section.criteria):
        return section
    criteria = tuple(replace(each, prompts=asked) if each.code == THEME else each for each in section.criteria)
    return replace(section, criteria=criteria)


def graded(sheet: Sheet) -> list[Criterion]:
    """The questions that have a grade, in order."""
    return [each for each in sheet.criteria if each.graded]


def is_good(level: Level) -> bool:
    """Good or better: a grade that needs no action."""
    return not level.needs_action


def is_lowest(sheet: Sheet, key: str) -> bool:
    """Whether a grade is the lowest of the scale."""
    return bool(sheet.levels) and key == sheet.levels[0].key


def title_of(sheet: Sheet, code: str) -> str:
    """The title of a question; its code where this version no longer has it."""
    found = sheet.find(code)
    return found[1].title if found else code
