"""What is asked before figures are published, and which agencies send the rows of an area."""

from typing import Any

from django import forms

from office.fields import NamelessField
from partnership.models import Agency
from partnership.periods import Kind

KIND_WORDS = {
    Kind.WEEK: "By week",
    Kind.MONTH: "By month",
    Kind.QUARTER: "By quarter",
    Kind.TERM: "By school term",
    Kind.FINANCIAL_YEAR: "By financial year",
    Kind.ACADEMIC_YEAR: "By school year",
    Kind.ROLLING_YEAR: "By twelve months",
}


class PublishForm(forms.Form):
    """By which kind of period a measure is published, and in which words."""

    kind = forms.ChoiceField(
        label="By which period?",
        widget=forms.RadioSelect,
        help_text="For good: months and years of one measure side by side would tell of single months.",
    )
    words = NamelessField(
        label="What do the figures mean, for everybody?",
        max_length=1000,
        required=False,
        help_text="Two plain sentences. Do not name a child.",
    )

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(str(kind), KIND_WORDS[kind]) for kind in kinds]
        self.fields["kind"].initial = str(kinds[0]) if kinds else None


class SendersForm(forms.Form):
    """The agencies that send the case-level rows of an area."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which agencies send its rows?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="As a rule the county council alone. A single sender sees the figures of its own rows in full.",
    )

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies
