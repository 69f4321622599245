"""How an action of a list goes, read from what the list has fetched; and the words lists show for it."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from priorities.models import Action, Progress
from priorities.progress import Facts, Light, Standing, State, standing

TAGS = {Light.LATE: " is-worse", Light.AT_RISK: " is-notable", Light.PROPOSED: " is-gold"}


def standing_of(action: Action, *, on: date, silent_after: int) -> Standing:
    """How an action goes on a day; it was fetched with `.for_list()` and `.judged(on)`."""
    return standing(
        Facts(
            state=State(action.state),
            due_on=action.due_on,
            told_on=action.told_on,
            impact_due_on=action.impact_due_on,
            worse=action.last_direction == Progress.Direction.WORSE,
            ownerless=action.owner_left,
        ),
        on,
        silent_after=silent_after,
    )


def tag(standing: Standing) -> SafeString:
    """The light as a tag, as the component draws it; the room cannot reach the component itself."""
    return format_html('<span class="p-tag{}">{}</span>', TAGS.get(standing.light, ""), standing.words)
