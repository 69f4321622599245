"""Questions the forms of the backbone share: a colleague, priorities, themes, who may read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from partnership.models import Person
from priorities.models import Audience, Priority, Theme


class ColleagueField(forms.CharField):
    """A person by e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs |= {"type": "email", "spellcheck": "false", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return value.email if isinstance(value, Person) else value

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value).strip().lower()
        if not text:
            return None
        person = Person.objects.current().filter(email=text).first()
        if person is None:
            raise ValidationError("Nobody with an account here has this e-mail address. Check it, or name a post.")
        return person


class SeveralField(forms.ModelMultipleChoiceField):
    """Some rows of a table, as boxes to tick."""

    def __init__(self, model: type[Priority] | type[Theme], **kwargs: Any) -> None:
        super().__init__(
            model.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, **kwargs,
            error_messages={"invalid_choice": "One of these is not known any more. Choose again."},
        )  # fmt: skip


def priorities_field() -> SeveralField:
    """Which priorities of the plan it serves."""
    return SeveralField(Priority, label="Which priorities is it about?")


def themes_field() -> SeveralField:
    """Which themes it has."""
    return SeveralField(Theme, label="Which themes?", help_text="The same words in every room, so that things meet.")


def audience_field() -> forms.ChoiceField:
    """Who may read it."""
    return forms.ChoiceField(
        label="Who may read it?", choices=Audience.choices, initial=Audience.MEMBERS, widget=forms.RadioSelect
    )
