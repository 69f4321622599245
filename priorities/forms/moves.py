"""The short questions that go with each move of an action."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from office.evidence import IN_WORDS
from office.fields import DayField, NamelessField
from priorities.forms.fields import ColleagueField
from priorities.models import Action, ImpactTest, Progress


class MoveForm(forms.Form):
    """A move without questions; the others begin here."""

    def __init__(self, *args: Any, action: Action, others: QuerySet[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        if "successor" in self.fields:
            self.fields["successor"].queryset = others


class ProgressForm(MoveForm):
    """What was done, what comes next, which way it goes."""

    done = NamelessField(label="What has been done?", max_length=1500)
    next_step = NamelessField(label="What comes next?", max_length=1000)
    direction = forms.ChoiceField(
        label="Which way does it go?", choices=Progress.Direction.choices, widget=forms.RadioSelect
    )
    at_risk = forms.BooleanField(
        label="It is at risk", required=False, help_text="Tick if you doubt that it will be done in time."
    )


class DoneForm(MoveForm):
    """What was done."""

    done = NamelessField(label="What was done?", max_length=1000)


class AcceptForm(MoveForm):
    """Who tests the impact, and when."""

    tester = ColleagueField(
        label="Who is asked to test its impact?", required=False,
        help_text="The e-mail address of somebody who has not worked on it. You can leave it open.",
    )  # fmt: skip
    impact_due_on = DayField(
        label="When?", required=False, help_text="Left empty, the rule of the partnership says when: six months on."
    )


class ReasonForm(MoveForm):
    """Why."""

    reason = NamelessField(label="Why?", max_length=1000)


class ImpactForm(MoveForm):
    """Whether it made a difference."""

    text = NamelessField(label="What did you look at, and what did you find?", max_length=1500)
    impact_type = forms.ChoiceField(
        label="What was it to change?", choices=ImpactTest.Kind.choices, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(label="How do you know?", choices=ImpactTest.Source.choices, widget=forms.RadioSelect)
    rating = forms.ChoiceField(
        label="How much difference did it make?", choices=ImpactTest.Rating.choices, widget=forms.RadioSelect
    )


class ReopenForm(ReasonForm):
    """Why, and by when it is to be done now."""

    due_on = DayField(label="By when is it to be done?")


class SupersedeForm(ReasonForm):
    """Which action takes its place."""

    successor = forms.ModelChoiceField(Action.objects.none(), label="Which action takes its place?")


class NotPursueForm(ReasonForm):
    """Why, and until when."""

    until = DayField(label="Until when?", help_text="On that day it comes back to be agreed afresh.")


class EvidenceForm(forms.Form):
    """Evidence in words or as a file."""

    text = NamelessField(
        label="What shows that it was done?", required=False, max_length=1500, help_text="Do not name a child."
    )
    upload = forms.FileField(
        label="Is there a file?", required=False,
        help_text=f"{IN_WORDS}, up to 20 MB. Nothing that names a child.",
    )  # fmt: skip


class DateForm(forms.Form):
    """Another date, and why."""

    new_due_on = DayField(label="Which date do you ask for?")
    reason = NamelessField(label="Why does it have to move?", max_length=1000)


class DecisionForm(forms.Form):
    """Yes or no to another date."""

    granted = forms.TypedChoiceField(
        label="What do you decide?", coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", "The date is moved"), ("no", "The date stays")],
    )  # fmt: skip
    reason = NamelessField(label="Why?", required=False, max_length=1000, help_text="Needed if the date stays.")
