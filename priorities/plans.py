"""The business plan is kept: drawn up with what is unfinished carried forward, changed, published; its priorities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from office import drafts
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import RESERVED_SLUGS, Aim, Place, Plan, Priority


@dataclass(frozen=True)
class Promise:
    """What a plan says of a priority, as a form gives it."""

    name: str
    why: str
    number: str
    aim: int
    success: str = ""
    sponsor: Person | None = None
    lead_agency: Agency | None = None
    published: bool = True
    co_owner: Agency | None = None
    finished_on: date | None = None


OF_PRIORITY = ("name", "why", "lead_agency")
OF_PLACE = ("number", "success", "sponsor", "published", "co_owner", "finished_on")


def draw_up(*, by: Person, name: str, starts_on: date, ends_on: date, follows: Plan | None = None) -> Plan:
    """Draw up a plan, unpublished. With `follows` its aims are taken over, and each priority not yet achieved.

    Refusal when its years run backwards or there is a plan of the same years.
    """
    check(by, Permission.KEEP_PLAN)
    slug = f"{starts_on.year}-{ends_on.year % 100:02d}"
    _refuse_years(starts_on, ends_on)
    with transaction.atomic():
        if Plan.objects.filter(slug=slug).exists():
            raise Refusal(f"There is a plan of these years already: {slug}.")
        plan = Plan.objects.create(slug=slug, name=name, starts_on=starts_on, ends_on=ends_on)
        carried = _carry_forward(follows, plan) if follows else 0
        trail.leave("plan drawn up", by=by, about=plan, follows=follows.pk if follows else None, carried=carried)
    return plan


def _carry_forward(earlier: Plan, plan: Plan) -> int:
    """Aims and unfinished priorities of an earlier plan, with their people; says how many priorities."""
    carried = []
    for old in earlier.aims.prefetch_related("places"):
        aim = Aim.objects.create(plan=plan, number=old.number, name=old.name)
        carried += [
            Place(
                aim=aim, priority_id=place.priority_id, number=place.number, sponsor_id=place.sponsor_id,
                success=place.success, published=place.published, joint=place.joint, co_owner_id=place.co_owner_id,
                carried_from=place,
            )
            for place in old.places.all()
            if place.finished_on is None
        ]  # fmt: skip
    return len(Place.objects.bulk_create(carried))


def change(*, by: Person, plan: Plan, name: str, starts_on: date, ends_on: date, mark: str) -> Plan:
    """Change name and years of a plan; its address stays. Refusal for years that run backwards or meet another plan."""
    check(by, Permission.KEEP_PLAN)
    _refuse_years(starts_on, ends_on)
    with transaction.atomic():
        held = Plan.objects.select_for_update().get(pk=plan.pk)
        drafts.refuse_stale(plan_values(held), mark=mark)
        held.name, held.starts_on, held.ends_on = name, starts_on, ends_on
        if held.published_at:
            _refuse_overlap(held)
        held.save(update_fields=["name", "starts_on", "ends_on"])
        drafts.discard(by=by, form="plan", record=str(held.pk))
        trail.leave("plan changed", by=by, about=held)
    return held


def publish(*, by: Person, plan: Plan, at: datetime) -> Plan:
    """Show a plan to everybody; Refusal while another published plan holds one of its days, or nothing stands in it."""
    check(by, Permission.KEEP_PLAN)
    with transaction.atomic():
        held = Plan.objects.select_for_update().get(pk=plan.pk)
        if held.published_at:
            raise Refusal("This plan is published already.")
        if not Place.objects.filter(aim__plan=held, published=True).exists():
            raise Refusal("No priority of this plan is marked as published, so nobody would see anything.")
        _refuse_overlap(held)
        held.published_at = at
        held.save(update_fields=["published_at"])
        trail.leave("plan published", by=by, about=held)
    return held


def add_aim(*, by: Person, plan: Plan, name: str) -> Aim:
    """Add an aim to a plan, as its last."""
    check(by, Permission.KEEP_PLAN)
    with transaction.atomic():
        last = Plan.objects.select_for_update().get(pk=plan.pk).aims.order_by("-number").first()
        aim = Aim.objects.create(plan=plan, number=last.number + 1 if last else 1, name=name)
        trail.leave("aim added", by=by, about=aim, plan=plan.pk)
    return aim


def add_priority(*, by: Person, plan: Plan, slug: str, promise: Promise) -> Place:
    """Add a priority to a plan. A slug that is known brings the priority of that slug back, across plans.

    Refusal for a slug that addresses use, a priority that stands in the plan already, and a number that is taken.
    """
    check(by, Permission.KEEP_PLAN)
    if slug in RESERVED_SLUGS:
        raise Refusal(f"“{slug}” is a word the portal uses in its addresses. Choose another, such as {slug}-priority.")
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        priority, _ = Priority.objects.get_or_create(slug=slug, defaults={"name": promise.name})
        if Place.objects.filter(aim__plan=plan, priority=priority).exists():
            raise Refusal(f"“{priority}” stands in this plan already.")
        place = Place(priority=priority)
        _write(place, plan, promise)
        drafts.discard(by=by, form="new_priority", record=str(plan.pk))
        trail.leave("priority added", by=by, about=priority, plan=plan.pk)
    return place


def change_priority(*, by: Person, place: Place, promise: Promise, mark: str) -> Place:
    """Change what a plan says of a priority; its slug stays for life. Refusal for a number that is taken."""
    check(by, Permission.KEEP_PLAN)
    with transaction.atomic():
        held = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
        drafts.refuse_stale(place_values(held), mark=mark)
        _write(held, held.aim.plan, promise)
        drafts.discard(by=by, form="priority", record=str(held.pk))
        trail.leave("priority changed", by=by, about=held.priority, plan=held.aim.plan_id)
    return held


def plan_values(plan: Plan) -> dict[str, Any]:
    """What a form of change begins with, and what its mark is made of."""
    return {"name": plan.name, "starts_on": plan.starts_on, "ends_on": plan.ends_on}


def place_values(place: Place) -> dict[str, Any]:
    """What a form of change begins with, and what its mark is made of; shapes as the fields take them."""
    priority: Mapping[str, Any] = {
        "name": place.priority.name,
        "why": place.priority.why,
        "lead_agency": place.priority.lead_agency.name if place.priority.lead_agency else "",
    }
    return {
        **priority,
        "aim": str(place.aim_id),
        "number": place.number,
        "success": place.success,
        "sponsor": place.sponsor.email if place.sponsor else "",
        "published": place.published,
        "co_owner": place.co_owner.name if place.co_owner else "",
        "finished_on": place.finished_on,
    }


def _write(place: Place, plan: Plan, promise: Promise) -> None:
    aim = plan.aims.filter(pk=promise.aim).first()
    if aim is None:
        raise Refusal("Choose one of the aims of this plan.")
    if Place.objects.filter(aim=aim, number=promise.number).exclude(pk=place.pk).exists():
        raise Refusal(f"The number {promise.number} is taken in this aim. Choose another.")
    place.aim, place.joint = aim, promise.co_owner is not None
    for name in OF_PLACE:
        setattr(place, name, getattr(promise, name))
    for name in OF_PRIORITY:
        setattr(place.priority, name, getattr(promise, name))
    place.priority.save(update_fields=[*OF_PRIORITY])
    place.save()


def _refuse_years(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise Refusal("A plan ends after it has begun. Check the two dates.")


def _refuse_overlap(plan: Plan) -> None:
    other = (
        Plan.objects.published()
        .filter(starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on)
        .exclude(pk=plan.pk)
        .first()
    )
    if other:
        raise Refusal(f"“{other}” is published for some of these days. Two plans cannot be in force at once.")
