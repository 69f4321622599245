"""The questions of joining, moving and leaving, and of those who decide."""

from datetime import date
from typing import Any

from django import forms

from office.fields import AgencyField, DayField, KeptForm, OwnEmailField
from office.profiles import FORM
from partnership.models import Agency, Membership, Person
from partnership.roles import ROLES

GROUPS = [("", "Choose one"), *Person.ProfessionalGroup.choices]


class EmailForm(forms.Form):
    """Whose mailbox gets the code."""

    email = OwnEmailField(
        label="What is your work e-mail address?", help_text="One that only you read. We send a code."
    )


class CodeForm(forms.Form):
    """The code from the letter."""

    code = forms.CharField(
        label="What is the code?",
        help_text="Six figures. It is valid for 20 minutes.",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class AboutYouForm(forms.Form):
    """Who one is and where one works."""

    name = forms.CharField(
        label="What is your name?", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    job_role = forms.CharField(label="What is your job?", max_length=80, help_text="Such as health visitor.")
    professional_group = forms.ChoiceField(label="Which group do you belong to?", choices=GROUPS)
    agency = AgencyField(
        label="Where do you work?",
        help_text="Begin to write the name, or write a school’s URN. If you work for yourself: Independent.",
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))


class MoveForm(forms.Form):
    """Another agency, instead of one or beside it."""

    agency = AgencyField(label="Which agency do you want to join?", help_text="Begin to write the name, or a URN.")
    leaving = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Do you leave an agency for it?",
        empty_label="No, I work for both",
        required=False,
        help_text="Your training record comes with you. The old membership ends when you are admitted to the new one.",
    )

    def __init__(self, *args: Any, person: Person, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))
        self.fields["leaving"].queryset = person.memberships.current(on).for_list()


class ProfileForm(KeptForm):
    """What others see of one."""

    form_key = FORM
    name = forms.CharField(label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    job_role = forms.CharField(label="Your job", max_length=80, required=False)
    professional_group = forms.ChoiceField(label="Your professional group", choices=GROUPS, required=False)
    manager_email = forms.EmailField(
        label="Your line manager’s e-mail address",
        required=False,
        help_text="Somebody of your agency who has an account here. He or she hears of your bookings.",
    )


class RefuseForm(forms.Form):
    """Why somebody is not admitted."""

    reason = forms.CharField(
        label="Why?",
        help_text="The person reads this. Say what to do instead, such as which agency to choose.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(forms.Form):
    """The last day of a membership."""

    last_day = DayField(label="What is the last day?")


class RoleForm(forms.Form):
    """A role for a person, in an agency, from a day on."""

    role = forms.ChoiceField(
        label="Which role?",
        choices=[(key, f"{role.name}: {role.who}") for key, role in ROLES.items()],
        widget=forms.RadioSelect,
    )
    agency = AgencyField(label="In which agency?")
    starts_on = DayField(label="From which day?")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))
