"""The questions of an action: what it promises, who owns it, which part another agency has."""

from datetime import date
from typing import Any

from django import forms

from office.fields import AgencyField, BegunForm, DayField, KeptForm, NamelessField
from partnership.models import Agency
from priorities import progress
from priorities.actions import FORM, NEW
from priorities.forms.fields import ColleagueField, audience_field, priorities_field, themes_field
from priorities.models import Action

STRENGTH_CHOICES = [
    (each.value, f"{progress.STRENGTH_WORDS[each]}: {words}") for each, words in progress.STRENGTH_HELP.items()
]


class PromiseFields(forms.Form):
    """What an action says; the form of a new one and the form of change share it."""

    text = NamelessField(
        label="What exactly will be different?", max_length=1000,
        help_text="One thing that can be done and seen to be done. Do not name a child.",
    )  # fmt: skip
    measure_text = NamelessField(
        label="How shall we see that it works?", max_length=600, help_text="A figure, a re-audit, a survey."
    )
    owner_agency = AgencyField(label="Which agency owns it?")
    owner_person = ColleagueField(
        label="Who in that agency answers for it?", required=False, help_text="The e-mail address of the account here."
    )
    owner_role = forms.CharField(
        label="Or which post?", required=False, max_length=120, help_text="Such as: named nurse. A person or a post."
    )
    resource = forms.CharField(
        label="What does it need?", required=False, max_length=300, help_text="Money, people or time."
    )
    due_on = DayField(label="By when?")
    strength = forms.ChoiceField(label="How strong is it?", choices=STRENGTH_CHOICES, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label="How urgent is it?", choices=Action.Urgency.choices, initial="medium", widget=forms.RadioSelect
    )
    priorities = priorities_field()
    themes = themes_field()
    audience = audience_field()
    co_owner = AgencyField(
        label="Owned together with another board?", required=False,
        help_text="Its name, such as the Safeguarding Adults Board. Leave empty if not.",
    )  # fmt: skip

    groups = (
        ("What", ("text", "measure_text", "strength")),
        ("Who and when", ("owner_agency", "owner_person", "owner_role", "resource", "due_on", "urgency")),
        ("Where it belongs", ("priorities", "themes", "audience", "co_owner")),
    )

    def offer(self, on: date) -> None:
        """Offer the agencies of a day."""
        for name in ("owner_agency", "co_owner"):
            self.fields[name].offer(Agency.objects.active(on))


class ProposeForm(PromiseFields, BegunForm):
    """A new action."""

    form_key = NEW

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(on)


class ChangeForm(PromiseFields, KeptForm):
    """The words of an action, changed; it keeps itself and notices what a colleague has saved meanwhile."""

    form_key = FORM

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(on)


class OwnerForm(forms.Form):
    """Who answers for an action from now on."""

    person = ColleagueField(label="Which person?", required=False, help_text="The e-mail address of the account here.")
    role = forms.CharField(label="Or which post?", required=False, max_length=120)


class PartForm(forms.Form):
    """What another agency is asked to do."""

    agency = AgencyField(label="Which agency?")
    text = NamelessField(label="What is its part?", max_length=400)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))


class PartDoneForm(forms.Form):
    """When a part was done."""

    on = DayField(label="On which day was it done?")


class UploadForm(forms.Form):
    """Actions as a spreadsheet."""

    upload = forms.FileField(label="Which file?", help_text="Excel (.xlsx) or CSV, up to 5 MB and 500 rows.")
