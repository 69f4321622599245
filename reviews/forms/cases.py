"""The questions of a case: opening it, its team, its moves, its days, what partners decide, findings."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from office.fields import AgencyField, DayField, NamelessField, NamelessLine
from partnership.models import Agency
from priorities.forms.fields import ColleagueField, audience_field, priorities_field, themes_field
from reviews import stages
from reviews.models import Proceeding, Review


def agencies_field(label: str, **words: Any) -> forms.ModelMultipleChoiceField:
    """Some agencies, as boxes to tick; the form says which may be chosen."""
    return forms.ModelMultipleChoiceField(
        Agency.objects.none(), label=label, required=False, widget=forms.CheckboxSelectMultiple, **words
    )


class CaseFields(forms.Form):
    """What is considered and whom it concerns; a new case and one put right share these."""

    kind = forms.ChoiceField(label="What kind of review is it?", choices=Review.Kind.choices)
    aware_on = DayField(label="When did the local authority become aware?", help_text="The clock begins here.")
    summary = NamelessField(
        label="What is to be considered?", max_length=3000,
        help_text="No name, initials, date of birth, address or school. An age band is enough.",
    )  # fmt: skip
    agencies = agencies_field("Which agencies were involved?")
    priorities = priorities_field()
    themes = themes_field()

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = Agency.objects.active(on)


class OpenForm(CaseFields):
    """A case referred for consideration."""

    code_name = NamelessLine(
        label="Which code name shall it have?", max_length=40,
        help_text="A word that tells nothing of the child: a plant, a river. Not initials, not a school.",
    )  # fmt: skip

    groups = (
        ("The case", ("code_name", "kind", "aware_on", "summary")),
        ("Whom and what it concerns", ("agencies", "priorities", "themes")),
    )


class DescribeForm(CaseFields):
    """The same, put right."""

    note = NamelessField(
        label="Why does it change?", required=False, max_length=1000,
        help_text="Needed when the first day moves, because every date moves with it. It stays in the history.",
    )  # fmt: skip

    groups = (
        ("The case", ("kind", "aware_on", "summary")),
        ("Whom and what it concerns", ("agencies", "priorities", "themes")),
        ("", ("note",)),
    )


class JoinForm(forms.Form):
    """Somebody for the team."""

    person = ColleagueField(label="Who joins the team?", help_text="The e-mail address of an account.")
    agency = AgencyField(
        label="For which agency does he or she write?", required=False,
        help_text="Leave empty for somebody who works for the partnership.",
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))


class GlassForm(forms.Form):
    """Opening a case in an emergency."""

    code_name = forms.CharField(label="Which code name has the case?", max_length=40, help_text="To the letter.")
    reason = NamelessField(
        label="Why must you open it now?", max_length=1000,
        help_text="Every scrutineer and the coordinator read this at once. Do not name a child.",
    )  # fmt: skip


class MoveForm(forms.Form):
    """When it happened, and a note; the others begin here."""

    on = DayField(label="When did it happen?")
    note = NamelessField(
        label="Is there something to note?", required=False, max_length=2000, help_text="Do not name a child."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The day and the note come last: what a move needs of its own is asked first.
        for name in ("on", "note"):
            self.fields[name] = self.fields.pop(name)


class RapidReviewForm(MoveForm):
    """What the rapid review decides."""

    decision = forms.ChoiceField(
        label="What was decided?", choices=list(stages.DECISION_WORDS.items()), widget=forms.RadioSelect
    )
    decision_reason = NamelessField(label="Why?", max_length=3000, help_text="The Panel reads this.")


class ResponseForm(MoveForm):
    """What the national Panel says."""

    panel_agrees = forms.TypedChoiceField(
        label="Does the Panel agree?", coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", "It agrees"), ("no", "It does not agree")],
    )  # fmt: skip
    panel_response = NamelessField(label="What does it say?", required=False, max_length=3000)


class CommissionForm(MoveForm):
    """Who writes the review, and on what terms."""

    reviewer = NamelessLine(label="Who writes the review?", max_length=200, help_text="Name and organisation.")
    terms = NamelessField(label="What are the terms of reference?", max_length=4000)
    publish_on = DayField(label="When is publication planned?", required=False)


class ImpactReviewForm(MoveForm):
    """What the review as a whole has changed."""

    impact_words = NamelessField(label="What has changed because of this review, and how do you know?", max_length=3000)


class DaysForm(forms.Form):
    """The days a team plans by."""

    panel_meets_on = DayField(
        label="When does the panel meet?", required=False,
        help_text="Until then no agency reads what another has written. Once it has met, the day stays.",
    )  # fmt: skip
    practitioners_met_on = DayField(label="When did practitioners meet?", required=False)
    publish_on = DayField(label="When is publication planned?", required=False)
    family_contribution = NamelessField(label="How was the family heard?", required=False, max_length=2000)


class DecideForm(forms.Form):
    """Yes or no of a partner."""

    agrees = forms.TypedChoiceField(
        label="What do you decide?", coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No")],
    )  # fmt: skip
    reason = NamelessField(label="Why?", max_length=2000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ProceedingForm(forms.Form):
    """A matter that runs beside the review."""

    kind = forms.ChoiceField(label="What runs beside the review?", choices=Proceeding.Kind.choices)
    began_on = DayField(label="When did it begin?")
    note = NamelessField(label="Is there something to note?", required=False, max_length=300)


class EndForm(forms.Form):
    """The end of such a matter."""

    ended_on = DayField(label="When did it end?")


class AskForm(forms.Form):
    """Which agencies are asked for their summary, by when."""

    agencies = agencies_field("Which agencies are asked?", error_messages={"required": "Choose at least one."})
    due_on = DayField(label="By when?")

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies


class CaseFindingForm(forms.Form):
    """A finding of the review."""

    text = NamelessField(label="What was found?", max_length=2000, help_text="The code name does not go with it.")
    on = DayField(label="When was it found?")
    agency = AgencyField(label="Is it about one agency?", required=False)
    audience = audience_field()

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].offer(Agency.objects.active(on))


class ReportForm(forms.Form):
    """A version of the report."""

    public_title = NamelessLine(
        label="What is its public title?", max_length=160, help_text="The address comes from it. Never the code name."
    )
    text = NamelessField(
        label="The report", max_length=60_000,
        help_text="Headings begin with ##, lists with a dash. Do not name a child, a street or a school.",
    )  # fmt: skip
    improvements = NamelessField(
        label="The improvements, in case the report cannot be published", required=False, max_length=10_000
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
