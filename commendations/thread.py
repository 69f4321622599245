"""The strand of thanks: good practice of a priority, which others can copy, tied to the actions it is an example of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import localdate

from commendations.models import Award
from priorities.golden_thread import strand
from priorities.knots import Knot, Stage
from priorities.models import Action, Priority

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person


@strand
def good_practice(priority: Priority, *, viewer: Person | AnonymousUser, on: date) -> Iterator[Knot]:
    """What stands on the wall and in the library of good practice, for everybody."""
    shown = Award.objects.on_wall().good_practice().for_priority(priority).distinct()
    tied = Prefetch("shows", Action.objects.visible_to(viewer).only("pk"))
    for award in shown.select_related("commendation__category").prefetch_related(tied):
        yield Knot(
            key=f"award-{award.pk}",
            stage=Stage.TRAINING,
            kind="Good practice",
            title=award.wall_name,
            state="Others can copy it",
            date=localdate(award.announced_at),
            address=reverse("commended", args=[award.pk]),
            ties=tuple(f"action-{action.pk}" for action in award.shows.all()),
        )
