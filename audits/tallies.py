"""Answers beside judgements, added up by the database once and kept until an answer or a judgement changes.

An answer and a judgement of it share self-assessment and code but no key, so the two are joined here, in SQL. What was
added up is kept under a digest of all grades it was made of: whatever changes one of them, it is found no more.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.db import connection

from audits.agreement import Counts

SECONDS = 24 * 60 * 60

# The seed names the row and its score: no two rows can stand in for one another.
DIGEST = """
    select count(*), bit_xor(hashtextextended(level,
        (assessment_id::int8 << 32) + (criterion_id << 8) + coalesce(score, case when not_applicable then 254 else 255
        end)))
    from audits_answer where assessment_id = any(%(chosen)s)
    union all
    select count(*), bit_xor(hashtextextended(level || part,
        (assessment_id::int8 << 32) + (criterion_id << 8) + score) # hashint8extended(by_id, 0))
    from audits_judgement where assessment_id = any(%(chosen)s)
"""
# By self-assessment and section the means, by question and pair of grades the counts, in one reading of both tables.
ADDED_UP = """
    with own as (select assessment_id, code, criterion_id, level, score, not_applicable
                 from audits_answer where assessment_id = any(%(chosen)s)),
         judged as (select assessment_id, code, criterion_id, level, score
                    from audits_judgement where assessment_id = any(%(chosen)s) and part = 'moderator')
    select assessment_id, section_id, code, own.level, judged.level, own.not_applicable,
           avg(own.score)::float8, avg(judged.score)::float8, count(*), count(own.score),
           sum(coalesce(judged.score, own.score)) filter (where own.score is not null)
    from own full join judged using (assessment_id, code)
    join (select id, section_id from office_criterion) criterion
        on criterion.id = coalesce(own.criterion_id, judged.criterion_id)
    group by grouping sets ((assessment_id, section_id), (code, own.level, judged.level, own.not_applicable))
"""
PEERS = """
    select p.level, j.level, count(*)
    from audits_judgement j join audits_judgement p on p.assessment_id = j.assessment_id and p.code = j.code
    where j.part = 'moderator' and p.part = 'peer' and j.assessment_id = any(%(chosen)s)
    group by p.level, j.level
"""


@dataclass(frozen=True)
class Graded:
    """How many answers to a question have a grade of the agency's and one of the moderator's; None is no row."""

    code: str
    own: str | None
    judged: str | None
    not_applicable: bool | None
    count: int
    scored: int
    scores: int | None


@dataclass(frozen=True)
class Tally:
    """Some self-assessments added up: (own, moderated) mean by self-assessment and section, counts by grades."""

    sections: Mapping[tuple[int, int], tuple[float | None, float | None]] = field(default_factory=dict)
    graded: tuple[Graded, ...] = ()
    peers: tuple[tuple[str, str, int], ...] = ()

    def own_and_moderator(self, numbers: Mapping[str, int]) -> Counts:
        """How often which grade of the agency met which of the moderator; grades as their numbers on the scale."""
        return _counted(((each.own, each.judged, each.count) for each in self.graded), numbers)

    def peer_and_moderator(self, numbers: Mapping[str, int]) -> Counts:
        """The same of peers and the moderator."""
        return _counted(self.peers, numbers)

    def means(self) -> dict[str, float]:
        """The mean of each question: the moderator's score where there is one, else the agency's own."""
        added: dict[str, tuple[int, int]] = {}
        for each in self.graded:
            if each.scored:
                scores, scored = added.get(each.code, (0, 0))
                added[each.code] = scores + (each.scores or 0), scored + each.scored
        return {code: scores / scored for code, (scores, scored) in added.items()}

    def below(self, levels: Iterable[str]) -> dict[str, tuple[int, int]]:
        """By question, how many have one of the levels, by the moderator where there is one; how many were graded."""
        low, found = set(levels), dict[str, tuple[int, int]]()
        for each in self.graded:
            if each.own and not each.not_applicable:
                below, asked = found.get(each.code, (0, 0))
                is_low = (each.judged or each.own) in low
                found[each.code] = below + is_low * each.count, asked + each.count
        return found


def of(assessments: Iterable[int]) -> Tally:
    """The tally of self-assessments; one query when nothing has changed since it was made, three else."""
    chosen = sorted(assessments)
    if not chosen:
        return Tally()
    return _kept({"chosen": chosen}, lambda: _added_up({"chosen": chosen}))


def _kept(asked: Mapping[str, Any], make: Callable[[], Tally]) -> Tally:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, asked)
        stamp = repr((asked, cursor.fetchall()))
    key = f"tally:{blake2b(stamp.encode(), digest_size=16).hexdigest()}"
    known = cache.get(key)
    if known is None:
        known = make()
        cache.set(key, known, SECONDS)
    return known


def _added_up(asked: Mapping[str, Any]) -> Tally:
    sections, graded = {}, []
    with connection.cursor() as cursor:
        cursor.execute(ADDED_UP, asked)
        for assessment, section, code, own, judged, applies_not, own_mean, mean, count, scored, scores in cursor:
            if assessment is not None:
                sections[assessment, section] = own_mean, mean
            else:
                graded.append(Graded(code, own, judged, applies_not, count, scored, scores))
        cursor.execute(PEERS, asked)
        peers = tuple(cursor.fetchall())
    return Tally(sections, tuple(graded), peers)


def _counted(pairs: Iterable[tuple[str | None, str | None, int]], numbers: Mapping[str, int]) -> Counts:
    # A grade that is not on the scale any more cannot be compared.
    found: dict[tuple[int, int], int] = {}
    for one, two, count in pairs:
        if one in numbers and two in numbers:
            pair = numbers[one], numbers[two]
            found[pair] = found.get(pair, 0) + count
    return found
