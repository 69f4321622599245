"""The questions one is asked about a questionnaire as a whole: its name, its scale, its forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office import scale_drafts
from office.models import Level, Questionnaire
from office.question_sheets import SCHEMES
from partnership.models import Agency


class NewQuestionnaireForm(forms.Form):
    """A questionnaire from nothing."""

    name = forms.CharField(label="What is it called?", max_length=120)
    use = forms.ChoiceField(label="What is it for?", choices=Questionnaire.Use.choices, widget=forms.RadioSelect)
    purpose = forms.CharField(
        label="What does it find out?", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences.",
    )  # fmt: skip
    scale = forms.ChoiceField(
        label="Which scale does it begin with?", widget=forms.RadioSelect,
        help_text="Every grade can be changed afterwards, and others added.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scale"].choices = [
            (key, f"{each['name']}. {each['about']}") for key, each in scale_drafts.scales().items()
        ]


class ScaleForm(forms.Form):
    """The scale as a whole, and what differs from the version before."""

    scheme = forms.ChoiceField(label="How is a grade come by?", choices=SCHEMES, widget=forms.RadioSelect)
    scale_name = forms.CharField(
        label="What is the scale called?", max_length=80, help_text="Such as: Blue, Green, Amber, Red."
    )
    note = forms.CharField(
        label="What differs from the version before?", required=False, max_length=1000, widget=forms.Textarea,
        help_text="Agencies read it where years are compared.",
    )  # fmt: skip


class LevelForm(forms.ModelForm):
    """One grade of the scale."""

    class Meta:
        model = Level
        fields = ("name", "meaning", "share", "needs_example", "needs_action", "need")
        labels = {
            "name": "What is it called?",
            "meaning": "What does it mean?",
            "share": "How is it counted, from 0 to 100?",
            "needs_example": "It needs an example of best practice",
            "needs_action": "It needs an action with a date",
            "need": "For statements: how many of its facts must hold?",
        }
        help_texts = {"need": "", "share": "For trends; with percentages, where its band begins."}

    def clean_share(self) -> int:
        """Nothing above 100."""
        share = int(self.cleaned_data["share"])
        if share > 100:
            raise ValidationError("Give a number from 0 to 100.")
        return share


class VariantForm(forms.Form):
    """A form of the questionnaire: which agencies get it."""

    name = forms.CharField(label="What is this form called?", max_length=80, help_text="Such as: Short form.")
    kinds = forms.MultipleChoiceField(
        label="Which kinds of agency get it?", choices=Agency.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="None ticked: every kind. The first form that fits is taken.",
    )  # fmt: skip
    most_people = forms.IntegerField(
        label="Only agencies with how many people at most?", required=False, min_value=1, max_value=100_000,
        help_text="Left empty: any size.", widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
