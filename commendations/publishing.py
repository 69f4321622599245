"""From the award to the wall: announced at its hour, seen while both consent, taken down when either says so."""

from datetime import datetime

from django.db import transaction

from commendations import findable, telling
from commendations.models import Award
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


def announce(award: Award, *, at: datetime) -> None:
    """Tell it, inside a transaction that holds the award: letter of thanks, certificate, and the wall where agreed."""
    award.announced_at = at
    award.save(update_fields=["announced_at"])
    telling.thank(award, at=at)
    findable.renew_award(award)
    trail.leave("award announced", by=None, about=award)


def announce_due(*, at: datetime) -> int:
    """Announce whatever its hour has come for, each in a transaction of its own; says how many."""
    told = 0
    for pk in Award.objects.to_announce(at).values_list("pk", flat=True):
        with transaction.atomic():
            award = (
                Award.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("commendation__category", "commendation__nominated_by", "commendation__nominee_person")
                .to_announce(at).filter(pk=pk).first()
            )  # fmt: skip
            if award is not None:
                announce(award, at=at)
                told += 1
    return told


def tell_outside_now(award: Award, *, writer: tuple[str, str], at: datetime) -> None:
    """Tell whoever wrote from outside that it is decided, before the address is gone; of the hour, if there is one."""
    _, email = writer
    if not email:
        return
    when = "" if award.announce_at <= at else f" It is announced on {award.announce_at:%-d %B %Y}; keep it till then."
    nomination = award.commendation
    telling.tell(
        email, at=at, key=f"{telling.OUTSIDE} award {award.pk}", subject=f"{nomination} will be thanked",
        paragraphs=(f"What you wrote has been read, and {nomination} is commended: {nomination.category}.{when}",
                    "Thank you for telling us. We have now deleted your name and your address."),
    )  # fmt: skip


def take_down(*, by: Person, award: Award, at: datetime) -> None:
    """Take an award off the wall, for whatever reason; certificate and thanks remain."""
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
        award.taken_down_at, award.taken_down_by = at, by
        award.save(update_fields=["taken_down_at", "taken_down_by"])
        findable.renew_award(award)
        trail.leave("taken off the wall", by=by, about=award)


def put_back(*, by: Person, award: Award) -> None:
    """Put an award back on the wall that was taken down by mistake; both consents must still stand."""
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
        award.taken_down_at = award.taken_down_by = None
        award.save(update_fields=["taken_down_at", "taken_down_by"])
        if not Award.objects.on_wall().filter(pk=award.pk).exists():
            raise Refusal("It is not announced yet, or one of the two has not agreed. It cannot stand on the wall.")
        findable.renew_award(award)
        trail.leave("put back on the wall", by=by, about=award)
