"""What the office may choose in its lists of training."""

import django_filters as choose
from django import forms
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from training.filters import DAY
from training.models import Booking, Certificate, Charge, Course, Event, Learning, Remark, UploadedCertificate
from training.models.elearning import LearningQuerySet
from training.models.evaluations import OCCASIONS
from training.states import WORDS


class OfficeEventChoices(choose.FilterSet):
    """By course, state, time, and whether too few have booked."""

    course = choose.ModelChoiceFilter(
        label="Course", queryset=Course.objects.all(), to_field_name="slug", empty_label="Any"
    )
    state = choose.ChoiceFilter(label="State", choices=Event.State.choices, empty_label="Any")
    when = choose.ChoiceFilter(
        label="When", choices=[("to-come", "To come"), ("past", "Past")], method="that_lies", empty_label="Any time"
    )
    too_few = choose.BooleanFilter(label="Too few booked", widget=forms.CheckboxInput, method="with_too_few")

    class Meta:
        model = Event
        fields: list[str] = []

    def that_lies(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Events to come or past."""
        return rows.filter(starts_at__gt=Now()) if value == "to-come" else rows.filter(starts_at__lte=Now())

    def with_too_few(self, rows: QuerySet[Event], name: str, value: bool) -> QuerySet[Event]:
        """Events to come that have not reached the fewest people."""
        too_few = rows.filter(state=Event.State.OPEN, starts_at__gt=Now(), seated__lt=F("min_places"))
        return too_few if value else rows


class BookingChoices(choose.FilterSet):
    """By course, state and days."""

    course = choose.ModelChoiceFilter(
        field_name="event__course", label="Course", queryset=Course.objects.all(), to_field_name="slug",
        empty_label="Any",
    )  # fmt: skip
    state = choose.ChoiceFilter(
        label="State", choices=[(state.value, words) for state, words in WORDS.items()], empty_label="Any"
    )
    since = choose.DateFilter(label="From", field_name="event__starts_at", lookup_expr="date__gte", help_text=DAY)
    until = choose.DateFilter(label="To", field_name="event__starts_at", lookup_expr="date__lte", help_text=DAY)

    class Meta:
        model = Booking
        fields: list[str] = []


class PeopleBookingChoices(BookingChoices):
    """The same, and by name and agency."""

    who = choose.CharFilter(label="Who", field_name="person__name", lookup_expr="icontains")
    agency = choose.CharFilter(label="Agency", field_name="agency__name", lookup_expr="icontains")


class ChargeChoices(choose.FilterSet):
    """By state, kind and agency."""

    state = choose.ChoiceFilter(label="State", choices=Charge.State.choices, empty_label="Any")
    kind = choose.ChoiceFilter(label="For", choices=Charge.Kind.choices, empty_label="Anything")
    agency = choose.CharFilter(label="Agency", field_name="booking__agency__name", lookup_expr="icontains")

    class Meta:
        model = Charge
        fields: list[str] = []


class UploadedChoices(choose.FilterSet):
    """By name and state."""

    who = choose.CharFilter(label="Name", field_name="person__name", lookup_expr="icontains")
    state = choose.ChoiceFilter(label="State", choices=UploadedCertificate.State.choices, empty_label="Any")

    class Meta:
        model = UploadedCertificate
        fields: list[str] = []


class RemarkChoices(choose.FilterSet):
    """By course, occasion and state."""

    course = choose.ModelChoiceFilter(
        field_name="evaluation__event__course", label="Course", queryset=Course.objects.all(), to_field_name="slug",
        empty_label="Any",
    )  # fmt: skip
    occasion = choose.ChoiceFilter(label="When", choices=OCCASIONS, empty_label="Any time")
    state = choose.ChoiceFilter(label="State", choices=Remark.State.choices, empty_label="Any")

    class Meta:
        model = Remark
        fields: list[str] = []


class CertificateChoices(choose.FilterSet):
    """By name, course, agency, and the day until which it counts."""

    who = choose.CharFilter(label="Name", field_name="name", lookup_expr="icontains")
    course = choose.ModelChoiceFilter(
        field_name="booking__event__course", label="Course", queryset=Course.objects.all(), to_field_name="slug",
        empty_label="Any",
    )  # fmt: skip
    agency = choose.CharFilter(label="Agency", field_name="booking__agency__name", lookup_expr="icontains")
    since = choose.DateFilter(label="Runs out from", field_name="valid_until", lookup_expr="gte", help_text=DAY)
    until = choose.DateFilter(label="Runs out until", field_name="valid_until", lookup_expr="lte", help_text=DAY)

    class Meta:
        model = Certificate
        fields: list[str] = []


class LearningChoices(choose.FilterSet):
    """E-learning by name, course, agency and state."""

    who = choose.CharFilter(label="Name", field_name="person__name", lookup_expr="icontains")
    course = choose.ModelChoiceFilter(
        field_name="course", label="E-learning", queryset=Course.objects.filter(mode=Course.Mode.E_LEARNING),
        to_field_name="slug", empty_label="Any",
    )  # fmt: skip
    agency = choose.CharFilter(label="Agency", field_name="agency__name", lookup_expr="icontains")
    state = choose.ChoiceFilter(
        label="State", method="in_state", empty_label="Any",
        choices=[("under_way", "Under way"), ("finished", "Finished"), ("withdrawn", "Withdrawn"),
                 ("revoked", "Taken back")],
    )  # fmt: skip

    class Meta:
        model = Learning
        fields: list[str] = []

    def in_state(self, rows: LearningQuerySet, name: str, value: str) -> LearningQuerySet:
        """Those in a state."""
        states = {
            "under_way": rows.under_way(),
            "finished": rows.living(),
            "withdrawn": rows.filter(withdrawn_at__isnull=False),
            "revoked": rows.filter(revoked_at__isnull=False),
        }
        return states[value]
