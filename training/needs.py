"""The yearly survey of training needs: opened by the office, answered by each agency until it closes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localdate

from office import letters, reminders
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import hands
from training.models import Course, Need, NeedsReply, NeedsSurvey

# Days before the survey closes on which whoever has not answered is reminded.
REMINDED = (14, 2)


def open_survey(*, by: Person, year: str, closes_on: date, at: datetime) -> NeedsSurvey:
    """Open the survey of a year and write to the leads of every agency; Refusal for a second one of the year."""
    check(by, Permission.KEEP_CATALOGUE)
    today = localdate(at)
    if closes_on <= today:
        raise Refusal("Give the agencies until tomorrow at least.")
    if NeedsSurvey.objects.filter(year=year).exists():
        raise Refusal(f"The survey of {year} has been opened already.")
    if other := NeedsSurvey.objects.open_on(today).first():
        raise Refusal(f"The survey of {other.year} is open until {other.closes_on:%-d %B %Y}. One at a time.")
    with transaction.atomic():
        survey = NeedsSurvey.objects.create(
            year=year, opens_on=today, closes_on=closes_on, opened_by=by, opened_at=at
        )  # fmt: skip
        trail.leave("needs survey opened", by=by, about=survey)
        for lead in _leads(Agency.objects.active(today), on=today):
            letters.write(
                to=lead, topic=letters.Topic.TRAINING, template="training/needs_survey", context=_words(survey),
                key=f"training needs {survey.pk} {lead.pk}", at=at,
            )  # fmt: skip
    return survey


def answer(
    *, by: Person, survey: NeedsSurvey, agency: Agency, people: Mapping[Course, int], gaps: str, at: datetime
) -> NeedsReply:  # fmt: skip
    """Say how many of an agency's people need which course; a second answer takes the place of the first."""
    check(by, Permission.COUNT_HEADS, agency=agency)
    if not survey.opens_on <= localdate(at) <= survey.closes_on:
        raise Refusal(f"This survey was open until {survey.closes_on:%-d %B %Y}. Write to the office.")
    with transaction.atomic():
        NeedsSurvey.objects.select_for_update().get(pk=survey.pk)
        words = {"gaps": gaps, "answered_by": by, "answered_at": at}
        reply, _ = NeedsReply.objects.update_or_create(survey=survey, agency=agency, defaults=words)
        reply.needs.all().delete()
        Need.objects.bulk_create(
            Need(reply=reply, course=course, people=count) for course, count in people.items() if count
        )
        trail.leave("needs answered", by=by, about=reply, agency=agency)
    return reply


def remind(*, at: datetime) -> int:
    """Write to the leads of agencies that have not answered, two weeks and two days before the survey closes.

    Says to how many agencies; run twice it writes nothing new.
    """
    today = localdate(at)
    survey = NeedsSurvey.objects.open_on(today).first()
    step = reminders.step_before(survey.closes_on, steps=REMINDED, on=today) if survey else None
    if survey is None or step is None or survey.opens_on >= survey.closes_on - timedelta(days=step):
        return 0
    missing = unanswered(survey, list(Agency.objects.active(today)))
    with transaction.atomic():
        for lead in _leads(missing, on=today):
            reminders.remind(of="training needs", thing=survey, step=step, due=survey.closes_on, to=lead, at=at,
                             template="training/needs_survey", context=_words(survey, again=True))  # fmt: skip
    return len(missing)


def _leads(agencies: Iterable[Agency], *, on: date) -> Iterable[Person]:
    """The leads of some agencies, each once."""
    return {lead.pk: lead for agency in agencies for lead in hands.leads_of(agency, on=on)}.values()


def _words(survey: NeedsSurvey, *, again: bool = False) -> dict[str, Any]:
    return {"survey": survey, "again": again, "link": settings.SITE_ADDRESS + reverse("training_needs")}


def surveyed(*, on: date) -> dict[int, int]:
    """By course, how many people the agencies said need it, in the latest survey opened by a day."""
    latest = NeedsSurvey.objects.filter(opens_on__lte=on).first()
    if latest is None:
        return {}
    rows = Need.objects.filter(reply__survey=latest).order_by().values_list("course").annotate(Sum("people"))
    return dict(rows)


def unanswered(survey: NeedsSurvey, agencies: list[Agency]) -> list[Agency]:
    """Which of some agencies have not answered."""
    done = set(survey.replies.values_list("agency", flat=True))
    return [agency for agency in agencies if agency.pk not in done]
