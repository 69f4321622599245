"""How many people an agency says it has in each role, all at once; who of its people lacks what."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from office import agencies as desk
from partnership.access import check
from partnership.models import Agency, Headcount, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import holding
from training.models import Course, Requirement


@dataclass(frozen=True)
class Lacking:
    """Somebody who lacks a course the role must have; `ended` is the last day of an earlier certificate."""

    person: Person
    course: Course
    ended: date | None


def count(*, by: Person, agency: Agency, people: Mapping[str, int], on: date, today: date) -> list[Headcount]:
    """State the head counts of an agency, every role in one transaction; Refusal for a day to come."""
    check(by, Permission.COUNT_HEADS, agency=agency)
    if on > today:
        raise Refusal("Nobody can have been counted on a day to come. Give today, or a day before.")
    with transaction.atomic():
        return [
            desk.count_heads(by=by, agency=agency, job_role=role, people=number, on=on)
            for role, number in people.items()
        ]


def before(agency: Agency) -> dict[str, int]:
    """The latest count of each role, by its name in lower case."""
    return {each.job_role.lower(): each.people for each in desk.latest_headcounts(agency)}


def counted_on(agency: Agency) -> date | None:
    """When it last counted; None when it never did."""
    return agency.headcounts.aggregate(last=Max("counted_on"))["last"]


def lacking(agency: Agency, *, on: date) -> list[Lacking]:
    """The people of an agency who lack what their role must have; six queries."""
    needs: dict[str, list[Course]] = defaultdict(list)
    for each in Requirement.objects.on_day(on).select_related("course"):
        needs[each.job_role.lower()].append(each.course)
    people = list(Person.objects.current().at(agency, on=on).order_by("name"))
    counts = holding.held([person.pk for person in people])
    return [
        Lacking(person, course, ended if ended != date.min else None)
        for person in people
        for course in needs.get(person.job_role.lower(), ())
        if (ended := counts.get((person.pk, course.pk), date.min)) is not None and ended < on
    ]
