"""The questions about a charge."""

from django import forms

from office.fields import NamelessField
from training.models import Charge


class ReasonedForm(forms.Form):
    """Why a charge is disputed."""

    reason = NamelessField(label="What was the reason?", max_length=300)


class WaiveForm(forms.Form):
    """Why a charge is waived, or stands."""

    waiver = forms.ChoiceField(label="Reason for a waiver", choices=Charge.Waiver.choices)
    reason = NamelessField(label="In words", required=False, max_length=300,
                           help_text="Needed for another reason, and to let a disputed charge stand.")  # fmt: skip
