"""The questions of surveys and peer challenge."""

from collections.abc import Iterable
from typing import Any

from django import forms

from office.fields import AgencyField, DayField, NamelessField
from office.question_sheets import Section
from partnership.models import Agency
from reports.models import ChallengeQuestion

SCORES = [(5, "Always"), (4, "Mostly"), (3, "Sometimes"), (2, "Seldom"), (1, "Not at all")]


class OpenSurveyForm(forms.Form):
    """Until when the survey runs."""

    closes_on = DayField(label="What is its last day?", help_text="Results are shown from the day after.")


class SurveyForm(forms.Form):
    """One question for each standard; any may be left out."""

    def __init__(self, *args: Any, sections: Iterable[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in sections:
            self.fields[f"s{section.number}"] = forms.TypedChoiceField(
                label=section.text or section.title, choices=SCORES, coerce=int, empty_value=None, required=False,
                widget=forms.RadioSelect, help_text=section.title,
            )  # fmt: skip

    def scores(self) -> dict[int, int]:
        """What was answered, by number of the standard."""
        return {int(name[1:]): score for name, score in self.cleaned_data.items() if score is not None}


class ChallengeForm(forms.Form):
    """When and where."""

    held_on = DayField(label="On which day?")
    place = forms.CharField(label="Where?", max_length=160, required=False)


class QuestionForm(forms.Form):
    """One more question."""

    agency = AgencyField(label="To which agency?")
    text = NamelessField(label="What is asked?", max_length=600)

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.filter(pk__in=agencies))


class MinutesForm(forms.Form):
    """The minutes, and what each agency answered."""

    minutes = NamelessField(label="What was said, and agreed?", required=False, max_length=6000)

    def __init__(self, *args: Any, questions: Iterable[ChallengeQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"q{question.pk}"] = NamelessField(
                label=f"{question.agency}: {question.text}", required=False, max_length=2000, initial=question.answer,
                help_text="What they answered. Do not name a child.",
            )  # fmt: skip

    def answers(self) -> dict[int, str]:
        """What each agency answered, by question."""
        return {int(name[1:]): text for name, text in self.cleaned_data.items() if name != "minutes"}
