"""The questions about a page of the office: its words, for whom, when it is shown."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.fields import DayField, KeptForm, NamelessField
from office.models import PageVersion
from office.page_words import FILLS
from partnership.working_days import LONDON

MARKDOWN = (
    "Markdown: a line that begins with ## is a heading, with - a point of a list; **two stars** make bold; "
    "[words](address) is a link. Do not name a child."
)


class PageForm(KeptForm):
    """The words of a page."""

    form_key = "page"
    title = forms.CharField(label="What is the page called?", max_length=120)
    summary = forms.CharField(
        label="What does it say, in one sentence?", max_length=300, required=False,
        help_text="Stands below the title, in search and where the page is shared.",
    )  # fmt: skip
    body = NamelessField(label="What does it say?", max_length=PageVersion.LONGEST, help_text=MARKDOWN)
    audience = forms.ChoiceField(
        label="Who may read it?", choices=PageVersion.Audience.choices, widget=forms.RadioSelect,
        initial=PageVersion.Audience.PUBLIC,
    )  # fmt: skip
    review_on = DayField(
        label="When is it to be looked at again?", required=False,
        help_text="On this day it stands on your list. Accessibility and privacy: once a year.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = ", ".join(f"{{{{ {word} }}}}" for word in sorted(FILLS))
        self.fields["body"].help_text = f"{MARKDOWN} Filled in by the portal: {named}."


class ChangePageForm(PageForm):
    """Other words for a page that is there."""

    changed = forms.CharField(label="What did you change?", max_length=200, help_text="For the history.")


class ShowForm(forms.Form):
    """When a version is shown."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label="When?", choices=((NOW, "Now"), (LATER, "Later")), widget=forms.RadioSelect, initial=NOW
    )
    day = DayField(label="On which day?", required=False, help_text="Only if later.")
    hour = forms.TimeField(
        label="At what time?", required=False, help_text="Such as 9:00. Left empty: 9 in the morning.",
        error_messages={"invalid": "Write a time such as 9:00 or 14:30."},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Adds `shown_from`: None for now, else an aware moment."""
        given = super().clean() or {}
        given["shown_from"] = None
        if given.get("when") == self.LATER and "day" in given:
            if not given["day"]:
                self.add_error("day", ValidationError("Write the day on which it is to be shown, or choose now."))
            else:
                given["shown_from"] = datetime.combine(given["day"], given.get("hour") or time(9), tzinfo=LONDON)
        return given
