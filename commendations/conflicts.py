"""Conflicts of interest: found from agency, line management and nomination, or declared; they bar reading."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from commendations.models import Commendation, Conflict
from partnership.access import with_those_below
from partnership.models import Agency, Membership, Person

Kind = Conflict.Kind


def note_found(nominations: Iterable[Commendation], *, judges: Iterable[Person], at: datetime) -> None:
    """Write down every conflict the portal can know of; asked again it adds only what is new."""
    judges = list(judges)
    homes = {judge.pk: _tree_of(judge, at=at) for judge in judges}
    found = [
        Conflict(commendation=each, person=judge, kind=kind, noted_at=at)
        for each in nominations
        for judge in judges
        for kind in _kinds(each, judge, home=homes[judge.pk])
    ]
    Conflict.objects.bulk_create(found, ignore_conflicts=True)


def may_read(nominations: Iterable[Commendation], *, judges: Iterable[Person]) -> dict[int, list[int]]:
    """For each nomination the judges against whom nothing stands."""
    barred = set(Conflict.objects.filter(commendation__in=nominations).values_list("commendation", "person"))
    return {each.pk: [judge.pk for judge in judges if (each.pk, judge.pk) not in barred] for each in nominations}


def _kinds(nomination: Commendation, judge: Person, *, home: set[int]) -> Iterable[str]:
    nominee = nomination.nominee_person
    wrote = {nomination.nominated_by_id, *(each.nominated_by_id for each in nomination.joined.all())}
    if judge.pk == nomination.nominee_person_id or judge.email == nomination.nominee_email:
        yield Kind.NOMINEE
    if judge.pk in wrote or judge.pk in {each.by_id for each in nomination.supports.all()}:
        yield Kind.WROTE
    if judge.email == nomination.manager_email or (nominee and nominee.line_manager_id == judge.pk):
        yield Kind.MANAGES
    if nominee and judge.line_manager_id == nominee.pk:
        yield Kind.MANAGED
    if home & {agency.pk for agency in nomination.agencies.all()}:
        yield Kind.AGENCY


def _tree_of(judge: Person, *, at: datetime) -> set[int]:
    """The agencies a judge works for, those above and those below; the board itself is everybody's and bars nobody."""
    held = Membership.objects.current(localdate(at)).filter(person=judge).exclude(agency__kind=Agency.Kind.BOARD)
    tops = {each.agency for each in held.select_related("agency__parent__parent")}
    above = {
        parent.pk for agency in tops for parent in (agency.parent, agency.parent and agency.parent.parent) if parent
    }
    return with_those_below({agency.pk for agency in tops}) | above
