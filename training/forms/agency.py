"""The questions of an agency's desk: whom to book, how many seats to hold, a file of many."""

from typing import Any

from django import forms

from office.fields import DayField, NamelessField
from partnership.models import Agency
from training.booking import Asked
from training.models import Booking

GROUP = 30


def _offer(form: forms.Form, agencies: list[Agency]) -> None:
    """The agencies one may choose; one alone is not asked for."""
    field = form.fields["agency"]
    field.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])  # type: ignore[attr-defined]
    if len(agencies) == 1:
        field.initial, field.widget = agencies[0], forms.HiddenInput()


class ForStaffForm(forms.Form):
    """One of the agency's staff."""

    agency = forms.ModelChoiceField(label="For which agency?", queryset=Agency.objects.none())
    email = forms.EmailField(label="Whose place? E-mail address here", max_length=254)
    manager_name = forms.CharField(label="Line manager’s name", max_length=150)
    manager_email = forms.EmailField(label="Line manager’s e-mail address", max_length=254)
    access_needs = NamelessField(label="What is needed to take part?", required=False, max_length=600)
    accepts_policy = forms.BooleanField(label="He or she knows the booking policy, and so do I")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, agencies)

    def asked(self) -> Asked:
        """What the verb wants to know."""
        names = ("manager_name", "manager_email", "access_needs", "accepts_policy")
        return Asked(**{name: self.cleaned_data[name] for name in names})


class GroupForm(forms.Form):
    """Several of the agency's staff at once."""

    agency = forms.ModelChoiceField(label="For which agency?", queryset=Agency.objects.none())
    emails = forms.CharField(
        label="Whose places? E-mail addresses here", max_length=8000, help_text="One a line, at most 30.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip
    whole = forms.ChoiceField(
        label="If there are not places for all", widget=forms.RadioSelect,
        choices=[("part", "As many as fit; the others wait"), ("whole", "All wait: they come together or not at all")],
    )  # fmt: skip
    manager_name = forms.CharField(label="Line manager’s name", max_length=150)
    manager_email = forms.EmailField(label="Line manager’s e-mail address", max_length=254)
    accepts_policy = forms.BooleanField(label="They know the booking policy, and so do I")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, agencies)

    def clean_emails(self) -> str:
        """At most as many as a team has."""
        text: str = self.cleaned_data["emails"]
        many = sum(bool(line.strip()) for line in text.splitlines())
        if many > GROUP:
            raise forms.ValidationError(f"{many} people are too many for one group; {GROUP} fit. Use a file of many.")
        return text

    def asked(self) -> Asked:
        """What the verb wants to know."""
        return Asked(**{name: self.cleaned_data[name] for name in ("manager_name", "manager_email", "accepts_policy")})


class ReserveForm(forms.Form):
    """How many seats, and until when."""

    agency = forms.ModelChoiceField(label="For which agency?", queryset=Agency.objects.none())
    seats = forms.IntegerField(label="How many seats?", min_value=1, max_value=100)
    release_on = DayField(label="Until when?", help_text="Seats without a name are free for others on that day.")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, agencies)


class ManyForm(forms.Form):
    """A file of many bookings."""

    agency = forms.ModelChoiceField(label="For which agency?", queryset=Agency.objects.none())
    upload = forms.FileField(label="The file", help_text="CSV or Excel, one booking a row.")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, agencies)


class RateForm(forms.Form):
    """What a place costs for this learner."""

    rate = forms.ChoiceField(label="Which rate?", choices=Booking.Rate.choices, widget=forms.RadioSelect)
