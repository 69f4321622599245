"""Taking e-learning: begin, go on, finish with a certificate, be withdrawn when late; completions from elsewhere."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from office import letters, reminders
from office.tables_in import Fault, Unfit, Wanted
from partnership import trail
from partnership.access import check, with_those_below
from partnership.models import Agency, Membership, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from partnership.working_days import last_moment
from training import certificates, clock, eligibility, hands, holding
from training.models import Course, Learning, Module, ModulePage

# Days before the last day on which whoever is under way is told.
REMINDED = (7, 1)


def begin(*, by: Person, agency: Agency, module: Module, at: datetime) -> Learning:
    """Begin, or go on with what is under way; begun anew after it was withdrawn or has run out."""
    check(by, Permission.BOOK_PLACES)
    version = module.in_force
    if version is None:
        raise Refusal("This e-learning is not published yet.")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        known = Learning.objects.under_way().filter(person=by, course=module.course).first()
        if known is not None:
            return known
        made = Learning.objects.create(
            person=by, agency=agency, course=module.course, version=version, begun_at=at,
            due_on=localdate(at) + timedelta(days=module.days),
        )  # fmt: skip
        trail.leave("e-learning started", by=by, about=made, agency=agency, course=module.course_id)
    return made


def go_on(*, by: Person, learning: Learning, number: int, chosen: Mapping[int, set[int]], at: datetime) -> Learning:
    """Note a page as done, with how many of its questions were answered rightly; the last one finishes it.

    Refusal for the e-learning of somebody else, one that is over, or a page that is not there. A page may be done
    again: the better result holds.
    """
    with transaction.atomic():
        held = _locked(learning)
        if held.person_id != by.pk:
            raise Refusal("This is the e-learning of somebody else.")
        if held.finished_at or held.withdrawn_at:
            raise Refusal("This e-learning is over. Open it anew to begin again.")
        page = pages_of(held).filter(number=number).first()
        if page is None:
            raise Refusal("There is no such page any more. Go on with the next.")
        quiz = page.quiz
        if any(place not in chosen for place in range(len(quiz))):
            raise Refusal("Answer each question, then go on.")
        right = sum(question.fits(chosen[place]) for place, question in enumerate(quiz))
        before = held.right.get(str(number), [0, 0])[0]
        if quiz:
            held.right[str(number)] = [max(right, before), len(quiz)]
        held.done_pages = sorted({*held.done_pages, number})
        _finish(held, at=at)
        held.save()
    return held


def pages_of(learning: Learning) -> QuerySet[ModulePage]:
    """The pages it is taken with: those of its version, whatever was published since."""
    return ModulePage.objects.filter(version=learning.version_id)


def score_of(learning: Learning) -> int:
    """Per cent of all questions of its version answered rightly; 100 where it asks none."""
    asked = {str(page.number): len(page.quiz) for page in pages_of(learning) if page.questions}
    right = sum(min(learning.right.get(number, [0, 0])[0], count) for number, count in asked.items())
    return round(100 * right / sum(asked.values())) if asked else 100


def remind(*, at: datetime) -> int:
    """Write a week and a day before the last day to whoever is under way; says how many, run twice nothing new."""
    today, count = localdate(at), 0
    due = Learning.objects.under_way().filter(due_on__range=(today, today + timedelta(days=REMINDED[0])))
    for each in due.filter(person__is_active=True).for_list():
        step = reminders.step_before(each.due_on, steps=REMINDED, on=today)
        # Whoever began within the step has just read the last day.
        if step is None or localdate(each.begun_at) >= each.due_on - timedelta(days=step):
            continue
        with transaction.atomic():
            count += reminders.remind(of="e-learning", thing=each, step=step, due=each.due_on, to=each.person, at=at,
                                      template="training/e_learning_due", context=_words(each))  # fmt: skip
    return count


def remind_of_end(*, at: datetime) -> int:
    """Tell learners and their leads of e-learning that runs out and is held no longer another way; says how many."""
    today, count = localdate(at), 0
    days = {today + timedelta(days=step): step for step in certificates.REMINDED}
    due = Learning.objects.living().filter(valid_until__in=list(days), person__is_active=True)
    for each in due.exclude(holding.held_longer(holding.E_LEARNING)).for_list():
        with transaction.atomic():
            for to in (each.person, *hands.leads_of(each.agency, on=today)):
                key = f"e-learning ends {each.pk} {days[each.valid_until]} {to.pk}"
                _tell(each, "e_learning_ends", to=to, key=key, at=at)
        count += 1
    return count


def withdraw_late(*, at: datetime) -> int:
    """End what is under way past its last day; it can be begun anew. Says how many."""
    count = 0
    for pk in Learning.objects.under_way().filter(due_on__lt=localdate(at)).values_list("pk", flat=True):
        with transaction.atomic():
            # Finished meanwhile: then it is not late.
            held = Learning.objects.under_way().select_for_update(of=("self",)).for_list().filter(pk=pk).first()
            if held is None:
                continue
            held.withdrawn_at = at
            held.save(update_fields=["withdrawn_at"])
            trail.leave("e-learning withdrawn", by=None, about=held, agency=held.agency)
            _tell(held, "e_learning_withdrawn", key=f"e-learning withdrawn {held.pk}", at=at)
            count += 1
    return count


def revoke(*, by: Person, learning: Learning, why: str, at: datetime) -> Learning:
    """Take the certificate of e-learning back, with a reason the learner reads; the public page says so at once."""
    check(by, Permission.KEEP_CATALOGUE)
    if not why.strip():
        raise Refusal("Say why; the learner reads it.")
    with transaction.atomic():
        held = _locked(learning)
        if held.finished_at is None:
            raise Refusal("This e-learning is not finished, so there is no certificate.")
        if held.revoked_at is not None:
            raise Refusal(f"This certificate was taken back already: {held.revoked_why}")
        held.revoked_at, held.revoked_by, held.revoked_why = at, by, why.strip()[:300]
        held.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
        trail.leave("certificate revoked", by=by, about=held, agency=held.agency)
        _tell(held, "e_learning_revoked", key=f"e-learning revoked {held.pk}", at=at)
    return held


def _locked(learning: Learning) -> Learning:
    return Learning.objects.select_for_update(of=("self",)).for_list().select_related("course__module").get(
        pk=learning.pk
    )  # fmt: skip


def _tell(learning: Learning, template: str, *, key: str, at: datetime, to: Person | None = None) -> None:
    letters.write(to=to or learning.person, topic=letters.Topic.TRAINING, template=f"training/{template}", key=key,
                  context=_words(learning), at=at)  # fmt: skip


def _words(learning: Learning) -> dict[str, Any]:
    return {"learning": learning, "link": settings.SITE_ADDRESS + reverse("learn", args=[learning.course.slug])}


def _finish(held: Learning, *, at: datetime) -> None:
    """Finish it when every page is done and enough was answered rightly."""
    module = held.course.module
    numbers = set(pages_of(held).values_list("number", flat=True))
    held.score = score_of(held)
    if numbers <= set(held.done_pages) and held.score >= module.pass_percent:
        _certify(held, at=at)
        trail.leave("e-learning finished", by=held.person, about=held, agency=held.agency, score=held.score)


def _certify(held: Learning, *, at: datetime) -> None:
    months = held.course.validity_months
    held.finished_at, held.code = at, certificates.new_code(secrets.token_bytes(certificates.BYTES))
    held.valid_until = eligibility.runs_out(clock.day_of(at), months) if months else None


# Completions from elsewhere --------------------------------------------------------


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell.strip()[:10])
    except ValueError:
        raise Unfit(f"“{cell}” is no date.", "Write it as 2026-11-27.") from None


COLUMNS = (
    Wanted("email", "E-mail", also=("Email", "E-mail address"), read=lambda cell: cell.strip().lower()),
    Wanted("course", "Course", also=("Module", "Course title")),
    Wanted("finished", "Finished on", also=("Completed", "Completed on", "Completion date"), read=_day),
)


def faults_of(rows: Mapping[int, Mapping[str, Any]], *, agency: Agency, today: date) -> list[Fault]:
    """Rows that name somebody nobody here knows, a course that is no e-learning, or a day to come."""
    people, courses = _people(rows, agency, today), _courses()
    found = []
    for number, row in rows.items():
        if row["email"] not in people:
            found.append(Fault(number, "E-mail", f"Nobody at {agency} has the address {row['email']} here.",
                               "Let him or her join first, or correct the address."))  # fmt: skip
        if row["course"].strip().lower() not in courses:
            found.append(Fault(number, "Course", f"No e-learning is called “{row['course']}”.",
                               "Write the title as the catalogue has it."))  # fmt: skip
        if row["finished"] > today:
            found.append(Fault(number, "Finished on", "This day is to come.", "Send it when it is finished."))
    return found


def enter(*, by: Person, agency: Agency, rows: Mapping[int, Mapping[str, Any]], at: datetime) -> int:
    """Enter completions of e-learning taken elsewhere; what is known already is passed over. Says how many are new.

    Refusal, and nothing entered, when a row has a fault.
    """
    check(by, Permission.BOOK_FOR_OTHERS, agency=agency)
    today = localdate(at)
    if faults_of(rows, agency=agency, today=today):
        raise Refusal("Some rows have a fault. Nothing was entered.")
    people, courses, new = _people(rows, agency, today), _courses(), 0
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        for row in rows.values():
            person, course = people[row["email"]], courses[row["course"].strip().lower()]
            moment = min(last_moment(row["finished"]), at)
            same = Learning.objects.living().filter(person=person, course=course)
            if same.filter(finished_at__date=row["finished"]).exists():
                continue
            made = Learning(person=person, agency=agency, course=course, begun_at=moment, entered_by=by)
            _certify(made, at=moment)
            made.save()
            new += 1
            trail.leave("e-learning entered", by=by, about=made, agency=agency, person=person.pk)
    return new


def _people(rows: Mapping[int, Mapping[str, Any]], agency: Agency, today: date) -> dict[str, Person]:
    belonging = Membership.objects.current(today).filter(agency__in=with_those_below({agency.pk})).values("person")
    emails = {row["email"] for row in rows.values()}
    return {each.email: each for each in Person.objects.current().filter(email__in=emails, pk__in=belonging)}


def _courses() -> dict[str, Course]:
    """E-learning of the catalogue that is taken elsewhere or here, by its title in lower case."""
    return {each.title.lower(): each for each in Course.objects.published().filter(mode=Course.Mode.E_LEARNING)}
