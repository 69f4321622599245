"""The first look of the office: others about the same person, past awards, return for more, decline gently, join."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Q

from commendations import findable, moving, names, telling
from commendations.models import Award, Commendation, Support
from commendations.models.commendations import CommendationQuerySet
from commendations.moves import State
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

# How much two spellings must resemble one another to be shown side by side (pg_trgm similarity).
ALIKE = 0.45
LOOKS_BACK = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Look:
    """What one should know before deciding: others that may be about the same, past awards, and doubts."""

    others: list[Commendation]
    past: list[Award]
    doubts: list[str]


def look(commendation: Commendation) -> Look:
    """Look for others about the same person or team, whatever the spelling, and for what speaks against it."""
    others = list(_alike(commendation).open().for_list()[:10])
    past = Award.objects.filter(
        commendation__in=_alike(commendation).values("pk"), awarded_at__gt=commendation.nominated_at - LOOKS_BACK
    ).exclude(commendation=commendation)
    return Look(others, list(past.select_related("commendation__category")[:10]), list(_doubts(commendation)))


def _alike(commendation: Commendation) -> CommendationQuerySet:
    """Others whose nominee is the same person, has the same address, or a name that looks alike."""
    same = Q(alike__gte=ALIKE, kind=commendation.kind)
    if commendation.nominee_person_id:
        same |= Q(nominee_person=commendation.nominee_person_id)
    if commendation.nominee_email:
        same |= Q(nominee_email=commendation.nominee_email)
    rows = Commendation.objects.exclude(pk=commendation.pk).exclude(joined_into=commendation.pk)
    return rows.annotate(alike=TrigramSimilarity("nominee_name", commendation.nominee_name)).filter(same)


def _doubts(commendation: Commendation) -> list[str]:
    """Sentences about what may make it unfit; the office decides."""
    found = []
    if names.is_of_a_child(commendation.nominee_name, commendation.nominee_role):
        found.append("This may be about somebody under 18.")
    if not commendation.agencies.exists():
        found.append("No agency is named. Who is the manager, and do they work with children and families here?")
    writer = commendation.nominated_by
    if writer and writer.line_manager_id and writer.line_manager_id == commendation.nominee_person_id:
        found.append(f"{writer} nominates the own line manager.")
    return found


def send_back(*, by: Person, commendation: Commendation, asked_for: str, at: datetime) -> None:
    """Ask its writer for more; Refusal for one from outside, which nobody can sign in to change."""
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(asked_for)
    with transaction.atomic():
        commendation = moving.locked(commendation)
        if commendation.outside:
            raise Refusal("Whoever wrote this has no account and cannot add to it. Award it, join it or decline it.")
        commendation.asked_for = asked_for.strip()
        moving.move(commendation, deed="send_back", by=by, at=at, reason=commendation.asked_for)
        telling.tell_writer(
            commendation, step=f"returned {int(at.timestamp())}", at=at,
            subject=f"A little more about {commendation}, please",
            paragraphs=("Thank you for your nomination. Before we can decide we need a little more:",
                        commendation.asked_for,
                        "Nothing you wrote is lost: open it, add to it, and send it again."),
        )  # fmt: skip
        findable.renew(commendation)
        trail.leave("nomination returned", by=by, about=commendation)


def decline(*, by: Person, commendation: Commendation, reason: str, pass_on: bool, at: datetime) -> None:
    """Decline with thanks: its writer hears why; the kind words still reach the nominee when `pass_on` says so."""
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(reason)
    with transaction.atomic():
        commendation = moving.locked(commendation)
        telling.tell_writer(
            commendation, step="declined", at=at, subject=f"Your nomination of {commendation}",
            paragraphs=(f"Thank you for telling us about {commendation}.", reason.strip(),
                        "We have passed your kind words on to them." if _passes(commendation, pass_on)
                        else "Your words were read with care."),
        )  # fmt: skip
        if _passes(commendation, pass_on):
            telling.kind_words(commendation, at=at)
        moving.move(commendation, deed="decline", by=by, at=at, reason=reason.strip())
        findable.renew(commendation)
        trail.leave("nomination declined", by=by, about=commendation, passed_on=pass_on)


def join(*, by: Person, commendation: Commendation, into: Commendation, at: datetime) -> None:
    """Join one with another about the same person or team: its words and its supporters go with it.

    Refusal when one of the two is decided already, or is joined itself.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        # Always in the order of the keys, so that two who join crosswise wait instead of blocking one another.
        held = {each.pk: each for each in map(moving.locked, sorted((commendation, into), key=lambda each: each.pk))}
        commendation, into = held[commendation.pk], held[into.pk]
        if State(into.state) not in (State.WAITING, State.READY):
            raise Refusal("The other nomination is decided already, or waits for its writer. Nothing was joined.")
        telling.tell_writer(
            commendation, step="joined", at=at, subject=f"You are not alone in thanking {commendation}",
            paragraphs=(f"Somebody else wrote about {commendation} too. We have put your words together.",
                        "They are read, and count, as one nomination."),
        )  # fmt: skip
        commendation.joined_into = into
        moving.move(commendation, deed="join", by=by, at=at)
        commendation.joined.update(joined_into=into)
        known = set(into.supports.values_list("by", flat=True)) | {into.nominated_by_id}
        Support.objects.filter(commendation=commendation).exclude(by__in=known).update(commendation=into)
        findable.renew(commendation)
        trail.leave("nominations joined", by=by, about=into, joined=commendation.pk)


def _passes(commendation: Commendation, pass_on: bool) -> bool:
    return pass_on and bool(commendation.nominee_email)
