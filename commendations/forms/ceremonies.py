"""The questions of ceremonies and cards."""

from typing import Any

from django import forms

from commendations.forms.fields import HourField, KindForm, moment
from commendations.models import Award
from office.fields import DayField, NamelessField
from priorities.forms.fields import ColleagueField


class CeremonyForm(forms.Form):
    """A day on which several are thanked."""

    name = forms.CharField(label="What is it called?", max_length=120, help_text="Such as: An evening of thanks.")
    day = DayField(label="On which day?")
    hour = HourField(label="At what time?")
    place = forms.CharField(label="Where?", max_length=200)
    seats = forms.IntegerField(label="How many does the room hold?", min_value=1, max_value=2000)
    answer_by = DayField(label="Until when do people say whether they come?")

    def clean(self) -> dict[str, Any]:
        """The moment, out of day and hour."""
        given = super().clean() or {}
        given["at_hour"] = moment(given.get("day"), given.get("hour"))
        return given


class InviteForm(forms.Form):
    """Who is invited."""

    awards = forms.ModelMultipleChoiceField(
        Award.objects.none(), label="Whom do you invite?", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, awards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["awards"].queryset = awards
        self.fields["awards"].label_from_instance = lambda each: (
            f"{each.commendation.nominee_name} ({each.commendation.category}, {each.month})"
        )


class ComingForm(forms.Form):
    """Whether one comes."""

    comes = forms.ChoiceField(
        label="Do you come?", choices=[("yes", "Yes, with pleasure"), ("no", "No, I cannot")], widget=forms.RadioSelect
    )
    people = forms.IntegerField(
        label="How many of you come?", min_value=1, max_value=20, required=False, help_text="You included."
    )
    needs = forms.CharField(
        label="What do you need?", max_length=300, required=False, help_text="Such as: step-free access, no meat."
    )


class CardForm(KindForm):
    """A card."""

    to = ColleagueField(label="To whom?", help_text="The e-mail address of a colleague with an account here.")
    words = NamelessField(label="What do you want to say?", max_length=280, help_text="Do not name a child.")
    for_all = forms.BooleanField(label="Other members may read it too", required=False)
