"""The questions of moderation: who judges, what one says of each answer, the result, and which gaps become findings."""

from typing import Any

from django import forms

from audits.models import Judgement
from audits.models.judgements import Part
from office.fields import NamelessField
from office.question_sheets import Criterion, Sheet
from priorities.forms.fields import ColleagueField, priorities_field, themes_field


class SeatForm(forms.Form):
    """Who judges, and in which part."""

    part = forms.ChoiceField(label="In which part?", choices=Part.choices, widget=forms.RadioSelect)
    person = ColleagueField(label="Who?", help_text="The e-mail address of the account here.")


class JudgementForm(forms.Form):
    """One judgement."""

    level = forms.ChoiceField(label="Which grade do you give?", widget=forms.RadioSelect)
    verdict = forms.ChoiceField(
        label="If it differs from the agency's", widget=forms.RadioSelect, initial=Judgement.Verdict.NOT_AGREED,
        choices=[("not_agreed", "We do not agree with the agency's grade"),
                 ("justified", "The difference is justified: both can be right")],
    )  # fmt: skip
    reason = NamelessField(label="Why?", required=False, max_length=1500, help_text="Needed if your grade differs.")
    quality = forms.ChoiceField(
        label="How good is the evidence?", choices=Judgement.Quality.choices, widget=forms.RadioSelect
    )
    good_practice = NamelessField(
        label="Good practice to share", required=False, max_length=1000, help_text="What others could learn from."
    )

    def __init__(self, *args: Any, sheet: Sheet, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [
            (each.key, f"{each.name}: {criterion.means(each)}") for each in reversed(sheet.levels)
        ]


class OutcomeForm(forms.Form):
    """The result in words."""

    outcome = NamelessField(label="What is the result?", max_length=3000, help_text="The agency reads it first.")


class GapsForm(forms.Form):
    """Which gaps become findings."""

    codes = forms.MultipleChoiceField(
        label="Which gaps become findings?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )  # fmt: skip
    asks = NamelessField(
        label="What is recommended?", required=False, max_length=1000,
        help_text="Left empty: to close the gap. The agency answers each recommendation.",
    )  # fmt: skip
    priorities = priorities_field()
    themes = themes_field()

    def __init__(self, *args: Any, gaps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [
            (each.code, f"{each.number} {each.title}: {each.grade}") for each in gaps if each.gap is None
        ]
