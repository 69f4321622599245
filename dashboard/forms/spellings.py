"""Questions about unknown values: what each means."""

from typing import Any

from django import forms

from dashboard import codes, spellings, unknown_values
from dashboard.models import UnknownValue
from dashboard.suggestions import Suggestion

# As alike as this and the suggestion is chosen already; a person still has to press the button.
CHOSEN_FROM = 0.6
NOT_YET = ("", "Decide later")
NOTHING = (spellings.NOTHING, "None of these: leave it out of the figures")


class MeaningsForm(forms.Form):
    """One question a value: what does it mean? Unanswered ones stay unknown."""

    def __init__(self, *args: Any, values: list[UnknownValue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        pairs = [(value.code_set, value.written) for value in values]
        found = unknown_values.suggestions(pairs, own=spellings.in_force())
        for value, suggestion in zip(values, found, strict=True):
            self.fields[f"value_{value.pk}"] = _question(value, suggestion)

    @property
    def meanings(self) -> dict[UnknownValue, str]:
        """What was said of each value that was said something of."""
        said = {value: self.cleaned_data.get(f"value_{value.pk}", "") for value in self.values}
        return {value: meaning for value, meaning in said.items() if meaning}


def _question(value: UnknownValue, suggestion: Suggestion | None) -> forms.ChoiceField:
    meanings = codes.choices(value.code_set)
    rows = f"{value.rows:,} row{'' if value.rows == 1 else 's'}"
    hint = f"In {value.column}, {rows}. "
    words = dict(meanings).get(suggestion.meaning) if suggestion else None
    if suggestion and words:
        hint += f"Most like spellings of “{words}” ({suggestion.likeness:.0%} alike)."
    else:
        hint += "Nothing known is like it."
    sure = suggestion is not None and words is not None and suggestion.likeness >= CHOSEN_FROM
    return forms.ChoiceField(
        label=f"What does “{value.written}” mean?",
        help_text=hint,
        choices=[NOT_YET, *meanings, NOTHING],
        required=False,
        initial=suggestion.meaning if suggestion and sure else "",
    )
