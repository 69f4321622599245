"""What Oakshire does together with the adults board: a priority, and an action; the joint campaign is in told.toml."""

from datetime import date, datetime, time, timedelta

from office.drafts import mark_of
from oscb_portal.oakshire.cast import Cast
from partnership.models import Agency, Person
from partnership.working_days import LONDON
from priorities import actions, doing, plans
from priorities.models import Action, Place, Priority, Theme

PRIORITY, THEME = "working-together", "transition"


def share(cast: Cast, *, board: Agency, lead: Person, today: date) -> Action:
    """Mark the priority joint, agree the action, and let the board's lead add its part."""
    _share_priority(cast, board, today)
    began = datetime.combine(today - timedelta(days=50), time(10), tzinfo=LONDON)
    promise = actions.Promise(
        text="Each young person with a plan meets the adults' worker by name before turning seventeen and a half.",
        measure_text="Young people of 17 with a plan who know who will work with them after their birthday.",
        owner_agency=cast.agencies.county_council,
        owner_person=cast.council,
        due_on=today + timedelta(days=120),
        strength="strong",
        priorities=tuple(Priority.objects.filter(slug=PRIORITY)),
        themes=tuple(Theme.objects.filter(slug=THEME)),
        co_owner=board,
    )
    action = actions.propose(promise=promise, by=cast.council, at=began)
    actions.agree(action=action, by=cast.administrator, at=began + timedelta(days=3))
    doing.add_part(action=action, by=lead, agency=board, text="Name one worker in each adults' team who comes.")
    return action


def _share_priority(cast: Cast, board: Agency, today: date) -> None:
    in_force = Place.objects.filter(aim__plan__starts_on__lte=today, aim__plan__ends_on__gte=today)
    place = in_force.select_related("aim", "priority__lead_agency", "sponsor").get(priority__slug=PRIORITY)
    promise = plans.Promise(
        name=place.priority.name,
        why=place.priority.why,
        number=place.number,
        aim=place.aim_id,
        success=place.success,
        sponsor=place.sponsor,
        lead_agency=place.priority.lead_agency,
        published=place.published,
        co_owner=board,
        finished_on=place.finished_on,
    )
    mark = mark_of(plans.place_values(place))
    plans.change_priority(by=cast.administrator, place=place, promise=promise, mark=mark)
