"""What the public front page tells beyond itself: the plan in force with its aims and priorities."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from oscb_portal import navigation
from priorities.models import Place, Plan, Priority


def shown(*, on: date) -> dict[str, object]:
    """The values of the front page; what is not there yet is simply left out."""
    plan = Plan.objects.in_force(on).filter(published_at__isnull=False).first() or (
        Plan.objects.filter(published_at__isnull=False, starts_on__lte=on).first()
    )
    return {"plan": plan, "aims": _aims(plan) if plan else []}


def _aims(plan: Plan) -> list[dict[str, object]]:
    """The aims of a plan in order, each with its published priorities and their addresses."""
    published = Priority.objects.visible_to(AnonymousUser())
    places = Place.objects.filter(aim__plan=plan, priority__in=published).select_related("aim", "priority")
    aims: dict[int, dict[str, object]] = {}
    for place in places.order_by("aim__number", "number"):
        aim = aims.setdefault(place.aim_id, {"name": place.aim.name, "priorities": []})
        address = f"/priorities/{place.priority.slug}/"
        aim["priorities"].append((place.priority, address if navigation.exists(address) else ""))
    return list(aims.values())
