"""What roles must have learned: the office says it, and says when it no longer holds."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from partnership import trail
from partnership.access import check
from partnership.models import Agency, Headcount, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.models import Course, Requirement


def require(*, by: Person, course: Course, job_roles: Sequence[str], at: datetime) -> list[Requirement]:
    """Let every holder of these job roles need a course from today on; what stood already stays as it is."""
    check(by, Permission.KEEP_CATALOGUE)
    roles = {" ".join(role.split()) for role in job_roles} - {""}
    if not roles:
        raise Refusal("Choose at least one job role.")
    today = localdate(at)
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        known = {each.job_role.lower() for each in Requirement.objects.filter(course=course, ends_on=None)}
        made = Requirement.objects.bulk_create(
            Requirement(job_role=role, course=course, begins_on=today, set_by=by, set_at=at)
            for role in sorted(roles) if role.lower() not in known
        )  # fmt: skip
        for each in made:
            trail.leave("learning required", by=by, about=each, course=course.pk)
    return made


def require_no_more(*, by: Person, requirement: Requirement, at: datetime) -> None:
    """Let a requirement end with yesterday, or vanish when it began today; Refusal when it has ended already."""
    check(by, Permission.KEEP_CATALOGUE)
    today = localdate(at)
    with transaction.atomic():
        held = Requirement.objects.select_for_update().get(pk=requirement.pk)
        if held.ends_on is not None and held.ends_on < today:
            raise Refusal("That is required no longer already.")
        trail.leave("learning not required", by=by, about=held, course=held.course_id)
        if held.begins_on == today:
            held.delete()
        else:
            held.ends_on = today - timedelta(days=1)
            held.save(update_fields=["ends_on"])


def known_roles() -> list[str]:
    """The job roles agencies count heads in or require something of, each in the spelling met first."""
    spelt: dict[str, str] = {}
    for role in _spellings():
        spelt.setdefault(role.lower(), role)
    return sorted(spelt.values(), key=str.lower)


def roles_at(agency: Agency, *, on: date) -> list[str]:
    """The job roles an agency counted before, and those of the people who belong to it."""
    counted = agency.headcounts.values_list("job_role", flat=True)
    people = Person.objects.current().at(agency, on=on).exclude(job_role="").values_list("job_role", flat=True)
    spelt: dict[str, str] = {}
    for role in (*counted.distinct().order_by("job_role"), *people.distinct().order_by("job_role")):
        spelt.setdefault(role.lower(), role)
    return sorted(spelt.values(), key=str.lower)


def _spellings() -> Iterable[str]:
    yield from Headcount.objects.order_by("job_role").values_list("job_role", flat=True).distinct()
    yield from Requirement.objects.order_by("job_role").values_list("job_role", flat=True).distinct()
