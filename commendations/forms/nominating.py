"""The questions of a nomination, and of the word a colleague adds."""

from datetime import date
from typing import Any

from django import forms

from commendations.forms.fields import AgenciesField, ColleaguesField, KindForm
from commendations.models import Category, Commendation
from commendations.nominating import AGAIN, NEW
from office.fields import BegunForm, KeptForm, NamelessField
from partnership.models import Agency


class ThanksFields(KindForm):
    """Who is thanked for what; the form of a new nomination and the form of one returned share it."""

    kind = forms.ChoiceField(
        label="Whom do you want to thank?", choices=Commendation.Kind.choices, widget=forms.RadioSelect
    )
    nominee_name = forms.CharField(label="What is their name, or the name of the team?", max_length=160)
    nominee_role = forms.CharField(
        label="What do they do?", max_length=120, help_text="Their job, or what the team does. Such as: duty worker."
    )
    agencies = AgenciesField(
        label="Where do they work?", help_text="The name of the agency. For a team across agencies one a line."
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label="Why do they deserve thanks?", widget=forms.RadioSelect, empty_label=None,
        error_messages={"invalid_choice": "Choose one of the kinds."},
    )  # fmt: skip
    story = NamelessField(
        label="What did they do?",
        help_text="As you would tell a colleague. No name, school, street or date of birth of a child or family.",
    )
    difference = NamelessField(
        label="What difference did it make for children or families?", max_length=2000,
        help_text="What is better now, and how do you know? Nobody may be known by it.",
    )  # fmt: skip
    words = NamelessField(
        label="What would you like them to hear?", max_length=280,
        help_text="One or two sentences. They reach the person whatever is decided, and the wall uses them.",
    )  # fmt: skip
    nominee_email = forms.EmailField(
        label="Their work e-mail address", required=False, max_length=254,
        help_text="If you know it. For a team: of somebody who speaks for it. They hear nothing before it is decided.",
    )  # fmt: skip
    manager_email = forms.EmailField(
        label="Their manager’s e-mail address", required=False, max_length=254,
        help_text="If you know it. The manager is asked before anything is public.",
    )  # fmt: skip

    groups = (
        ("Who", ("kind", "nominee_name", "nominee_role", "agencies")),
        ("For what", ("category", "story", "difference", "words")),
        ("How to reach them", ("nominee_email", "manager_email")),
    )

    def offer(self, on: date) -> None:
        """Offer the categories in use and the agencies of the day."""
        self.fields["agencies"].offer(Agency.objects.active(on))
        self.fields["category"].queryset = Category.objects.in_use()
        self.fields["category"].label_from_instance = lambda each: f"{each.name}. {each.help}"


class NominateForm(ThanksFields, BegunForm):
    """A new nomination."""

    form_key = NEW
    supporters = ColleaguesField(
        label="Who else saw it?", required=False,
        help_text="Up to five colleagues with an account here who would add a sentence: e-mail addresses, one a line.",
    )  # fmt: skip
    adults = forms.BooleanField(
        label="They are adults, and I am not one of them",
        error_messages={"required": "Confirm that they are adults and that you are not one of them."},
    )

    groups = (*ThanksFields.groups[:2], ("Who else knows", ("supporters",)), ThanksFields.groups[2], ("", ("adults",)))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(on)


class SendAgainForm(ThanksFields, KeptForm):
    """A nomination that was returned for more."""

    form_key = AGAIN

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(on)


class WordForm(KindForm):
    """A word a colleague adds."""

    text = NamelessField(
        label="What did you see?", max_length=1500, help_text="Two sentences are enough. Do not name a child."
    )
