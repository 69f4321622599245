"""Which actions and findings a campaign or a voice may be tied to, and how ties one cannot see are left alone."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from partnership.models import Person
from priorities.models import Campaign, Voice

Row = TypeVar("Row", bound=Model)


def share(rows: QuerySet[Row], thing: Campaign | Voice, *, tied: Any) -> QuerySet[Row]:
    """The rows of the same priorities as a thing, and those tied to it already."""
    near = Q(priorities__in=thing.priorities.all()) | Q(pk__in=tied.values("pk"))
    return rows.filter(pk__in=rows.model._default_manager.filter(near).values("pk"))


def set_ties(tied: Any, *, chosen: Iterable[Any], by: Person) -> None:
    """Tie a thing to what was chosen; what the person may not see, and so could not choose, stays tied."""
    unseen = tied.exclude(pk__in=tied.model.objects.visible_to(by).values("pk"))
    tied.set([*chosen, *unseen])
