"""Conflicts of interest: found or declared, they bar reading; one of agency may be lifted, with a reason."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from commendations.models import Commendation, Conflict, Opinion
from office import rules
from partnership import trail
from partnership.access import check, with_those_below
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

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
    barred = set(Conflict.objects.standing().filter(commendation__in=nominations).values_list("commendation", "person"))
    return {each.pk: [judge.pk for judge in judges if (each.pk, judge.pk) not in barred] for each in nominations}


def concerned(commendation: Commendation, *, by: Person) -> bool:
    """Whether somebody wrote it, is nominated or has a conflict, and so decides nothing about it."""
    own = (commendation.nominated_by_id, commendation.nominee_person_id)
    return by.pk in own or commendation.conflicts.standing().filter(person=by).exists()


def may_lift(conflict: Conflict, *, on: date) -> bool:
    """Whether the rules of a day let the office lift it: found, of agency alone, and not lifted yet."""
    found = conflict.kind == Kind.AGENCY and not conflict.declared and conflict.lifted_at is None
    return found and bool(rules.value("commendations.lift_agency", on=on))


def lift(*, by: Person, conflict: Conflict, reason: str, at: datetime) -> Conflict:
    """Let a judge read a nomination of the same agency all the same; the judging record counts it.

    Refusal where the rules do not allow it, for one's own conflict, for whoever is concerned, after the round is told.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(reason)
    with transaction.atomic():
        conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
        nomination = conflict.commendation
        if not may_lift(conflict, on=localdate(at)):
            raise Refusal("Only a found conflict of agency can be lifted, and only while the rules allow it.")
        if nomination.round is None or nomination.round.announced_at:
            raise Refusal("The round is announced. Its record stays as it is.")
        if by.pk == conflict.person_id or concerned(nomination, by=by):
            raise Refusal("You are the judge, or this nomination concerns you. A colleague decides about it.")
        if not reason.strip():
            raise Refusal("Say why; the reason is kept, and the public record counts it.")
        conflict.lifted_at, conflict.lifted_by, conflict.lifted_because = at, by, reason.strip()
        conflict.save()
        trail.leave("conflict lifted", by=by, about=nomination, judge=conflict.person_id)
    return conflict


def let_stand(*, by: Person, conflict: Conflict, at: datetime) -> Conflict:
    """Take back that a conflict was lifted: it stands again, and what the judge had not read yet goes to nobody.

    Refusal when it is not lifted, for whoever is concerned, after the round is told, or once the judge has given marks.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        conflict = Conflict.objects.select_for_update().get(pk=conflict.pk)
        nomination, judge = conflict.commendation, conflict.person
        if conflict.lifted_at is None:
            raise Refusal("This conflict stands already. Nothing was changed.")
        if nomination.round is None or nomination.round.announced_at:
            raise Refusal("The round is announced. Its record stays as it is.")
        if by.pk == judge.pk or concerned(nomination, by=by):
            raise Refusal("You are the judge, or this nomination concerns you. A colleague decides about it.")
        reading = nomination.opinions.select_for_update().filter(judge=judge).first()
        if reading and reading.state == Opinion.State.GIVEN:
            # Marks are never taken away by whoever may not like them; the judge may still step aside.
            raise Refusal(f"{judge} has given marks already. They count, unless {judge} steps aside.")
        if reading:
            reading.delete()
        conflict.lifted_at, conflict.lifted_by, conflict.lifted_because = None, None, ""
        conflict.save()
        trail.leave("conflict stands again", by=by, about=nomination, judge=judge.pk)
    return conflict


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
