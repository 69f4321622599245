"""Asks learners and line managers, each once an occasion, by a letter with a link; reminds those who have not answered.

The link opens a page with a button: programs that look into letters open every link, and that answers nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from office import rules, signed_pages
from office.reminders import step_after
from partnership.working_days import last_moment
from training import clock, news
from training.evaluation import questions
from training.evaluation.occasions import BY_MANAGER, LATER, Occasion, window
from training.models import Ask, Booking, Evaluation, Event
from training.models.bookings import BookingQuerySet
from training.states import CAME, State

PAGE = "answer_evaluation"
MOST_REMINDERS = 2
LETTERS = {Occasion.BEFORE: "evaluate_before", Occasion.AFTER: "evaluate_after"}


def ask(found: Evaluation, booking: Booking, *, occasion: Occasion, answer_by: date, at: datetime) -> Ask | None:
    """Ask one person, inside a transaction; None when he or she was asked already."""
    made, new = Ask.objects.get_or_create(
        booking=booking, occasion=occasion,
        defaults={"evaluation": found, "asked_on": localdate(at), "answer_by": answer_by},
    )  # fmt: skip
    if not new:
        return None
    made.booking = booking
    _tell(made, again=False, at=at)
    return made


def ask_directly_after(event: Event, people: Iterable[Booking], *, at: datetime) -> int:
    """Ask whoever came to an event whose register is being closed; says how many. Nobody when nothing is published."""
    found = questions.begin(event, at=at)
    if found is None or not questions.asks_anything(found, Occasion.AFTER):
        return 0
    until = localdate(at) + timedelta(days=rules.value("training.evaluate_within", on=localdate(at)))
    asked = [ask(found, each, occasion=Occasion.AFTER, answer_by=until, at=at) for each in people if each.state in CAME]
    return sum(each is not None for each in asked)


def ask_before(*, at: datetime) -> int:
    """Ask those who have a place at an event of the coming days what they need and can; says how many."""
    today = localdate(at)
    until = at + timedelta(days=rules.value("training.evaluate_before", on=today))
    soon = Event.objects.scheduled().filter(starts_at__gt=at, starts_at__lte=until)
    rows = _not_asked(Booking.objects.filter(state=State.BOOKED, event__in=soon), Occasion.BEFORE)
    return sum(_ask_one(each, Occasion.BEFORE, answer_by=each.event.day, at=at) for each in rows)


def ask_later(*, at: datetime) -> int:
    """Ask learners, and their line managers, three and six months after an event; says how many."""
    today, count = localdate(at), 0
    days = rules.value("training.evaluate_within", on=today)
    for occasion in LATER:
        first, last = window(occasion, on=today, days=days)
        span = (clock.moment(first, time.min), last_moment(last))
        came = Booking.objects.filter(
            state__in=CAME, event__ends_at__range=span, event__closed_at__isnull=False, person__is_active=True
        )
        for each in _not_asked(came, occasion):
            if occasion not in BY_MANAGER or each.manager_email != each.person.email:
                count += _ask_one(each, occasion, answer_by=today + timedelta(days=days), at=at)
    return count


def remind(*, at: datetime) -> int:
    """Write again to those who have not answered, twice at most; says to how many."""
    today, count = localdate(at), 0
    every = rules.value("training.evaluate_remind", on=today)
    for each in Ask.objects.open(today).filter(asked_on__lt=today, reminded__lt=MOST_REMINDERS).for_list():
        step = min(step_after(each.asked_on, every=every, on=today), MOST_REMINDERS)
        if step <= each.reminded:
            continue
        with transaction.atomic():
            # Answered or reminded meanwhile: then not again.
            if Ask.objects.filter(pk=each.pk, answered=False, reminded=each.reminded).update(reminded=step):
                each.reminded = step
                _tell(each, again=True, at=at)
                count += 1
    return count


def link(asked: Ask) -> str:
    """The address the letter leads to; before an event it opens until the event begins."""
    until = last_moment(asked.answer_by)
    if asked.occasion == Occasion.BEFORE:
        until = min(until, asked.booking.event.starts_at)
    return signed_pages.link_for(PAGE, asked, until=until)


def _not_asked(rows: BookingQuerySet, occasion: Occasion) -> Iterator[Booking]:
    asked = Ask.objects.filter(booking=OuterRef("pk"), occasion=occasion)
    found = rows.exclude(Exists(asked)).for_list()
    return iter(found.prefetch_related("event__sessions").order_by("pk"))


def _ask_one(booking: Booking, occasion: Occasion, *, answer_by: date, at: datetime) -> int:
    with transaction.atomic():
        found = questions.begin(booking.event, at=at)
        if found is None or not questions.asks_anything(found, occasion):
            return 0
        return int(ask(found, booking, occasion=occasion, answer_by=answer_by, at=at) is not None)


def _tell(asked: Ask, *, again: bool, at: datetime) -> None:
    key = f"{asked.occasion} {asked.reminded}"
    lines = [f"Please answer by {clock.day_words(asked.answer_by)}. It takes about three minutes."]
    words = {"link": link(asked), "words": "Answer the questions", "lines": lines, "key": key, "at": at}
    if asked.of_manager:
        news.to_manager(asked.booking, "evaluate_manager_again" if again else "evaluate_manager", **words)
    else:
        kind = LETTERS.get(Occasion(asked.occasion), "evaluate_later")
        news.to_learner(asked.booking, "evaluate_again" if again else kind, **words)
