"""The questions that come with a file: an agreement, a list of agencies."""

from datetime import date
from typing import Any

from django import forms

from office.evidence import IN_WORDS
from office.fields import AgencyField, DayField
from partnership.models import Agency


class AgreementForm(forms.Form):
    """A signed data sharing agreement."""

    agency = AgencyField(label="Whose agreement is it?")
    title = forms.CharField(label="What is it called?", max_length=160)
    signed_on = DayField(label="When was it signed?")
    review_on = DayField(label="When is it to be looked at again?")
    upload = forms.FileField(label="Which file?", help_text=f"{IN_WORDS}, up to 20 MB.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))


class ListForm(forms.Form):
    """A list of agencies as a spreadsheet."""

    upload = forms.FileField(label="Which file?", help_text="Excel (.xlsx) or CSV, up to 5 MB and 5,000 rows.")
