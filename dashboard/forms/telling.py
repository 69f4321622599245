"""How one wishes to be told of figures, and what a figure out of the ordinary means."""

from django import forms

from dashboard.models import Subscription
from office.fields import NamelessField


class SubscribeForm(forms.Form):
    """How often, and whether at once."""

    rhythm = forms.ChoiceField(
        label="When shall a letter tell what changed?",
        choices=Subscription.Rhythm.choices,
        initial=Subscription.Rhythm.MONTHLY,
        widget=forms.RadioSelect,
    )
    alerts = forms.BooleanField(
        label="Tell me at once when a figure is out of the ordinary",
        required=False,
        initial=True,
        help_text="Only when it is unlikely to be chance, and once for each change.",
    )


class ConfirmForm(forms.Form):
    """What the figure tells, in the words of a finding."""

    text = NamelessField(
        label="What have we found?",
        max_length=2000,
        help_text="What the figures show, and what is known of the reason. It can be answered by a recommendation.",
    )
