"""The questions the office answers: award, other words, return, decline, join."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from commendations.forms.fields import AgenciesField, HourField, KindForm, moment
from commendations.models import Category, Commendation
from office.fields import DayField, NamelessField
from partnership.models import Agency
from priorities.forms.fields import priorities_field, themes_field
from priorities.models import Action

AT_ONCE, LATER = "now", "later"


class WallFields(KindForm):
    """What the wall says of them."""

    wall_name = forms.CharField(
        label="How does the wall name them?", max_length=160,
        help_text="A role and place, a team, or a name, if they like to be named.",
    )  # fmt: skip
    wall_words = NamelessField(
        label="What does the wall say?", max_length=280, help_text="The very words both are asked to agree to."
    )


class AwardForm(WallFields):
    """The second screen of the short way."""

    nominee_email = forms.EmailField(label="Where does the letter of thanks go?", required=False, max_length=254,
                                     help_text="Without an address you print letter and certificate.")  # fmt: skip
    for_wall = forms.BooleanField(
        label="Ask person and manager whether the wall may thank them", required=False, initial=True
    )
    manager_email = forms.EmailField(label="The manager’s e-mail address", required=False, max_length=254)
    when = forms.ChoiceField(
        label="When is it told?", widget=forms.RadioSelect, initial=AT_ONCE,
        choices=[(AT_ONCE, "At once"), (LATER, "On a day, at an hour. Till then only those who are asked know")],
    )  # fmt: skip
    day = DayField(label="On which day?", required=False)
    hour = HourField(label="At what time?", required=False, help_text="Such as 9:30. Left empty: nine in the morning.")
    agencies = AgenciesField(label="Where do they work?", required=False, help_text="One agency a line.")
    priorities = priorities_field()
    themes = themes_field()

    groups = (
        ("The letter of thanks and the certificate", ("nominee_email",)),
        ("The wall", ("for_wall", "manager_email", "wall_name", "wall_words")),
        ("When", ("when", "day", "hour")),
        ("Where it belongs", ("agencies", "priorities", "themes")),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].offer(Agency.objects.active(on))

    def clean(self) -> dict[str, Any]:
        """The moment of the announcement, out of day and hour."""
        given = super().clean() or {}
        given["announce_at"] = None
        if given.get("when") == LATER:
            if not given.get("day") and "day" not in self.errors:
                self.add_error("day", ValidationError("Say on which day it is told."))
            given["announce_at"] = moment(given.get("day"), given.get("hour"))
        return given


class RewordForm(WallFields):
    """Other words for the wall."""


class ReturnForm(forms.Form):
    """What its writer is asked to add."""

    asked_for = NamelessField(
        label="What do you need to know?", max_length=600, help_text="Its writer reads this. Do not name a child."
    )


class DeclineForm(forms.Form):
    """Why it is not awarded."""

    reason = NamelessField(
        label="What do you tell whoever wrote it?", max_length=600,
        help_text="Kindly, and why, without naming a child. Such as: this is thanked by the school itself.",
    )  # fmt: skip
    pass_on = forms.BooleanField(label="Pass the kind words on to the person", required=False, initial=True)


class JoinForm(forms.Form):
    """With which other nomination it is joined."""

    into = forms.ModelChoiceField(
        Commendation.objects.none(), label="With which one?", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, others: list[Commendation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        field.queryset = Commendation.objects.filter(pk__in=[each.pk for each in others]).for_list()
        field.label_from_instance = lambda each: (
            f"{each} ({each.category}), by {each.writer}, {each.nominated_at:%-d %B %Y}"
        )


class PracticeForm(forms.Form):
    """What others can copy."""

    text = NamelessField(
        label="What can others copy?", required=False, max_length=2000,
        help_text="What they did, so that another team could begin on Monday. Left empty, it leaves the library.",
    )  # fmt: skip
    shows = forms.ModelMultipleChoiceField(
        Action.objects.none(), label="Which actions is it an example of?", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, actions: QuerySet[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shows"].queryset = actions
        if not actions.exists():
            del self.fields["shows"]


class PhotoForm(forms.Form):
    """A photo, and what it shows."""

    upload = forms.FileField(label="Which photo?", help_text="JPEG or PNG. Place and camera are taken out of it.")
    alt = forms.CharField(
        label="What does it show?", max_length=200, help_text="For people who cannot see it. Nobody under 18 is on it."
    )
    adults = forms.BooleanField(
        label="Only adults are on it, and each of them knows",
        error_messages={"required": "Ask everybody who is on it first. A photo of a child is never shown."},
    )


class CategoryForm(forms.Form):
    """A kind of thanks."""

    name = forms.CharField(label="What is it called?", max_length=80)
    help = forms.CharField(label="What is it for, in a sentence?", max_length=200)
    way = forms.ChoiceField(label="Who decides?", choices=Category.Way.choices, widget=forms.RadioSelect)
    in_use = forms.BooleanField(label="People may choose it", required=False)
