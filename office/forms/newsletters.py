"""The questions about newsletters: an address, the words of an issue."""

from typing import Any

from django import forms

from office.fields import KeptForm, NamelessField
from office.forms.pages import MARKDOWN
from office.models import Newsletter


class AskForm(forms.Form):
    """Who wants the newsletter."""

    email = forms.EmailField(
        label="Your e-mail address", max_length=254,
        error_messages={"invalid": "Write an e-mail address, such as name@example.org."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}


class NewsletterForm(KeptForm):
    """The words of an issue."""

    form_key = "newsletter"
    title = forms.CharField(label="What is the subject?", max_length=120)
    body = NamelessField(label="What does it say?", max_length=Newsletter.LONGEST, help_text=MARKDOWN)
