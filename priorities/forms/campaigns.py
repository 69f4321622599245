"""The questions of campaigns: what they want, who pledges what, whom they reached, how it stood before and after."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from office.evidence import IN_WORDS
from office.fields import AgencyField, BegunForm, DayField, KeptForm, NamelessField
from partnership.models import Agency
from priorities.campaigns import FORM, NEW
from priorities.forms.fields import ColleagueField, priorities_field, themes_field
from priorities.models import Action


class BriefFields(forms.Form):
    """What a campaign says of itself; the form of a new one and the form of change share it."""

    title = forms.CharField(label="What is it called?", max_length=160)
    topic = forms.CharField(label="What is it about?", max_length=160, help_text="Such as: peer-on-peer abuse.")
    aim = NamelessField(
        label="What should it achieve?", max_length=2000, help_text="The public reads this. Do not name a child."
    )
    audience_words = forms.CharField(
        label="Whom does it want to reach?", max_length=200, help_text="Such as: young people of 11 to 17."
    )
    channels = forms.CharField(
        label="How does it reach them?", required=False, max_length=1000, help_text="One way a line.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")
    lead_agency = AgencyField(label="Which agency leads it?")
    lead_person = ColleagueField(
        label="Who in that agency leads it?", required=False,
        help_text="The e-mail address of the account here. Members see the name, the public does not.",
    )  # fmt: skip
    co_owner = AgencyField(
        label="Run together with another board?", required=False,
        help_text="Its name, such as the Safeguarding Adults Board. Leave empty if not.",
    )  # fmt: skip
    priorities = priorities_field()
    themes = themes_field()

    groups: Any = (
        ("What and for whom", ("title", "topic", "aim", "audience_words", "channels")),
        ("When and who", ("starts_on", "ends_on", "lead_agency", "lead_person", "co_owner")),
        ("Where it belongs", ("priorities", "themes")),
    )

    def offer(self, on: date) -> None:
        """Offer the agencies of a day."""
        for name in ("lead_agency", "co_owner"):
            self.fields[name].offer(Agency.objects.active(on))


class StartForm(BriefFields, BegunForm):
    """A new campaign."""

    form_key = NEW

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(on)


class ChangeCampaignForm(BriefFields, KeptForm):
    """What a campaign says, changed; it keeps itself and notices what a colleague has saved meanwhile."""

    form_key = FORM
    answers = forms.ModelMultipleChoiceField(
        Action.objects.none(), label="Which actions does it carry out?", required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Actions of the same priorities.",
    )  # fmt: skip
    groups = (*BriefFields.groups[:2], ("Where it belongs", ("priorities", "themes", "answers")))

    def __init__(self, *args: Any, on: date, actions: QuerySet[Action], led_by: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(on)
        # The agency that leads it now may have left; the other words can still be changed.
        own = Agency.objects.filter(pk=led_by.pk)
        self.fields["lead_agency"].offer(Agency.objects.active(on) | own)
        self.fields["answers"].queryset = actions
        if not actions.exists():
            del self.fields["answers"]


class MeasureForm(forms.Form):
    """What should be different, and how it stood before and after."""

    measure_text = forms.CharField(
        label="What was measured?", max_length=300, help_text="Such as: young people who know whom to tell."
    )
    measured_before = forms.CharField(
        label="How did it stand before?", max_length=120, required=False, help_text="Such as: 41% of 612 asked."
    )
    measured_before_on = DayField(label="When was that measured?", required=False)
    measured_after = forms.CharField(label="And afterwards?", max_length=120, required=False)
    measured_after_on = DayField(label="When was the value after measured?", required=False)

    groups = (
        ("", ("measure_text",)),
        ("Before", ("measured_before", "measured_before_on")),
        ("After", ("measured_after", "measured_after_on")),
    )


class AskForm(forms.Form):
    """Which agencies are asked to pledge, and until when."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="Which agencies are asked?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one agency."},
    )  # fmt: skip
    pledge_by = DayField(label="Until when?", help_text="Whoever answers for an agency is told in the daily letter.")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies


class OfAgencyForm(forms.Form):
    """A form filled in for an agency; whoever answers for one only is not asked which."""

    agency = AgencyField(label="For which agency?")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(agencies)
        own = list(agencies[:2])
        if len(own) == 1:
            self.fields["agency"].initial = own[0].name
            self.fields["agency"].widget = forms.HiddenInput()


class PledgeForm(OfAgencyForm):
    """What an agency will do for a campaign."""

    text = NamelessField(
        label="What will your agency do?", max_length=1000,
        help_text="Something that can be seen to be done. The public reads it once the campaign is published.",
    )  # fmt: skip


class DeclineForm(forms.Form):
    """Why an agency cannot pledge anything."""

    why = NamelessField(label="Why not?", max_length=600, help_text="Members read this; the public does not.")


class KeptOnForm(forms.Form):
    """When a pledge was kept."""

    on = DayField(label="On which day was it kept?")


class ReachForm(OfAgencyForm):
    """How many people were reached in one way."""

    channel = forms.CharField(label="How were they reached?", max_length=80, help_text="Such as: school assemblies.")
    people = forms.IntegerField(label="How many people?", min_value=0)
    counted_on = DayField(label="On which day was it counted?")


class AssetForm(forms.Form):
    """A file that partners may use."""

    title = forms.CharField(label="What is it?", max_length=160, help_text="Such as: poster for school corridors.")
    upload = forms.FileField(
        label="Which file?",
        help_text=f"{IN_WORDS}, up to 20 MB. The public can download it once the campaign is published.",
    )
