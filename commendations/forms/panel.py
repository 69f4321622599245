"""The questions of rounds and of the panel: dates, texts without names, marks, conflicts."""

from datetime import date
from typing import Any

from django import forms

from commendations import rounds, sheets
from commendations.forms.fields import ColleaguesField, HourField, moment
from commendations.models import Category, Conflict, Criterion, Round
from office.fields import DayField, KeptForm, NamelessField

DECLARED = [
    (kind.value, kind.label) for kind in Conflict.Kind if kind not in (Conflict.Kind.NOMINEE, Conflict.Kind.WROTE)
]


class RoundFields(forms.Form):
    """Dates and panel; the form of a new round and the form of a running one share them."""

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

    dates = ("opens_on", "nominate_until", "screen_until", "score_until", "decide_until", "announce_on",
             "announce_hour")  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The moment of the announcement, out of day and hour."""
        given = super().clean() or {}
        given["announce_at"] = moment(given.get("announce_on"), given.get("announce_hour"))
        return given


class RoundForm(RoundFields):
    """A new round."""

    name = forms.CharField(label="What is the round called?", max_length=120, help_text="Such as: Spring 2027.")
    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(),
        label="Which kinds of thanks does it decide about?",
        widget=forms.CheckboxSelectMultiple,
    )
    blind = forms.BooleanField(
        label="The panel reads without names", required=False,
        help_text="The office then writes a text without names for each nomination; the panel sees nothing else.",
    )  # fmt: skip

    field_order = ("name", "categories", *RoundFields.dates, "judges", "quorum", "blind")
    groups = (
        ("The round", ("name", "categories")),
        ("Its dates", RoundFields.dates),
        ("The panel", ("judges", "quorum", "blind")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].queryset = Category.objects.in_use()


class ChangeRoundForm(RoundFields, KeptForm):
    """What is different in a round that runs, and why."""

    form_key = rounds.FORM
    latest_sheet = forms.BooleanField(label="Score by the newest criteria", required=False)
    reason = NamelessField(
        label="Why does it change?", max_length=300, help_text="The judges read this, and it stays in the history."
    )

    groups = (
        ("Its dates", RoundFields.dates),
        ("The panel", ("judges", "quorum", "latest_sheet")),
        ("", ("reason",)),
    )

    def __init__(self, *args: Any, newest: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if newest is None:
            del self.fields["latest_sheet"]
        else:
            self.fields["latest_sheet"].help_text = f"Version {newest}. Nobody has given marks yet, so it may change."


class CriteriaForm(KeptForm):
    """All criteria of a new version: each with a weight and five words."""

    form_key = sheets.FORM

    def __init__(self, *args: Any, values: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, values=values, **kwargs)
        # What is there, and room for two more.
        self.numbers = range(1, min(len(values) // 3 + 2, sheets.MOST) + 1)
        for number in self.numbers:
            self._add(number)
        self.fields["why"] = forms.CharField(
            label="What is different, and why?", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Whoever looks at the versions reads this.",
        )  # fmt: skip
        if self.restored is not None:
            self._restore(self.restored)
        self.groups = (
            *((f"Criterion {n}", (f"name_{n}", f"weight_{n}", f"words_{n}")) for n in self.numbers),
            ("", ("why",)),
        )

    def _add(self, number: int) -> None:
        self.fields[f"name_{number}"] = forms.CharField(
            label="What is it?", max_length=120, required=False,
            help_text="Left empty, this criterion is not there." if number == 1 else "",
        )  # fmt: skip
        self.fields[f"weight_{number}"] = forms.TypedChoiceField(
            label="How much does it count?", coerce=int, empty_value=1, required=False,
            choices=[(n, "Once" if n == 1 else f"{n} times") for n in range(1, 6)],
        )  # fmt: skip
        self.fields[f"words_{number}"] = forms.CharField(
            label="What does each number mean?", max_length=700, required=False,
            help_text="Five lines: for 1 first, for 5 last." if number == 1 else "",
            widget=forms.Textarea(attrs={"rows": 5}),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The lines, out of what was filled in; words without a name are asked about."""
        given = super().clean() or {}
        lines = []
        for number in self.numbers:
            name, words = (given.get(f"{part}_{number}", "") for part in ("name", "words"))
            if words and not name:
                self.add_error(f"name_{number}", "Say what these words are about, or take them out.")
            if name:
                told = tuple(line.strip() for line in words.splitlines() if line.strip())
                if any(len(each) > 120 for each in told):
                    self.add_error(f"words_{number}", "Each line may have 120 characters.")
                lines.append(sheets.Line(name, given.get(f"weight_{number}") or 1, told))
                if len(told) != 5:
                    self.add_error(f"words_{number}", f"Five lines are needed; there are {len(told)}.")
        given["lines"] = lines
        return given


class LiftForm(forms.Form):
    """Why a judge may read it all the same."""

    reason = NamelessField(
        label="Why may this judge read it all the same?", max_length=300,
        help_text="Such as: works in another part of the council and has never met them. It is kept.",
    )  # fmt: skip


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
    ordinary = forms.BooleanField(
        label="A word the team’s name has too gives nobody away here", required=False,
        help_text="Only for an everyday word, such as “desk” or “school”.",
    )  # fmt: skip

    def __init__(self, *args: Any, rounds: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = rounds
        if not any(each.blind for each in rounds):
            for name in ("redacted_story", "redacted_difference", "ordinary"):
                del self.fields[name]
        self.fields["to"].label_from_instance = lambda each: (
            f"{each}: {each.phase_words(on).lower()}{', blind' if each.blind else ''}"
        )


class TakeOutForm(forms.Form):
    """Why it does not stay before the panel."""

    reason = NamelessField(
        label="Why?",
        max_length=300,
        help_text="It stays in its history. It leaves the list of the judges.",
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
                error_messages={"required": f"“{each.name}”: choose a number from 1 to 5."},
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
