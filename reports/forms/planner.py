"""When proposed runs are to take place."""

from django import forms

from office.fields import DayField
from training.forms.fields import ClockField


class AcceptForm(forms.Form):
    """How many runs, from when, how far apart, with how many places."""

    runs = forms.IntegerField(label="How many runs?", min_value=1, max_value=20)
    first = DayField(label="First run not before", help_text="The next working day is taken.")
    weeks = forms.IntegerField(label="Weeks between two runs", min_value=1, max_value=26, initial=4)
    hour = ClockField(label="Begins at", help_text="Such as 9:30.")
    places = forms.IntegerField(label="Places in each", min_value=1, max_value=1000)
    seen = forms.IntegerField(widget=forms.HiddenInput)
