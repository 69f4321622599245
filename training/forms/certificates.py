"""The questions about a certificate: why it is taken back, how the name should stand."""

from django import forms


class RevokeForm(forms.Form):
    """Why it counts no longer."""

    why = forms.CharField(label="Why?", max_length=300, help_text="The learner reads it; the public does not.")


class CorrectForm(forms.Form):
    """The right name."""

    name = forms.CharField(label="How should the name stand?", max_length=150)
