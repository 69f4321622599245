"""The questions of a learning product, of its check, and of a team that used it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from office.fields import AgencyField, DayField, KeptForm, NamelessField, NamelessLine
from partnership.models import Agency
from priorities.forms.fields import priorities_field, themes_field
from priorities.models import Action
from reviews import publishing
from reviews.models import Product

WRITTEN = [choice for choice in Product.Kind.choices if choice[0] not in ("report", "improvements")]


def _box(place: int) -> NamelessField:
    return NamelessField(label=Product.BOXES[place][1], required=False, max_length=3000, help_text="")


class LearningForm(KeptForm):
    """A product, whole; which parts are needed depends on its kind and is said when it is sent to be checked."""

    form_key = publishing.FORM

    kind = forms.ChoiceField(label="What are you writing?", choices=WRITTEN)
    title = NamelessLine(label="What is its title?", max_length=160, help_text="The address comes from it.")
    summary = NamelessLine(label="What is it about, in one sentence?", max_length=300)
    background = _box(0)
    why = _box(1)
    found = _box(2)
    worked = _box(3)
    differently = _box(4)
    questions = _box(5)
    next_steps = _box(6)
    body = NamelessField(
        label="The text", required=False, max_length=60_000,
        help_text="Headings begin with ##, lists with a dash. Do not name a child.",
    )  # fmt: skip
    media_address = forms.URLField(
        label="Where is the recording?", required=False, max_length=300, assume_scheme="https"
    )
    transcript = NamelessField(
        label="Transcript of the recording", required=False, max_length=60_000,
        help_text="Without one it cannot be published: not everybody can hear it.",
    )  # fmt: skip
    course_address = forms.CharField(
        label="Is there a course that goes with it?", required=False, max_length=300,
        help_text="Its address in the catalogue, such as /training/courses/recognising-neglect/.",
    )  # fmt: skip
    year = forms.IntegerField(label="Which year is the learning from?", min_value=1990, max_value=2100)
    ages = forms.MultipleChoiceField(
        label="Which ages is it about?", required=False, choices=Product.Age.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    retire_on = DayField(
        label="When is it taken off the site?", required=False, help_text="Left empty, it stays until it is withdrawn."
    )
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Whom is it for?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Choose none if it is for everybody.",
    )  # fmt: skip
    priorities = priorities_field()
    themes = themes_field()
    answers = forms.ModelMultipleChoiceField(
        Action.objects.none(), label="Which actions does it carry out?", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    groups = (
        ("What it is", ("kind", "title", "summary")),
        ("The seven boxes of a briefing, 900 words at the most",
         ("background", "why", "found", "worked", "differently", "questions", "next_steps")),
        ("The text of anything else", ("body", "media_address", "transcript")),
        ("Where it belongs",
         ("year", "ages", "agencies", "priorities", "themes", "answers", "course_address", "retire_on")),
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: QuerySet[Agency], actions: QuerySet[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies
        self.fields["answers"].queryset = actions

    def clean_course_address(self) -> str:
        """Only an address of this site: others cannot be vouched for."""
        address = str(self.cleaned_data["course_address"]).strip()
        if address and not address.startswith("/training/"):
            raise forms.ValidationError("Give the address of a course of this site; it begins with /training/.")
        return address


class SendBackForm(forms.Form):
    """What must change."""

    why = NamelessField(label="What has to change?", required=False, max_length=2000)


class WithdrawForm(forms.Form):
    """Why it is withdrawn."""

    why = NamelessLine(label="Why is it withdrawn?", max_length=300)


class RepositoryForm(forms.Form):
    """When the copy went to the repository."""

    sent_on = DayField(label="When was the copy sent?")


class UseForm(forms.Form):
    """A team that used it."""

    agency = AgencyField(label="Which agency?")
    team = NamelessLine(label="Which team?", max_length=120, help_text="Not the names of people.")
    used_on = DayField(label="When did you talk about it?")
    people = forms.IntegerField(label="How many of you were there?", min_value=1, max_value=500)
    will_change = NamelessField(label="Which one thing will you change?", max_length=1000)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(agencies)
