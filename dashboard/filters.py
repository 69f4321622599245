"""What one may choose in the lists of the dashboard."""

import django_filters as choose
from django.db.models import QuerySet
from django.utils import timezone

from dashboard import return_states
from dashboard.forecast_models import NAMES
from dashboard.models import BacktestFold, Return

KINDS = [("month", "Monthly"), ("quarter", "Quarterly"), ("term", "Termly")]


class FoldChoices(choose.FilterSet):
    """By model, and by how far ahead."""

    model = choose.ChoiceFilter(label="Model", choices=list(NAMES.items()), empty_label="Any")
    unit = choose.ChoiceFilter(label="Judged by", choices=BacktestFold.Unit.choices, empty_label="Any")
    steps = choose.NumberFilter(label="Steps ahead", help_text="Such as 28 days, 13 weeks, 12 months")

    class Meta:
        model = BacktestFold
        fields: list[str] = []


class ReturnChoices(choose.FilterSet):
    """By agency, state, kind of period."""

    agency = choose.CharFilter(label="Agency", field_name="agency__name", lookup_expr="icontains")
    state = choose.ChoiceFilter(
        label="State", choices=[("missing", "Missing"), *return_states.CHOICES], method="in_state", empty_label="Any"
    )
    kind = choose.ChoiceFilter(label="How often", field_name="period_kind", choices=KINDS, empty_label="Any")

    class Meta:
        model = Return
        fields: list[str] = []

    def in_state(self, rows: QuerySet[Return], name: str, value: str) -> QuerySet[Return]:
        """Returns in a state; missing is unsent past its day."""
        if value == "missing":
            return rows & Return.objects.missing(timezone.localdate())
        return rows.filter(state=value)
