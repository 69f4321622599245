"""Draws the cases of an audit from a list that is never kept: at random from a seed, or chosen on purpose."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audits.models import Audit, Case, Sample
from audits.multi_agency import moving, references, sampling, who
from audits.multi_agency.phases import Phase
from audits.multi_agency.sampling import Listed
from office import tables_in
from partnership import trail
from partnership.models import Person
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers

MOST_LISTED, MOST_CASES = 2000, 60
COLUMNS = (
    tables_in.Wanted("reference", "Reference", also=("Ref", "Code", "Case")),
    tables_in.Wanted("stratum", "Stratum", also=("Group",), needed=False),
)


class Doubtful(Refusal):
    """The list cannot be used as it is; `doubts` has a sentence for each line."""

    def __init__(self, doubts: Sequence[references.Doubt]) -> None:
        refused = sum(each.refused for each in doubts)
        head = (
            f"{refused} of the lines may tell who a child is, or are no references. Nothing was kept."
            if refused
            else "Some lines are digits alone. Nothing was kept."
        )
        super().__init__(head)
        self.doubts = tuple(doubts)
        self.only_asks = refused == 0


@dataclass(frozen=True)
class Draw:
    """How the cases are to be chosen."""

    method: str
    rule: str
    size: int = 0
    seed: str = ""
    digits_are_codes: bool = False


def may_draw(person: Person, audit: Audit) -> bool:
    """Whoever answers for the agency that holds the cases gives the list; no one else, the office included."""
    holder = audit.participants.filter(holds_cases=True).select_related("agency__parent__parent").first()
    return holder is not None and who.answers_for(person, holder.agency)


def lines_of(text: str) -> list[Listed]:
    """A pasted list: a reference a line, its stratum after a comma or tab."""
    found = []
    for line in text.splitlines():
        reference, _, stratum = line.replace("\t", ",").partition(",")
        if reference.strip() or stratum.strip():
            found.append(Listed(reference.strip(), " ".join(stratum.split())))
    return found


def lines_in(data: bytes) -> list[Listed]:
    """A spreadsheet or CSV with the column “Reference” and, if wanted, “Stratum”; Refusal names the first fault."""
    read = tables_in.read(data, columns=COLUMNS, most_rows=MOST_LISTED)
    if read.faults:
        first = read.faults[0]
        raise Refusal(f"Row {first.row}, {first.column}: {first.what} {first.remedy}")
    return [Listed(row["reference"], row.get("stratum", "")) for row in read.rows.values()]


def draw(*, audit: Audit, by: Person, listed: Iterable[Listed], how: Draw, at: datetime) -> Sample:
    """Draw the cases anew; those drawn before are let go. Only what is drawn is kept, and how it was drawn.

    Doubtful names the lines that may tell who a child is, never their words. A purposive sample takes the whole list.
    """
    if not may_draw(by, audit):
        raise PermissionDenied
    lines = list(listed)
    _refuse_unfit(lines, how)
    seed = (how.seed.strip() or secrets.token_hex(4)) if how.method == Sample.Method.RANDOM else ""
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.PLANNED)
        drawn = sampling.draw(lines, size=how.size, seed=seed) if seed else lines
        sample = Sample.objects.create(
            audit=audit, method=how.method, rule=how.rule.strip(), seed=seed, listed=len(lines), by=by, at=at,
            fingerprint=sampling.fingerprint(lines, key=settings.HASH_KEY), strata=_strata(lines, drawn),
        )  # fmt: skip
        audit.cases.all().delete()
        Case.objects.bulk_create(
            Case(audit=audit, sample=sample, number=number, reference=each.reference, stratum=each.stratum)
            for number, each in enumerate(drawn, start=1)
        )
        trail.leave("cases drawn", by=by, about=audit, listed=len(lines), drawn=len(drawn), method=how.method)
    return sample


def check_again(*, sample: Sample, by: Person, listed: Iterable[Listed]) -> str:
    """Whether a list is the one that was drawn from and gives the same cases, as a sentence. Nothing is kept."""
    if not may_draw(by, sample.audit) and not who.keeps(by):
        raise PermissionDenied
    lines = list(listed)
    if sampling.fingerprint(lines, key=settings.HASH_KEY) != sample.fingerprint:
        return "This is not the list that was drawn from: a line is missing, added or changed."
    kept = set(sample.cases.exclude(reference="").values_list("reference", flat=True))
    if not kept:
        return "It is the same list. The references of its cases have been deleted since."
    again = sampling.draw(lines, size=len(kept), seed=sample.seed) if sample.seed else lines
    same = {each.reference for each in again} == kept
    return "It is the same list, and it gives the same cases." if same else "The same list gives other cases."


def _refuse_unfit(lines: list[Listed], how: Draw) -> None:
    refuse_identifiers(how.rule)
    if not how.rule.strip():
        raise Refusal("Write down the rule: which cases are on the list, and how some are chosen.")
    if not lines:
        raise Refusal("The list is empty. Paste one reference a line, or choose a file.")
    if len(lines) > MOST_LISTED:
        raise Refusal(f"The list has {len(lines):,} lines; {MOST_LISTED:,} are the most.")
    found = references.doubts(each.reference for each in lines)
    found += [
        references.Doubt(line, "the stratum may name a child")
        for line, each in enumerate(lines, start=1)
        if each.stratum and (len(each.stratum) > 40 or not references.is_plain_group(each.stratum))
    ]
    if any(each.refused for each in found) or (found and not how.digits_are_codes):
        raise Doubtful(found)
    size = how.size if how.method == Sample.Method.RANDOM else len(lines)
    if not 1 <= size <= min(len(lines), MOST_CASES):
        raise Refusal(f"Choose between 1 and {min(len(lines), MOST_CASES)} cases from this list of {len(lines)}.")


def _strata(lines: list[Listed], drawn: list[Listed]) -> dict[str, list[int]]:
    """How many of each stratum were listed and drawn; nothing where there is only one."""
    names = sorted({each.stratum for each in lines})
    if len(names) < 2:
        return {}
    return {
        name: [sum(each.stratum == name for each in lines), sum(each.stratum == name for each in drawn)]
        for name in names
    }
