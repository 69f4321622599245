"""What one may choose in the lists of the dashboard."""

import django_filters as choose

from dashboard.forecast_models import NAMES
from dashboard.models import BacktestFold


class FoldChoices(choose.FilterSet):
    """By model, and by how far ahead."""

    model = choose.ChoiceFilter(label="Model", choices=list(NAMES.items()), empty_label="Any")
    unit = choose.ChoiceFilter(label="Judged by", choices=BacktestFold.Unit.choices, empty_label="Any")
    steps = choose.NumberFilter(label="Steps ahead", help_text="Such as 28 days, 13 weeks, 12 months")

    class Meta:
        model = BacktestFold
        fields: list[str] = []
