"""The questions about a document of the library: what it is, its version, the next look."""

from datetime import date
from typing import Any

from django import forms

from office.evidence import IN_WORDS
from office.fields import AgencyField, DayField
from office.forms.questionnaires import ReviewerField
from office.models import Document
from partnership.models import Agency


class AboutForm(forms.Form):
    """What a document is, whose, and for whom."""

    title = forms.CharField(label="What is it called?", max_length=160)
    kind = forms.ChoiceField(label="What kind of document is it?", choices=Document.Kind.choices)
    summary = forms.CharField(label="What is it for, in one sentence?", max_length=300)
    audience = forms.ChoiceField(label="Who may read it?", choices=Document.Audience.choices, widget=forms.RadioSelect)
    owner_agency = AgencyField(label="Which agency answers for it?")
    owner = ReviewerField(
        label="Who looks after it?", required=False,
        help_text="E-mail address of somebody with an account. Left empty, the business unit is reminded.",
    )  # fmt: skip
    review_on = DayField(label="When is it to be looked at again?")
    restricted = forms.BooleanField(
        label="Restricted: not simply given out when somebody asks for information", required=False
    )
    restricted_why = forms.CharField(
        label="Why is it restricted?", required=False, max_length=300,
        help_text="Which exemption of the Freedom of Information Act, and who decided.",
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_agency"].offer(Agency.objects.active(on))


class VersionForm(forms.Form):
    """One version of a document."""

    number = forms.CharField(label="Which version is it?", max_length=20, help_text="As its cover says, such as 2.1.")
    valid_from = DayField(label="From which day does it hold?")
    changed = forms.CharField(
        label="What changed?", max_length=600, widget=forms.Textarea,
        help_text="In a sentence or two, for people who know the one before.",
    )  # fmt: skip
    upload = forms.FileField(label="Which file?", required=False, help_text=f"{IN_WORDS}, up to 20 MB.")
    link = forms.URLField(
        label="Or the address of a page elsewhere", required=False, max_length=300, assume_scheme="https",
        help_text="Such as your procedures manual. Begins with https://.",
        error_messages={"invalid": "Write an address that begins with https://."},
    )  # fmt: skip

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"])
        if link and not link.startswith("https://"):
            raise forms.ValidationError("Write an address that begins with https://.")
        return link


class NewDocumentForm(AboutForm, VersionForm):
    """A document and its first version."""

    field_order = (
        "title", "kind", "summary", "number", "valid_from", "changed", "upload", "link", "audience", "owner_agency",
        "owner", "review_on", "restricted", "restricted_why",
    )  # fmt: skip


class NextVersionForm(VersionForm):
    """Another version, and when it is looked at again."""

    review_on = DayField(label="When is it to be looked at again?")


class LookForm(forms.Form):
    """A document is still right."""

    words = forms.CharField(label="What did you check?", max_length=300)
    next_on = DayField(label="When is it to be looked at again?")


class WithdrawDocumentForm(forms.Form):
    """Why a document goes."""

    why = forms.CharField(label="Why?", max_length=200, help_text="Such as: replaced by national guidance.")
