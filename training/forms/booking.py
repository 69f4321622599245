"""The questions of booking: line manager, what one needs, the policy; cancelling, giving away, moving; approval."""

from typing import Any

from django import forms

from office.fields import NamelessField
from partnership.models import Agency, Person
from training.booking import Asked
from training.models import Booking, Event, Policy


class BookingForm(forms.Form):
    """What is asked of whoever books for him- or herself."""

    agency = forms.ModelChoiceField(label="For which agency do you book?", queryset=Agency.objects.none())
    instead = forms.ChoiceField(
        label="Your line manager",
        choices=[(value or "manager", label) for value, label in Booking.Instead.choices],
        widget=forms.RadioSelect,
    )
    manager_name = forms.CharField(
        label="Line manager’s name", max_length=150, help_text="He or she is told of your booking."
    )
    manager_email = forms.EmailField(
        label="Line manager’s e-mail address", max_length=254,
        help_text="An address only he or she reads.", widget=forms.EmailInput(attrs={"spellcheck": "false"}),
    )  # fmt: skip
    access_needs = NamelessField(
        label="What do you need to take part?", required=False, max_length=600,
        help_text="Such as a hearing loop, an interpreter, a break. The trainer and the office read it.",
    )  # fmt: skip
    prior_learning = forms.CharField(
        label="What similar learning have you done?", required=False, max_length=300,
        help_text="It stands for the course that comes before this one.",
    )  # fmt: skip
    accepts_policy = forms.BooleanField(label="I accept the booking policy", required=False)

    def __init__(self, *args: Any, person: Person, agencies: Any, policy: Policy | None, before: bool,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        field.queryset = agencies  # type: ignore[attr-defined]
        if len(agencies) == 1:
            field.initial, field.widget = agencies[0], forms.HiddenInput()
        if self.is_bound and self.data.get("instead") == Booking.Instead.SELF:
            for name in ("manager_name", "manager_email"):
                self.fields[name].required = False
        if not before:
            del self.fields["prior_learning"]
        if policy is None:
            del self.fields["accepts_policy"]
        else:
            self.fields["accepts_policy"].label = f"I accept the {str(policy)[0].lower()}{str(policy)[1:]}"

    def asked(self) -> Asked:
        """What the verb wants to know."""
        names = ("instead", "manager_name", "manager_email", "access_needs", "prior_learning", "accepts_policy")
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return Asked(**given | {"instead": given["instead"].removeprefix("manager")})


class CancelForm(forms.Form):
    """Why a place is given up."""

    reason = NamelessField(
        label="Why?", required=False, max_length=300,
        help_text="If you are ill, bereaved, in court or called to urgent work, say so: nothing need be charged then.",
    )  # fmt: skip


class ColleagueForm(forms.Form):
    """Who comes instead."""

    colleague = forms.EmailField(label="Your colleague’s e-mail address here", max_length=254)


class MoveForm(forms.Form):
    """Which other date."""

    event = forms.ModelChoiceField(label="Which date?", queryset=Event.objects.none(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events  # type: ignore[attr-defined]
        self.fields["event"].label_from_instance = lambda each: f"{each.day:%A %-d %B %Y}, {each.place}"  # type: ignore[attr-defined]


class NeedsForm(forms.Form):
    """What one needs to take part."""

    access_needs = NamelessField(label="What do you need to take part?", required=False, max_length=600)


class ReasonForm(forms.Form):
    """A reason somebody reads."""

    reason = NamelessField(label="Why not?", required=False, max_length=300,
                           help_text="Needed to say no; the learner reads it.")  # fmt: skip


class DisputeForm(forms.Form):
    """What the reason was."""

    reason = NamelessField(label="What was the reason?", max_length=300)
