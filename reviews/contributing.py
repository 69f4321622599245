"""Asks agencies for their summary of a case, takes what they write, and keeps it sealed until the panel meets."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from office import drafts, rules
from office.letters import Topic
from office.reminders import step_before
from partnership import trail, working_days
from partnership.models import Agency, Person
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers
from reviews import team
from reviews.models import Contribution, Review
from reviews.stages import Stage

FORM = "review-summary"
NAMES = tuple(name for name, _ in Contribution.PARTS)
STEPS = (5, 1)  # days before the summary is due


def ask(*, review: Review, agencies: Iterable[Agency], by: Person, at: datetime, due_on: date) -> list[Contribution]:
    """Ask agencies that have somebody on the team; Refusal names those that have not. Asked twice changes nothing."""
    team.check_leads(review, by=by)
    asked = list(agencies)
    if not asked:
        raise Refusal("Choose at least one agency.")
    if due_on <= localdate(at):
        raise Refusal("Give the agencies until tomorrow at least.")
    with transaction.atomic():
        review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
        if review.stage == Stage.CLOSED:
            raise Refusal("This case is closed. Its record stays as it is.")
        if review.panel_meets_on and review.panel_meets_on <= localdate(at):
            raise Refusal("The panel has met: what is written now could not be sealed any more.")
        members = {member.agency_id: member for member in review.team.current().select_related("person")}
        without = [agency.name for agency in asked if agency.pk not in members]
        if without:
            raise Refusal(f"Nobody is on the team for {', '.join(without)}. Add who will write for them, first.")
        made = []
        for agency in asked:
            one, new = Contribution.objects.get_or_create(
                review=review, agency=agency, defaults={"asked_by": by, "asked_at": at, "due_on": due_on}
            )
            if new:
                made.append(one)
                _tell_writers(one, at=at)
        trail.leave("contributions asked for", by=by, about=review, agencies=[agency.pk for agency in asked])
    return made


def _tell_writers(one: Contribution, *, at: datetime) -> None:
    for member in one.review.team.current().filter(agency=one.agency).select_related("person"):
        team.tell(one.review, to=member.person, at=at, key=f"contribution {one.pk} asked {member.person_id}",
                  subject=f"Your agency's summary is asked for by {_day(one.due_on)}",
                  sentence="No other agency reads it until the panel meets.")  # fmt: skip


def due(asked_on: date) -> date:
    """By when a summary asked for on a day is due, by the rule."""
    within = rules.value("reviews.summary_within", on=asked_on)
    return working_days.add(asked_on, within.count) if within.working else asked_on + timedelta(days=within.count)


def may_write(person: Person, one: Contribution) -> bool:
    """Whether a person writes for the agency: on the team for it, as long as it is not sent."""
    own = team.agency_on(person, one.review)
    return own is not None and own.pk == one.agency_id and one.sent_at is None


def values_of(one: Contribution) -> dict[str, str]:
    """What stands there, for the form and its mark."""
    return {name: getattr(one, name) for name in NAMES}


def write(*, contribution: Contribution, by: Person, at: datetime, mark: str, send: bool, **parts: str) -> Contribution:
    """Keep what was written, and send it if so asked; sent, it is not written again.

    ChangedMeanwhile when a colleague has saved since; Refusal when it was sent or lacks what it needs.
    """
    if not may_write(by, contribution) and contribution.sent_at is None:
        raise PermissionDenied
    refuse_identifiers(*parts.values())
    with transaction.atomic():
        one = Contribution.objects.select_for_update(of=("self",)).select_related("review", "agency")
        contribution = one.get(pk=contribution.pk)
        if contribution.sent_at:
            raise Refusal("It is sent already. Write to the coordinator if something has to change.")
        drafts.refuse_stale(values_of(contribution), mark=mark)
        for name in NAMES:
            setattr(contribution, name, parts.get(name, "").strip())
        if send:
            if not contribution.involvement or not contribution.learning:
                raise Refusal("Write at least what your agency did, and what it would do differently.")
            contribution.sent_by, contribution.sent_at = by, at
        contribution.save()
        drafts.discard(by=by, form=FORM, record=str(contribution.pk))
        deed = "contribution sent" if send else "contribution saved"
        trail.leave(deed, by=by, about=contribution, agency=contribution.agency)
        if send:
            _tell_coordinator(contribution, at=at)
    return contribution


def _tell_coordinator(one: Contribution, *, at: datetime) -> None:
    team.tell(one.review, to=one.review.coordinator, at=at, key=f"contribution {one.pk} sent",
              subject="A summary for a case review is in",
              sentence=f"{one.agency} has sent its summary. It is sealed until the panel meets.")  # fmt: skip


def remind(*, at: datetime) -> int:
    """Remind whoever writes of summaries that are due soon or late; run twice it writes nothing new."""
    today, count = localdate(at), 0
    for one in Contribution.objects.owed().filter(review__in=Review.objects.living()).for_list():
        step = step_before(one.due_on, steps=STEPS, on=today)
        if step is None and one.due_on >= today:
            continue
        words = f"due on {_day(one.due_on)}" if step is not None else f"late since {_day(one.due_on)}"
        with transaction.atomic():
            for member in one.review.team.current().filter(agency=one.agency).select_related("person"):
                team.tell(one.review, to=member.person, at=at, topic=Topic.REMINDER,
                          key=f"remind contribution {one.pk} {step} {one.due_on} {member.person_id}",
                          subject=f"Your agency's summary is {words}",
                          sentence="Open the case to write and send it.")  # fmt: skip
                count += 1
    return count


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
