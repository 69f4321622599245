"""The overview of a cycle: agency by standard, own and moderated, year on year, good practice to share."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from audits import tallies
from audits.models import Cycle, Judgement, SelfAssessment
from audits.tallies import Tally
from office import questionnaires
from office.question_sheets import Section, Sheet


@dataclass(frozen=True)
class Cell:
    """One agency in one standard: own and moderated mean, 0 to 100; None where nothing is graded yet."""

    own: int | None
    judged: int | None

    @property
    def difference(self) -> int | None:
        """Moderated minus own: below nought the agency was kinder to itself."""
        return None if self.own is None or self.judged is None else self.judged - self.own


@dataclass(frozen=True)
class HeatMap:
    """All cells, by self-assessment and by section (its key)."""

    sections: tuple[Section, ...]
    cells: Mapping[tuple[int, int], Cell]
    totals: Mapping[int, Cell]

    def of(self, assessment: int, section: int) -> Cell:
        """One cell."""
        return self.cells.get((assessment, section), Cell(None, None))

    @property
    def lowest(self) -> tuple[Section, Cell] | None:
        """The standard with the lowest mean, by the moderators where they have judged."""
        known = [(each, self.totals[each.pk]) for each in self.sections if self.totals[each.pk].own is not None]
        return min(known, key=lambda pair: _shown(pair[1]), default=None)


def _shown(cell: Cell) -> int:
    return cell.judged if cell.judged is not None else cell.own if cell.own is not None else 100


def sheet_of_cycle(cycle: Cycle) -> Sheet:
    """Every question of a cycle, whatever the form."""
    local = questionnaires.sheet(cycle.local) if cycle.local else None
    return questionnaires.sheet(cycle.version).joined_by(local)


def of_cycle(cycle: Cycle, tally: Tally) -> HeatMap:
    """The map of the self-assessments of a tally; no query of its own."""
    cells = {key: Cell(_whole(own), _whole(judged)) for key, (own, judged) in tally.sections.items()}
    standing: dict[int, list[Cell]] = {}
    for (_, section), cell in cells.items():
        standing.setdefault(section, []).append(cell)
    sections = sheet_of_cycle(cycle).sections
    return HeatMap(sections, cells, {each.pk: _mean(standing.get(each.pk, [])) for each in sections})


def _whole(mean: float | None) -> int | None:
    return None if mean is None else round(mean)


def _mean(cells: list[Cell]) -> Cell:
    def of(values: list[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return round(sum(known) / len(known)) if known else None

    return Cell(of([each.own for each in cells]), of([each.judged for each in cells]))


# Year on year ---------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One standard in two cycles, over the same agencies and the same questions."""

    title: str
    before: int | None
    now: int | None

    @property
    def difference(self) -> int | None:
        """Now minus before."""
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True)
class YearOnYear:
    """Both cycles side by side, with what keeps them from being the same."""

    before: Cycle
    agencies: int
    shared: int
    dropped_titles: tuple[str, ...]
    added_titles: tuple[str, ...]
    same_scale: bool
    note: str
    changes: tuple[Change, ...]

    @property
    def sentence(self) -> str:
        """What is compared, and what differs."""
        scale = "The scale is the same." if self.same_scale else (
            "The scale is another one: grades are compared by how they count, 0 to 100, not by their names."
        )  # fmt: skip
        added, dropped = len(self.added_titles), len(self.dropped_titles)
        differ = f" {added} are new and {dropped} are gone." if added or dropped else ""
        return f"{self.agencies} agencies answered both times, {self.shared} questions are the same.{differ} {scale}"


def year_on_year(cycle: Cycle, rows: QuerySet[SelfAssessment], tally: Tally) -> YearOnYear | None:
    """This cycle, whose rows have this tally, beside the one before; None when there is none.

    Only agencies and questions that are in both.
    """
    before = cycle.previous
    if before is None:
        return None
    now_sheet, old_sheet = sheet_of_cycle(cycle), sheet_of_cycle(before)
    now_codes, old_codes = ({each.code for each in sheet.criteria} for sheet in (now_sheet, old_sheet))
    both = now_codes & old_codes
    earlier = SelfAssessment.objects.handed_in().filter(cycle=before)
    was, is_now = (dict(each.order_by().values_list("agency", "pk")) for each in (earlier, rows))
    agencies = was.keys() & is_now.keys()
    then = tallies.of(was[agency] for agency in agencies).means()
    now = (tally if agencies == is_now.keys() else tallies.of(is_now[agency] for agency in agencies)).means()
    return YearOnYear(
        before, len(agencies), len(both), _titles(old_sheet, old_codes - both), _titles(now_sheet, now_codes - both),
        now_sheet.graded_like(old_sheet), cycle.version.note if cycle.version_id != before.version_id else "",
        tuple(_change(section, then, now, both) for section in now_sheet.sections if not section.local),
    )  # fmt: skip


def _titles(sheet: Sheet, codes: set[str]) -> tuple[str, ...]:
    return tuple(f"{each.number} {each.title}" for each in sheet.criteria if each.code in codes)


def _change(section: Section, then: Mapping[str, float], now: Mapping[str, float], shared: set[str]) -> Change:
    def mean(scores: Mapping[str, float]) -> int | None:
        found = [scores[each.code] for each in section.criteria if each.code in shared and each.code in scores]
        return round(sum(found) / len(found)) if found else None

    return Change(f"{section.number} {section.title}", mean(then), mean(now))


# Good practice ---------------------------------------------------------------------


@dataclass(frozen=True)
class Practice:
    """Something others can learn from, as a moderator put it."""

    assessment: SelfAssessment
    title: str
    words: str


def good_practice(cycle: Cycle, rows: QuerySet[SelfAssessment]) -> list[Practice]:
    """What moderators found worth sharing, of final results; one query."""
    titles = {each.code: each.title for each in sheet_of_cycle(cycle).criteria}
    final = Judgement.objects.filter(
        assessment__in=rows.filter(state="final").order_by().values("pk"), part="moderator"
    )
    found = final.exclude(good_practice="").select_related("assessment__agency")
    return [Practice(each.assessment, titles.get(each.code, each.code), each.good_practice) for each in found]
