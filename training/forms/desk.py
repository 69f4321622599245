"""The questions of the office and of an agency's desk."""

from django import forms


class WhyForm(forms.Form):
    """Why an event is cancelled."""

    why = forms.CharField(label="Why?", max_length=300, help_text="Everybody who has a place reads it.")
