"""Raises a message with a stakeholder: a letter drafted with its evidence, approved, sent; the reply and its clock."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from office import drafts, letters, rules
from office.letters import Topic
from partnership import trail, working_days
from partnership.access import can, check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers
from reviews import code_names, repeat_messages
from reviews.message_states import State
from reviews.models import Escalation, Message


def draft_letter(message: Message, *, stakeholder: str, question: str, on: date) -> str:
    """The words a letter begins with: what repeats, how often and where, what we do ourselves, what we ask."""
    evidence = list(message.evidence.order_by("found_on"))
    years = ", ".join(f"{count} in {year}" for year, count in repeat_messages.recurrence(evidence) if count)
    sources = sorted({finding.get_source_kind_display().lower() for finding in evidence})
    name = " ".join(rules.value(f"partnership.name_{line}", on=on) for line in ("first", "second"))
    parts = [
        f"To: {Escalation.Stakeholder(stakeholder).label}",
        f"{name} writes to you about a message that keeps coming back: {message.title}.",
        message.text,
        f"Since {message.first_seen_on:%B %Y} we have found it {times(len(evidence))}"
        + (f" ({years})" if years else "")
        + (f", from these sources: {', '.join(sources)}." if sources else "."),
        f"What we do ourselves: {message.local_response}" if message.local_response else "",
        f"What we ask you: {question}",
        f"Please answer by {reply_due(on):%-d %B %Y}.",
    ]
    return "\n\n".join(part for part in parts if part)


def reply_due(sent_on: date) -> date:
    """By when a letter sent on a day asks for a reply, by the rule."""
    within = rules.value("reviews.reply_within", on=sent_on)
    return working_days.add(sent_on, within.count) if within.working else sent_on + timedelta(days=within.count)


def draft(
    *, message: Message, by: Person, at: datetime, stakeholder: str, question: str, letter: str = ""
) -> Escalation:
    """Draft a letter; without words of its own it begins with the evidence of the register."""
    check(by, Permission.KEEP_MESSAGES)
    refuse_identifiers(question, letter)
    code_names.refuse(question, letter)
    if not question.strip():
        raise Refusal("Write what you ask for: a letter without a question has no answer.")
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        words = letter.strip() or draft_letter(message, stakeholder=stakeholder, question=question, on=localdate(at))
        made = Escalation.objects.create(
            message=message, stakeholder=stakeholder, question=question.strip(), letter=words, drafted_by=by,
            drafted_at=at,
        )  # fmt: skip
        trail.leave("letter on a message drafted", by=by, about=made, stakeholder=stakeholder)
    return made


def times(count: int) -> str:
    """How often, in words a letter would use."""
    return "once" if count == 1 else f"{count} times"


def mark(escalation: Escalation) -> str:
    """What tells one wording of a letter from another, for the page on which it is read and approved."""
    return drafts.mark_of({"question": escalation.question, "letter": escalation.letter})


def reword(*, escalation: Escalation, by: Person, at: datetime, question: str, letter: str) -> Escalation:
    """Change a letter nobody has approved yet; whoever changes it is its drafter now, so that somebody else approves.

    Refusal once it is approved, for a letter without words, or one that names a child or a case.
    """
    check(by, Permission.KEEP_MESSAGES)
    refuse_identifiers(question, letter)
    code_names.refuse(question, letter)
    if not question.strip() or not letter.strip():
        raise Refusal("A letter has words, and a question they can answer.")
    with transaction.atomic():
        escalation = _locked(escalation)
        if escalation.approved_by_id:
            raise Refusal("It is approved already, in the words that were read. Draft another letter.")
        escalation.question, escalation.letter = question.strip(), letter.strip()
        escalation.drafted_by, escalation.drafted_at = by, at
        escalation.save()
        trail.leave("letter on a message reworded", by=by, about=escalation)
    return escalation


def approve(*, escalation: Escalation, by: Person, at: datetime, read: str = "") -> Escalation:
    """Approve a letter; `read` is the mark of the words that were read, where a page showed them.

    Refusal for whoever drafted it, when it is approved already, or when its words have changed since they were read.
    """
    check(by, Permission.RAISE_MESSAGES)
    with transaction.atomic():
        escalation = _locked(escalation)
        if escalation.approved_by_id:
            raise Refusal("It is approved already.")
        if read and read != mark(escalation):
            raise Refusal("The letter has changed since you opened this page. Read it again; nothing was approved.")
        if escalation.drafted_by_id == by.pk:
            raise Refusal("You drafted this letter. Somebody else approves it.")
        escalation.approved_by, escalation.approved_at = by, at
        escalation.save()
        _bring(escalation, state=State.APPROVED, by=by, at=at)
        trail.leave("letter on a message approved", by=by, about=escalation)
    return escalation


def record_sent(*, escalation: Escalation, by: Person, at: datetime, on: date) -> Escalation:
    """Record the day it was sent; the clock of the reply begins. Refusal before approval or for a day to come."""
    check(by, Permission.KEEP_MESSAGES)
    with transaction.atomic():
        escalation = _locked(escalation)
        if escalation.approved_by_id is None:
            raise Refusal("A letter is approved before it is sent.")
        if escalation.sent_on:
            raise Refusal("It was sent already.")
        if on > localdate(at):
            raise Refusal("This day is still to come. Write the day it was sent.")
        if on < localdate(escalation.approved_at):
            raise Refusal(f"It was approved on {localdate(escalation.approved_at):%-d %B %Y}, and sent after that.")
        escalation.sent_on, escalation.reply_due_on = on, reply_due(on)
        escalation.save()
        _bring(escalation, state=State.SENT, by=by, at=at)
        trail.leave("letter on a message sent", by=by, about=escalation)
    return escalation


def record_acknowledged(*, escalation: Escalation, by: Person, at: datetime, on: date) -> Escalation:
    """Record that they have said they have it."""
    check(by, Permission.KEEP_MESSAGES)
    with transaction.atomic():
        escalation = _locked(escalation)
        _refuse_day(escalation, on, at)
        escalation.acknowledged_on = on
        escalation.save()
        _bring(escalation, state=State.ACKNOWLEDGED, by=by, at=at)
        trail.leave("letter on a message acknowledged", by=by, about=escalation)
    return escalation


def record_reply(
    *, escalation: Escalation, by: Person, at: datetime, on: date, reply: str, outcome: str, next_step: str
) -> Escalation:
    """Record the reply, what came of it and what comes next; Refusal when a part is missing or the day does not fit."""
    check(by, Permission.KEEP_MESSAGES)
    refuse_identifiers(reply, outcome, next_step)
    if not reply.strip() or not outcome.strip():
        raise Refusal("Write what they replied, and what that means for us.")
    with transaction.atomic():
        escalation = _locked(escalation)
        _refuse_day(escalation, on, at)
        escalation.replied_on, escalation.reply = on, reply.strip()
        escalation.outcome, escalation.next_step = outcome.strip(), next_step.strip()
        escalation.save()
        _bring(escalation, state=State.ANSWERED, by=by, at=at)
        trail.leave("letter on a message answered", by=by, about=escalation)
    return escalation


def _refuse_day(escalation: Escalation, on: date, at: datetime) -> None:
    if escalation.sent_on is None:
        raise Refusal("It has not been sent yet.")
    if escalation.replied_on:
        raise Refusal("The reply is recorded already.")
    if not escalation.sent_on <= on <= localdate(at):
        raise Refusal("Choose a day between the one it was sent and today.")


def _bring(escalation: Escalation, *, state: State, by: Person, at: datetime) -> None:
    """The message goes with its letter, unless another letter has brought it further already."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=escalation.message_id)
    order = [State.APPROVED, State.SENT, State.ACKNOWLEDGED, State.ANSWERED]
    there = order.index(State(message.state)) if message.state in order else -1
    if order.index(state) > there:
        repeat_messages.come_to(message, state=state, by=by, at=at, note=escalation.get_stakeholder_display())


def late(*, on: date) -> list[Escalation]:
    """Letters whose answer should have come."""
    waiting = Escalation.objects.filter(replied_on=None, reply_due_on__lt=on)
    return list(waiting.select_related("message", "drafted_by").order_by("reply_due_on"))


def remind(*, at: datetime) -> int:
    """Tell whoever drafted a letter, once, that its answer is late."""
    found = late(on=localdate(at))
    for escalation in found:
        with transaction.atomic():
            letters.write(
                to=escalation.drafted_by, topic=Topic.REMINDER, template="reviews/news", at=at,
                key=f"escalation {escalation.pk} late {escalation.reply_due_on}",
                context={"subject_words": "A reply to our letter is late",
                         "sentence": f"{escalation.get_stakeholder_display()} was to answer by "
                         f"{escalation.reply_due_on:%-d %B %Y}: {escalation.message.title}.",
                         "address": reverse("message", args=[escalation.message.slug])},
            )  # fmt: skip
    return len(found)


def may_approve(person: Person, escalation: Escalation) -> bool:
    """Whether a person may approve this letter: not the one who drafted it."""
    return (
        escalation.approved_by_id is None
        and can(person, Permission.RAISE_MESSAGES)
        and escalation.drafted_by_id != person.pk
    )


def _locked(escalation: Escalation) -> Escalation:
    return Escalation.objects.select_for_update(of=("self",)).select_related("drafted_by").get(pk=escalation.pk)
