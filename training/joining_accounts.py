"""Joins two accounts of one person, so that the record follows the person; refuses to join two different people.

The office proposes, and both addresses say yes by a link that opens a page with a button. What the portal knows itself
stands against it: both on the register of one event, or both with a place there.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from office import letters, sessions, signed_pages
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.models import Booking, ExternalRecord, Interest, Joining, Learning, UploadedCertificate
from training.states import CAME, LIVING, REGISTERED

LASTS = timedelta(days=14)


def propose(*, by: Person, kept: Person, given_up: Person, at: datetime) -> Joining:
    """Propose that two accounts are one person, and write to both; Refusal where they are seen to be two."""
    check(by, Permission.KEEP_CATALOGUE)
    if by.pk in (kept.pk, given_up.pk):
        raise Refusal("A colleague joins your own accounts, not you.")
    refuse_two(kept, given_up)
    with transaction.atomic():
        _lock_both(kept, given_up)
        both, proposed = [kept, given_up], Joining.objects.filter(done_at=None, ended_at=None)
        if proposed.filter(Q(kept__in=both) | Q(given_up__in=both)).exists():
            raise Refusal(f"Joining {kept.email} or {given_up.email} is proposed already; the answer is awaited.")
        made = Joining.objects.create(kept=kept, given_up=given_up, proposed_by=by, proposed_at=at)
        for person, other in ((kept, given_up), (given_up, kept)):
            link = signed_pages.link_for("agree_joining", made, person=person, until=at + LASTS)
            letters.write(
                to=person, topic=letters.Topic.MEMBERSHIP, template="training/joining", at=at,
                key=f"joining {made.pk} {person.pk}", context={"joining": made, "other": other, "link": link},
            )  # fmt: skip
        trail.leave("joining of accounts proposed", by=by, about=made, kept=kept.pk, given_up=given_up.pk)
    return made


def agree(*, joining: Joining, person: Person, at: datetime) -> bool:
    """One of the two says that it is he or she; says whether both have, and then the records are joined."""
    with transaction.atomic():
        known = _open(joining)
        if person.pk == known.kept_id:
            known.kept_agreed_at = known.kept_agreed_at or at
        elif person.pk == known.given_up_id:
            known.given_up_agreed_at = known.given_up_agreed_at or at
        else:
            raise Refusal("This link is not about your account.")
        both = known.kept_agreed_at is not None and known.given_up_agreed_at is not None
        if both:
            _lock_both(known.kept, known.given_up)
            refuse_two(known.kept, known.given_up)
            _join(known, at=at)
        known.save(update_fields=["kept_agreed_at", "given_up_agreed_at", "done_at"])
    return both


def deny(*, joining: Joining, person: Person, at: datetime) -> None:
    """One of the two says: that is somebody else. Nothing is joined."""
    with transaction.atomic():
        known = _open(joining)
        known.ended_at = at
        known.save(update_fields=["ended_at"])
        trail.leave("joining of accounts denied", by=None, about=known, person=person.pk)


def refuse_two(kept: Person, given_up: Person) -> None:
    """Refusal when the accounts are the same one, or two people for all the portal knows."""
    if kept.pk == given_up.pk:
        raise Refusal("This is one account. Name the other one too.")
    closed = [each.email for each in (kept, given_up) if not each.is_active]
    if closed:
        raise Refusal(f"The account {closed[0]} is closed, so there is nothing to join.")
    both = Booking.objects.filter(person=given_up, state__in=[*REGISTERED, *LIVING]).filter(
        event__in=Booking.objects.filter(person=kept, state__in=[*REGISTERED, *LIVING]).values("event")
    )
    found = both.select_related("event__course").order_by("event__starts_at").first()
    if found is not None:
        seen = "came to" if found.state in CAME else "stand on the register of"
        raise Refusal(f"Both {seen} “{found.event}”, so these are two people, or one place is booked twice. "
                      "Look at that event first.")  # fmt: skip


def _open(joining: Joining) -> Joining:
    known = Joining.objects.select_for_update(of=("self",)).select_related("kept", "given_up").get(pk=joining.pk)
    if known.done_at or known.ended_at:
        raise Refusal("This has been answered already. Nothing more is to be done.")
    return known


def _lock_both(kept: Person, given_up: Person) -> None:
    """Lock both accounts, always in the same order: two joinings of the same two then wait for each other."""
    list(Person.objects.select_for_update().filter(pk__in=[kept.pk, given_up.pk]).order_by("pk"))


def _join(known: Joining, *, at: datetime) -> None:
    """Move the record of learning, and close the account that is given up."""
    kept, gone = known.kept, known.given_up
    count = Booking.objects.filter(person=gone).update(person=kept)
    UploadedCertificate.objects.filter(person=gone).exclude(checked_by=kept).update(person=kept)
    ExternalRecord.objects.filter(person=gone).update(person=kept)
    # Of e-learning under way in both accounts, that of the account that stays goes on.
    running = Learning.objects.under_way().filter(person=kept).values("course")
    Learning.objects.under_way().filter(person=gone, course__in=running).update(withdrawn_at=at)
    Learning.objects.filter(person=gone).update(person=kept)
    asked = Interest.objects.filter(person=kept).values("course")
    Interest.objects.filter(person=gone, course__in=asked).delete()
    Interest.objects.filter(person=gone).update(person=kept)
    gone.is_active, gone.closed_at = False, at
    gone.save(update_fields=["is_active", "closed_at"])
    sessions.end_all(gone, at=at)
    known.done_at = at
    trail.leave("accounts joined", by=None, about=known, bookings=count)
