"""Which roles need a course, and how many people work in each role."""

from typing import Any

from django import forms

from office.fields import DayField
from training.models import Course

MORE_ROLES = 3


class RequireForm(forms.Form):
    """A course, and the roles that need it."""

    course = forms.ModelChoiceField(label="Which course?", queryset=Course.objects.none())
    job_roles = forms.MultipleChoiceField(
        label="Who must have it?", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="Job roles as the agencies count their heads.",
    )  # fmt: skip
    another = forms.CharField(label="A role that nobody has counted yet", max_length=80, required=False)

    def offer(self, *, roles: list[str]) -> None:
        """The courses of the catalogue, and the roles that are known."""
        self.fields["course"].queryset = Course.objects.published()  # type: ignore[attr-defined]
        self.fields["job_roles"].choices = [(role, role) for role in roles]  # type: ignore[attr-defined]

    @property
    def asked(self) -> list[str]:
        """All roles that were named."""
        return [*self.cleaned_data["job_roles"], self.cleaned_data["another"]]


class WorkforceForm(forms.Form):
    """How many people work in each role of an agency; what is left empty stays as it was counted before."""

    on = DayField(label="On which day were they counted?")

    def __init__(self, *args: Any, roles: list[str], before: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        for number, role in enumerate(roles):
            field = forms.IntegerField(label=role, min_value=0, max_value=1_000_000, required=False)
            field.initial = before.get(role.lower())
            field.widget.attrs["class"] = "govuk-input--width-5"
            self.fields[f"people_{number}"] = field
        for number in range(MORE_ROLES):
            self.fields[f"role_{number}"] = forms.CharField(label="Another role", max_length=80, required=False)
            more = forms.IntegerField(label="How many people", min_value=0, max_value=1_000_000, required=False)
            more.widget.attrs["class"] = "govuk-input--width-5"
            self.fields[f"more_{number}"] = more

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(MORE_ROLES):
            role, people = given.get(f"role_{number}"), given.get(f"more_{number}")
            if role and people is None and f"more_{number}" not in self.errors:
                self.add_error(f"more_{number}", f"Say how many people work as {role}.")
            if people is not None and not role:
                self.add_error(f"role_{number}", f"Say in which role these {people:,} people work.")
        if not self.errors and not self.counted:
            self.add_error(None, "Give at least one number.")
        return given

    @property
    def counted(self) -> dict[str, int]:
        """People by role, of the roles that were counted."""
        given = self.cleaned_data
        known = {role: given.get(f"people_{number}") for number, role in enumerate(self.roles)}
        more = {given.get(f"role_{n}"): given.get(f"more_{n}") for n in range(MORE_ROLES)}
        return {role: people for role, people in {**known, **more}.items() if role and people is not None}
