"""The questions about an audit an agency does by itself."""

from typing import Any

from django import forms

from audits.models import SingleAudit
from office.fields import DayField, NamelessField
from partnership.models import Agency
from priorities.forms.fields import themes_field


class SingleForm(forms.Form):
    """What was audited, or is to be."""

    groups = (
        ("", ("agency", "title", "themes", "done", "done_on")),
        ("When it is done", ("cases", *(name for name, _ in SingleAudit.GRADES), "learning", "change")),
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label="Which agency?", empty_label=None)
    title = forms.CharField(label="What was audited?", max_length=120, help_text="Such as: Quality of referrals.")
    themes = themes_field()
    done = forms.ChoiceField(
        label="Is it done?", choices=[("yes", "Yes"), ("no", "No, it is planned")], widget=forms.RadioSelect
    )
    done_on = DayField(label="When was it finished, or is it to be?")
    cases = forms.IntegerField(label="How many cases were looked at?", required=False, min_value=0)
    learning = NamelessField(label="What did you learn?", required=False, max_length=3000)
    change = NamelessField(label="What do you change because of it?", required=False, max_length=2000)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        for name, words in SingleAudit.GRADES:
            self.fields[name] = forms.IntegerField(label=f"Of these, {words.lower()}", required=False, min_value=0)

    def given(self) -> dict[str, Any]:
        """The answers as the verb wants them."""
        return self.cleaned_data | {"done": self.cleaned_data["done"] == "yes"}
