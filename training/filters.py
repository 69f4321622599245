"""What one may choose in the lists of training."""

import django_filters as choose
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from partnership.models import Person
from priorities.models import Priority, Theme
from training import levels
from training.models import Course, Event

DAY = "Such as 27/11/2026"


class EventChoices(choose.FilterSet):
    """By words, level, audience, place, mode, priority, theme and days; only with places left."""

    words = choose.CharFilter(label="Words", method="with_words")
    level = choose.ChoiceFilter(
        field_name="course__level", label="Level", choices=Course.Level.choices, empty_label="All levels"
    )
    audience = choose.ChoiceFilter(
        label="You work in", choices=Person.ProfessionalGroup.choices, method="open_to", empty_label="Anything"
    )
    where = choose.ChoiceFilter(label="Where", choices=[], method="that_takes_place", empty_label="Anywhere")
    mode = choose.ChoiceFilter(
        field_name="course__mode", label="How", choices=Course.Mode.choices, empty_label="Any way"
    )
    priority = choose.ModelChoiceFilter(
        field_name="course__priorities", label="Priority", to_field_name="slug", empty_label="Any",
        queryset=Priority.objects.published(),
    )  # fmt: skip
    theme = choose.ModelChoiceFilter(
        field_name="course__themes", label="Theme", to_field_name="slug", empty_label="Any",
        queryset=Theme.objects.all(),
    )  # fmt: skip
    since = choose.DateFilter(label="From", field_name="starts_at", lookup_expr="date__gte", help_text=DAY)
    until = choose.DateFilter(label="To", field_name="starts_at", lookup_expr="date__lte", help_text=DAY)
    free = choose.BooleanFilter(label="Only with places left", widget=forms.CheckboxInput, method="with_places")

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        places = self.queryset.order_by().exclude(venue__district="").values_list("venue__district", flat=True)
        own = levels.choices(on=timezone.localdate())
        self.form.fields["level"].choices = [("", "All levels"), *own]
        self.form.fields["where"].choices = [
            ("", "Anywhere"), ("online", "Online"), *((name, name) for name in sorted(set(filter(None, places)))),
        ]  # fmt: skip

    def with_words(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events whose course or venue holds all words."""
        for word in value.split()[:8]:
            rows = rows.filter(
                Q(course__title__icontains=word) | Q(course__summary__icontains=word)
                | Q(course__outcomes__icontains=word) | Q(venue__name__icontains=word)
            )  # fmt: skip
        return rows

    def open_to(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events open to a professional group."""
        return rows.filter(Q(course__open_to=[]) | Q(course__open_to__contains=[value]))

    def that_takes_place(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events online or in a district."""
        return rows.filter(venue=None) if value == "online" else rows.filter(venue__district=value)

    def with_places(self, rows: QuerySet[Event], name: str, value: bool) -> QuerySet[Event]:
        """Events that are not full."""
        return rows.filter(max_places__gt=F("seated") + F("held")) if value else rows
