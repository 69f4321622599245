"""The agencies of the partnership: added, changed, closed, and how many people each says work in a role."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from office import drafts, findable
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Headcount, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

# Trees are three deep at most (a trust, a school, its nursery): the gate walks them for each question.
DEEPEST = 3
# The draft of the form that changes an agency.
FORM = "agency"
ASKED = (
    "name", "kind", "sector", "district", "parent", "urn", "email_domains", "safeguarding_partner", "active_from",
)  # fmt: skip


def is_urn(text: str) -> bool:
    """Whether a text can be the unique reference number of a school: six figures (Get Information about Schools)."""
    return len(text) == 6 and text.isascii() and text.isdecimal()


def values(agency: Agency) -> dict[str, Any]:
    """What the form asks of an agency, as it stands; the parent by its name."""
    return {**{name: getattr(agency, name) for name in ASKED}, "parent": agency.parent.name if agency.parent else ""}


def add(*, by: Person, **facts: Any) -> Agency:
    """Add an agency; `facts` are the fields of Agency but its slug. Refusal when name or URN are taken."""
    check(by, Permission.MANAGE_AGENCIES)
    with transaction.atomic():
        agency = Agency(slug=_free_slug(facts["name"]), **facts)
        _refuse_twins(agency)
        _refuse_bad_parent(agency)
        agency.save()
        findable.write([findable.of_agency(agency)])
        trail.leave("agency added", by=by, about=agency, agency=agency)
    return agency


def change(*, by: Person, agency: Agency, mark: str | None = None, **facts: Any) -> Agency:
    """Change what is said of an agency; its address (slug) stays for life. Refusal as for add.

    `mark` is that of the form; ChangedMeanwhile when somebody has saved since. None where nobody looked at a form.
    """
    check(by, Permission.MANAGE_AGENCIES)
    with transaction.atomic():
        held = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
        if mark is not None:
            drafts.refuse_stale(values(held), mark=mark)
        changed = sorted(name for name, value in facts.items() if getattr(held, name) != value)
        for name in changed:
            setattr(held, name, facts[name])
        _refuse_twins(held)
        _refuse_bad_parent(held)
        if changed:
            held.save(update_fields=changed)
            findable.write([findable.of_agency(held)])
            trail.leave("agency changed", by=by, about=held, agency=held, fields=", ".join(changed))
        drafts.discard(by=by, form=FORM, record=str(held.pk))
    return held


def close(*, by: Person, agency: Agency, last_day: date) -> Agency:
    """Let an agency leave after its last day: nobody acts for it any more. Refusal while others stand below it."""
    check(by, Permission.MANAGE_AGENCIES)
    with transaction.atomic():
        held = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
        below = held.children.active(last_day).exclude(active_until=last_day)
        if below:
            names = ", ".join(str(each) for each in below[:5])
            raise Refusal(f"Close these first, or move them to another parent: {names}.")
        if last_day < held.active_from:
            raise Refusal(f"{held} belongs to the partnership since {held.active_from:%-d %B %Y}; choose a later day.")
        held.active_until = last_day
        held.save(update_fields=["active_until"])
        trail.leave("agency closed", by=by, about=held, agency=held, last_day=last_day.isoformat())
    return held


def count_heads(*, by: Person, agency: Agency, job_role: str, people: int, on: date) -> Headcount:
    """Note how many people work in a role on a day; a second count of the same day corrects the first."""
    check(by, Permission.COUNT_HEADS, agency=agency)
    role = " ".join(job_role.split())
    with transaction.atomic():
        headcount, _ = Headcount.objects.update_or_create(
            agency=agency, job_role=role, counted_on=on, defaults={"people": people}
        )
        trail.leave("heads counted", by=by, about=headcount, agency=agency, people=people)
    return headcount


def latest_headcounts(agency: Agency) -> QuerySet[Headcount]:
    """The latest count of each job role."""
    return agency.headcounts.order_by("job_role", "-counted_on", "-pk").distinct("job_role")


def _free_slug(name: str) -> str:
    """The name as part of an address; a number follows when another agency has it."""
    stem = slugify(name)[:70] or "agency"
    taken = set(Agency.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _refuse_twins(agency: Agency) -> None:
    others = Agency.objects.exclude(pk=agency.pk)
    if others.filter(name__iexact=agency.name).exists():
        raise Refusal(f"There is an agency named {agency.name} already.")
    if agency.urn and (twin := others.filter(urn=agency.urn).first()):
        raise Refusal(f"{twin} has the URN {agency.urn} already.")


def _refuse_bad_parent(agency: Agency) -> None:
    line, above = [agency.pk], agency.parent
    while above is not None:
        if above.pk in line:
            raise Refusal(f"{agency.parent} stands below {agency} itself and cannot be its parent.")
        line.append(above.pk)
        above = above.parent
    if len(line) + _depth_below(agency) > DEEPEST:
        raise Refusal(f"Agencies stand at most {DEEPEST} deep below each other. Choose a parent further up.")


def _depth_below(agency: Agency) -> int:
    edge, depth = [agency.pk] if agency.pk else [], -1
    while edge and depth < DEEPEST:
        edge, depth = list(Agency.objects.filter(parent__in=edge).values_list("pk", flat=True)), depth + 1
    return max(depth, 0)


def people_of(agency: Agency, *, on: date) -> int | None:
    """How many people an agency last said it has by a day, over all job roles; None when it never said."""
    latest: dict[str, int] = {}
    for count in agency.headcounts.filter(counted_on__lte=on).order_by("counted_on"):
        latest[count.job_role] = count.people
    return sum(latest.values()) if latest else None
