"""Which two measures to lay beside each other."""

from typing import Any

from django import forms

from dashboard import measures
from dashboard.definitions import DOMAINS


class CompareForm(forms.Form):
    """Two measures of the dashboard; the answer stands in the address, so that it can be sent on."""

    first = forms.ChoiceField(label="Which measure?")
    second = forms.ChoiceField(label="Beside which other?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = measures.known().values()
        grouped = [
            (name, [(each.code, each.name) for each in known if each.domain == key]) for key, name in DOMAINS.items()
        ]
        for field in self.fields.values():
            field.choices = [("", "Choose"), *(group for group in grouped if group[1])]

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        said = super().clean() or {}
        if said.get("first") and said.get("first") == said.get("second"):
            self.add_error("second", "Choose another measure than the first.")
        return said
