"""The questions of a yearly report: year, writers, words, comments, signatures, to whom it was sent, costs."""

from datetime import date
from typing import Any

from django import forms

from office.fields import AgencyField, DayField, KeptForm, NamelessField
from partnership.models import Agency, Person
from reports import annual, year_names


class StartForm(forms.Form):
    """The year a report is to be about."""

    year = forms.ChoiceField(label="Which year is it about?", help_text="April to March.")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = year_names.of(on)
        past = [now, year_names.before(now), year_names.before(year_names.before(now))]
        self.fields["year"].choices = [(each, each) for each in past]


class WriterForm(forms.Form):
    """Who writes a section."""

    writer = forms.ModelChoiceField(
        label="Who writes it?", queryset=Person.objects.none(), required=False, empty_label="The business unit",
        help_text="He or she gets a letter with the link.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["writer"].queryset = Person.objects.filter(is_active=True).order_by("name")


class WriteForm(KeptForm):
    """The words of a section."""

    form_key = annual.FORM

    text = NamelessField(
        label="What the report says here", required=False, max_length=20_000,
        help_text="Headings begin with ##, lists with a dash. Figures by their names in double braces, from the list "
        "beside. Do not name a child.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.lines = 22


class CommentForm(forms.Form):
    """A remark on a section."""

    text = NamelessField(label="What do you say to whoever writes it?", max_length=2000)


class OpenAgainForm(forms.Form):
    """Why a signed report is opened again."""

    reason = NamelessField(label="Why does it have to change?", max_length=600, help_text="The trail keeps it.")


class SignForm(forms.Form):
    """For whom somebody signs, having read what the digest stands for."""

    # Empty while nothing is frozen: the verb says so in words.
    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    agency = forms.ModelChoiceField(
        label="For which partner do you sign?", queryset=Agency.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=[each.pk for each in among])


class SentForm(forms.Form):
    """To whom a report was sent, and when."""

    to = forms.CharField(
        label="To whom was it sent?", max_length=160,
        help_text="Such as the Child Safeguarding Practice Review Panel, or Foundations, the What Works Centre.",
    )  # fmt: skip
    sent_on = DayField(label="When?")


class ContributionForm(forms.Form):
    """What one agency gives in a year."""

    agency = AgencyField(label="Which partner?")
    amount = forms.DecimalField(label="How much, in pounds?", min_value=0, max_digits=11, decimal_places=2)
    in_kind = forms.CharField(
        label="What does it give in kind?", required=False, max_length=300, help_text="Rooms, staff or time."
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))


class CostForm(forms.Form):
    """What was spent under one heading."""

    heading = forms.CharField(label="On what?", max_length=120, help_text="Such as Staff, or Case reviews.")
    amount = forms.DecimalField(label="How much, in pounds?", min_value=0, max_digits=11, decimal_places=2)
