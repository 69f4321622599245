"""Consent to the wall: nominee and manager are asked for the very words, and answer on a signed page."""

from datetime import datetime

from django.db import transaction

from commendations import findable, telling
from commendations.models import Award, Consent
from commendations.nominating import person_of
from office import mailboxes
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

Answer = Consent.Answer


def words_of(award: Award) -> str:
    """Exactly what is agreed to, for the mark of the page and for the record."""
    return f"{award.wall_name}: {award.wall_words}"


def ask(award: Award, *, emails: dict[str, str], at: datetime) -> None:
    """Ask nominee and manager, inside the transaction of the award or of its new wording; earlier answers end."""
    for who, email in emails.items():
        consent, new = Consent.objects.update_or_create(
            award=award, who=who,
            defaults={
                "email": mailboxes.tidy(email), "person": person_of(email), "asked_at": at, "answer": Answer.WAITING,
                "answered_at": None, "agreed_words": "",
            },
        )  # fmt: skip
        telling.ask_consent(consent, at=at, again=0 if new else int(at.timestamp()))


def answer(*, consent: Consent, agreed: bool, read: str, photo: bool, at: datetime) -> Consent:
    """The answer given on the signed page. `read` is the wording that stood there, `photo` whether it may be shown.

    Refusal when the wording has changed since. Saying no takes the award off the wall at once, wherever it stood.
    """
    with transaction.atomic():
        award = Award.objects.select_for_update(of=("self",)).select_related("commendation").get(pk=consent.award_id)
        consent = Consent.objects.select_for_update(of=("self",)).select_related("person").get(pk=consent.pk)
        if agreed and read != words_of(award):
            raise Refusal("The wording has changed since you opened this page. Read it again; nothing was decided.")
        was = consent.answer
        no = Answer.WITHDRAWN if was in (Answer.GIVEN, Answer.WITHDRAWN) else Answer.REFUSED
        consent.answer, consent.answered_at = (Answer.GIVEN if agreed else no), at
        consent.agreed_words = words_of(award) if agreed else consent.agreed_words
        consent.save()
        if consent.who == Consent.Who.NOMINEE and award.photo_id:
            award.photo_agreed_at = at if agreed and photo else None
            award.save(update_fields=["photo_agreed_at"])
        findable.renew_award(award)
        trail.leave("consent answered", by=consent.person, about=award, who=consent.who, answer=consent.answer)
    return consent


def record_refusal(*, by: Person, consent: Consent, at: datetime) -> None:
    """Note that somebody has said no by telephone or letter; the office never says yes for anybody."""
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        answer(consent=consent, agreed=False, read="", photo=False, at=at)
        trail.leave("refusal noted for somebody", by=by, about=consent.award, who=consent.who)
