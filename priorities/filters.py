"""What one may choose in the lists of the backbone."""

from typing import Any

import django_filters as choose
from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Now, TruncDate

from partnership.models import Agency
from priorities.models import Action, Campaign, Finding, Priority, Recommendation, Theme, Voice
from priorities.progress import STRENGTH_HELP, STRENGTH_WORDS

STRENGTHS = [(each.value, STRENGTH_WORDS[each]) for each in STRENGTH_HELP]


def _priority() -> choose.ModelChoiceFilter:
    return choose.ModelChoiceFilter(
        field_name="priorities", queryset=Priority.objects.all(), label="Priority", empty_label="Any"
    )


def _theme() -> choose.ModelChoiceFilter:
    return choose.ModelChoiceFilter(field_name="themes", queryset=Theme.objects.all(), label="Theme", empty_label="Any")


class FindingChoices(choose.FilterSet):
    """By words, source, priority and theme."""

    text = choose.CharFilter(label="Words", lookup_expr="icontains")
    source = choose.ChoiceFilter(
        field_name="source_kind", label="Source", choices=Finding.Source.choices, empty_label="Any"
    )
    priority = _priority()
    theme = _theme()
    unanswered = choose.BooleanFilter(
        label="Without a recommendation", widget=forms.CheckboxInput, method="without_recommendation"
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def without_recommendation(self, rows: QuerySet[Finding], name: str, value: bool) -> QuerySet[Finding]:
        """Findings nobody has made a recommendation of."""
        return rows.filter(recommendations=None) if value else rows


class RecommendationChoices(choose.FilterSet):
    """By words, agency asked, whether answered, priority and theme."""

    text = choose.CharFilter(label="Words", lookup_expr="icontains")
    agency = choose.ModelChoiceFilter(
        label="Agency asked", queryset=Agency.objects.all(), method="asked_of", empty_label="Any"
    )
    owed = choose.BooleanFilter(label="An answer is missing", widget=forms.CheckboxInput, method="with_owed")
    priority = _priority()
    theme = _theme()

    class Meta:
        model = Recommendation
        fields: list[str] = []

    def asked_of(self, rows: QuerySet[Recommendation], name: str, value: Agency) -> QuerySet[Recommendation]:
        """Recommendations addressed to an agency."""
        return rows.filter(responses__agency=value)

    def with_owed(self, rows: QuerySet[Recommendation], name: str, value: bool) -> QuerySet[Recommendation]:
        """Recommendations to which an answer is still owed."""
        return rows.unanswered() if value else rows


class ActionChoices(choose.FilterSet):
    """By words, state, agency, priority, theme, strength; late ones, own ones, those whose owner has left."""

    text = choose.CharFilter(label="Words", lookup_expr="icontains")
    late = choose.BooleanFilter(label="Overdue", widget=forms.CheckboxInput, method="only_late")
    mine = choose.BooleanFilter(label="My own", widget=forms.CheckboxInput, method="only_own")
    ownerless = choose.BooleanFilter(label="Owner has left", widget=forms.CheckboxInput, method="only_ownerless")
    state = choose.ChoiceFilter(label="State", choices=Action.STATES, empty_label="Any")
    agency = choose.ModelChoiceFilter(
        field_name="owner_agency", label="Agency", queryset=Agency.objects.all(), empty_label="Any"
    )
    priority = _priority()
    theme = _theme()
    strength = choose.ChoiceFilter(label="Strength", choices=STRENGTHS, empty_label="Any")
    joint = choose.BooleanFilter(label="Joint with another board", widget=forms.CheckboxInput, method="only_joint")

    class Meta:
        model = Action
        fields: list[str] = []

    def only_joint(self, rows: QuerySet[Action], name: str, value: bool) -> QuerySet[Action]:
        """Actions another board co-owns."""
        return rows.filter(joint=True) if value else rows

    def only_late(self, rows: QuerySet[Action], name: str, value: bool) -> QuerySet[Action]:
        """Actions under way whose day has passed."""
        return rows.filter(late=True) if value else rows

    def only_own(self, rows: QuerySet[Action], name: str, value: bool) -> QuerySet[Action]:
        """Actions the reader owns."""
        return rows.filter(owner_person=self.request.user) if value else rows

    def only_ownerless(self, rows: QuerySet[Action], name: str, value: bool) -> QuerySet[Action]:
        """Living actions whose owner has left."""
        return rows.living().filter(owner_left=True) if value else rows


# Campaigns and voices, which the public reads too --------------------------------


def _priorities(request: Any) -> QuerySet[Priority]:
    return Priority.objects.visible_to(request.user)


def _open_priority() -> choose.ModelChoiceFilter:
    return choose.ModelChoiceFilter(
        field_name="priorities", queryset=_priorities, label="Priority", empty_label="Any", to_field_name="slug"
    )


def _open_theme() -> choose.ModelChoiceFilter:
    return choose.ModelChoiceFilter(
        field_name="themes", queryset=Theme.objects.all(), label="Theme", empty_label="Any", to_field_name="slug"
    )


class CampaignChoices(choose.FilterSet):
    """By words, whether it runs, priority, theme, lead agency, and whether another board shares it."""

    words = choose.CharFilter(label="Words in the title", field_name="title", lookup_expr="icontains")
    when = choose.ChoiceFilter(
        label="When", choices=[("now", "Running now"), ("to-come", "To come"), ("over", "Over")],
        method="that_run", empty_label="Any time",
    )  # fmt: skip
    priority = _open_priority()
    theme = _open_theme()
    agency = choose.ModelChoiceFilter(
        field_name="lead_agency", label="Lead agency", to_field_name="slug", empty_label="Any",
        queryset=Agency.objects.filter(pk__in=Campaign.objects.values("lead_agency")),
    )  # fmt: skip
    joint = choose.BooleanFilter(label="Joint with another board", widget=forms.CheckboxInput, method="only_joint")

    class Meta:
        model = Campaign
        fields: list[str] = []

    def that_run(self, rows: QuerySet[Campaign], name: str, value: str) -> QuerySet[Campaign]:
        """Campaigns that run today, have not begun, or are over."""
        today = TruncDate(Now())
        if value == "now":
            return rows.filter(starts_on__lte=today, ends_on__gte=today)
        return rows.filter(starts_on__gt=today) if value == "to-come" else rows.filter(ends_on__lt=today)

    def only_joint(self, rows: QuerySet[Campaign], name: str, value: bool) -> QuerySet[Campaign]:
        """Campaigns another board shares."""
        return rows.filter(joint=True) if value else rows


class VoiceChoices(choose.FilterSet):
    """By words, who spoke, how we heard it, priority, theme, and whether anything has changed."""

    words = choose.CharFilter(label="Words", field_name="text", lookup_expr="icontains")
    who = choose.ChoiceFilter(label="Who", field_name="speaker", choices=Voice.Speaker.choices, empty_label="Anybody")
    how = choose.ChoiceFilter(
        label="How we heard it", field_name="channel", choices=Voice.Channel.choices, empty_label="Any way"
    )
    priority = _open_priority()
    theme = _open_theme()
    changed = choose.ChoiceFilter(
        label="What changed", choices=[("yes", "Something has"), ("no", "Nothing yet")], method="that_changed",
        empty_label="Either",
    )  # fmt: skip

    class Meta:
        model = Voice
        fields: list[str] = []

    def that_changed(self, rows: QuerySet[Voice], name: str, value: str) -> QuerySet[Voice]:
        """Voices after which something has changed, or nothing yet."""
        return rows.exclude(what_changed="") if value == "yes" else rows.filter(what_changed="")
