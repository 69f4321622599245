"""What waits for a person in the backbone: own actions, answers owed, decisions, impact tests, lost owners."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from office import rules
from partnership.access import agencies_where, holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait
from priorities import campaign_waits
from priorities.models import Action, DueDateRequest, Response
from priorities.progress import State

WITHIN = timedelta(days=28)


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each thing to do; those of the agencies a person answers for included."""
    yield from _own(person, on)
    yield from _impact_tests(person, on)
    if holds(person, Permission.ANSWER_RECOMMENDATIONS):
        yield from _answers(person, on)
    if holds(person, Permission.OWN_ACTIONS):
        yield from _lost_owners(person, on)
    if holds(person, Permission.DECIDE_DUE_DATES):
        yield from _dates(person)
    if holds(person, Permission.AGREE_ACTIONS):
        yield from _to_agree(person)
    yield from campaign_waits.waiting(person, on=on)


def _own(person: Person, on: date) -> Iterator[Wait]:
    """Own actions due within four weeks, late, or silent for too long."""
    silent = on - timedelta(days=rules.value("actions.silent_after", on=on))
    due = Q(due_on__lte=on + WITHIN) | Q(told_on__lt=silent)
    for action in Action.objects.filter(owner_person=person).under_way().told().filter(due):
        yield Wait(f"Work on “{_short(action.text)}”", _why_own(action, on), _address(action), action.due_on)


def _why_own(action: Action, on: date) -> str:
    if action.due_on < on:
        return "You own this action and its date has passed; say that it is done, or ask for another date."
    if action.due_on <= on + WITHIN:
        return "You own this action; report progress, or say that it is done."
    return f"You own this action; the last word on it is of {action.told_on:%-d %B}."


def _impact_tests(person: Person, on: date) -> Iterator[Wait]:
    asked = Q(tester=person)
    if holds(person, Permission.AGREE_ACTIONS) and holds(person, Permission.KEEP_PLAN):
        asked |= Q(tester=None)
    tests = Action.objects.visible_to(person).filter(state=State.EVIDENCED, impact_due_on__lte=on + WITHIN)
    for action in tests.filter(asked):
        what = "Test the impact of" if action.tester_id else "Find somebody to test the impact of"
        yield Wait(f"{what} “{_short(action.text)}”", "Its evidence was accepted; did it make a difference?",
                   _address(action), action.impact_due_on)  # fmt: skip


def _answers(person: Person, on: date) -> Iterator[Wait]:
    agencies = agencies_where(person, Permission.ANSWER_RECOMMENDATIONS)
    if agencies is None:
        # The business unit may answer for all, but only chases them.
        return
    for owed in Response.objects.unanswered().filter(agency__in=agencies).for_list():
        yield Wait(
            f"Answer “{_short(owed.recommendation.text)}”", f"{owed.agency} was asked what it will do.",
            reverse("recommendation", args=[owed.recommendation_id]), owed.recommendation.due_on,
        )  # fmt: skip


def _lost_owners(person: Person, on: date) -> Iterator[Wait]:
    agencies = agencies_where(person, Permission.OWN_ACTIONS)
    for action in Action.objects.ownerless(on).owned_by(agencies).for_list():
        yield Wait(f"Name an owner for “{_short(action.text)}”",
                   f"{action.owner_person} does not work for {action.owner_agency} any more.",
                   _address(action), action.due_on)  # fmt: skip


def _dates(person: Person) -> Iterator[Wait]:
    asked = DueDateRequest.objects.filter(decided_at=None).exclude(asked_by=person)
    visible = Action.objects.visible_to(person).exclude(owner_person=person)
    for each in asked.filter(action__in=visible).select_related("action", "asked_by"):
        yield Wait(
            f"Decide on another date for “{_short(each.action.text)}”",
            f"{each.asked_by} asks for {each.new_due_on:%-d %B %Y} instead of {each.old_due_on:%-d %B %Y}.",
            _address(each.action), each.old_due_on,
        )  # fmt: skip


def _to_agree(person: Person) -> Iterator[Wait]:
    """Only the business unit is asked line by line; the partners see the list."""
    if not holds(person, Permission.KEEP_PLAN):
        return
    words = {
        State.PROPOSED: ("Agree", "It has been proposed and nobody has agreed it yet."),
        State.DONE: ("Look at the evidence for", "It is said to be done."),
        State.IMPACT_TESTED: ("Close", "Its impact has been tested."),
    }
    for action in Action.objects.filter(state__in=list(words)).exclude(state=State.DONE, proofs=None).distinct():
        verb, why = words[State(action.state)]
        yield Wait(f"{verb} “{_short(action.text)}”", why, _address(action), None)


def _address(action: Action) -> str:
    return reverse("action", args=[action.pk])


def _short(text: str) -> str:
    return Truncator(text).words(11)
