"""The questions of rounds and of the panel: dates, texts without names, marks, conflicts."""

from datetime import date
from typing import Any

from django import forms

from commendations.forms.fields import ColleaguesField, HourField, moment
from commendations.models import Category, Conflict, Criterion, Round
from office.fields import DayField, NamelessField

DECLARED = [
    (kind.value, kind.label) for kind in Conflict.Kind if kind not in (Conflict.Kind.NOMINEE, Conflict.Kind.WROTE)
]


class RoundForm(forms.Form):
    """A new round."""

    name = forms.CharField(label="What is the round called?", max_length=120, help_text="Such as: Spring 2027.")
    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(),
        label="Which kinds of thanks does it decide about?",
        widget=forms.CheckboxSelectMultiple,
    )
    opens_on = DayField(label="From when may people nominate?")
    nominate_until = DayField(label="Until when?")
    screen_until = DayField(label="Until when does the office read them?")
    score_until = DayField(label="Until when does the panel score?")
    decide_until = DayField(label="Until when is it decided?")
    announce_on = DayField(label="On which day is it told?")
    announce_hour = HourField(label="At what time?", required=False, help_text="Left empty: nine in the morning.")
    judges = ColleaguesField(
        label="Who is on the panel?",
        help_text="E-mail addresses of people who hold the role of panel member, one a line.",
    )
    quorum = forms.IntegerField(label="How many judges read each nomination?", min_value=2, max_value=9, initial=3)
    blind = forms.BooleanField(
        label="The panel reads without names", required=False,
        help_text="The office then writes a text without names for each nomination; the panel sees nothing else.",
    )  # fmt: skip

    groups = (
        ("The round", ("name", "categories")),
        ("Its dates", ("opens_on", "nominate_until", "screen_until", "score_until", "decide_until", "announce_on",
                       "announce_hour")),
        ("The panel", ("judges", "quorum", "blind")),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].queryset = Category.objects.in_use()

    def clean(self) -> dict[str, Any]:
        """The moment of the announcement, out of day and hour."""
        given = super().clean() or {}
        given["announce_at"] = moment(given.get("announce_on"), given.get("announce_hour"))
        return given


class AdmitForm(forms.Form):
    """To which round it goes, and what a blind panel reads."""

    to = forms.ModelChoiceField(
        Round.objects.none(), label="To which round?", widget=forms.RadioSelect, empty_label=None
    )
    redacted_story = NamelessField(
        label="What they did, without names", required=False,
        help_text="For a blind round. No name, agency or place that would say who it is. The original stays beside it.",
    )  # fmt: skip
    redacted_difference = NamelessField(label="What difference it made, without names", required=False, max_length=2000)

    def __init__(self, *args: Any, rounds: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = rounds
        self.fields["to"].label_from_instance = lambda each: (
            f"{each}: {each.phase_words(on).lower()}{', blind' if each.blind else ''}"
        )


class OpinionForm(forms.Form):
    """A score by each criterion, with a word for each number."""

    comment = NamelessField(
        label="Anything to add?", required=False, max_length=1500, help_text="The office and the other judges read it."
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields.pop("comment")
        for each in criteria:
            self.fields[f"criterion_{each.pk}"] = forms.TypedChoiceField(
                label=each.name, coerce=int, widget=forms.RadioSelect,
                error_messages={"required": "Choose a number from 1 to 5."},
                choices=[(score, f"{score}: {word}") for score, word in enumerate(each.words, 1)],
                help_text=f"Counts {each.weight} {'time' if each.weight == 1 else 'times'}.",
            )  # fmt: skip
        self.fields["comment"] = comment

    @property
    def marks(self) -> dict[int, int]:
        """The scores by the key of their criterion."""
        return {
            int(name.removeprefix("criterion_")): score
            for name, score in self.cleaned_data.items()
            if name.startswith("criterion_")
        }


class RecuseForm(forms.Form):
    """Why one does not read it."""

    kind = forms.ChoiceField(label="Why should you not judge this one?", choices=DECLARED, widget=forms.RadioSelect)
