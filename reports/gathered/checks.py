"""How agencies see themselves, and what audits of their work found: self-assessments, multi-agency audits."""

from collections import Counter
from statistics import mean
from typing import Any

from django.db.models import Count, Q

from audits import heat_map, tallies
from audits.heat_map import HeatMap
from audits.models import Audit, Cycle, SelfAssessment
from audits.multi_agency import results, tool_sheet
from audits.multi_agency.results import Comparison
from audits.multi_agency.weighing import Direction
from audits.stages import State
from figures import suppression
from figures.charts import Column
from figures.charts.description import PERCENT
from figures.suppression import TOTAL, Hidden
from priorities.models import Finding
from reports.blocks import Chart, Fact, Gathered, Grid, Line, Lines
from reports.gathered.charting import bars, largest
from reports.gathered.wording import counted_rows, cut, finding_line, share
from reports.gathering import Year, gathers

# Quarters of the scale from 0 to 100.
BANDS = ("Below 25", "25 to 49", "50 to 74", "75 and above")
DIRECTIONS = {
    Direction.BETTER: "Better than the first time.",
    Direction.WORSE: "Worse than the first time.",
    Direction.UNCLEAR: "So few cases cannot tell whether it changed.",
}


@gathers("self-assessments")
def self_assessments(year: Year) -> Gathered:
    """For each cycle that was due in the year: who returned, and the mean of each standard, own and moderated."""
    cycles = Cycle.objects.filter(due_on__range=year.days).annotate(
        asked=Count("assessments"),
        came=Count("assessments", filter=Q(assessments__state__in=[State.SUBMITTED, State.FINAL])),
    )
    asked, came = sum(each.asked for each in cycles), sum(each.came for each in cycles)
    facts = Fact("self-assessments", "Self-assessments handed in", share(came, asked))
    return Gathered((facts, *(chart for each in cycles for chart in _charts(each))))


def _charts(cycle: Cycle) -> tuple[Chart | Grid | Lines, Chart | Grid | Lines]:
    found = heat_map.of_cycle(cycle, tallies.of(SelfAssessment.objects.filter(cycle=cycle).handed_in().pks()))
    return _standards(cycle, found), _agencies(cycle, found)


def _standards(cycle: Cycle, found: HeatMap) -> Chart | Grid | Lines:
    """The mean of each standard, own and moderated."""
    title = f"{cycle.name}: mean of each standard, 0 to 100"
    rows = tuple(
        (section.title, _mean(found.totals[section.pk].own), _mean(found.totals[section.pk].judged))
        for section in found.sections
    )
    own = {section.title: found.totals[section.pk].own for section in found.sections}
    low = found.lowest
    said = f"The lowest standard is “{low[0].title}”." if low else "Nothing is graded yet."
    return bars(title, said, own, table=Grid(title, ("Standard", "Agencies", "Moderated"), rows))


def _agencies(cycle: Cycle, found: HeatMap) -> Chart | Grid | Lines:
    """How many agencies see themselves in which quarter of the scale, and where moderators see them; none by name."""
    own, judged = _bands(found, "own"), _bands(found, "judged")
    said = f"{own[BANDS[-1]]:,} of {sum(own.values()):,} agencies put themselves in the highest quarter of the scale."
    columns = (Column("Moderated", tuple(f"{judged[band]:,}" for band in BANDS)),)
    title = f"{cycle.name}: agencies by their mean grade, 0 to 100"
    return bars(title, said, {band: own[band] for band in BANDS}, columns=columns,
                head=("Mean grade", "By moderators", "By themselves"))  # fmt: skip


def _bands(found: HeatMap, whose: str) -> Counter[str]:
    """Self-assessments by the quarter their mean over all standards lies in."""
    grades: dict[int, list[int]] = {}
    for (assessment, _), cell in found.cells.items():
        grade = getattr(cell, whose)
        if grade is not None:
            grades.setdefault(assessment, []).append(grade)
    return Counter(BANDS[min(int(mean(each) // 25), 3)] for each in grades.values())


@gathers("audits")
def audits(year: Year) -> Gathered:
    """Findings of multi-agency audits in the year, by theme; cases graded good or better; what re-audits found."""
    found = Finding.objects.filter(source_kind=Finding.Source.AUDIT, found_on__range=year.days)
    themes = Counter(found.exclude(themes=None).values_list("themes__name", flat=True))
    audited = Counter(found.values_list("source_title", flat=True))
    seen = found.visible_to(year.eyes)
    done = list(Audit.objects.finished().filter(finished_at__date__range=year.days).order_by("finished_at"))
    again = [comparison for each in done if (comparison := results.compare(each)) is not None]
    return Gathered(
        (
            Fact("audits-finished", "Multi-agency audits finished", f"{len(done):,}"),
            Fact("audit-findings", "Findings of audits", f"{found.count():,}"),
            good_or_better(done),
            bars(
                "What the findings of audits are about",
                f"{found.count():,} findings of {len(audited):,} audits.",
                largest(themes, others="All other themes"),
                head=("Theme", "Findings"),
            ),
            Grid("Audits that brought findings", ("Audit", "Findings"), counted_rows(audited)),
            cut("Audited again", [_again(each) for each in again], none="No audit was repeated in this year."),
            cut(
                "Findings",
                [finding_line(each) for each in seen],
                none=year.none,
                kept=found.count() - seen.count(),
            ),
        )
    )


def good_or_better(done: list[Audit]) -> Chart | Grid | Lines:
    """The share of cases that are good or better in each audit.

    Cases are few: counts are hidden with whatever would reveal them, and a share is shown only when both its parts are.
    """
    counted: dict[Any, int] = {}
    for audit in done:
        whole = next((e for e in results.sections_of(audit.figures) if e.code == tool_sheet.OVERALL), None)
        good, graded = (whole.spread.good, whole.spread.graded) if whole else (0, 0)
        counted |= {(audit.pk, "good"): good, (audit.pk, "rest"): graded - good, (audit.pk, TOTAL): graded}
    for column in ("good", "rest", TOTAL):
        counted[TOTAL, column] = sum(counted[audit.pk, column] for audit in done)
    shown = suppression.suppress(counted, suppression.two_way([each.pk for each in done], ("good", "rest")))

    def share_of(row: Any) -> Any:
        parts = [shown[row, column] for column in ("good", "rest")]
        hidden = next((part for part in parts if isinstance(part, Hidden)), None)
        return hidden or (round(100 * parts[0] / sum(parts)) if sum(parts) else None)

    every = share_of(TOTAL) if done else None
    said = f"Over all of them, {every}% of the cases." if isinstance(every, int) else "So few cases are told in words."
    shares = {each.title: share_of(each.pk) for each in done}
    if not any(each is not None for each in shares.values()):
        return Lines("Cases graded good or better", (), "No audit graded cases in this year.")
    return bars("Cases graded good or better, by audit, in per cent", said, shares, unit=PERCENT,
                head=("Audit", "Good or better"))  # fmt: skip


def _again(comparison: Comparison) -> Line:
    """Which way, never how many: the cases of one audit are few."""
    whole = comparison.overall
    said = DIRECTIONS[whole.direction] if whole and whole.low is not None else "It was not graded both times."
    return Line(comparison.before.title, said)


def _mean(value: int | None) -> str:
    return "Not graded" if value is None else str(value)
