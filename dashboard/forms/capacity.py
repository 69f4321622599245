"""What one may suppose of the hub, and of its contact desk; both are asked in the address, so a look can be sent on."""

from typing import Any

from django import forms

from dashboard.workload import WhatIf


def _percent(label: str, help_text: str, *, least: int, most: int) -> forms.IntegerField:
    attributes = {"inputmode": "numeric", "data-slider": "0", "class": "govuk-input--width-4"}
    return forms.IntegerField(
        label=label, help_text=help_text, required=False, min_value=least, max_value=most,
        widget=forms.NumberInput(attrs=attributes),
    )  # fmt: skip


class WhatIfForm(forms.Form):
    """Asks for demand, vacancies, sickness and an agency that withdraws; what is left empty stays as it is."""

    demand = _percent("Demand goes up by, in %", "Below 0 it goes down. Such as 10", least=-50, most=100)
    vacant = _percent("Posts that are empty, in %", "Of the agreed posts, in every role", least=0, most=100)
    sick = _percent("People who are absent, in %", "Of those in post, in every role", least=0, most=60)
    without = forms.ChoiceField(label="An agency withdraws its people", required=False)

    def __init__(self, *args: Any, agencies: list[str], now: dict[str, float], **kwargs: Any) -> None:
        """`now` are the shares (of 1) that hold when nothing is supposed, by name of the field."""
        super().__init__(*args, **kwargs)
        for name, share in now.items():
            self.fields[name].help_text += f". Left empty it stays at {100 * share:.0f}%"
            self.fields[name].widget.attrs["data-slider"] = f"{100 * share:.0f}"
        self.fields["without"].choices = [("", "None"), *((agency, agency) for agency in agencies)]

    @property
    def what_if(self) -> WhatIf:
        """What is supposed; with a mistake in the form nothing is."""
        if not self.is_valid():
            return WhatIf()
        given = self.cleaned_data
        vacant, sick = (None if given[name] is None else given[name] / 100 for name in ("vacant", "sick"))
        return WhatIf(demand=(given["demand"] or 0) / 100, vacant=vacant, sick=sick, without=given["without"])


class DeskForm(forms.Form):
    """Asks what comes to the contact desk, how long it takes, who is there, and what is soon enough."""

    arrivals = forms.DecimalField(label="Contacts an hour", min_value=0, max_value=1000, decimal_places=1)
    minutes = forms.DecimalField(label="Minutes for each", min_value=1, max_value=600, decimal_places=1)
    people = forms.IntegerField(label="People at the desk", min_value=1, max_value=200)
    target = forms.DecimalField(label="Begun within, in minutes", min_value=0, max_value=600, decimal_places=1)
