"""What one may choose in the lists of the dashboard."""

import django_filters as choose
from django.db.models import Exists, Func, JSONField, OuterRef, QuerySet
from django.utils import timezone

from dashboard import measures, return_states, who_sent
from dashboard.forecast_models import NAMES
from dashboard.models import BacktestFold, Return, Supply

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


class GridChoices(choose.FilterSet):
    """By how often, agency, figures; or only where something is missing."""

    every = choose.ChoiceFilter(label="How often", choices=KINDS, empty_label=None, method="of_kind", initial="month")
    agency = choose.CharFilter(label="Agency", field_name="agency__name", lookup_expr="icontains")
    sheet = choose.ChoiceFilter(
        label="Figures", choices=lambda: [(key, sheet.name) for key, sheet in measures.asked_in().items()],
        empty_label="Any",
    )  # fmt: skip
    late = choose.ChoiceFilter(
        label="State", choices=[("missing", "Something is missing")], method="with_late", empty_label="Any"
    )

    year = choose.ChoiceFilter(
        label="Periods", choices=lambda: [(year, f"All of {year}") for year in who_sent.years()],
        empty_label="The latest", method="of_year",
    )  # fmt: skip

    class Meta:
        model = Supply
        fields: list[str] = []

    def of_kind(self, rows: QuerySet[Supply], name: str, value: str) -> QuerySet[Supply]:
        """The agreements on sheets of a kind of period."""
        return rows.filter(sheet__in=who_sent.sheets_every(value))

    def of_year(self, rows: QuerySet[Supply], name: str, value: str) -> QuerySet[Supply]:
        """The same rows: a year decides on the columns."""
        return rows

    def with_late(self, rows: QuerySet[Supply], name: str, value: str) -> QuerySet[Supply]:
        """Agreements of which a return has not come though its day has passed."""
        sheet = Func(OuterRef("sheet"), function="to_jsonb", output_field=JSONField())
        late = Return.objects.missing(timezone.localdate()).filter(
            agency=OuterRef("agency"), area=OuterRef("area"), sheets__contains=sheet
        )
        return rows.filter(Exists(late))
