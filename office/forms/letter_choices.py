"""The question how letters come, topic by topic."""

from typing import Any

from django import forms

from office.models import Letter, LetterChoice

HOW = LetterChoice.How
AS_SEEN_FIT = ("", "As it fits: what is urgent at once, the rest once a day")
ABOUT = {
    Letter.Topic.MEMBERSHIP: "Who joins, roles, leaving.",
    Letter.Topic.DATA: "Loads, returns, and the figures you asked for.",
    Letter.Topic.REMINDER: "What is due soon or late. It stands on your front page in any case.",
    Letter.Topic.OFFICE: "Decisions, thanks, requests: the work itself.",
}


class LetterChoicesForm(forms.Form):
    """One question a topic; only what is allowed is offered."""

    def __init__(self, *args: Any, held: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Letter.GATHERABLE:
            choices = [AS_SEEN_FIT, *((how.value, how.label) for how in (HOW.NOW, HOW.DIGEST))]
            if topic in Letter.OPTIONAL:
                choices.append((HOW.OFF.value, HOW.OFF.label))
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=choices, initial=held[topic.value], required=False, help_text=ABOUT[topic],
                widget=forms.RadioSelect,
            )  # fmt: skip
