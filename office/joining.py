"""Joining an agency: prove an e-mail address, ask, be admitted or refused, move. The record follows the person."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from office import codes, letters, mailboxes, memberships, reminders, rules
from office.models import JoinRequest
from office.models.joining import JoinRequestQuerySet
from partnership import trail
from partnership.access import can, check
from partnership.models import Agency, Membership, Person
from partnership.models.people import PersonQuerySet
from partnership.permissions import Permission
from partnership.refusals import Refusal
from partnership.roles import ROLES

MOST_REQUESTS, IN_TIME = 3, timedelta(days=7)

State, Grounds = JoinRequest.State, JoinRequest.Grounds


# Before there is an account ------------------------------------------------


def send_code(*, email: str, at: datetime) -> None:
    """Send a code to the address; whoever has an account already is told so by letter, never on the page.

    Raises Refusal for a shared mailbox, which can be seen from the address alone.
    """
    email = mailboxes.tidy(email)
    if mailboxes.is_shared(email):
        raise Refusal(mailboxes.SHARED)
    with transaction.atomic():
        member = _accounts_of(email).filter(is_active=True).first()
        key = f"join:{email}:{at.isoformat()}"
        if member is not None:
            letters.write(to=member, topic="sign_in", template="office/have_account", context={}, key=key, at=at)
            return
        code = codes.issue(email=email, at=at)
        letters.write(
            to=email,
            topic="sign_in",
            template="office/join_code",
            context={"code": code},
            key=key,
            at=at,
            secret=True,
        )


def _accounts_of(email: str) -> PersonQuerySet:
    """The account of a proven address, which may be a further one of somebody."""
    further = EmailAddress.objects.filter(email=email, verified=True).values("user")
    return Person.objects.filter(Q(email=email) | Q(pk__in=further))


# Asking --------------------------------------------------------------------


def ask(*, email: str, name: str, job_role: str, professional_group: str, agency: Agency, at: datetime) -> JoinRequest:
    """Ask to belong to an agency with a proven address: makes the account, or opens a closed one again.

    An address of the agency's own domain is admitted at once. Raises Refusal when the account is open already.
    """
    email = mailboxes.tidy(email)
    with transaction.atomic():
        person = _accounts_of(email).select_for_update().first()
        if person is not None and person.is_active:
            raise Refusal("You have an account already. Sign in and ask for another agency on your profile.")
        person = person or _new_person(email, name)
        person.email, person.name, person.job_role, person.professional_group = (
            email,
            name,
            job_role,
            professional_group,
        )
        person.is_active, person.closed_at = True, None
        person.save()
        EmailAddress.objects.filter(user=person).update(primary=False)
        EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
        trail.leave("account opened", by=person, about=person)
        return _ask(person=person, agency=agency, leaving=None, at=at)


def _new_person(email: str, name: str) -> Person:
    try:
        with transaction.atomic():
            return Person.objects.create_user(email, name=name)
    except IntegrityError:
        # The same form was sent twice at once; the other one has made the account.
        raise Refusal("You have an account already. Sign in with a code by e-mail.") from None


def move(*, by: Person, agency: Agency, leaving: Membership | None, at: datetime) -> JoinRequest:
    """Ask for another agency, instead of a membership of one's own or beside it."""
    if leaving is not None and leaving.person_id != by.pk:
        raise Refusal("You can only leave an agency you belong to.")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        if person.memberships.current(localdate(at)).filter(agency=agency).exists():
            raise Refusal(f"You belong to {agency} already.")
        return _ask(person=person, agency=agency, leaving=leaving, at=at)


def asked_by(person: Person) -> JoinRequestQuerySet:
    """What a person has asked for and nobody has decided yet."""
    return JoinRequest.objects.filter(person=person).for_list().waiting()


def _ask(*, person: Person, agency: Agency, leaving: Membership | None, at: datetime) -> JoinRequest:
    mine = JoinRequest.objects.filter(person=person)
    if mine.waiting().filter(agency=agency).exists():
        raise Refusal(f"You have asked {agency} already. You get a letter as soon as somebody has decided.")
    if mine.filter(asked_at__gt=at - IN_TIME).count() >= MOST_REQUESTS:
        raise Refusal("You have asked three times this week. Wait some days, or write to the business unit.")
    asked = JoinRequest.objects.create(person=person, agency=agency, leaving=leaving, asked_at=at)
    trail.leave("asked to join", by=person, about=asked, agency=agency)
    if agency.email_domains and owns(agency, person.email):
        _admit(asked, by=None, grounds=Grounds.DOMAIN, at=at)
        return asked
    _write(asked, to=person, template="join_asked", at=at)
    for decider in deciders(agency, on=localdate(at)):
        _write(asked, to=decider, template="join_to_decide", at=at)
    return asked


def owns(agency: Agency, email: str) -> bool:
    """Whether the address is of a domain the agency lists, and not of one where anybody can have an address."""
    listed = {domain.lower() for domain in agency.email_domains}
    return mailboxes.says_where_one_works(email) and mailboxes.domain_of(email) in listed


def deciders(agency: Agency, *, on: date) -> list[Person]:
    """Who is asked: the agency's own leads and heads, else those of its parent, else the office."""
    local = [key for key, role in ROLES.items() if Permission.ADMIT_MEMBERS in role.own_agency]
    above: Agency | None = agency
    while above is not None:
        found = Membership.objects.current(on).filter(agency=above, role__in=local, person__is_active=True)
        if found:
            return list(Person.objects.filter(pk__in=found.values("person")))
        above = above.parent
    office = [key for key, role in ROLES.items() if Permission.ADMIT_MEMBERS in role.everywhere]
    held = Membership.objects.current(on).filter(role__in=office, person__is_active=True)
    return list(Person.objects.filter(pk__in=held.values("person")))


def remind(*, at: datetime) -> int:
    """Remind whoever may admit of requests that wait longer than the rule allows, and each time it has passed again.

    A request keeps the rule of the day on which it was made. Returns how many reminders are written now.
    """
    on, written = localdate(at), 0
    for asked in JoinRequest.objects.waiting().for_list():
        since = localdate(asked.asked_at)
        times = reminders.step_after(since, every=rules.value("membership.remind_after", on=since), on=on)
        context = {"asked": asked, "address": reverse("join_request", args=[asked.pk])}
        for person in deciders(asked.agency, on=on) if times else []:
            with transaction.atomic():
                written += reminders.remind(
                    of="join", thing=asked, step=times, due=since, to=person, template="office/join_waits",
                    context=context, at=at, urgency=letters.Urgency.DIGEST,
                )  # fmt: skip
    return written


# Deciding ------------------------------------------------------------------


def admit(*, by: Person, asked: JoinRequest, at: datetime) -> Membership:
    """Admit as practitioner; other roles are given by the office. Raises Refusal when it has been decided before."""
    check(by, Permission.ADMIT_MEMBERS, agency=asked.agency)
    with transaction.atomic():
        asked = _still_waiting(asked, by=by)
        grounds = Grounds.OFFICE if can(by, Permission.ADMIT_MEMBERS) else Grounds.AGENCY
        return _admit(asked, by=by, grounds=grounds, at=at)


def refuse(*, by: Person, asked: JoinRequest, reason: str, at: datetime) -> None:
    """Refuse with a reason the person reads; he or she may ask again. Raises Refusal when decided before."""
    check(by, Permission.ADMIT_MEMBERS, agency=asked.agency)
    with transaction.atomic():
        asked = _still_waiting(asked, by=by)
        _decide(asked, state=State.REFUSED, by=by, at=at, reason=reason)
        trail.leave("join refused", by=by, about=asked, agency=asked.agency)
        _write(asked, to=asked.person, template="join_refused", at=at)


def withdraw(*, by: Person, asked: JoinRequest, at: datetime) -> None:
    """Take one's own request back."""
    with transaction.atomic():
        asked = JoinRequest.objects.select_for_update().get(pk=asked.pk)
        if asked.person_id != by.pk or asked.state != State.WAITING:
            raise Refusal("This request is decided, or not yours.")
        _decide(asked, state=State.WITHDRAWN, by=by, at=at)
        trail.leave("join withdrawn", by=by, about=asked, agency=asked.agency)


def _still_waiting(asked: JoinRequest, *, by: Person) -> JoinRequest:
    """The request under lock; of two who decide at once the second is told who was first."""
    asked = JoinRequest.objects.select_for_update(of=["self"]).for_list().get(pk=asked.pk)
    if asked.state != State.WAITING:
        who = f" by {asked.decided_by}" if asked.decided_by else ""
        raise Refusal(f"This request is {asked.get_state_display().lower()} already{who}.")
    if asked.person_id == by.pk:
        raise Refusal("Nobody decides about themselves. A colleague who may admit people has to do it.")
    return asked


def _admit(asked: JoinRequest, *, by: Person | None, grounds: str, at: datetime) -> Membership:
    on = localdate(at)
    held = Membership.objects.current(on).filter(person=asked.person, agency=asked.agency).first()
    membership = held or Membership.objects.create(
        person=asked.person, agency=asked.agency, role="practitioner", starts_on=on
    )
    if asked.leaving is not None:
        memberships.finish(asked.leaving, last_day=on - timedelta(days=1))
    _decide(asked, state=State.ADMITTED, by=by, at=at, grounds=grounds)
    trail.leave("join admitted", by=by, about=asked, agency=asked.agency, membership=membership.pk, grounds=grounds)
    _write(asked, to=asked.person, template="join_admitted", at=at)
    return membership


def _decide(
    asked: JoinRequest, *, state: str, by: Person | None, at: datetime, grounds: str = "", reason: str = ""
) -> None:
    asked.state, asked.decided_by, asked.decided_at = state, by, at
    asked.grounds, asked.reason = grounds, reason
    asked.save()


def _write(asked: JoinRequest, *, to: Person, template: str, at: datetime) -> None:
    context = {
        "agency": asked.agency.name,
        "name": asked.person.name,
        "job_role": asked.person.job_role,
        "reason": asked.reason,
        "address": reverse("join_request", args=[asked.pk]) if template == "join_to_decide" else reverse("profile"),
    }
    key = f"{template}:{asked.pk}:{to.pk}"
    letters.write(to=to, topic="membership", template=f"office/{template}", context=context, key=key, at=at)
