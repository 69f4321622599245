"""From finished to signed: the completeness check, who signs in which capacity, signatures, sending back."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from audits import answering, cycles, hands, moving, news
from audits.models import SelfAssessment, Signer
from audits.stages import State
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

Capacity = Signer.Capacity
# Schools are signed by both (Oxfordshire's form, handbook 7); every other agency by its accountable officer.
TWO_SIGN = frozenset({Agency.Kind.SCHOOL, Agency.Kind.COLLEGE})
ROLE_OF = {Capacity.HEAD: "head", Capacity.GOVERNOR: "governor"}


class Incomplete(Refusal):
    """Some questions are not complete; `missing` names each with what it lacks."""

    def __init__(self, missing: list[tuple[object, tuple[str, ...]]]) -> None:
        many = len(missing)
        super().__init__(f"{many} question{'s are' if many != 1 else ' is'} not complete yet; each is named below.")
        self.missing = missing


def capacities(agency: Agency) -> tuple[str, ...]:
    """In which capacities an agency is signed for."""
    return (Capacity.HEAD, Capacity.GOVERNOR) if agency.kind in TWO_SIGN else (Capacity.OFFICER,)


def name_signer(*, by: Person, assessment: SelfAssessment, capacity: str, person: Person, at: datetime) -> Signer:
    """Say who signs; somebody of the agency or of one above it, and nobody in two capacities."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=assessment.agency)
    if capacity not in capacities(assessment.agency):
        raise Refusal("This agency is not signed for in this capacity.")
    if not _belongs(person, assessment.agency, on=at):
        raise Refusal(f"{person} does not belong to {assessment.agency} or an agency above it.")
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if locked.state not in (State.ANSWERING, State.SIGNING):
            raise Refusal("It is handed in already.")
        if locked.signers.filter(round=locked.round, person=person).exclude(capacity=capacity).exists():
            raise Refusal("Head and governor are two people. Name somebody else.")
        signer, _ = Signer.objects.get_or_create(
            assessment=locked, round=locked.round, capacity=capacity, defaults={"person": person}
        )
        if signer.signed_at is not None:
            raise Refusal(f"{signer.person} has signed already.")
        signer.person = person
        signer.save(update_fields=["person"])
        trail.leave("signer named", by=by, about=signer, agency=locked.agency, person=person.pk)
        if locked.state == State.SIGNING:
            _ask(signer, locked, at=at)
    return signer


def _belongs(person: Person, agency: Agency, *, on: datetime) -> bool:
    line: list[int] = []
    above: Agency | None = agency
    while above is not None:
        line.append(above.pk)
        above = above.parent
    return Membership.objects.current(localdate(on)).filter(person=person, agency__in=line).exists()


def finish(*, by: Person, assessment: SelfAssessment, at: datetime) -> SelfAssessment:
    """Say that it is complete and ask for the signatures. Incomplete names what is missing."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=assessment.agency)
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        answering.refuse_closed(locked, on=localdate(at))
        if missing := answering.missing_of(locked):
            raise Incomplete(list(missing))
        _name_by_role(locked, at=at)
        named = set(locked.signers.filter(round=locked.round).values_list("capacity", flat=True))
        if unnamed := [each for each in capacities(locked.agency) if each not in named]:
            label = Capacity(unnamed[0]).label.lower()
            raise Refusal(f"Say first who signs as {label}.")
        moving.move(locked, key="finish", by=by, at=at)
        for signer in locked.signers.filter(round=locked.round, signed_at=None).select_related("person"):
            _ask(signer, locked, at=at)
    return locked


def _name_by_role(locked: SelfAssessment, *, at: datetime) -> None:
    """Head and governor of a school are known by their roles, if there is exactly one of each."""
    for capacity in capacities(locked.agency):
        role = ROLE_OF.get(Capacity(capacity))
        if role is None or locked.signers.filter(round=locked.round, capacity=capacity).exists():
            continue
        holders = Person.objects.current().filter(
            memberships__in=Membership.objects.current(localdate(at)).filter(agency=locked.agency, role=role)
        )
        if len(found := list(holders.distinct()[:2])) == 1:
            locked.signers.create(round=locked.round, capacity=capacity, person=found[0])


def _ask(signer: Signer, locked: SelfAssessment, *, at: datetime) -> None:
    news.write(
        to=signer.person, key=f"sign {signer.pk} {signer.person_id}", at=at,
        subject=f"Sign the self-assessment of {locked.agency}",
        sentence=f"It is complete and waits for you as {signer.get_capacity_display().lower()}.",
        address=reverse("self_assessment", args=[locked.pk]),
    )  # fmt: skip


def sign(*, by: Person, assessment: SelfAssessment, at: datetime) -> SelfAssessment:
    """Sign; the last signature hands it in."""
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        signer = locked.signers.filter(round=locked.round, person=by).first()
        if signer is None:
            raise Refusal("You have not been named to sign this.")
        if locked.state != State.SIGNING:
            raise Refusal(f"It is “{locked.get_state_display().lower()}”; there is nothing to sign now.")
        if signer.signed_at is not None:
            raise Refusal("You have signed already.")
        signer.signed_at = at
        signer.save(update_fields=["signed_at"])
        trail.leave("self-assessment signed", by=by, about=signer, agency=locked.agency, capacity=signer.capacity)
        if not locked.signers.filter(round=locked.round, signed_at=None).exists():
            moving.move(locked, key="submit", by=by, at=at)
            for keeper in hands.keepers(on=localdate(at)):
                news.write(
                    to=keeper, key=f"submitted {locked.pk} {locked.round} {keeper.pk}", at=at,
                    subject=f"{locked.agency} has handed in", sentence=f"{locked.cycle}: it can be moderated now.",
                    address=reverse("self_assessment", args=[locked.pk]),
                )  # fmt: skip
    return locked


def send_back(*, by: Person, assessment: SelfAssessment, reason: str, at: datetime) -> SelfAssessment:
    """A signer or the lead takes it back before it is handed in; signatures given fall away."""
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if not locked.signers.filter(round=locked.round, person=by).exists():
            check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=locked.agency)
        moving.move(locked, key="send_back", by=by, at=at, reason=reason)
        cycles.begin_new_round(locked)
        for person in hands.leading(locked.agency, on=localdate(at)):
            news.write(
                to=person, key=f"sent back {locked.pk} {locked.round} {person.pk}", at=at, words=reason.strip(),
                subject=f"Not signed: {locked.cycle}", sentence=f"{by} has sent it back.",
                address=reverse("self_assessment", args=[locked.pk]),
            )  # fmt: skip
    return locked
