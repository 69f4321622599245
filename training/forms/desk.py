"""The questions of the office and of an agency's desk."""

from django import forms

from training.models import SavedExport
from training.states import WORDS


class WhyForm(forms.Form):
    """Why an event is cancelled."""

    why = forms.CharField(label="Why?", max_length=300, help_text="Everybody who has a place reads it.")


class MessageForm(forms.Form):
    """A message to whoever stands in some states."""

    states = forms.MultipleChoiceField(
        label="To whom?", choices=[(state.value, words) for state, words in WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    subject = forms.CharField(label="Subject", max_length=150)
    text = forms.CharField(
        label="Message", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="{name}, {course}, {day}, {hours} and {place} are filled in. When and where follows by itself.",
    )  # fmt: skip


class WordingForm(forms.Form):
    """The words a letter begins with."""

    text = forms.CharField(
        label="The letter begins with", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="{name}, {course}, {day}, {hours} and {place} are filled in.",
    )  # fmt: skip


class ExportForm(forms.Form):
    """A name for a list, and how often to be told to fetch it."""

    address = forms.CharField(max_length=2000, widget=forms.HiddenInput)
    name = forms.CharField(label="What shall it be called?", max_length=100)
    every = forms.ChoiceField(
        label="Shall we write when it is time to fetch it?", required=False, widget=forms.RadioSelect,
        choices=SavedExport.Every.choices, help_text="The letter has a link to sign in with, never the file.",
    )  # fmt: skip
