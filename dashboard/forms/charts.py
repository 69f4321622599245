"""What people write beside a chart: what happened, why limits are counted afresh, what the figures mean."""

from django import forms

from office.fields import DayField, NamelessField


class AnnotationForm(forms.Form):
    """What happened, when, and on which charts it is to stand."""

    text = NamelessField(
        label="What happened, and why does it matter here?",
        max_length=140,
        help_text="A few words that stand on the chart, such as: invitation letter for fathers begins.",
    )
    happened_on = DayField(label="When?")
    everywhere = forms.BooleanField(
        label="It concerns every measure of the area", required=False, help_text="Such as a new case system."
    )
    public = forms.BooleanField(label="It may stand in the public edition too", required=False)


class AfreshForm(forms.Form):
    """From when limits are counted afresh, who decided it and why."""

    starts_on = DayField(
        label="From which day?", help_text="The period that holds this day is the first of the new average and range."
    )
    reason = NamelessField(
        label="Why?",
        max_length=300,
        help_text="Only when the work itself has changed and a reader can be told how. Never because figures look bad.",
    )
    decided_by = forms.CharField(
        label="Who decided it?", max_length=120, required=False, help_text="Such as: the performance subgroup, 9 June."
    )


class CommentaryForm(forms.Form):
    """What the figures mean."""

    text = NamelessField(
        label="What do the figures mean, and what follows?",
        max_length=2000,
        help_text="The first sentence carries the answer. Do not name a child. Somebody else approves it.",
    )


class ApprovalForm(forms.Form):
    """For whom commentary is approved."""

    approved_for = forms.CharField(
        label="In whose name?", max_length=120, required=False, help_text="Such as: the neglect subgroup."
    )
