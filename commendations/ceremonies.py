"""A ceremony: planned, several awards invited at once, each answers on a page with a button, the place list follows."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate, localtime

from commendations import telling
from commendations.models import Award, Ceremony, Invitation
from office import signed_pages
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

Answer = Invitation.Answer


def plan(
    *, by: Person, name: str, at_hour: datetime, place: str, answer_by: date, seats: int, at: datetime
) -> Ceremony:
    """Plan a ceremony; Refusal when its day has passed or answers would come after it."""
    check(by, Permission.KEEP_COMMENDATIONS)
    if at_hour <= at:
        raise Refusal("The hour of the ceremony has passed. Choose a later one.")
    if answer_by > localdate(at_hour) or answer_by < localdate(at):
        raise Refusal("People answer between today and the day of the ceremony. Check the date.")
    with transaction.atomic():
        made = Ceremony.objects.create(
            name=name.strip(), at=at_hour, place=place.strip(), answer_by=answer_by, seats=seats
        )
        trail.leave("ceremony planned", by=by, about=made)
    return made


def invite(*, by: Person, ceremony: Ceremony, awards: Iterable[Award], at: datetime) -> int:
    """Invite everybody of these awards once, by letter where there is an address; says how many are new."""
    check(by, Permission.KEEP_COMMENDATIONS)
    made = 0
    with transaction.atomic():
        for award in awards:
            nomination = award.commendation
            invitation, new = Invitation.objects.get_or_create(
                award=award, defaults={"ceremony": ceremony, "email": nomination.nominee_email, "invited_at": at}
            )
            made += new
            if new and nomination.nominee_email:
                _write(invitation, at=at)
        trail.leave("invited to a ceremony", by=by, about=ceremony, invitations=made)
    return made


def answer(*, invitation: Invitation, comes: bool, people: int, needs: str, at: datetime) -> Invitation:
    """Say whether one comes and with how many; the seats are counted under lock.

    Refusal after the day answers were asked for, or when the room does not hold so many.
    """
    with transaction.atomic():
        ceremony = Ceremony.objects.select_for_update().get(pk=invitation.ceremony_id)
        if localdate(at) > ceremony.answer_by:
            raise Refusal(f"Answers were asked for until {ceremony.answer_by:%-d %B}. Please ring the business unit.")
        taken = taken_seats(ceremony, but=invitation)
        if comes and not 1 <= people <= ceremony.seats - taken:
            left = ceremony.seats - taken
            raise Refusal(f"There {'is 1 seat' if left == 1 else f'are {left} seats'} left. Say how many come, from 1.")
        invitation.answer = Answer.COMING if comes else Answer.NOT_COMING
        invitation.people, invitation.needs, invitation.answered_at = (people if comes else 0), needs.strip(), at
        invitation.save()
        trail.leave("invitation answered", by=None, about=invitation, people=invitation.people)
    return invitation


def taken_seats(ceremony: Ceremony, *, but: Invitation | None = None) -> int:
    """Seats promised, those of one invitation left out."""
    rows = ceremony.invitations.exclude(pk=but.pk) if but else ceremony.invitations
    return rows.aggregate(n=Sum("people"))["n"] or 0


def _write(invitation: Invitation, *, at: datetime) -> None:
    ceremony, nomination = invitation.ceremony, invitation.award.commendation
    hour = localtime(ceremony.at)
    telling.tell(
        nomination.nominee_person or nomination.nominee_email, at=at, key=f"invitation {invitation.pk}",
        subject=f"You are invited: {ceremony.name}",
        paragraphs=(f"We would like to thank you in person: {hour:%A %-d %B %Y, %H:%M}, {ceremony.place}.",
                    f"Please say until {ceremony.answer_by:%-d %B} whether you come, and with whom."),
        address=signed_pages.link_for("answer_invitation", invitation, until=ceremony.at), link="Say whether you come",
    )  # fmt: skip
