"""How agencies see themselves: cycles of self-assessment that ended in the year, and where moderators disagreed."""

from django.db.models import Count, Q

from audits import heat_map, tallies
from audits.models import Cycle, SelfAssessment
from audits.stages import State
from reports.blocks import Fact, Gathered, Grid
from reports.gathered.wording import share
from reports.gathering import Year, gathers


@gathers("self-assessments")
def self_assessments(year: Year) -> Gathered:
    """For each cycle that was due in the year: who returned, and the mean of each standard, own and moderated."""
    cycles = Cycle.objects.filter(due_on__range=year.days).annotate(
        asked=Count("assessments"),
        came=Count("assessments", filter=Q(assessments__state__in=[State.SUBMITTED, State.FINAL])),
    )
    asked, came = sum(each.asked for each in cycles), sum(each.came for each in cycles)
    facts = Fact("self-assessments", "Self-assessments handed in", share(came, asked))
    return Gathered((facts, *(_standards(each) for each in cycles)))


def _standards(cycle: Cycle) -> Grid:
    found = heat_map.of_cycle(cycle, tallies.of(SelfAssessment.objects.filter(cycle=cycle).handed_in().pks()))
    rows = tuple(
        (section.title, _mean(found.totals[section.pk].own), _mean(found.totals[section.pk].judged))
        for section in found.sections
    )
    return Grid(f"{cycle.name}: mean of each standard, 0 to 100", ("Standard", "Agencies", "Moderated"), rows)


def _mean(value: int | None) -> str:
    return "Not graded" if value is None else str(value)
