"""The small questions of an agency's work: whom to share with, who signs, remarks, pieces of evidence."""

from typing import Any

from django import forms

from office.fields import DayField, NamelessField
from office.question_sheets import Sheet
from priorities.forms.fields import ColleagueField


class ShareForm(forms.Form):
    """Which questions go to whom."""

    person = ColleagueField(label="Who answers them?", help_text="The e-mail address of a colleague with an account.")
    codes = forms.MultipleChoiceField(
        label="Which questions?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one question."},
    )  # fmt: skip
    note = forms.CharField(label="What do you want to say?", required=False, max_length=1000, widget=forms.Textarea)
    due_on = DayField(label="By when?", required=False)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(each.code, f"{each.number} {each.title}") for each in sheet.criteria]


class WordsForm(forms.Form):
    """A few words to go with a step."""

    words = NamelessField(label="What do you want to say?", required=False, max_length=1000)


class RemarkForm(forms.Form):
    """A remark on a question."""

    text = NamelessField(label="What do you want to say?", max_length=1500)


class SignerForm(forms.Form):
    """Who signs."""

    capacity = forms.ChoiceField(label="In which capacity?", widget=forms.RadioSelect)
    person = ColleagueField(label="Who signs?", help_text="The e-mail address of the account here.")

    def __init__(self, *args: Any, capacities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].choices = capacities
        if len(capacities) == 1:
            self.fields["capacity"].initial = capacities[0][0]


class ExhibitForm(forms.Form):
    """A piece of evidence."""

    title = forms.CharField(
        label="What is it?", max_length=160, help_text="Such as: Supervision report, second quarter."
    )
    dated = DayField(label="Of which day is it?", help_text="Not the day you send it in.")
    expires_on = DayField(label="When does it run out?", required=False, help_text="You are reminded before.")
    upload = forms.FileField(
        label="A file", required=False, help_text="PDF, Word, Excel or picture, up to 20 MB.",
        error_messages={"empty": "The file is empty. Choose it again, or save it anew first."},
    )  # fmt: skip
    address = forms.URLField(label="Or an address", required=False, max_length=300, assume_scheme="https")
    words = NamelessField(label="Or a note", required=False, max_length=3000)

    def clean(self) -> dict[str, Any]:
        """One of the three holds something."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("upload", "address", "words")):
            self.add_error("upload", "Give a file, an address or a note.")
        return cleaned


class OwnerForm(forms.Form):
    """Who looks after a piece of evidence."""

    owner = ColleagueField(label="Who looks after it?", help_text="The e-mail address of a colleague.")
