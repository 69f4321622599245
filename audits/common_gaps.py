"""Which gaps agencies share, and what themes the findings made of them bear."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from audits import heat_map
from audits.models import Cycle, Gap, SelfAssessment
from audits.tallies import Tally

# As many as a board can talk about.
MOST = 8


@dataclass(frozen=True)
class Shared:
    """A question that several agencies do not meet; `asked` is how many were graded on it."""

    code: str
    title: str
    standard: str
    below: int
    asked: int


def shared_gaps(cycle: Cycle, tally: Tally) -> list[Shared]:
    """Questions at least two agencies are below on, by the moderator's grade where there is one; the most first."""
    sheet = heat_map.sheet_of_cycle(cycle)
    needing = [level.key for level in sheet.levels if level.needs_action]
    counted = tally.below(needing)
    found = [
        Shared(each.code, f"{each.number} {each.title}", section.title, *counted[each.code])
        for section in sheet.sections for each in section.criteria
        if counted.get(each.code, (0, 0))[0] >= 2
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.below / each.asked, -each.below, each.title))[:MOST]


def themes(rows: QuerySet[SelfAssessment]) -> list[tuple[str, int]]:
    """The themes that findings made of these gaps bear, with how many findings; the most first, one query."""
    made = Gap.objects.filter(answer__assessment__in=rows.order_by().values("pk"), finding__themes__isnull=False)
    counted = made.order_by().values_list("finding__themes__name").annotate(times=Count("finding", distinct=True))
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))
