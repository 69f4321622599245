"""The questions of an agency's desk: whom to book, how many seats to hold, a file of many."""

from typing import Any

from django import forms

from office.fields import DayField, NamelessField
from partnership.models import Agency
from training.booking import Asked


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
        field = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])  # type: ignore[attr-defined]
        if len(agencies) == 1:
            field.initial, field.widget = agencies[0], forms.HiddenInput()

    def asked(self) -> Asked:
        """What the verb wants to know."""
        names = ("manager_name", "manager_email", "access_needs", "accepts_policy")
        return Asked(**{name: self.cleaned_data[name] for name in names})


class ReserveForm(forms.Form):
    """How many seats, and until when."""

    agency = forms.ModelChoiceField(label="For which agency?", queryset=Agency.objects.none())
    seats = forms.IntegerField(label="How many seats?", min_value=1, max_value=100)
    release_on = DayField(label="Until when?", help_text="Seats without a name are free for others on that day.")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])  # type: ignore[attr-defined]
        if len(agencies) == 1:
            field.initial, field.widget = agencies[0], forms.HiddenInput()


class ManyForm(forms.Form):
    """A file of many bookings."""

    agency = forms.ModelChoiceField(label="For which agency?", queryset=Agency.objects.none())
    upload = forms.FileField(label="The file", help_text="CSV or Excel, one booking a row.")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        field.queryset = Agency.objects.filter(pk__in=[each.pk for each in agencies])  # type: ignore[attr-defined]
        if len(agencies) == 1:
            field.initial, field.widget = agencies[0], forms.HiddenInput()
