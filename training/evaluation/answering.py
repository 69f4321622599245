"""Takes an answer and keeps it apart from the person: replies with a random reference, words without any."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from office.question_sheets import Criterion, Sheet
from partnership import identifiers
from partnership.refusals import Refusal
from training import certificates
from training.evaluation import questions
from training.evaluation.occasions import Occasion
from training.models import Ask, Booking, Certificate, Pairing, Remark, Reply
from training.states import State

LONGEST = 1000  # characters of a remark
DONE = "These questions have been answered already. Thank you; nothing more is to be done."


def answer(*, ask: Ask, given: Mapping[str, str], at: datetime) -> Certificate | None:
    """Keep what was given, by code of the question; gives the certificate that was waiting for it, if any.

    Of a grade the key of the level is given, else the words chosen or written; what was left out is not there.
    Refusal when it was answered before, too late, with nothing, or with what the question does not offer. No line is
    left in the trail: its moment would tie the person to the answers.
    """
    with transaction.atomic():
        # One booking is answered once at a time, also on two occasions: the pairing is made once.
        Booking.objects.select_for_update(of=("self",)).get(pk=ask.booking_id)
        asked = Ask.objects.select_for_update(of=("self",)).for_list().get(pk=ask.pk)
        _refuse_late(asked, at=at)
        sheet = questions.sheet(asked.evaluation, asked.occasion)
        kept = {each.code: (each, given[each.code].strip()) for each in sheet.criteria
                if given.get(each.code, "").strip()}  # fmt: skip
        if not kept:
            raise Refusal("Answer at least one question; leave out what you cannot say.")
        _keep(asked, sheet, kept)
        Ask.objects.filter(pk=asked.pk).update(answered=True)
        return _release(asked, at=at)


def may_still(ask: Ask, *, at: datetime) -> bool:
    """Whether it can be answered at a moment by whoever has signed in."""
    try:
        _refuse_late(ask, at=at)
    except Refusal:
        return False
    return True


def _refuse_late(ask: Ask, *, at: datetime) -> None:
    """What waits for a certificate can be answered later too: nobody loses one for a holiday."""
    if ask.answered:
        raise Refusal(DONE)
    if ask.occasion == Occasion.BEFORE and ask.booking.event.starts_at <= at:
        raise Refusal("The event has begun, and these questions were about the time before. Thank you all the same.")
    if ask.occasion != Occasion.AFTER and ask.answer_by < localdate(at):
        raise Refusal(f"These questions could be answered until {ask.answer_by:%-d %B %Y}. Thank you all the same.")


def _keep(ask: Ask, sheet: Sheet, kept: Mapping[str, tuple[Criterion, str]]) -> None:
    reference = Pairing.objects.get_or_create(booking=ask.booking)[0].reference
    replies, remarks = [], []
    for code, (criterion, text) in kept.items():
        of_it = {"evaluation": ask.evaluation, "occasion": ask.occasion, "item": code}
        if criterion.asks == "text":
            remarks.append(Remark(**of_it, words=_fit(text)))
            continue
        score, choice = value_of(sheet, criterion, text)
        bears = {} if questions.is_anonymous(criterion) else {"reference": reference, "agency": ask.booking.agency}
        replies.append(Reply(**of_it, **bears, score=score, choice=choice))
    Reply.objects.bulk_create(replies)
    Remark.objects.bulk_create(remarks)


def value_of(sheet: Sheet, criterion: Criterion, text: str) -> tuple[int | None, str]:
    """Score (0 to 100) or choice of what was given; Refusal for what the question does not offer."""
    if criterion.asks == "grade" and (level := sheet.level(text)):
        return level.share, ""
    offered = ("yes", "no") if criterion.asks == "yes_no" else criterion.choices
    number = criterion.asks == "number" and text.isdecimal() and len(text) <= 9
    if criterion.asks != "grade" and (number or text in offered):
        return None, text
    raise Refusal(f"“{criterion.title}” has no such answer. Open the page again and choose one.")


def _fit(text: str) -> str:
    if any(found.refused for found in identifiers.find(text)):
        raise Refusal("This looks like an NHS number. Take it out.")
    return text[:LONGEST]


def _release(ask: Ask, *, at: datetime) -> Certificate | None:
    """The certificate that waited for this answer; one that was taken back stays so."""
    held = ask.booking
    if ask.occasion != Occasion.AFTER or held.state != State.ATTENDED or held.certificates.exists():
        return None
    return certificates.issue(held, at=at)
