"""The questions of the voice log: what was said by whom, and what changed because of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from office.fields import AgencyField, BegunForm, DayField, KeptForm, NamelessField
from partnership.models import Agency
from priorities.forms.fields import priorities_field, themes_field
from priorities.models import Action, Audience, Finding, Voice
from priorities.voice import FORM, NEW

NOT_PUBLIC = [each for each in Audience.choices if each[0] != Audience.PUBLISHED]


class ToldFields(forms.Form):
    """What was said; the form of a new voice and the form of change share it."""

    text = NamelessField(
        label="What did they say?", max_length=2000,
        help_text="In their words as far as nobody can be known by them: no name, school, street, date of birth.",
    )  # fmt: skip
    speaker = forms.ChoiceField(label="Who said it?", choices=Voice.Speaker.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label="How did we hear it?", choices=Voice.Channel.choices, widget=forms.RadioSelect)
    heard_on = DayField(label="When?")
    people = forms.IntegerField(
        label="How many said so?", required=False, min_value=1,
        help_text="Leave it empty if nobody counted. Small numbers are never shown to others.",
    )  # fmt: skip
    agency = AgencyField(label="Which agency heard it?")
    priorities = priorities_field()
    themes = themes_field()
    audience = forms.ChoiceField(
        label="Who may read it?", choices=NOT_PUBLIC, initial=Audience.MEMBERS, widget=forms.RadioSelect
    )
    offered = forms.BooleanField(
        label="The public may read it", required=False, help_text="Somebody else reads it first and publishes it."
    )

    groups = (
        ("What was said", ("text", "speaker", "channel", "heard_on", "people", "agency")),
        ("Where it belongs", ("priorities", "themes")),
        ("Who may read it", ("audience", "offered")),
    )

    def offer(self, agencies: QuerySet[Agency], *, for_all: bool) -> None:
        """Offer the agencies one may record for; whoever records for all may leave it to the partnership itself."""
        self.fields["agency"].offer(agencies)
        own = list(agencies[:2])
        if for_all:
            self.fields["agency"].required = False
            self.fields["agency"].help_text = "Leave it empty if the partnership itself heard it."
        elif len(own) == 1:
            self.fields["agency"].initial = own[0].name


class RecordForm(ToldFields, BegunForm):
    """Something new that was said."""

    form_key = NEW

    def __init__(self, *args: Any, agencies: QuerySet[Agency], for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(agencies, for_all=for_all)


class ChangeVoiceForm(ToldFields, KeptForm):
    """What was recorded, changed; it keeps itself and notices what a colleague has saved meanwhile."""

    form_key = FORM

    def __init__(self, *args: Any, agencies: QuerySet[Agency], for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(agencies, for_all=for_all)


class AnswerVoiceForm(forms.Form):
    """What changed because of it, and which actions and findings it led to."""

    what_changed = NamelessField(
        label="What changed because of it?", required=False, max_length=2000,
        help_text="As you would tell those who spoke. Leave it empty as long as nothing has.",
    )  # fmt: skip
    led_to = forms.ModelMultipleChoiceField(
        Finding.objects.none(), label="Which findings were made of it?", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    changed = forms.ModelMultipleChoiceField(
        Action.objects.none(), label="Which actions did it lead to?", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, findings: QuerySet[Finding], actions: QuerySet[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("led_to", findings), ("changed", actions)):
            self.fields[name].queryset = rows
            if not rows.exists():
                del self.fields[name]
