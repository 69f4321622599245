"""What one may choose in the lists of reviews."""

import django_filters as choose
from django import forms
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from partnership.models import Agency
from priorities.models import Priority, Theme
from reviews.models import Message, Product, Review, TeamUse


def _theme() -> choose.ModelChoiceFilter:
    return choose.ModelChoiceFilter(
        field_name="themes", queryset=Theme.objects.all(), label="Theme", empty_label="Any", to_field_name="slug"
    )


def _priority() -> choose.ModelChoiceFilter:
    return choose.ModelChoiceFilter(
        field_name="priorities", queryset=lambda request: Priority.objects.visible_to(request.user),
        label="Priority", empty_label="Any", to_field_name="slug",
    )  # fmt: skip


class CaseChoices(choose.FilterSet):
    """By stage, kind, and whether it goes on."""

    stage = choose.ChoiceFilter(label="Stage", choices=Review.STAGES, empty_label="Any")
    kind = choose.ChoiceFilter(label="Kind", choices=Review.Kind.choices, empty_label="Any")
    living = choose.BooleanFilter(label="Not closed", widget=forms.CheckboxInput, method="only_living")

    class Meta:
        model = Review
        fields: list[str] = []

    def only_living(self, rows: QuerySet[Review], name: str, value: bool) -> QuerySet[Review]:
        """Cases that are not closed."""
        return rows.living() if value else rows


class LearningChoices(choose.FilterSet):
    """By words, kind, theme, age, agency it is for, year, priority."""

    words = choose.CharFilter(label="Words", method="with_words")
    kind = choose.ChoiceFilter(label="Kind", choices=Product.Kind.choices, empty_label="Any")
    theme = _theme()
    age = choose.ChoiceFilter(label="Age", choices=Product.Age.choices, empty_label="Any", method="about_age")
    agency = choose.ModelChoiceFilter(
        field_name="agencies", label="For", queryset=Agency.objects.filter(parent=None), to_field_name="slug",
        empty_label="Any agency", method="for_agency",
    )  # fmt: skip
    year = choose.NumberFilter(label="Year")
    priority = _priority()

    class Meta:
        model = Product
        fields: list[str] = []

    def with_words(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        """Products whose words have these, by stem."""
        places = ("title", "summary", *(box for box, _ in Product.BOXES), "body", "transcript")
        return rows.annotate(searched=SearchVector(*places, config="english")).filter(
            searched=SearchQuery(value, config="english", search_type="websearch")
        )

    def about_age(self, rows: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        """Products about an age, or about none in particular."""
        return rows.filter(ages__contains=[value])

    def for_agency(self, rows: QuerySet[Product], name: str, value: Agency) -> QuerySet[Product]:
        """Products for an agency: those that name it, and those for everybody."""
        named = Product.objects.filter(agencies=value)
        return rows.filter(Q(pk__in=named.values("pk")) | Q(agencies=None))


class UseChoices(choose.FilterSet):
    """By what was used, and by whose team."""

    product = choose.ModelChoiceFilter(
        label="What they used", queryset=Product.objects.filter(uses__isnull=False).distinct(), empty_label="Anything",
        to_field_name="slug",
    )  # fmt: skip
    agency = choose.ModelChoiceFilter(
        label="Agency", queryset=Agency.objects.filter(pk__in=TeamUse.objects.values("agency")), empty_label="Any",
        to_field_name="slug",
    )  # fmt: skip

    class Meta:
        model = TeamUse
        fields: list[str] = []


class MessageChoices(choose.FilterSet):
    """By state and theme."""

    state = choose.ChoiceFilter(label="How it stands", choices=Message.STATES, empty_label="Any")
    theme = _theme()

    class Meta:
        model = Message
        fields: list[str] = []
