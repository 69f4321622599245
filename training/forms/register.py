"""The questions of the day: a walk-in, and the report of an online meeting."""

from django import forms

from office.fields import AgencyField


class WalkInForm(forms.Form):
    """Who stands at the door."""

    email = forms.EmailField(label="E-mail address here", max_length=254)
    agency = AgencyField(label="Which agency does he or she work for?")


class ReportForm(forms.Form):
    """The attendance report of the meeting."""

    upload = forms.FileField(
        label="Attendance report of the meeting", help_text="CSV as Teams or Zoom gives it after the meeting."
    )
