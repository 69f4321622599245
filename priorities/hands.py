"""Who may do what with one action, and who is to be told about it."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from partnership.access import can
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from partnership.roles import ROLES
from priorities import progress
from priorities.models import Action
from priorities.progress import Hand, Move

ANSWERING = sorted(key for key, role in ROLES.items() if Permission.OWN_ACTIONS in role.own_agency)
KEEPING, EXECUTIVE = "business_unit", "safeguarding_partner"


def belongs(person: Person, agency: Agency, *, on: date) -> bool:
    """Whether a person works in an agency on a day."""
    return person.is_active and Membership.objects.current(on).filter(person=person, agency=agency).exists()


def owner_has_left(action: Action, *, on: date) -> bool:
    """Whether the person who owns a living action no longer works in the agency that owns it."""
    return bool(
        action.owner_person
        and action.state in progress.LIVING
        and not belongs(action.owner_person, action.owner_agency, on=on)
    )


def may_work_on(person: Person, action: Action) -> bool:
    """The owner may, also without any role; whoever answers for the agency that owns it, or co-owns it if joint."""
    owners = [action.owner_agency, *([action.co_owner] if action.co_owner else [])]
    if any(can(person, Permission.OWN_ACTIONS, agency=agency) for agency in owners):
        return True
    return action.owner_person_id == person.pk and can(person, Permission.SEE_ACTIONS)


def check_works_on(action: Action, *, by: Person) -> None:
    """The first line of each verb of the owner's: PermissionDenied for any other hand."""
    if not may_work_on(by, action):
        raise PermissionDenied


def check_part(agency: Agency, *, by: Person) -> None:
    """PermissionDenied unless the person answers for the agency of a part."""
    if not can(by, Permission.OWN_ACTIONS, agency=agency):
        raise PermissionDenied


def why_not_tester(person: Person, action: Action, *, on: date) -> str:
    """Why a person may not test the impact of an action, in a sentence; empty when he or she may."""
    if action.owner_person_id == person.pk:
        return "You own this action. Its impact is tested by somebody who does not."
    owners = [action.owner_agency, *([action.co_owner] if action.co_owner else [])] if not action.owner_person else []
    for agency in owners:
        if belongs(person, agency, on=on):
            return f"You belong to {agency}, which owns this action. Somebody from elsewhere tests its impact."
    worked = action.progress.filter(by=person).exists() or action.proofs.filter(given_by=person).exists()
    if worked:
        return "You have worked on this action yourself. Its impact is tested by somebody who has not."
    return ""


def refuse_tester(person: Person, action: Action, *, on: date) -> None:
    """Refusal when a person may not test the impact of an action."""
    if sentence := why_not_tester(person, action, on=on):
        raise Refusal(sentence)


def moves_for(person: Person, action: Action, *, on: date) -> list[Move]:
    """The moves a person may make with an action as it stands, in the order of the table."""
    held = {
        Hand.OWNER: may_work_on(person, action),
        Hand.KEEPER: can(person, Permission.AGREE_ACTIONS),
        Hand.TESTER: can(person, Permission.TEST_IMPACT) and not why_not_tester(person, action, on=on),
        Hand.NIGHT: False,
    }
    return [move for move in progress.moves_from(progress.State(action.state)) if held[move.hand]]


# Who is told ------------------------------------------------------------------


def answering_for(agency: Agency, *, on: date) -> QuerySet[Person]:
    """Whoever answers for an agency on a day; when nobody does, for the one above it."""
    return Person.objects.answering_for(agency, roles=ANSWERING, on=on)


def of_action(action: Action, *, on: date) -> list[Person]:
    """Who is told about an action: its owner; without one, or if the owner has left, whoever answers for the agency."""
    if action.owner_person and not owner_has_left(action, on=on):
        return [action.owner_person]
    return list(answering_for(action.owner_agency, on=on))


def keepers(*, on: date) -> QuerySet[Person]:
    """The business unit."""
    return Person.objects.holding(KEEPING, on=on)


def executive(*, on: date) -> QuerySet[Person]:
    """The delegated safeguarding partners."""
    return Person.objects.holding(EXECUTIVE, on=on)
