"""The questions of one tool: a section, a view, who audits, a conflict, a concern, handing in; and the seal."""

from typing import Any

from django import forms

from audits.models import CaseView, Conflict
from audits.multi_agency.filling import FORM
from office.fields import KeptForm, NamelessField
from office.question_sheets import Criterion, Sheet
from priorities.forms.fields import ColleagueField

NOT_ENOUGH = "not-enough"


class GradeChoice(forms.ChoiceField):
    """A grade of the scale, best first, or that there is not enough evidence for one."""

    def __init__(self, *, sheet: Sheet, criterion: Criterion, **kwargs: Any) -> None:
        levels = [(each.key, f"{each.name}: {criterion.means(each)}") for each in reversed(sheet.levels)]
        choices = [*levels, (NOT_ENOUGH, "Not enough evidence to grade")]
        super().__init__(choices=choices, widget=forms.RadioSelect, **kwargs)


class SectionForm(KeptForm):
    """One question of the tool, with the fields it asks for."""

    form_key = FORM

    def __init__(self, *args: Any, sheet: Sheet, criterion: Criterion, values: dict[str, Any], **kwargs: Any) -> None:
        grade = NOT_ENOUGH if values["not_enough"] else values["level"]
        super().__init__(*args, values=values, initial={"grade": grade}, **kwargs)
        help_words = "From your own records. Never a name, initials or a date of birth."
        if criterion.asks == "choice":
            self.fields["choice"] = forms.ChoiceField(
                label="Your answer", choices=[(each, each) for each in criterion.choices], widget=forms.RadioSelect
            )
            return
        self.fields["narrative"] = NamelessField(
            label="What did you find?", required=not criterion.graded, max_length=6000, help_text=help_words
        )
        if not criterion.graded:
            return
        self.fields["good_practice"] = NamelessField(
            label="What was good practice?", required=False, max_length=3000, help_text="What others could learn from."
        )
        self.fields["development"] = NamelessField(
            label="What should be developed?", required=False, max_length=3000, help_text="In your own agency."
        )
        self.fields["grade"] = GradeChoice(label="How good was it?", sheet=sheet, criterion=criterion, required=False)

    def words(self) -> dict[str, Any]:
        """What the verb wants."""
        given = {name: self.cleaned_data.get(name, "") for name in ("choice", "narrative", "good_practice",
                                                                    "development")}  # fmt: skip
        grade = self.cleaned_data.get("grade", "")
        return given | {"level": "" if grade == NOT_ENOUGH else grade, "not_enough": grade == NOT_ENOUGH}


class ViewForm(forms.Form):
    """What one of them said."""

    heard = forms.ChoiceField(label="Were they asked?", choices=CaseView.Heard.choices, widget=forms.RadioSelect)
    words = NamelessField(
        label="What was said, or why was nobody asked?", max_length=2000,
        help_text="In their words where you can. Never a name.",
    )  # fmt: skip


class AssignForm(forms.Form):
    """Who audits."""

    person = ColleagueField(
        label="Who audits it?",
        help_text="The e-mail address of somebody of your agency who did not work on this case.",
    )


class ConflictForm(forms.Form):
    """Why one does not judge."""

    kind = forms.ChoiceField(
        label="What keeps you from judging it?", choices=Conflict.Kind.choices, widget=forms.RadioSelect
    )


class ToldForm(forms.Form):
    """To whom a concern was told, outside the portal."""

    told_to = forms.CharField(
        label="To which team or post did you tell it?", max_length=120,
        help_text="Such as: duty team of the front door. Never a name, and nothing about the child.",
    )  # fmt: skip


class HandInForm(forms.Form):
    """Complete, or no record."""

    how = forms.ChoiceField(
        label="What do you hand in?", widget=forms.RadioSelect,
        choices=[("complete", "The whole tool: nobody changes it any more"),
                 ("no_record", "My agency has no record of this child")],
    )  # fmt: skip


class GlassForm(forms.Form):
    """Why the seal is broken."""

    reason = NamelessField(label="Why must you open it now?", max_length=1000, help_text="The scrutineer reads it.")
