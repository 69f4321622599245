"""The questions about a certificate: why it is taken back, how the name should stand, what renews it."""

from decimal import Decimal
from typing import Any

from django import forms

from training.forms.fields import SeveralField
from training.models import Course


class RevokeForm(forms.Form):
    """Why it counts no longer."""

    why = forms.CharField(label="Why?", max_length=300, help_text="The learner reads it; the public does not.")


class CorrectForm(forms.Form):
    """The right name."""

    name = forms.CharField(label="How should the name stand?", max_length=150)


class RenewalForm(forms.Form):
    """What renews the certificate of a course."""

    refreshers = SeveralField(label="Which courses renew it?", help_text="Attending one of them is enough.")
    hours = forms.DecimalField(
        label="How many CPD hours on other courses renew it?", required=False, min_value=Decimal("0.5"),
        max_digits=4, decimal_places=1, help_text="Counted since it was issued or last renewed. Empty: none do.",
    )  # fmt: skip
    grace_days = forms.IntegerField(
        label="How many days after its last day can it still be renewed so?", min_value=0, max_value=366, initial=0,
        help_text="Afterwards the whole course is taken again.",
    )  # fmt: skip

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refreshers"].queryset = Course.objects.exclude(pk=course.pk)  # type: ignore[attr-defined]
