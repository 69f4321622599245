"""The questions of a report: one thing it says, its summary."""

from typing import Any

from django import forms

from audits.models import Audit, Point
from audits.multi_agency import tool_sheet
from office.fields import NamelessField
from partnership.models import Agency


class PointForm(forms.Form):
    """One thing the audit says of its theme."""

    kind = forms.ChoiceField(label="What is it?", choices=Point.Kind.choices, widget=forms.RadioSelect)
    text = NamelessField(
        label="What did the audit find?", max_length=1500,
        help_text="Of the theme, never of one case. Others read it without having been there.",
    )  # fmt: skip
    code = forms.ChoiceField(label="To which section does it belong?", required=False)
    asks = NamelessField(
        label="What is recommended?", required=False, max_length=1500,
        help_text="For a finding only. Each agency you tick answers it.",
    )  # fmt: skip
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Who is to answer?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(each.code, each.title) for each in tool_sheet.graded(tool_sheet.sheet_of(audit))]
        self.fields["code"].choices = [("", "None of them"), *sections]
        self.fields["agencies"].queryset = Agency.objects.filter(pk__in=audit.participants.values("agency"))


class SummaryForm(forms.Form):
    """What the report says first."""

    summary = NamelessField(
        label="The summary", max_length=4000, help_text="Begin with what life is like for these children."
    )
    limits = NamelessField(
        label="What the audit cannot tell", required=False, max_length=2000,
        help_text="How few cases, how they were chosen, who did not answer.",
    )  # fmt: skip
