"""The form of one question: grade, how one knows, what is different for children, example, action."""

from typing import Any

from django import forms

from audits import grading
from office.fields import DayField, KeptForm, NamelessField
from office.question_sheets import Criterion, Level, Sheet

LONG = 3000


class GradeChoice(forms.RadioSelect):
    """Grades as boxes: words, meter, what each means here and what it needs."""

    template_name = "audits/_grades.html"
    criterion: Criterion
    levels: tuple[Level, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        grades = [(level, self.criterion.means(level)) for level in reversed(self.levels)]
        return context | {"grades": grades, "chosen": value, "of": len(self.levels), "name": name}


class AnswerForm(KeptForm):
    """One answer; fields that the question has no use for are not there."""

    form_key = "answer"
    level = forms.ChoiceField(label="How well do you meet this?", required=False, widget=GradeChoice)
    percent = forms.IntegerField(
        label="How far do you meet this, in per cent?", required=False, min_value=0, max_value=100,
        help_text="In steps of 5.", widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
    )  # fmt: skip
    agreed = forms.TypedMultipleChoiceField(
        label="What is true of your agency?", required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text="Tick what you could show. A rule makes the grade.",
    )  # fmt: skip
    number = forms.DecimalField(label="How many?", required=False, min_value=0, max_digits=10, decimal_places=2)
    choice = forms.ChoiceField(label="Which one?", required=False, widget=forms.RadioSelect)
    narrative = NamelessField(
        label="How do you know?", required=False, max_length=LONG,
        help_text="Two or three sentences. Do not name a child, a family or an address.",
    )  # fmt: skip
    difference = NamelessField(
        label="What is different for children because of it?", required=False, max_length=LONG,
        help_text="What changed, and how you can tell. “Too early to say” is an honest answer.",
    )  # fmt: skip
    example = NamelessField(
        label="An example others can learn from", required=False, max_length=LONG,
        help_text="Needed for the top grade, unless evidence you have attached shows one.",
    )  # fmt: skip
    action_text = NamelessField(
        label="What will you do about it?", required=False, max_length=1000, help_text="Needed where the grade says so."
    )
    action_due = DayField(label="By when?", required=False)
    not_applicable = forms.BooleanField(label="This does not apply to us", required=False)
    why_not = NamelessField(
        label="Why does it not apply?", required=False, max_length=1000, help_text="Needed if you ticked the box."
    )

    def __init__(self, *args: Any, sheet: Sheet, criterion: Criterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.criterion = sheet, criterion
        self._fit()
        for name in self.fields.keys() - {*self._wanted(), "mark"}:
            del self.fields[name]

    def _fit(self) -> None:
        grades = self.fields["level"]
        grades.choices = [(level.key, level.name) for level in self.sheet.levels]
        grades.widget.levels, grades.widget.criterion = self.sheet.levels, self.criterion
        self.fields["agreed"].choices = [(fact.pk, fact.words) for fact in self.criterion.statements]
        options = ("Yes", "No") if self.criterion.asks == "yes_no" else self.criterion.choices
        self.fields["choice"].choices = [(each, each) for each in options]
        if self.criterion.unit:
            self.fields["number"].label = f"How many {self.criterion.unit}?"
        if not self.criterion.graded:
            self.fields["narrative"].label = "Your answer" if self.criterion.asks == "text" else "Anything to add?"

    def _wanted(self) -> list[str]:
        left = ["not_applicable", "why_not"] if self.criterion.may_be_left else []
        if not self.criterion.graded:
            asked = {"number": ["number"], "choice": ["choice"], "yes_no": ["choice"]}.get(self.criterion.asks, [])
            return [*asked, "narrative", *left]
        first = "agreed" if self.criterion.statements else "percent" if self.sheet.scheme == "percent" else "level"
        return [first, "narrative", "difference", "example", "action_text", "action_due", *left]

    def words(self) -> dict[str, Any]:
        """What was answered, as the verb wants it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "mark"}


def words_of(answer: Any) -> int:
    """How many words an answer has so far."""
    return grading.words_in(f"{answer.narrative} {answer.difference} {answer.example}") if answer else 0
