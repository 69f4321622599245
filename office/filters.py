"""What one may choose in the lists of the desk."""

import django_filters as choose
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from office.models import Document, Letter, Token
from partnership.models import Agency, TrailEntry

DAY = "Such as 27/11/2026"


class LetterChoices(choose.FilterSet):
    """By what it is about, what became of it, and to whom."""

    topic = choose.ChoiceFilter(label="About", choices=Letter.Topic.choices, empty_label="Anything")
    state = choose.ChoiceFilter(
        label="What became of it",
        choices=[("astray", "Did not arrive"), *Letter.State.choices],
        method="in_state",
        empty_label="Anything",
    )
    to = choose.CharFilter(label="To", method="written_to", help_text="Part of a name or of an e-mail address")

    class Meta:
        model = Letter
        fields: list[str] = []

    def in_state(self, letters: QuerySet[Letter], name: str, value: str) -> QuerySet[Letter]:
        """Letters in a state; what did not arrive was refused, came back or was given up."""
        return letters.filter(state__in=Letter.ASTRAY if value == "astray" else [value])

    def written_to(self, letters: QuerySet[Letter], name: str, value: str) -> QuerySet[Letter]:
        """Letters to a name or an address that holds these signs."""
        return letters.filter(Q(to_address__icontains=value) | Q(to__name__icontains=value))


class TrailChoices(choose.FilterSet):
    """By person, agency, deed and days."""

    by = choose.CharFilter(label="Who", method="done_by", help_text="Part of a name or of an e-mail address")
    agency = choose.CharFilter(label="For which agency", field_name="agency__name", lookup_expr="icontains")
    deed = choose.CharFilter(label="What", lookup_expr="icontains", help_text="Such as rule set")
    since = choose.DateFilter(label="From", field_name="at", lookup_expr="date__gte", help_text=DAY)
    until = choose.DateFilter(label="To", field_name="at", lookup_expr="date__lte", help_text=DAY)

    class Meta:
        model = TrailEntry
        fields: list[str] = []

    def done_by(self, entries: QuerySet[TrailEntry], name: str, value: str) -> QuerySet[TrailEntry]:
        """Lines of a name or an address that holds these signs."""
        return entries.filter(Q(by__name__icontains=value) | Q(by__email__icontains=value))


class AgencyChoices(choose.FilterSet):
    """By name, kind, sector, and whether it has left."""

    name = choose.CharFilter(label="Name", lookup_expr="icontains")
    kind = choose.ChoiceFilter(label="Kind", choices=Agency.Kind.choices, empty_label="Any")
    sector = choose.ChoiceFilter(label="Sector", choices=Agency.Sector.choices, empty_label="Any")
    state = choose.ChoiceFilter(
        label="In the partnership", choices=[("now", "Now"), ("left", "Has left")], method="belongs", empty_label="Any"
    )

    class Meta:
        model = Agency
        fields: list[str] = []

    def belongs(self, agencies: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        """Agencies that belong to the partnership today, or those that have left."""
        today = timezone.localdate()
        return agencies.active(today) if value == "now" else agencies.filter(active_until__lt=today)


class TokenChoices(choose.FilterSet):
    """By agency and whether the key still opens the API."""

    agency = choose.CharFilter(label="Agency", field_name="agency__name", lookup_expr="icontains")
    state = choose.ChoiceFilter(
        label="Opens the API", choices=[("yes", "Yes"), ("no", "Not any more")], method="opens", empty_label="Either"
    )

    class Meta:
        model = Token
        fields: list[str] = []

    def opens(self, tokens: QuerySet[Token], name: str, value: str) -> QuerySet[Token]:
        """Keys that open the API today, or the others."""
        living = Token.objects.living(timezone.localdate())
        return tokens.filter(pk__in=living) if value == "yes" else tokens.exclude(pk__in=living)


class DocumentChoices(choose.FilterSet):
    """By words, kind, and whether the next look is overdue."""

    words = choose.CharFilter(label="Words", method="with_words", help_text="Part of its title or of what it is for")
    kind = choose.ChoiceFilter(label="Kind", choices=Document.Kind.choices, empty_label="Any")
    late = choose.BooleanFilter(label="Next look overdue", method="overdue", widget=forms.CheckboxInput)
    restricted = choose.BooleanFilter(label="Restricted", method="only_restricted", widget=forms.CheckboxInput)

    class Meta:
        model = Document
        fields: list[str] = []

    def with_words(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Documents whose title or summary holds these signs."""
        return rows.filter(Q(title__icontains=value) | Q(summary__icontains=value))

    def overdue(self, rows: QuerySet[Document], name: str, value: bool) -> QuerySet[Document]:
        """Documents whose day of the next look has passed."""
        return rows.standing().filter(review_on__lt=timezone.localdate()) if value else rows

    def only_restricted(self, rows: QuerySet[Document], name: str, value: bool) -> QuerySet[Document]:
        """Documents that are not simply given out."""
        return rows.filter(restricted=True) if value else rows
