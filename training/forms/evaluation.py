"""The questions about a course, as its questionnaire asks them on one occasion."""

from typing import Any

from django import forms

from office.fields import NamelessField
from office.question_sheets import Criterion, Section, Sheet
from training.evaluation.answering import LONGEST
from training.evaluation.questions import is_anonymous
from training.models import Remark


class EvaluationForm(forms.Form):
    """One field a question; any may be left out."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for criterion in sheet.criteria:
            self.fields[criterion.code] = _field(criterion, sheet)

    def parts(self) -> list[tuple[Section, bool, list[forms.BoundField]]]:
        """The sections with their fields, and whether all of a section is anonymous."""
        return [
            (each, all(is_anonymous(one) for one in each.criteria), [self[one.code] for one in each.criteria])
            for each in self.sheet.sections
        ]

    def given(self) -> dict[str, str]:
        """What was given, by code of the question."""
        return {code: str(value) for code, value in self.cleaned_data.items() if value not in (None, "")}


def _field(criterion: Criterion, sheet: Sheet) -> forms.Field:
    words: dict[str, Any] = {"label": criterion.text, "required": False}
    if criterion.asks == "text":
        return NamelessField(**words, max_length=LONGEST, help_text=(
            "In your own words. Somebody at the office reads it before anybody else, and it bears no name. "
            "Do not name a child or a colleague."))  # fmt: skip
    if criterion.asks == "number":
        return forms.IntegerField(**words, min_value=0, help_text=criterion.unit)
    offered = {
        "grade": [(each.key, each.name) for each in sheet.levels],
        "yes_no": [("yes", "Yes"), ("no", "No")],
    }.get(criterion.asks, [(each, each) for each in criterion.choices])
    return forms.ChoiceField(**words, choices=offered, widget=forms.RadioSelect)


class DecideRemarkForm(forms.Form):
    """Whether words of a learner are shown."""

    decision = forms.ChoiceField(choices=[("shown", "Show"), ("kept_back", "Keep back")])
    seen = forms.ChoiceField(choices=Remark.State.choices, required=False)
