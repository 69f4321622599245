"""The questions of a finding recorded by hand, of a recommendation, and of an agency's answer."""

from datetime import date
from typing import Any

from django import forms

from office.fields import AgencyField, BegunForm, DayField, NamelessField
from partnership.models import Agency
from priorities.findings import NEW_FINDING, NEW_RECOMMENDATION
from priorities.forms.fields import audience_field, priorities_field, themes_field
from priorities.models import Action, Finding, Response
from priorities.responding import FORM


class FindingForm(BegunForm):
    """What was found, where, and whom it concerns."""

    form_key = NEW_FINDING

    text = NamelessField(
        label="What was found?", max_length=2000, help_text="In plain words, without anything that names a child."
    )
    source_kind = forms.ChoiceField(label="Where does it come from?", choices=Finding.Source.choices)
    source_title = forms.CharField(
        label="Which one?", max_length=200, help_text="Such as: inspection of children's services, March 2026."
    )
    source_address = forms.URLField(
        label="Where can it be read?", required=False, max_length=300, assume_scheme="https"
    )
    on = DayField(label="When was it found?")
    agency = AgencyField(label="Is it about one agency?", required=False, help_text="Leave empty if about several.")
    priorities = priorities_field()
    themes = themes_field()
    audience = audience_field()

    groups = (
        ("The finding", ("text", "source_kind", "source_title", "source_address", "on", "agency")),
        ("Where it belongs", ("priorities", "themes", "audience")),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))


class RecommendationForm(BegunForm):
    """What should change, and who is asked."""

    form_key = NEW_RECOMMENDATION

    text = NamelessField(label="What is recommended?", max_length=2000)
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Which agencies are asked?",
        help_text="Each answers for itself.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one agency."},
    )
    due_on = DayField(label="By when are they to answer?")
    follows_from = forms.ModelMultipleChoiceField(
        Finding.objects.none(), label="Which findings does it follow from?", required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those of the last year, and older ones without a recommendation. Begin from the page of another.",
    )  # fmt: skip
    priorities = priorities_field()
    themes = themes_field()
    audience = audience_field()

    def __init__(self, *args: Any, on: date, findings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = Agency.objects.active(on)
        self.fields["follows_from"].queryset = findings


class AnswerForm(BegunForm):
    """What an agency says to a recommendation."""

    form_key = FORM

    answer = forms.ChoiceField(
        label="What does your agency answer?", choices=Response.Answer.choices, widget=forms.RadioSelect
    )
    reason = NamelessField(
        label="Why not, or which part?", required=False, max_length=2000,
        help_text="Needed unless you accept it all. The board reads it.",
    )  # fmt: skip
    actions = forms.ModelMultipleChoiceField(
        Action.objects.none(), label="Which of your actions carry it out?", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    weak_reason = NamelessField(
        label="If all of them are weak: why is nothing stronger possible?", required=False, max_length=1000,
        help_text="Training, reminders and new policies alone seldom change what happens.",
    )  # fmt: skip

    def __init__(self, *args: Any, actions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = actions
        if not actions.exists():
            self.fields[
                "actions"
            ].help_text = "Your agency has no action yet. Propose one first, then come back to answer."
