"""What a measure is to reach."""

from datetime import date
from typing import Any

from django import forms

from office.fields import DayField


class TargetForm(forms.Form):
    """Value, tolerance, who agreed it, from which day on."""

    value = forms.DecimalField(
        label="What is it to reach?",
        max_digits=12,
        decimal_places=3,
        help_text="In the unit of the measure, such as 95 for 95%.",
    )
    tolerance = forms.DecimalField(
        label="How much worse is still tolerated?", max_digits=12, decimal_places=3, min_value=0, initial=0,
        help_text="In the same unit, such as 5: down to 90 of 95 is within the tolerance, below it beyond.",
    )  # fmt: skip
    agreed_by = forms.CharField(
        label="Who agreed it?", max_length=120, help_text="Such as: executive, 3 November 2026."
    )
    on = DayField(label="From which day on?")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = on
