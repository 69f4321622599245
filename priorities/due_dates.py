"""Moving the date of an agreed action: the owner asks with a reason, somebody else decides."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import hands, moving, news, progress, wording
from priorities.models import Action, DueDateRequest


def request(*, action: Action, by: Person, at: datetime, new_due_on: date, reason: str) -> DueDateRequest:
    """Ask for another date; Refusal when it has passed, is the same, or another request is still open."""
    hands.check_works_on(action, by=by)
    wording.refuse_identifiers(reason)
    today = localdate(at)
    if new_due_on < today:
        raise Refusal(f"The new date has passed. Choose {today.day} {today:%B %Y} or later.")
    if not reason.strip():
        raise Refusal("Say why the date has to move; somebody else decides by the reason.")
    with transaction.atomic():
        action = moving.locked(action)
        if action.state not in progress.UNDER_WAY:
            raise Refusal(f"This action is “{action.get_state_display()}”; only agreed actions have a date to move.")
        if new_due_on == action.due_on:
            raise Refusal("That is the date the action has already.")
        if action.due_date_requests.filter(decided_at=None).exists():
            raise Refusal("A request to move the date is open already. It is decided first.")
        asked = DueDateRequest.objects.create(
            action=action, asked_by=by, asked_at=at, old_due_on=action.due_on, new_due_on=new_due_on,
            reason=reason.strip(),
        )  # fmt: skip
        trail.leave("due date move asked", by=by, about=action, agency=action.owner_agency,
                    new_due_on=new_due_on.isoformat())  # fmt: skip
    return asked


def decide(*, asked: DueDateRequest, by: Person, at: datetime, granted: bool, reason: str = "") -> DueDateRequest:
    """Grant or refuse another date; never by whoever asked, nor by the owner. A refusal says why."""
    check(by, Permission.DECIDE_DUE_DATES)
    wording.refuse_identifiers(reason)
    if not granted and not reason.strip():
        raise Refusal("Say why the date stays: the owner reads it.")
    with transaction.atomic():
        action = moving.locked(asked.action)
        asked = DueDateRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        if by.pk in (asked.asked_by_id, action.owner_person_id):
            raise Refusal("You asked for this date yourself, or own the action. Somebody else decides.")
        if asked.decided_at is not None:
            raise Refusal("This request has been decided already.")
        asked.decided_by, asked.decided_at, asked.granted, asked.decision_reason = by, at, granted, reason.strip()
        asked.save()
        if granted:
            action.due_on = asked.new_due_on
            action.save(update_fields=["due_on"])
        trail.leave("due date move decided", by=by, about=action, agency=action.owner_agency, granted=granted)
        news.tell(action, what="date_moved" if granted else "date_kept", by=by, at=at, reason=reason)
    return asked
