"""Which of what we know becomes a key line of enquiry."""

from collections.abc import Mapping
from typing import Any

from django import forms

from reports.enquiry_lines import Source


class ChooseForm(forms.Form):
    """One group of boxes for each kind of source."""

    def __init__(self, *args: Any, offered: Mapping[str, list[Source]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {each.key: each for group in offered.values() for each in group}
        for number, (label, group) in enumerate(offered.items()):
            if group:
                self.fields[f"group{number}"] = forms.MultipleChoiceField(
                    label=label, required=False, widget=forms.CheckboxSelectMultiple,
                    choices=[(each.key, f"{each.text} ({each.why})") for each in group],
                )  # fmt: skip

    def chosen(self) -> list[Source]:
        """What was ticked, in order."""
        return [self.offered[key] for name in self.fields for key in self.cleaned_data[name]]
