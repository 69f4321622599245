"""Chases returns: told before they are due, again and again while they are missing, and when one is queried."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from dashboard.models import Return
from office import letters, reminders, rules
from office.letters import Topic, Urgency
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from partnership.roles import ROLES

SENDING = sorted(key for key, role in ROLES.items() if Permission.SEND_RETURNS in role.own_agency)


def remind(*, at: datetime) -> int:
    """Write the reminders of a day into the daily letters; run twice it writes none twice. Says how many are new."""
    today = localdate(at)
    written = 0
    for sent in Return.objects.unsent().for_list():
        step = step_on(sent, today)
        if step is not None:
            with transaction.atomic():
                written += sum(_remind(sent, person, step, at) for person in senders(sent.agency, on=today))
    return written


def chase(sent: Return, *, by: Person, at: datetime) -> int:
    """Remind whoever sends a return that it is late, at once and once a day; says how many letters were written.

    Refusal when it is not late, or when nobody sends the returns of the agency.
    """
    check(by, Permission.APPROVE_RETURNS)
    today = localdate(at)
    with transaction.atomic():
        held = Return.objects.select_for_update(of=("self",)).select_related("agency", "area").get(pk=sent.pk)
        if not held.is_missing(today):
            raise Refusal(f"The return of {held.name} is not late. Look at its page again.")
        people = senders(held.agency, on=today)
        if not people:
            raise Refusal(f"Nobody sends returns for {held.agency}. Name an analyst or safeguarding lead there first.")
        told = sum(
            reminders.remind(
                of="return by hand", thing=held, step=1, due=today, to=person, template="dashboard/return_due",
                context={"sent": held, "late": True}, at=at,
            )
            for person in people
        )  # fmt: skip
        if told:
            trail.leave("return chased", by=by, agency=held.agency, about=held)
    return told


def step_on(sent: Return, today: date) -> int | None:
    """Which reminder is reached: 0 before the day, 1, 2, 3 … for each span it is late; None when there is none."""
    before = int(rules.value("returns.remind_before", on=today))
    if today <= sent.due_on:
        return 0 if reminders.step_before(sent.due_on, steps=(before,), on=today) is not None else None
    return 1 + reminders.step_after(sent.due_on, every=rules.value("returns.chase_every", on=today), on=today)


def senders(agency: Agency, *, on: date) -> list[Person]:
    """Who sends the returns of an agency on a day."""
    held = Membership.objects.current(on).filter(agency=agency, role__in=SENDING)
    return list(Person.objects.current().filter(pk__in=held.values("person")).order_by("pk"))


def tell_of_query(sent: Return, *, reason: str, at: datetime) -> None:
    """Tell those who send the agency's returns what is asked, in the transaction of the query."""
    for person in senders(sent.agency, on=localdate(at)):
        letters.write(
            to=person, topic=Topic.REMINDER, template="dashboard/return_queried",
            context={"sent": sent, "reason": reason}, at=at,
            key=f"return queried {sent.pk} edition {sent.edition} at {at.isoformat()} to {person.pk}",
        )  # fmt: skip


def _remind(sent: Return, person: Person, step: int, at: datetime) -> bool:
    return reminders.remind(
        of="return", thing=sent, step=step, due=sent.due_on, to=person, template="dashboard/return_due",
        context={"sent": sent, "late": step > 0}, at=at, urgency=Urgency.DIGEST,
    )  # fmt: skip
