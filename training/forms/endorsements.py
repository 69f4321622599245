"""What an agency says of training it wants endorsed, and what the partnership decides."""

from typing import Any

from django import forms

from office.fields import DayField, NamelessField
from partnership.models import Agency
from training import endorsing


class AskEndorsementForm(forms.Form):
    """A training of an agency, and how it meets each criterion."""

    agency = forms.ModelChoiceField(label="Whose training is it?", queryset=Agency.objects.none())
    title = forms.CharField(label="What is it called?", max_length=160)
    summary = forms.CharField(label="What is it about, in one sentence?", max_length=300)
    audience = forms.CharField(label="Whom is it for?", max_length=300)
    minutes = forms.IntegerField(label="How many minutes does it take?", min_value=5, max_value=6000)

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])  # type: ignore[attr-defined]
        if len(agencies) == 1:
            field.initial, field.widget = agencies[0], forms.HiddenInput()
        for each in endorsing.criteria():
            self.fields[f"met_{each.key}"] = NamelessField(label=each.words, help_text=each.help, max_length=1200)

    @property
    def words(self) -> dict[str, Any]:
        """What it is."""
        return {name: self.cleaned_data[name] for name in ("title", "summary", "audience", "minutes")}

    @property
    def answers(self) -> dict[str, str]:
        """How it meets each criterion."""
        return {each.key: self.cleaned_data[f"met_{each.key}"] for each in endorsing.criteria()}


class DecideEndorsementForm(forms.Form):
    """Which criteria are met, until when, and what the agency reads."""

    met = forms.MultipleChoiceField(
        label="Which of them are met?", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="All of them: it is endorsed. Otherwise it is not, and the reason says what is missing.",
    )  # fmt: skip
    until = DayField(label="Endorsed until", required=False)
    why = forms.CharField(
        label="What should the agency read?", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.key, each.words) for each in endorsing.criteria()]
        self.fields["met"].choices = choices  # type: ignore[attr-defined]
