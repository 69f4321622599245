"""What other rooms know of an agency, to stand beside its return: who came to training, how audits graded its cases.

A source is one function: given the agencies and a day it says, by agency, some `Known`. A room that comes to know
something adds its function to SOURCES and nothing else changes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, Sum

from audits.models import AgreedGrade, Audit, SingleAudit
from audits.multi_agency.weighing import share_in_words
from partnership.models import Headcount
from training import counts

# Fewer people could tell who came (the same least number as for answers of staff).
LEAST = 5
MANY = 40
# Sections of the multi-agency tool, with the questions of a return (of an agency, of a school) about the same thing.
ASKED_BY = {
    "lived-experience": ("Audits, the child’s daily life", ("lived-experience", "pupil-voice")),
    "family": ("Audits, the family", ("families",)),
    "referral": ("Audits, recognition and referral", ("referrals", "school-referrals")),
    "decisions": ("Audits, sharing and decisions", ("decision-records", "school-records")),
    "meetings": ("Audits, meetings", ("meetings", "school-meetings")),
    "supervision": ("Audits, oversight and supervision", ("supervision", "dsl-supervision")),
}


@dataclass(frozen=True)
class Known:
    """One figure, 0 to 100, with its sentence; None where it cannot be told or its base is not known.

    `codes` are the questions it may be held against: the first of them that was answered is.
    """

    name: str
    value: int | None
    sentence: str
    codes: tuple[str, ...] = ()


Source = Callable[[Collection[int], date], dict[int, tuple[Known, ...]]]


def training(agencies: Collection[int], on: date) -> dict[int, tuple[Known, ...]]:
    """Who of an agency came to the partnership's training in the last year, of the people it counts."""
    came = counts.came_of(agencies, on=on)
    people = _people(agencies, on)
    return {each: (trained(came.get(each, 0), people.get(each)),) for each in agencies}


def trained(came: int, people: int | None) -> Known:
    """So many came of so many people: the share, or, where few came of many, the most it can be."""
    codes = ("multi-agency-training", "school-training", "training-rate")
    few = "Fewer than five, or nobody, came"
    if people is None:
        words = f"{came} came" if came >= LEAST else few
        return Known("Training", None, f"{words} in the last year; how many people it has is not known.", codes)
    if came >= LEAST:
        share = min(100, round(came * 100 / people)) if people else None
        return Known("Training", share, f"{came} of {people} people came in the last year.", codes)
    # Of forty people fewer than five are at most a tenth, whoever they were: that may be held against a grade.
    most = round((LEAST - 1) * 100 / people) if people >= MANY else None
    return Known("Training", most, f"{few} of {people} people in the last year.", codes)


def _people(agencies: Collection[int], on: date) -> dict[int, int]:
    """The newest count of each job role, added up by agency."""
    newest: dict[tuple[int, str], int] = {}
    rows = Headcount.objects.filter(agency__in=agencies, counted_on__lte=on).order_by("counted_on")
    for agency, role, people in rows.values_list("agency", "job_role", "people"):
        newest[agency, role] = people
    added: dict[int, int] = {}
    for (agency, _), people in newest.items():
        added[agency] = added.get(agency, 0) + people
    return added


def cases(agencies: Collection[int], on: date) -> dict[int, tuple[Known, ...]]:
    """What panels agreed, section by section, of the cases an agency answered in finished multi-agency audits.

    A section counts for the question of a return that asks about the same thing. Once the tools are deleted, nobody
    can tell any more who answered which case, and nothing is said. Two queries.
    """
    finished = Audit.objects.filter(phase="finished", finished_at__date__range=(_two_years_before(on), on))
    scales = {
        pk: {key: share for key, _, share in figures["scale"]} for pk, figures in finished.values_list("pk", "figures")
    }
    counted = (
        AgreedGrade.objects.filter(case__audit__in=scales, code__in=ASKED_BY, not_enough=False)
        .filter(case__tools__agency__in=agencies, case__tools__handed_in_at__isnull=False,
                case__tools__not_involved=False)
        .order_by().values_list("case__tools__agency", "code", "case__audit", "level").annotate(times=Count("pk"))
    )  # fmt: skip
    shares: dict[int, dict[str, list[int]]] = {}
    for agency, code, audit, level, times in counted:
        if level in scales[audit]:
            shares.setdefault(agency, {}).setdefault(code, []).extend([scales[audit][level]] * times)
    return {
        agency: tuple(graded(code, by_code[code]) for code in ASKED_BY if code in by_code)
        for agency, by_code in shares.items()
    }


def graded(code: str, shares: list[int]) -> Known:
    """The grades of one section over some cases, 0 to 100 each: their mean from five cases on."""
    what, codes = ASKED_BY[code]
    count = len(shares)
    looked = f"{count} case{'' if count == 1 else 's'} it answered in the last two years"
    if count < LEAST:
        return Known(what, None, f"Panels graded {looked}: too few to say more.", codes)
    value = round(sum(shares) / count)
    return Known(what, value, f"Panels graded {looked}: {value} of 100 on average.", codes)


def own_audits(agencies: Collection[int], on: date) -> dict[int, tuple[Known, ...]]:
    """What an agency reports of its own audits; held against nothing, because each looks at something else."""
    done = SingleAudit.objects.filter(agency__in=agencies, done=True, done_on__range=(_two_years_before(on), on))
    added = done.order_by().values_list("agency").annotate(
        audits=Count("pk"), good=Sum(F("outstanding") + F("good")), graded=Sum(F("cases") - F("not_graded"))
    )  # fmt: skip
    return {
        agency: (Known("Own audits", None, f"{audits} reported in the last two years, "
                       f"{share_in_words(good, graded)} cases good or better."),)
        for agency, audits, good, graded in added if graded
    }  # fmt: skip


def _two_years_before(on: date) -> date:
    return on - relativedelta(years=2)


SOURCES: tuple[Source, ...] = (training, cases, own_audits)


def known_of(agencies: Collection[int], on: date) -> dict[int, tuple[Known, ...]]:
    """All that other rooms know, by agency; a few queries, whatever the number of agencies."""
    found = [source(agencies, on) for source in SOURCES]
    return {each: tuple(known for one in found for known in one.get(each, ())) for each in agencies}
