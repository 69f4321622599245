"""What is due when: self-assessments before and after their day, the executive, evidence that runs out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from audits import gaps, hands, news
from audits.models import Exhibit, SelfAssessment
from audits.progress import questions_in, with_answers
from audits.stages import State
from office import rules
from office.letters import Topic
from office.reminders import step_before
from partnership.models import Person

BEFORE = (28, 7, 0)
LATE = 7


def remind(*, at: datetime) -> int:
    """Write the day's reminders into the daily letters; run twice it writes nothing new. Says how many are due."""
    today = localdate(at)
    return _of_answers(at, today) + _of_locked(at, today) + _of_evidence(at, today) + _of_mid_cycle(at, today)


def _of_answers(at: datetime, today: date) -> int:
    """Whoever leads is reminded; whoever signs, when it waits for signature."""
    count = 0
    soon = SelfAssessment.objects.under_way().filter(cycle__closed_at=None, due_on__gte=today,
                                                     due_on__lte=today + timedelta(days=max(BEFORE)))  # fmt: skip
    for each in with_answers(soon).for_list():
        step = step_before(each.due_on, steps=BEFORE, on=today)
        words = f"{each.answered} of {questions_in(each)} questions are answered."
        if each.state == State.SIGNING:
            words = "It is complete and waits for signature."
        for person in _told(each, today):
            _write(each, person, f"due in {step} days, {each.due_on}",
                   f"Due on {_day(each.due_on)}: {each.cycle}", f"{each.agency}: {words}", at,
                   Topic.REMINDER)  # fmt: skip
            count += 1
    return count


def _told(assessment: SelfAssessment, today: date) -> Iterator[Person]:
    yield from hands.leading(assessment.agency, on=today)
    if assessment.state == State.SIGNING:
        for signer in assessment.signers.filter(round=assessment.round, signed_at=None).select_related("person"):
            yield signer.person


def _of_locked(at: datetime, today: date) -> int:
    """A week after the day the agency is told once more; after the rule's days the executive is."""
    count = 0
    executive_after = int(rules.value("audits.tell_executive_after", on=today))
    rows = SelfAssessment.objects.filter(state=State.LOCKED, cycle__closed_at=None)
    for each in rows.filter(due_on__lte=today - timedelta(days=min(LATE, executive_after))).for_list():
        late = (today - each.due_on).days
        if late >= LATE:
            for person in hands.leading(each.agency, on=today):
                _write(each, person, f"late {each.due_on}", f"A week late: {each.cycle}",
                       f"{each.agency} has not handed in. Ask the business unit to open it again.", at)  # fmt: skip
                count += 1
        if late >= executive_after:
            for person in Person.objects.holding(hands.EXECUTIVE, on=today):
                _write(each, person, f"executive {each.due_on}", f"Not handed in by {each.agency}: {each.cycle}",
                       f"It was due on {_day(each.due_on)}. Its lead has been told twice.", at)  # fmt: skip
                count += 1
    return count


def _of_evidence(at: datetime, today: date) -> int:
    """Whoever owns a piece is told before it runs out."""
    ahead = int(rules.value("audits.evidence_reminder", on=today))
    count = 0
    ends = Q(expires_on__gte=today, expires_on__lte=today + timedelta(days=ahead))
    for piece in Exhibit.objects.filter(ends, withdrawn_at=None).select_related("owner", "agency"):
        with transaction.atomic():
            news.write(
                to=piece.owner, at=at, topic=Topic.REMINDER, key=f"exhibit {piece.pk} ends {piece.expires_on}",
                subject=f"Runs out on {_day(piece.expires_on)}: {piece}",
                sentence="Put a newer one in its place, and every answer that uses it has it.",
                address=reverse("exhibit", args=[piece.pk]),
            )  # fmt: skip
        count += 1
    return count


def _of_mid_cycle(at: datetime, today: date) -> int:
    """Half a cycle after a result the agency is asked how far its gaps are; once, and only while one is open."""
    day = today - timedelta(days=int(rules.value("audits.mid_cycle_after", on=today)))
    # A fortnight, so that a portal that stood still for some days asks all the same; the key keeps it to one letter.
    due = SelfAssessment.objects.filter(
        state=State.FINAL, finalised_at__date__range=(day - timedelta(days=14), day)
    )  # fmt: skip
    count = 0
    for each in due.for_list():
        still = gaps.still_open(each)
        for person in hands.leading(each.agency, on=today) if still else ():
            _write(
                each, person, f"mid-cycle {each.finalised_at:%Y-%m-%d}", f"How far are the gaps of {each.cycle}?",
                f"{each.agency} has {still} gap{'s' if still != 1 else ''} without an answer that is done. Say on each "
                "action how far it is; the board reads it there.", at, Topic.REMINDER,
            )  # fmt: skip
            count += 1
    return count


def _write(
    each: SelfAssessment, person: Person, step: str, subject: str, sentence: str, at: datetime,
    topic: str = Topic.OFFICE,
) -> None:  # fmt: skip
    with transaction.atomic():
        news.write(to=person, subject=subject, sentence=sentence, at=at, topic=topic,
                   key=f"self-assessment {each.pk} {step} {person.pk}",
                   address=reverse("self_assessment", args=[each.pk]))  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
