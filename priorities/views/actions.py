"""Actions: the list, the page of one, proposing, changing, naming an owner."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from office import drafts, rules
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import can, holds, require
from partnership.models import Person
from partnership.permissions import Permission
from priorities import actions as acting
from priorities import chronicle, glance, hands, progress, ties
from priorities.filters import ActionChoices
from priorities.forms.actions import ChangeForm, OwnerForm, ProposeForm
from priorities.models import Action, DueDateRequest, Recommendation
from priorities.progress import State
from priorities.views.cells import PRIORITIES, THEMES, named


def _columns(on: date) -> tuple[Column, ...]:
    silent_after = rules.value("actions.silent_after", on=on)

    def light(row: Action) -> progress.Standing:
        return glance.standing_of(row, on=on, silent_after=silent_after)

    return (
        named("action", "Action"),
        Column("agency", "Agency", cell=lambda row: row.owner_agency.name, order=("owner_agency__name",)),
        Column("owner", "Owner", cell=lambda row: row.owner, order=("owner_person__name", "owner_role")),
        Column("due", "Due", cell=lambda row: f"{row.due_on:%-d %b %Y}", value=lambda row: row.due_on,
               order=("due_on",)),
        Column("state", "State", cell=lambda row: row.get_state_display(), order=("state",)),
        Column("light", "How it goes", cell=lambda row: glance.tag(light(row)), value=lambda row: light(row).words),
        Column("joint", "Joint with", cell=lambda row: row.co_owner.name if row.co_owner else "", file_only=True),
        Column("why", "Why", cell=lambda row: light(row).why, file_only=True),
        Column("strength", "Strength", cell=lambda row: row.get_strength_display(), order=("strength",)),
        Column("measure", "Measure", cell=lambda row: row.measure_text, file_only=True),
        Column("told", "Last told", cell=lambda row: row.told_on, file_only=True),
        Column(PRIORITIES.key, PRIORITIES.heading, cell=PRIORITIES.cell, file_only=True),
        THEMES,
    )  # fmt: skip


@require(Permission.SEE_ACTIONS)
def actions(request: HttpRequest) -> HttpResponse:
    """All actions one may see, those due first on top."""
    today = timezone.localdate()
    rows = Action.objects.visible_to(request.user).for_list().judged(today)
    listing = Listing(request, rows, columns=_columns(today), choices=ActionChoices, one="action", many="actions",
                      file_name="actions")  # fmt: skip
    may_propose = holds(request.user, Permission.OWN_ACTIONS)
    return answer(request, "priorities/actions.html", listing, may_propose=may_propose)


@require(Permission.SEE_ACTIONS)
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: what it promises, how it goes, what proves it, what happened, and what one may do with it."""
    today = timezone.localdate()
    thing = get_object_or_404(Action.objects.visible_to(request.user).for_list().judged(today), pk=pk)
    silent_after = rules.value("actions.silent_after", on=today)
    context = {
        "action": thing,
        "standing": glance.standing_of(thing, on=today, silent_after=silent_after),
        "facts": _facts(thing),
        "history": chronicle.of(thing),
        "parts": _parts(thing, request.user),
        "proofs": thing.proofs.select_related("file", "given_by"),
        "tests": thing.impact_tests.select_related("by"),
        "asked": thing.due_date_requests.filter(decided_at=None).select_related("asked_by").first(),
        "ties": ties.of(thing, viewer=request.user, on=today),
    } | _may(request.user, thing, today)  # fmt: skip
    return render(request, "priorities/action.html", context)


def _parts(action: Action, person: Person) -> list[dict[str, Any]]:
    """The parts of other agencies, and what the person may do with each while it is open."""
    works = hands.may_work_on(person, action)
    return [
        {
            "part": part,
            "may_finish": part.done_on is None and can(person, Permission.OWN_ACTIONS, agency=part.agency),
            "may_take_off": part.done_on is None and works,
        }
        for part in action.parts.select_related("agency__parent__parent", "done_by")
    ]


def _facts(action: Action) -> list[tuple[str, Any]]:
    """What is known of an action in short; what is not said is left out."""
    facts = [
        ("State", action.get_state_display()),
        ("Owner", ", ".join(part for part in (str(action.owner_person or ""), action.owner_role) if part)),
        ("Agency", action.owner_agency),
        ("Joint with", action.co_owner),
        ("Due", action.due_on),
        ("Strength", action.get_strength_display()),
        ("Urgency", action.get_urgency_display()),
        ("Needs", action.resource),
        ("Impact test", action.impact_due_on),
        ("Tested by", action.tester),
        ("Read by", action.get_audience_display()),
    ]
    return [fact for fact in facts if fact[1]]


def _may(person: Person, action: Action, on: date) -> dict[str, Any]:
    """What the person may do with the action now."""
    works, state = hands.may_work_on(person, action), State(action.state)
    return {
        "moves": hands.moves_for(person, action, on=on),
        "may_change": works and holds(person, Permission.OWN_ACTIONS) and state in progress.LIVING,
        "may_name_owner": works and state in progress.LIVING,
        "may_give_evidence": works and state in progress.UNDER_WAY | {State.DONE},
        "may_add_part": works and state in progress.UNDER_WAY | {State.PROPOSED},
        "may_ask_for_date": works and state in progress.UNDER_WAY,
        "may_decide": DueDateRequest.objects.filter(action=action, decided_at=None).exclude(asked_by=person).exists()
        and can(person, Permission.DECIDE_DUE_DATES) and action.owner_person_id != person.pk,
    }  # fmt: skip


@require(Permission.OWN_ACTIONS)
def propose_action(request: HttpRequest) -> HttpResponse:
    """A new action; `?recommendation=` says what it answers."""
    now = timezone.now()
    asked = Recommendation.objects.visible_to(request.user).filter(pk=_number(request, "recommendation")).first()
    begun: dict[str, Any] = {"owner_agency": request.user.acting_for}
    if asked is not None:
        begun |= {"priorities": asked.priorities.all(), "themes": asked.themes.all()}
    key = f"for-{asked.pk}" if asked else "new"
    draft = drafts.of(request.user, form=acting.NEW, record=key)
    form = ProposeForm(request.POST or None, initial=begun, record_key=key, draft=draft, on=timezone.localdate(now))

    def deed(given: dict[str, Any]) -> Done:
        promise = acting.promise_from(given)
        made = acting.propose(promise=promise, by=request.user, at=now, answers=asked, typed_as=key)
        return Done(
            "The action is proposed. The business unit is asked to agree it.", reverse("action", args=[made.pk])
        )

    return ask(request, "priorities/propose_action.html", form, deed, asked=asked)


@require(Permission.OWN_ACTIONS)
def change_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for an action; of two who change it the second is told what the first has saved."""
    thing = _workable(request, pk)
    now, key = timezone.now(), str(pk)
    form = ChangeForm(
        request.POST or None, record_key=key, values=acting.values_of(thing), on=timezone.localdate(now),
        draft=drafts.of(request.user, form=acting.FORM, record=key),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        promise = acting.promise_from(given)
        acting.change(action=thing, promise=promise, mark=given["mark"], by=request.user, at=now)
        return Done("The action is changed.", reverse("action", args=[pk]))

    return ask(request, "priorities/change_action.html", form, deed, action=thing)


@require(Permission.SEE_ACTIONS)
def name_owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person or post that answers for an action."""
    thing = _workable(request, pk)
    form = OwnerForm(request.POST or None, initial={"role": thing.owner_role})

    def deed(given: dict[str, Any]) -> Done:
        acting.name_owner(action=thing, by=request.user, at=timezone.now(), **given)
        return Done("The owner is named.", reverse("action", args=[pk]))

    return ask(request, "priorities/name_owner.html", form, deed, action=thing)


def _workable(request: HttpRequest, pk: int) -> Action:
    """The action, if the person sees it and works on it."""
    thing = get_object_or_404(Action.objects.visible_to(request.user).select_related("owner_agency"), pk=pk)
    if not hands.may_work_on(request.user, thing):
        raise PermissionDenied
    return thing


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
