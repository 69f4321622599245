"""What waits for a person at the desk: people who ask to join, letters that did not arrive, rules not set yet."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from office import rules
from office.models import Document, JoinRequest, Letter, PageVersion, Version
from partnership import working_days
from partnership.access import can
from partnership.models import Person
from partnership.permissions import Permission
from partnership.waits import Wait

LETTERS_OF = timedelta(days=7)
PAGES_WITHIN = timedelta(days=28)


def waiting(person: Person, *, on: date) -> Iterable[Wait]:
    """All lines of the desk."""
    yield from _joining(person)
    yield from _letters(person, on)
    yield from _rules(person, on)
    yield from _reviews(person)
    yield from _documents(person, on)
    if can(person, Permission.KEEP_PAGES):
        yield from _pages(on)


def _letters(person: Person, on: date) -> Iterable[Wait]:
    """One line for all letters of a week that did not arrive."""
    since = working_days.last_moment(on - LETTERS_OF)
    astray = Letter.objects.visible_to(person).astray(since).count()
    if astray:
        yield Wait(
            what=f"See why {astray:,} {'letter' if astray == 1 else 'letters'} did not arrive",
            why="Somebody has not heard what he or she should know. The page says what the mail server answered.",
            address=f"{reverse('letters')}?state=astray",
        )


def _rules(person: Person, on: date) -> Iterable[Wait]:
    """One line for all rules that must be set before the portal opens."""
    missing = rules.missing(on=on) if can(person, Permission.SET_RULES) else []
    if missing:
        yield Wait(
            what=f"Set {len(missing)} {'rule' if len(missing) == 1 else 'rules'} before the portal opens",
            why=f"Such as: {missing[0].name.lower()}. Until then pages leave it out.",
            address=reverse("rules"),
        )


def _joining(person: Person) -> Iterable[Wait]:
    """One line for each request the person may decide, longest waiting first."""
    for asked in JoinRequest.objects.visible_to(person).waiting().exclude(person=person).for_list():
        asked_on = localdate(asked.asked_at)
        yield Wait(
            what=f"Decide whether {asked.person} joins {asked.agency}",
            why=f"Asked on {asked_on:%-d %B}; until somebody decides, {asked.person.get_short_name()} sees nothing.",
            address=reverse("join_request", args=[asked.pk]),
            due=_due(asked_on),
        )


def _due(asked_on: date) -> date:
    """When whoever may admit is reminded."""
    span = rules.value("membership.remind_after", on=asked_on)
    return working_days.add(asked_on, span.count) if span.working else asked_on + timedelta(days=span.count)


def _reviews(person: Person) -> Iterable[Wait]:
    """One line for each questionnaire the person has been asked to review."""
    for version in Version.objects.filter(state=Version.State.DRAFT, reviewer=person).for_list():
        yield Wait(
            what=f"Review “{version}”",
            why=f"{version.made_by} has drafted it; it is published only after you have read it.",
            address=reverse("questionnaire", args=[version.pk]),
        )


def _pages(on: date) -> Iterable[Wait]:
    """One line for each page to be looked at again within four weeks, or late."""
    for version in PageVersion.objects.newest().filter(review_on__lte=on + PAGES_WITHIN):
        yield Wait(
            what=f"Look at the page “{version.title}” again",
            why="Is it all still true? Save it with the day of the next look.",
            address=reverse("kept_page", args=[version.page_id]),
            due=version.review_on,
        )


def _documents(person: Person, on: date) -> Iterable[Wait]:
    """One line for each document to be looked through within four weeks, or late: its owner's, else the office's."""
    own = Q(owner=person) | (Q(owner=None) if can(person, Permission.KEEP_PAGES) else Q())
    for document in Document.objects.due(on + PAGES_WITHIN).filter(own):
        yield Wait(
            what=f"Look through “{document.title}”",
            why="Is it still right? Say so, or give a new version.",
            address=document.address,
            due=document.review_on,
        )
