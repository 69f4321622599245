"""What a report on training is about."""

from typing import Any

from django import forms

from partnership.periods import Period
from training.models import Course


class ReportForm(forms.Form):
    """Which year and which course; nothing chosen is all of them."""

    year = forms.ChoiceField(label="Year", required=False)
    course = forms.ModelChoiceField(
        label="Course", queryset=Course.objects.all(), to_field_name="slug", required=False, empty_label="All courses"
    )

    def __init__(self, *args: Any, years: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name = {each.label.replace("/", "-"): each for each in years}
        options = [(key, f"{each.label}, April to March") for key, each in self.by_name.items()]
        self.fields["year"].choices = [("", "All years"), *options]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Period | None:
        """The year that was chosen."""
        return self.by_name.get(self.cleaned_data["year"])
