"""What one may choose on the wall and in the list of nominations."""

from typing import Any

import django_filters as choose
from django.db.models import QuerySet

from commendations.models import Award, Card, Category, Commendation, Conflict
from commendations.moves import STATE_WORDS
from partnership.models import Agency
from priorities.models import Priority


def _years(queryset: QuerySet[Award]) -> list[tuple[str, str]]:
    return [(str(day.year), str(day.year)) for day in queryset.datetimes("announced_at", "year", order="DESC")]


class WallChoices(choose.FilterSet):
    """By year, kind of thanks, agency, priority, and whether others can copy it."""

    year = choose.ChoiceFilter(label="Year", field_name="announced_at", lookup_expr="year", empty_label="All years")
    category = choose.ModelChoiceFilter(
        label="Kind of thanks", field_name="commendation__category", to_field_name="slug",
        queryset=Category.objects.all(), empty_label="Any",
    )  # fmt: skip
    agency = choose.ModelChoiceFilter(
        label="Agency", field_name="commendation__agencies", to_field_name="slug", queryset=Agency.objects.none(),
        empty_label="Any",
    )  # fmt: skip
    priority = choose.ModelChoiceFilter(
        label="Priority", field_name="commendation__priorities", to_field_name="slug", queryset=Priority.objects.none(),
        empty_label="Any",
    )  # fmt: skip

    class Meta:
        model = Award
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = Commendation.objects.filter(award__in=self.queryset.order_by().values("pk"))
        self.filters["year"].extra["choices"] = _years(self.queryset.order_by())
        self.filters["agency"].queryset = Agency.objects.filter(pk__in=shown.values("agencies"))
        self.filters["priority"].queryset = Priority.objects.visible_to(self.request.user).filter(
            pk__in=shown.values("priorities")
        )


class NominationChoices(choose.FilterSet):
    """By what became of it, kind of thanks, agency, name, and where it came from."""

    state = choose.ChoiceFilter(
        label="What became of it", choices=[("open", "Not decided yet"), *STATE_WORDS.items()],
        method="in_state", empty_label="Anything",
    )  # fmt: skip
    category = choose.ModelChoiceFilter(
        label="Kind of thanks", to_field_name="slug", queryset=Category.objects.all(), empty_label="Any"
    )
    name = choose.CharFilter(label="Name", field_name="nominee_name", lookup_expr="icontains")
    agency = choose.CharFilter(label="Agency", field_name="agencies__name", lookup_expr="icontains", distinct=True)
    outside = choose.ChoiceFilter(
        label="Written", choices=[("True", "From outside"), ("False", "By a colleague")], empty_label="By anybody"
    )

    class Meta:
        model = Commendation
        fields: list[str] = []

    def in_state(self, rows: QuerySet[Commendation], name: str, value: str) -> QuerySet[Commendation]:
        """Those in a state; open ones are all that nobody has decided."""
        return rows.open() if value == "open" else rows.filter(state=value)


class CardChoices(choose.FilterSet):
    """By what became of a card."""

    state = choose.ChoiceFilter(label="What became of it", choices=Card.State.choices, empty_label="Anything")

    class Meta:
        model = Card
        fields: list[str] = []


class ConflictChoices(choose.FilterSet):
    """By why, and by whether it stands."""

    kind = choose.ChoiceFilter(label="Why", choices=Conflict.Kind.choices, empty_label="Any reason")
    lifted = choose.ChoiceFilter(
        label="Now", choices=[("no", "Stands"), ("yes", "Lifted")], method="which_are_lifted", empty_label="All"
    )

    class Meta:
        model = Conflict
        fields: list[str] = []

    def which_are_lifted(self, rows: QuerySet[Conflict], name: str, value: str) -> QuerySet[Conflict]:
        """Those that bar reading, or those lifted."""
        return rows.exclude(lifted_at=None) if value == "yes" else rows.standing()
