"""The questions of a cycle: what is sent to whom until when, more time, opening again."""

from datetime import date
from typing import Any

from django import forms

from audits.models import Cycle
from office.fields import DayField, NamelessField
from office.models import Questionnaire, Version
from partnership.models import Agency


class CycleForm(forms.Form):
    """A new cycle."""

    name = forms.CharField(label="What is it called?", max_length=60, help_text="Such as: Section 11, 2026.")
    version = forms.ModelChoiceField(
        Version.objects.none(), label="Which questionnaire?", empty_label=None,
        error_messages={"required": "Publish a questionnaire first."},
    )  # fmt: skip
    local = forms.ModelChoiceField(
        Version.objects.none(), label="Local questions of this year?", required=False, empty_label="None",
        help_text="Taken from recent reviews and audits; asked last.",
    )  # fmt: skip
    previous = forms.ModelChoiceField(
        Cycle.objects.none(), label="Which cycle came before it?", required=False, empty_label="None",
        help_text="Its answers stand beside the new ones and can be brought over.",
    )  # fmt: skip
    due_on = DayField(label="By when?", help_text="It locks at the end of this day.")
    kinds = forms.MultipleChoiceField(
        label="Which kinds of agency?", choices=Agency.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="All agencies of the kinds you tick.",
    )  # fmt: skip
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="And which agencies besides?", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Schools can be added from a list afterwards.",
    )  # fmt: skip
    launch_words = forms.CharField(
        label="What do you want to tell them?", required=False, max_length=2000, widget=forms.Textarea,
        help_text="Stands in the letter that goes out at once.",
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = Version.objects.published().select_related("questionnaire")
        self.fields["version"].queryset = published.for_use(Questionnaire.Use.SELF_ASSESSMENT)
        self.fields["local"].queryset = published.for_use(Questionnaire.Use.LOCAL)
        self.fields["previous"].queryset = Cycle.objects.all()
        self.fields["agencies"].queryset = Agency.objects.active(on).exclude(kind=Agency.Kind.BOARD)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """At least somebody is asked."""
        cleaned = super().clean() or {}
        if not cleaned.get("kinds") and not cleaned.get("agencies"):
            self.add_error("kinds", "Tick at least one kind, or an agency below.")
        return cleaned

    def chosen(self) -> list[Agency]:
        """Every agency of a ticked kind, and those ticked by name."""
        by_kind = Agency.objects.active(self.on).filter(kind__in=self.cleaned_data["kinds"])
        return list({agency.pk: agency for agency in [*by_kind, *self.cleaned_data["agencies"]]}.values())


class TimeForm(forms.Form):
    """An agency asks for another day."""

    new_due_on = DayField(label="Which day would do?")
    reason = NamelessField(label="Why?", max_length=1000)


class DecideForm(forms.Form):
    """The business unit decides."""

    granted = forms.ChoiceField(
        label="Do you give more time?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    words = forms.CharField(label="What do you tell them?", required=False, max_length=1000, widget=forms.Textarea)

    def cleaned_for_verb(self) -> dict[str, Any]:
        """The answer as the verb wants it."""
        return {"granted": self.cleaned_data["granted"] == "yes", "words": self.cleaned_data["words"]}


class ReopenForm(forms.Form):
    """Opened again until a day."""

    due_on = DayField(label="Until when?")
    reason = NamelessField(label="Why is it opened again?", max_length=1000, help_text="It stays in the history.")


class ReasonForm(forms.Form):
    """A reason, kept in the history."""

    reason = NamelessField(label="Why?", max_length=1000, help_text="It stays in the history.")
