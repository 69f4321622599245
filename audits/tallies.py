"""Answers beside judgements, added up by the database: a few figures instead of tens of thousands of rows.

An answer and a judgement of it share self-assessment and code but no key, so the two are joined here, in SQL.
"""

from collections.abc import Iterable

from django.db import connection

from audits.agreement import Counts

OWN_AND_MODERATOR = """
    select a.level, j.level, count(*)
    from audits_judgement j join audits_answer a on a.assessment_id = j.assessment_id and a.code = j.code
    where j.part = 'moderator' and j.assessment_id = any(%s) and a.level <> ''
    group by a.level, j.level
"""
PEER_AND_MODERATOR = """
    select p.level, j.level, count(*)
    from audits_judgement j join audits_judgement p on p.assessment_id = j.assessment_id and p.code = j.code
    where j.part = 'moderator' and p.part = 'peer' and j.assessment_id = any(%s)
    group by p.level, j.level
"""
MEANS = """
    select s.cycle_id, a.code, avg(coalesce(j.score, a.score))
    from audits_answer a
    join audits_selfassessment s on s.id = a.assessment_id
    left join audits_judgement j on j.assessment_id = a.assessment_id and j.code = a.code and j.part = 'moderator'
    where a.assessment_id = any(%s) and a.code = any(%s) and a.score is not null
    group by s.cycle_id, a.code
"""
BELOW = """
    select a.code, count(*) filter (where coalesce(j.level, a.level) = any(%s)), count(*)
    from audits_answer a
    left join audits_judgement j on j.assessment_id = a.assessment_id and j.code = a.code and j.part = 'moderator'
    where a.assessment_id = any(%s) and a.level <> '' and not a.not_applicable
    group by a.code
"""


def own_and_moderator(assessments: Iterable[int], *, numbers: dict[str, int]) -> Counts:
    """How often which grade of the agency met which of the moderator; grades as their numbers on the scale."""
    return _counted(OWN_AND_MODERATOR, assessments, numbers)


def peer_and_moderator(assessments: Iterable[int], *, numbers: dict[str, int]) -> Counts:
    """The same of peers and the moderator."""
    return _counted(PEER_AND_MODERATOR, assessments, numbers)


def _counted(query: str, assessments: Iterable[int], numbers: dict[str, int]) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(query, [list(assessments)])
        rows = cursor.fetchall()
    # A grade that is not on the scale any more cannot be compared.
    return {(numbers[one], numbers[two]): count for one, two, count in rows if one in numbers and two in numbers}


def means(assessments: Iterable[int], *, codes: Iterable[str]) -> dict[int, dict[str, float]]:
    """By cycle, the mean of each question: the moderator's score where there is one, else the agency's own."""
    found: dict[int, dict[str, float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(MEANS, [list(assessments), list(codes)])
        for cycle, code, mean in cursor.fetchall():
            found.setdefault(cycle, {})[code] = float(mean)
    return found


def below(assessments: Iterable[int], *, levels: Iterable[str]) -> dict[str, tuple[int, int]]:
    """By question, how many have one of the levels, by the moderator where there is one, and how many were graded."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [list(levels), list(assessments)])
        return {code: (below, asked) for code, below, asked in cursor.fetchall()}
