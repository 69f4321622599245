"""Actions begin, change and end: propose, agree, change, name an owner, supersede, drop until a day, close."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from office import drafts
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import findable, hands, moving, news, progress, wording
from priorities.models import Action, Audience, Move, Part, Priority, Recommendation, Theme
from priorities.progress import State

FORM, NEW = "action", "new_action"


@dataclass(frozen=True)
class Promise:
    """What an action says, as a form or a file gives it."""

    text: str
    measure_text: str
    owner_agency: Agency
    due_on: date
    strength: str
    owner_person: Person | None = None
    owner_role: str = ""
    resource: str = ""
    urgency: str = Action.Urgency.MEDIUM
    audience: str = Audience.MEMBERS
    priorities: tuple[Priority, ...] = ()
    themes: tuple[Theme, ...] = ()
    co_owner: Agency | None = None


PLAIN = ("text", "measure_text", "owner_agency", "owner_person", "owner_role", "resource", "due_on", "urgency",
         "strength", "audience", "co_owner")  # fmt: skip


def propose(
    *,
    promise: Promise,
    by: Person,
    at: datetime,
    parts: Iterable[tuple[Agency, str]] = (),
    answers: Recommendation | None = None,
    typed_as: str | None = None,
) -> Action:
    """Propose an action for an agency; `answers` ties it to a recommendation that was addressed to it.

    `typed_as` names the draft it was typed as, which is forgotten.
    Refusal when its date has passed, its owner does not work there, its words name a child, or the recommendation
    was addressed to others.
    """
    check(by, Permission.OWN_ACTIONS, agency=promise.owner_agency)
    _refuse_unfit(promise, on=localdate(at))
    if answers is not None and not answers.responses.filter(agency=promise.owner_agency).exists():
        raise Refusal(f"The recommendation was not addressed to {promise.owner_agency}. Choose an agency it was.")
    with transaction.atomic():
        action = Action(proposed_by=by, proposed_at=at, joint=promise.co_owner is not None)
        _write(action, promise)
        Part.objects.bulk_create(Part(action=action, agency=agency, text=text) for agency, text in parts)
        if answers is not None:
            answers.calls_for.add(action)
        Move.objects.create(action=action, key="propose", from_state="", to_state=State.PROPOSED, by=by, at=at)
        trail.leave("action proposed", by=by, about=action, agency=action.owner_agency,
                    recommendation=answers.pk if answers else None)  # fmt: skip
        drafts.discard(by=by, form=NEW, record=typed_as)
        findable.renew(action)
    return action


def values_of(action: Action) -> dict[str, Any]:
    """What a form of change begins with and what its mark is made of; shapes as the fields take them."""
    plain = {name: getattr(action, name) for name in PLAIN if name not in ("owner_agency", "owner_person", "co_owner")}
    return plain | {
        "owner_agency": action.owner_agency.name,
        "owner_person": action.owner_person.email if action.owner_person else "",
        "co_owner": action.co_owner.name if action.co_owner else "",
        "priorities": sorted(str(pk) for pk in action.priorities.values_list("pk", flat=True)),
        "themes": sorted(str(pk) for pk in action.themes.values_list("pk", flat=True)),
    }


def change(*, action: Action, promise: Promise, mark: str, by: Person, at: datetime) -> Action:
    """Change the words of a living action. `mark` says what stood there when the form was opened.

    ChangedMeanwhile when somebody else has saved since; Refusal when an agreed date is changed without a request,
    or the owner does not work there. Moving it to another agency needs the hand of both.
    """
    hands.check_works_on(action, by=by)
    if promise.owner_agency != action.owner_agency:
        check(by, Permission.OWN_ACTIONS, agency=promise.owner_agency)
    with transaction.atomic():
        action = moving.locked(action)
        drafts.refuse_stale(values_of(action), mark=mark)
        if action.state in progress.ENDED:
            raise Refusal(f"This action is “{action.get_state_display()}”; its words stay as they are.")
        if action.state != State.PROPOSED and promise.due_on != action.due_on:
            raise Refusal("The date of an agreed action is moved by a request with a reason, which somebody decides.")
        _refuse_unfit(promise, on=localdate(at), due_on=action.due_on)
        action.joint = promise.co_owner is not None
        _write(action, promise)
        drafts.discard(by=by, form=FORM, record=str(action.pk))
        trail.leave("action changed", by=by, about=action, agency=action.owner_agency)
        findable.renew(action)
    return action


def agree(*, action: Action, by: Person, at: datetime) -> Action:
    """Agree a proposed action; Refusal when its date has passed meanwhile or its owner has left."""
    check(by, Permission.AGREE_ACTIONS)
    with transaction.atomic():
        action = moving.locked(action)
        moving.refuse_illegal(action, key="agree")
        today = localdate(at)
        if action.due_on < today:
            raise Refusal(f"Its date, {_day(action.due_on)}, has passed. Change the date first, then agree it.")
        _refuse_owner(action.owner_person, action.owner_agency, on=today)
        moving.move(action, key="agree", to=State.AGREED, by=by, at=at)
        news.tell(action, what="agreed", by=by, at=at)
    return action


def name_owner(*, action: Action, by: Person, at: datetime, person: Person | None, role: str = "") -> Action:
    """Name another owner in the agency that owns the action: a person, a post, or both."""
    hands.check_works_on(action, by=by)
    with transaction.atomic():
        action = moving.locked(action)
        if action.state in progress.ENDED:
            raise Refusal(f"This action is “{action.get_state_display()}”; it needs no owner any more.")
        if person is None and not role.strip():
            raise Refusal("Name a person or a post that answers for this action.")
        _refuse_owner(person, action.owner_agency, on=localdate(at))
        if person is not None and person == action.tester:
            raise Refusal(f"{person} is asked to test the impact of this action and so cannot own it.")
        action.owner_person, action.owner_role = person, role.strip()
        action.save(update_fields=["owner_person", "owner_role"])
        trail.leave("action owner named", by=by, about=action, agency=action.owner_agency,
                    owner=person.pk if person else None)  # fmt: skip
        news.tell(action, what="owner_named", by=by, at=at)
    return action


def supersede(*, action: Action, successor: Action, by: Person, at: datetime, reason: str) -> Action:
    """Let another living action take the place of this one; what called for this one calls for that one, too."""
    check(by, Permission.AGREE_ACTIONS)
    wording.refuse_identifiers(reason)
    _refuse_no_reason(reason)
    with transaction.atomic():
        action = moving.locked(action)
        if successor.pk == action.pk or successor.state in progress.ENDED:
            raise Refusal("Choose another action, one that is not ended, to take the place of this one.")
        action.superseded_by = successor
        moving.move(action, key="supersede", to=State.SUPERSEDED, by=by, at=at, reason=reason)
        for recommendation in action.called_for_by.all():
            recommendation.calls_for.add(successor)
        news.tell(action, what="superseded", by=by, at=at)
    return action


def not_pursue(*, action: Action, by: Person, at: datetime, reason: str, until: date) -> Action:
    """Decide not to pursue an action until a day, on which it comes back to be agreed afresh."""
    check(by, Permission.AGREE_ACTIONS)
    wording.refuse_identifiers(reason)
    _refuse_no_reason(reason)
    if until <= localdate(at):
        raise Refusal("Say until which day to come it is not pursued; on that day it comes back.")
    with transaction.atomic():
        action = moving.locked(action)
        action.dropped_by, action.dropped_why, action.dropped_until = by, reason.strip(), until
        moving.move(action, key="not_pursue", to=State.NOT_PURSUED, by=by, at=at, reason=reason)
        news.tell(action, what="not_pursued", by=by, at=at)
    return action


def take_up_again(*, action: Action, by: Person, at: datetime, reason: str) -> Action:
    """Propose an action anew before the day on which it would come back by itself."""
    check(by, Permission.AGREE_ACTIONS)
    _refuse_no_reason(reason)
    with transaction.atomic():
        action = moving.locked(action)
        moving.move(action, key="take_up_again", to=State.PROPOSED, by=by, at=at, reason=reason)
    return action


def come_back(*, at: datetime) -> int:
    """At night: what was not pursued until today is proposed again; says how many came back."""
    today, back = localdate(at), 0
    for action in Action.objects.filter(state=State.NOT_PURSUED, dropped_until__lte=today):
        with transaction.atomic():
            held = moving.locked(action)
            # Somebody may have taken it up since the list was read.
            if held.state != State.NOT_PURSUED or not held.dropped_until or held.dropped_until > today:
                continue
            moving.move(held, key="come_back", to=State.PROPOSED, by=None, at=at)
            news.tell(held, what="came_back", by=None, at=at, to=hands.keepers(on=today))
            back += 1
    return back


def close(*, action: Action, by: Person, at: datetime) -> Action:
    """Close an action that has passed both gates: accepted evidence, and an impact test by somebody else."""
    check(by, Permission.AGREE_ACTIONS)
    with transaction.atomic():
        action = moving.locked(action)
        moving.move(action, key="close", to=State.CLOSED, by=by, at=at)
        news.tell(action, what="closed", by=by, at=at)
    return action


def _write(action: Action, promise: Promise) -> None:
    for name in PLAIN:
        value = getattr(promise, name)
        setattr(action, name, value.strip() if isinstance(value, str) else value)
    action.save()
    action.priorities.set(promise.priorities)
    action.themes.set(promise.themes)


def _refuse_unfit(promise: Promise, *, on: date, due_on: date | None = None) -> None:
    """`due_on` is the date it has already; an overdue action may be reworded."""
    wording.refuse_identifiers(promise.text, promise.measure_text, promise.resource, promise.owner_role)
    if promise.due_on < on and promise.due_on != due_on:
        raise Refusal(f"The due date has passed. Choose {_day(on)} or later.")
    if promise.owner_person is None and not promise.owner_role.strip():
        raise Refusal("Name a person or a post that answers for this action.")
    _refuse_owner(promise.owner_person, promise.owner_agency, on=on)


def _refuse_owner(person: Person | None, agency: Agency, *, on: date) -> None:
    if person is not None and not hands.belongs(person, agency, on=on):
        raise Refusal(f"{person} does not work for {agency} any more. Name somebody who does, or a post.")


def _refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Say why: whoever reads the history later needs the reason.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def promise_from(given: Mapping[str, Any]) -> Promise:
    """A promise out of clean values of a form or a row, whatever else they hold."""
    names = Promise.__dataclass_fields__
    several = {"priorities", "themes"}
    return Promise(**{k: tuple(v) if k in several else v for k, v in given.items() if k in names})
