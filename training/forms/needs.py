"""The questions of the survey of training needs."""

from typing import Any

from django import forms

from office.fields import DayField, NamelessField
from training.models import Course


class OpenSurveyForm(forms.Form):
    """A survey to be opened."""

    year = forms.RegexField(
        r"20\d\d/\d\d\Z", label="Which year are the needs of?", help_text="Such as 2027/28.", max_length=9,
        error_messages={"invalid": "Write the year such as 2027/28."},
    )  # fmt: skip
    closes_on = DayField(label="Last day to answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["class"] = "govuk-input--width-5"


class NeedsForm(forms.Form):
    """How many people need each course, and what is missing."""

    def __init__(self, *args: Any, courses: list[Course], before: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.courses = courses
        for course in courses:
            field = forms.IntegerField(label=course.title, min_value=0, max_value=100_000, required=False)
            field.initial = before.get(course.pk)
            field.widget.attrs["class"] = "govuk-input--width-5"
            self.fields[f"course_{course.pk}"] = field
        self.fields["gaps"] = NamelessField(
            label="What do your people need that the catalogue lacks?", required=False, max_length=2000
        )

    @property
    def people(self) -> dict[Course, int]:
        """People by course."""
        return {course: self.cleaned_data.get(f"course_{course.pk}") or 0 for course in self.courses}
