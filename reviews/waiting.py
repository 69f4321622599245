"""What waits for a person in reviews: dates of own cases, summaries to write, decisions, checks, letters, replies."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from partnership.access import can, holds
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait
from partnership.working_days import LONDON
from reviews import conducting, deciding, escalating
from reviews.models import Contribution, Escalation, Product, Review, TeamMember

WITHIN = timedelta(days=28)


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """One line for each thing to do; a case is named only to those on its team."""
    at = datetime.combine(on, time(12), tzinfo=LONDON)
    if holds(person, Permission.WORK_ON_REVIEWS):
        yield from _of_cases(person, on, at)
        yield from _summaries(person)
    if holds(person, Permission.CHECK_LEARNING):
        yield from _checks(person)
    if holds(person, Permission.RAISE_MESSAGES):
        yield from _letters(person)
    if holds(person, Permission.KEEP_MESSAGES):
        yield from _replies(on)


def _of_cases(person: Person, on: date, at: datetime) -> Iterator[Wait]:
    on_team = TeamMember.objects.current().filter(person=person)
    leads = can(person, Permission.OPEN_REVIEWS)
    decides = can(person, Permission.DECIDE_REVIEWS)
    if not (leads or decides):
        return
    for review in Review.objects.living().filter(pk__in=on_team.values("review")):
        address = reverse("case", args=[review.pk])
        if leads:
            for each in conducting.deadlines(review):
                if each.done_on is None and each.due_on <= on + WITHIN:
                    yield Wait(f"{each.words}: case “{review.code_name}”", f"{each.standing(on)}; {each.rule}.",
                               address, each.due_on)  # fmt: skip
        if decides and deciding.waits_for(person, review, at=at):
            yield Wait(f"Decide on case “{review.code_name}”", "Your partner has not said yes or no yet.", address)


def _summaries(person: Person) -> Iterator[Wait]:
    own = TeamMember.objects.current().filter(person=person).exclude(agency=None)
    pairs = set(own.values_list("review", "agency"))
    if not pairs:
        return
    owed = Contribution.objects.owed().filter(review__in={review for review, _ in pairs}).for_list()
    for one in owed:
        if (one.review_id, one.agency_id) in pairs:
            yield Wait(
                f"Write the summary of {one.agency} for case “{one.review.code_name}”",
                "No other agency reads it until the panel meets.",
                reverse("contribution", args=[one.review_id, one.agency.slug]), one.due_on,
            )  # fmt: skip


def _checks(person: Person) -> Iterator[Wait]:
    for product in Product.objects.filter(state=Product.State.TO_CHECK).exclude(written_by=person):
        yield Wait(f"Read “{product.title}” before it is published",
                   "A second person looks for anything that could name a child.",
                   reverse("check_learning", args=[product.slug]))  # fmt: skip


def _letters(person: Person) -> Iterator[Wait]:
    drafted = Escalation.objects.filter(approved_by=None).exclude(drafted_by=person).select_related("message")
    for each in drafted:
        yield Wait(f"Approve a letter to {each.get_stakeholder_display()}",
                   f"It raises the message “{each.message.title}”.",
                   reverse("escalation", args=[each.pk, "approve"]))  # fmt: skip


def _replies(on: date) -> Iterator[Wait]:
    for each in escalating.late(on=on):
        yield Wait(f"Ask {each.get_stakeholder_display()} for an answer",
                   f"Our letter on “{each.message.title}” was to be answered by {each.reply_due_on:%-d %B %Y}.",
                   reverse("message", args=[each.message.slug]), each.reply_due_on)  # fmt: skip
