"""The short way: an administrator reads a nomination, awards it, and letter, certificate and wall follow."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commendations import consenting, findable, manners, moving, publishing
from commendations.models import Award, Commendation, Consent
from commendations.moves import State
from commendations.nominating import person_of, refuse_unkind
from office import mailboxes
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording as house_wording
from priorities.models import Priority, Theme

# Without letters and figures that are taken for one another.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Wording:
    """What the second screen asks: whom to write to, what the wall says, when it is told (None: at once)."""

    wall_name: str
    wall_words: str
    nominee_email: str = ""
    manager_email: str = ""
    for_wall: bool = True
    announce_at: datetime | None = None
    agencies: tuple[Agency, ...] = ()
    priorities: tuple[Priority, ...] = ()
    themes: tuple[Theme, ...] = ()


def award(*, by: Person, commendation: Commendation, wording: Wording, at: datetime) -> Award:
    """Award it: the certificate gets its code, nominee and manager are asked, and it is told at once or at its hour.

    Refusal when it is decided already, is one's own, or what the wall would say is not fit for it.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    _refuse_unfit(wording, at=at)
    with transaction.atomic():
        commendation = moving.locked(commendation)
        if by.pk in (commendation.nominated_by_id, commendation.nominee_person_id):
            raise Refusal("You wrote this nomination, or it is about you. A colleague decides about it.")
        moving.refuse_illegal(commendation, deed="award")
        writer = (commendation.outside_name, commendation.outside_email)
        made = Award.objects.create(
            commendation=commendation, awarded_by=by, awarded_at=at, wall_name=manners.printable(wording.wall_name),
            wall_words=wording.wall_words.strip(), code=_free_code(), announce_at=wording.announce_at or at,
        )  # fmt: skip
        _write_addresses(commendation, wording)
        moving.move(commendation, deed="award", by=by, at=at)
        if wording.agencies:
            commendation.agencies.set(wording.agencies)
        commendation.priorities.set(wording.priorities)
        commendation.themes.set(wording.themes)
        if wording.for_wall:
            emails = {Consent.Who.NOMINEE: wording.nominee_email, Consent.Who.MANAGER: wording.manager_email}
            consenting.ask(made, emails=emails, at=at)
        findable.renew(commendation)
        trail.leave("awarded", by=by, about=commendation, award=made.pk, later=wording.announce_at is not None)
        publishing.tell_outside_now(made, writer=writer, at=at)
        if wording.announce_at is None:
            publishing.announce(made, at=at)
    return made


def reword(*, by: Person, award: Award, wall_name: str, wall_words: str, at: datetime) -> Award:
    """Agree on other words for the wall: both are asked anew, and until both agree nothing stands there."""
    check(by, Permission.KEEP_COMMENDATIONS)
    _refuse_unfit(Wording(wall_name, wall_words, for_wall=False), at=at)
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",)).select_related("commendation__category").get(pk=award.pk)
        award.wall_name, award.wall_words = manners.printable(wall_name), wall_words.strip()
        award.save(update_fields=["wall_name", "wall_words"])
        consenting.ask(award, emails={each.who: each.email for each in award.consents.all()}, at=at)
        findable.renew_award(award)
        trail.leave("award reworded", by=by, about=award)
    return award


def suggested_name(commendation: Commendation) -> str:
    """How the wall might name them: a person by role and agency, a team by its name."""
    if commendation.kind == Commendation.Kind.TEAM:
        return manners.printable(commendation.nominee_name)
    where = commendation.where.split(", ")[0]
    role = commendation.nominee_role[:1].upper() + commendation.nominee_role[1:]
    return manners.printable(f"{role}, {where}" if where else role)[:160]


def may_be_awarded(commendation: Commendation) -> bool:
    """Whether the short way is open to it."""
    return State(commendation.state) == State.WAITING


def _write_addresses(commendation: Commendation, wording: Wording) -> None:
    commendation.nominee_email = mailboxes.tidy(wording.nominee_email)
    commendation.manager_email = mailboxes.tidy(wording.manager_email)
    commendation.nominee_person = person_of(commendation.nominee_email) or commendation.nominee_person


def _refuse_unfit(wording: Wording, *, at: datetime) -> None:
    house_wording.refuse_identifiers(wording.wall_name, wording.wall_words)
    refuse_unkind(wording.wall_name, wording.wall_words)
    if not manners.printable(wording.wall_name) or not wording.wall_words.strip():
        raise Refusal("Say how the wall names them, and in what words it thanks them.")
    if wording.for_wall and not (wording.nominee_email and wording.manager_email):
        raise Refusal(
            "For the wall both the person and the manager are asked, so both addresses are needed. "
            "Or award it without the wall."
        )
    if wording.for_wall and mailboxes.tidy(wording.nominee_email) == mailboxes.tidy(wording.manager_email):
        raise Refusal("The person and the manager have the same address here. Each must be asked on their own.")
    if wording.announce_at is not None and wording.announce_at <= at:
        raise Refusal("The hour of the announcement has passed. Choose a later one, or tell it at once.")


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(10))
        if not Award.objects.filter(code=code).exists():
            return code
