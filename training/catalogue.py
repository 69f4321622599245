"""The catalogue: draw up, change, publish and withdraw courses; venues and the policy; who is interested."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from office import drafts, findable
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import search_rows
from training.models import Course, Event, Interest, Policy, Venue

FORM = "course"
PLAIN = (
    "title", "summary", "level", "mode", "audience", "outcomes", "why", "minutes", "cpd_hours", "validity_months",
    "prerequisites_needed", "open_to", "first_for", "needs_approval", "fee_partner", "fee_school", "fee_private",
    "fee_out_of_county", "e_learning_address", "joint_with", "given_by",
)  # fmt: skip
MANY = ("prerequisites", "priorities", "themes", "answers", "trainer_pool")
Words = Mapping[str, Any]


def draw_up(*, by: Person, words: Words, at: datetime) -> Course:
    """A new course, which only whoever keeps the catalogue sees until it is published."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        course = Course(slug=_slug(words["title"]))
        _write(course, words)
        trail.leave("course drawn up", by=by, about=course)
        findable.write([search_rows.of_course(course)])
    return course


def values_of(course: Course) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    plain = {name: getattr(course, name) for name in PLAIN if name != "given_by"} | {"given_by": course.given_by_id}
    many = {name: sorted(str(pk) for pk in getattr(course, name).values_list("pk", flat=True)) for name in MANY}
    return plain | many


def change(*, by: Person, course: Course, words: Words, mark: str, at: datetime) -> Course:
    """Change a course; bookings keep the terms under which they were made. ChangedMeanwhile when it was saved since."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=course.pk)
        drafts.refuse_stale(values_of(course), mark=mark)
        if course in words.get("prerequisites", ()):
            raise Refusal("A course cannot come before itself. Take it out of what comes before.")
        _write(course, words)
        trail.leave("course changed", by=by, about=course)
        drafts.discard(by=by, form=FORM, record=str(course.pk))
        findable.write([search_rows.of_course(course)])
    return course


def publish(*, by: Person, course: Course, at: datetime) -> Course:
    """Let everybody see a course; Refusal when it is e-learning without an address."""
    check(by, Permission.KEEP_CATALOGUE)
    if course.mode == Course.Mode.E_LEARNING and not course.e_learning_address:
        raise Refusal("E-learning needs an address where it is taken. Add it, then publish.")
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=course.pk)
        course.published_at, course.published_by = at, by
        course.save(update_fields=["published_at", "published_by"])
        trail.leave("course published", by=by, about=course)
        findable.write([search_rows.of_course(course)])
    return course


def withdraw(*, by: Person, course: Course, at: datetime) -> Course:
    """Take a course out of the catalogue; Refusal while dates to come are scheduled."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        course = Course.objects.select_for_update().get(pk=course.pk)
        if Event.objects.scheduled().to_come(at).filter(course=course).exists():
            raise Refusal("This course has dates to come. Cancel or move them first: people hold places.")
        course.published_at = course.published_by = None
        course.save(update_fields=["published_at", "published_by"])
        trail.leave("course withdrawn", by=by, about=course)
        findable.write([search_rows.of_course(course)])
    return course


def keep_venue(*, by: Person, words: Words, venue: Venue | None = None) -> Venue:
    """Add a venue or change one; Refusal when another has its name."""
    check(by, Permission.KEEP_CATALOGUE)
    known = Venue.objects.filter(name__iexact=words["name"]).exclude(pk=venue.pk if venue else None).exists()
    if known:
        raise Refusal("Another venue has this name. Add the town, so that people find the right one.")
    with transaction.atomic():
        venue = venue or Venue()
        for name, value in words.items():
            setattr(venue, name, value)
        venue.save()
        trail.leave("venue kept", by=by, about=venue)
    return venue


def set_policy(*, by: Person, version: str, text: str, valid_from: date, at: datetime) -> Policy:
    """A new version of the booking policy from a day on; what was accepted before stays accepted."""
    check(by, Permission.KEEP_CATALOGUE)
    if valid_from < localdate(at):
        raise Refusal("A policy begins today or later: whoever booked before accepted the one of that day.")
    if Policy.objects.filter(version=version).exists():
        raise Refusal(f"There is a version “{version}” already. Give this one another name.")
    with transaction.atomic():
        policy = Policy.objects.create(version=version, text=text, valid_from=valid_from, set_by=by, set_at=at)
        trail.leave("booking policy set", by=by, about=policy)
    return policy


def show_interest(*, by: Person, course: Course, at: datetime) -> Interest:
    """Note that somebody would come if there were a date that suits; asking twice changes nothing."""
    check(by, Permission.BOOK_PLACES)
    with transaction.atomic():
        interest, new = Interest.objects.get_or_create(course=course, person=by, defaults={"at": at})
        if new:
            trail.leave("interest shown", by=by, about=course)
    return interest


def lose_interest(*, by: Person, course: Course) -> None:
    """Take oneself off the list of interested people."""
    check(by, Permission.BOOK_PLACES)
    with transaction.atomic():
        if Interest.objects.filter(course=course, person=by).delete()[0]:
            trail.leave("interest lost", by=by, about=course)


def _write(course: Course, words: Words) -> None:
    for name in PLAIN:
        if name in words:
            setattr(course, name, words[name])
    course.save()
    for name in MANY:
        if name in words:
            getattr(course, name).set(words[name])


def _slug(title: str) -> str:
    """A slug nobody has."""
    first = slugify(title)[:70] or "course"
    taken = set(Course.objects.filter(slug__startswith=first).values_list("slug", flat=True)) | {"new"}
    return next(slug for slug in (first, *(f"{first}-{n}" for n in range(2, 1000))) if slug not in taken)
