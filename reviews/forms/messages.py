"""The questions of repeat messages, of letters about them, and of national learning."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from office.fields import DayField, NamelessField, NamelessLine
from priorities.forms.fields import priorities_field, themes_field
from priorities.models import Action
from reviews.message_states import STATE_WORDS, State
from reviews.models import Escalation


class MessageForm(forms.Form):
    """A message."""

    title = NamelessLine(label="What is the message, in a few words?", max_length=160)
    text = NamelessField(label="What keeps coming back?", max_length=2000)
    first_seen_on = DayField(label="When was it seen first?")
    local_response = NamelessField(label="What do we do about it ourselves?", required=False, max_length=3000)
    priorities = priorities_field()
    themes = themes_field()


class MessageMoveForm(forms.Form):
    """A state one gives by hand, and why."""

    state = forms.ChoiceField(label="How does it stand?", widget=forms.RadioSelect)
    note = NamelessField(label="Why?", max_length=500)

    def __init__(self, *args: Any, states: list[State], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(each.value, STATE_WORDS[each]) for each in states]


class DraftForm(forms.Form):
    """A letter to a stakeholder."""

    stakeholder = forms.ChoiceField(label="To whom?", choices=Escalation.Stakeholder.choices)
    question = NamelessField(label="What do you ask for?", max_length=1000, help_text="One question they can answer.")
    letter = NamelessField(
        label="The letter", required=False, max_length=10_000,
        help_text="Leave it empty: it is written from the evidence of the register, and you can change it afterwards.",
    )  # fmt: skip


class RewordForm(forms.Form):
    """A letter in other words."""

    question = NamelessField(label="What do you ask for?", max_length=1000, help_text="One question they can answer.")
    letter = NamelessField(label="The letter", max_length=10_000)


class ApproveForm(forms.Form):
    """The button under a letter that was read."""

    read = forms.CharField(widget=forms.HiddenInput)


class DayForm(forms.Form):
    """A day on which something happened to a letter."""

    on = DayField(label="When?")


class ReplyForm(DayForm):
    """A reply, and what it means."""

    reply = NamelessField(label="What do they reply?", max_length=6000)
    outcome = NamelessField(label="What does that mean for us?", max_length=2000)
    next_step = NamelessField(label="What comes next?", required=False, max_length=1000)


class NationalForm(forms.Form):
    """Something published nationally."""

    title = NamelessLine(label="What is it called?", max_length=200)
    publisher = NamelessLine(label="Who published it?", max_length=120)
    published_on = DayField(label="When?")
    address = forms.URLField(label="Where can it be read?", required=False, max_length=300, assume_scheme="https")
    summary = NamelessField(label="What does it say that concerns us?", max_length=2000)
    themes = themes_field()


class AnswerNationalForm(forms.Form):
    """What we do about it."""

    response = NamelessField(label="What do we do about it?", max_length=3000)
    actions = forms.ModelMultipleChoiceField(
        Action.objects.none(), label="Which actions does it call for?", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, actions: QuerySet[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = actions
