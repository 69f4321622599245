"""Training records of an agency's people: those it may read, those its system sends, and what these stand for."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils.timezone import localdate

from partnership import trail
from partnership.access import check, with_those_below
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.models import Booking, Course, Equivalence, ExternalRecord, Learning
from training.states import CAME, State

TOLD = (*CAME, State.ABSENT)


@dataclass(frozen=True)
class Elsewhere:
    """What a system says of training taken elsewhere."""

    reference: str
    title: str
    provider: str
    taken_on: date
    valid_until: date | None = None
    hours: Decimal = Decimal(0)


def of_agency(agency: Agency, *, by: Person, on: date) -> QuerySet[Booking]:
    """Bookings on closed registers of the people who belong to an agency (or one below it) on a day, made for it."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    own = with_those_below({agency.pk})
    rows = Booking.objects.filter(agency__in=own, state__in=TOLD, person__in=_belonging(own, on))
    return rows.select_related("person", "event__course", "agency").prefetch_related("certificates")


def learnt_of(agency: Agency, *, by: Person, on: date) -> QuerySet[Learning]:
    """E-learning finished for the agency, or one below it, by people who belong to it on a day."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    own = with_those_below({agency.pk})
    return Learning.objects.finished().filter(agency__in=own, person__in=_belonging(own, on)).for_list()


def elsewhere_of(agency: Agency, *, by: Person, on: date) -> QuerySet[ExternalRecord]:
    """Records of training elsewhere that the agency has sent of people who belong to it on a day."""
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    own = with_those_below({agency.pk})
    return ExternalRecord.objects.filter(sent_by__in=own, person__in=_belonging(own, on)).for_list()


def take_in(*, by: Person, agency: Agency, email: str, said: Elsewhere, at: datetime) -> ExternalRecord:
    """Keep what was learned elsewhere; sent again under the same reference it corrects what stood there.

    Refusal for somebody who does not belong to the agency, or dates that cannot be; nothing is kept then.
    """
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    today = localdate(at)
    belonging = _belonging(with_those_below({agency.pk}), today)
    person = Person.objects.current().filter(email=email.strip().lower(), pk__in=belonging).first()
    if person is None:
        raise Refusal(f"Nobody with the address {email} belongs to {agency} here. He or she has to join first.")
    _refuse_unfit(said, today)
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        known = ExternalRecord.objects.filter(sent_by=agency, reference=said.reference).first()
        if known is not None and known.person_id != person.pk:
            raise Refusal(f"The reference {said.reference} belongs to the record of somebody else. Give a new one.")
        record = known or ExternalRecord(person=person, sent_by=agency, reference=said.reference)
        words: dict[str, Any] = asdict(said)
        if known is not None and all(getattr(known, name) == value for name, value in words.items()):
            return known
        for name, value in words.items():
            setattr(record, name, value)
        record.sent_at, record.counts_as = at, _stands_for(said.title, said.provider)
        record.save()
        deed = "training elsewhere corrected" if known else "training elsewhere recorded"
        trail.leave(deed, by=by, about=record, agency=agency, person=person.pk)
    return record


def undecided() -> list[tuple[int, str, str, int]]:
    """Trainings elsewhere nobody has decided on: one record, title, provider, how many records; the most first."""
    decided = Equivalence.objects.filter(title__iexact=OuterRef("title"), provider__iexact=OuterRef("provider"))
    rows = ExternalRecord.objects.exclude(Exists(decided)).order_by().values(low=Lower("title"), of=Lower("provider"))
    counted = rows.annotate(one=Min("pk"), title=Min("title"), provider=Min("provider"), records=Count("pk"))
    return list(counted.order_by("-records", "title").values_list("one", "title", "provider", "records"))


def decide(*, by: Person, title: str, provider: str, counts_as: Course | None, at: datetime) -> Equivalence:
    """Say which of our courses a training elsewhere stands for, or none; it holds for records sent and to come.

    Refusal for a training of which there is no record.
    """
    check(by, Permission.KEEP_CATALOGUE)
    rows = ExternalRecord.objects.filter(title__iexact=title, provider__iexact=provider)
    with transaction.atomic():
        if not rows.exists():
            raise Refusal(f"There is no record of “{title}” by {provider}.")
        known = Equivalence.objects.select_for_update().filter(title__iexact=title, provider__iexact=provider).first()
        made = known or Equivalence(title=title, provider=provider)
        made.counts_as, made.decided_by, made.decided_at = counts_as, by, at
        made.save()
        count = rows.update(counts_as=counts_as)
        course = counts_as.pk if counts_as else None
        trail.leave("training elsewhere decided", by=by, about=made, course=course, records=count)
    return made


def _stands_for(title: str, provider: str) -> Course | None:
    """What the office decided of a training elsewhere."""
    known = (
        Equivalence.objects.filter(title__iexact=title, provider__iexact=provider).select_related("counts_as").first()
    )
    return known.counts_as if known else None


def _belonging(agencies: set[int], on: date) -> QuerySet[Any]:
    return Membership.objects.current(on).filter(agency__in=agencies).values("person")


def _refuse_unfit(said: Elsewhere, today: date) -> None:
    if not (said.reference.strip() and said.title.strip() and said.provider.strip()):
        raise Refusal("A record needs a reference, a title and a provider.")
    if said.taken_on > today:
        raise Refusal(f"taken_on lies in the future: {said.taken_on:%-d %B %Y}. Send it when it has been taken.")
    if said.valid_until and said.valid_until < said.taken_on:
        raise Refusal("valid_until lies before taken_on. Check both dates.")
    if said.hours < 0:
        raise Refusal("hours cannot be less than 0.")
