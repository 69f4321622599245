"""The questions about courses, events, venues and the booking policy."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.fields import DayField, KeptForm
from partnership.models import Agency, Person
from partnership.refusals import Refusal
from priorities.models import Action, Priority, Theme
from training import catalogue, clock, levels, scheduling
from training.forms.fields import ClockField, SeveralField
from training.models import Course, Venue

Groups = Person.ProfessionalGroup.choices
SESSIONS = 6


def _groups_field(**kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=Groups, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )  # fmt: skip


def _money(**kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=7, decimal_places=2, initial=0, **kwargs)


class CourseFields(forms.Form):
    """What a course says of itself; the form of a new one and the form of change share it."""

    title = forms.CharField(label="What is it called?", max_length=160)
    summary = forms.CharField(label="What is it about, in one sentence?", max_length=300)
    level = forms.ChoiceField(label="Level", choices=Course.Level.choices)
    mode = forms.ChoiceField(label="How is it taken?", choices=Course.Mode.choices)
    audience = forms.CharField(label="Whom is it for?", max_length=300)
    outcomes = forms.CharField(
        label="What will people be able to do?", max_length=2000, help_text="One thing a line.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    why = forms.CharField(
        label="Why do we run it?", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was found. The public reads this; do not name a child.",
    )  # fmt: skip
    minutes = forms.IntegerField(label="How many minutes does it take?", min_value=5, max_value=6000)
    cpd_hours = forms.DecimalField(label="CPD hours", min_value=0, max_value=99, decimal_places=1, initial=0)
    validity_months = forms.IntegerField(
        label="For how many months is it valid?", required=False, min_value=1, max_value=120,
        help_text="Leave empty when it does not run out.",
    )  # fmt: skip
    prerequisites = SeveralField(
        label="What comes before it?", queryset=Course.objects.none(), help_text="Any one of them is enough."
    )
    prerequisites_needed = forms.BooleanField(
        label="Nobody may book who has taken none of them", required=False,
        help_text="Otherwise it is only advised, and people may name similar learning.",
    )  # fmt: skip
    open_to = _groups_field(label="Is it only for some professional groups?", help_text="None chosen: for all.")
    first_for = _groups_field(label="Who needs it most?", help_text="They come first on the waiting list.")
    needs_approval = forms.BooleanField(label="The line manager approves each booking", required=False)
    fee_partner = _money(label="Fee for partner agencies, in pounds", help_text="0 means free.")
    fee_school = _money(label="Fee for schools and colleges")
    fee_private = _money(label="Fee for private organisations")
    fee_out_of_county = _money(label="Fee for people from outside the county")
    e_learning_address = forms.URLField(
        label="Where is the e-learning taken?", required=False, assume_scheme="https", help_text="Only for e-learning."
    )
    joint_with = forms.CharField(
        label="Is it joint with somebody?", required=False, max_length=120,
        help_text="Such as Safeguarding Adults Board. The catalogue says so.",
    )  # fmt: skip
    given_by = forms.ModelChoiceField(
        label="Which partner gives it?", queryset=Agency.objects.none(), required=False,
        empty_label="The partnership itself",
    )  # fmt: skip
    priorities = SeveralField(label="Which priorities does it serve?", queryset=Priority.objects.none())
    themes = SeveralField(label="Themes", queryset=Theme.objects.none())
    answers = SeveralField(label="Which actions does it carry out?", queryset=Action.objects.none())
    trainer_pool = SeveralField(label="Who teaches it?", queryset=Person.objects.none())

    groups = (
        ("What it is", ["title", "summary", "level", "mode", "minutes", "cpd_hours", "e_learning_address",
                        "joint_with", "given_by"]),
        ("What for", ["audience", "outcomes", "why", "priorities", "themes", "answers"]),
        ("Who may come", ["prerequisites", "prerequisites_needed", "open_to", "first_for", "needs_approval"]),
        ("What it costs and how long it counts",
         ["fee_partner", "fee_school", "fee_private", "fee_out_of_county", "validity_months"]),
        ("Who teaches", ["trainer_pool"]),
    )  # fmt: skip

    def offer(self, *, on: date, person: Person, course: Course | None = None) -> None:
        """Say what may be chosen."""
        self.fields["level"].choices = levels.choices(on=on)  # type: ignore[attr-defined]
        others = Course.objects.exclude(pk=course.pk if course else None)
        for name, choices in (
            ("prerequisites", others),
            ("given_by", Agency.objects.active(on)),
            ("priorities", Priority.objects.all()),
            ("themes", Theme.objects.all()),
            ("answers", Action.objects.visible_to(person).living()),
            ("trainer_pool", Person.objects.holding("trainer", on=on)),
        ):
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


class CourseForm(CourseFields):
    """A new course."""


class ChangeCourseForm(KeptForm, CourseFields):
    """A course to be changed."""

    form_key = catalogue.FORM


class EventFields(forms.Form):
    """When and where an event takes place, and its places."""

    venue = forms.ModelChoiceField(
        label="Venue", queryset=Venue.objects.none(), required=False, empty_label="None: it is online",
        help_text="The address and the access notes are those of the venue.",
    )  # fmt: skip
    room = forms.CharField(label="Room", required=False, max_length=80)
    joining_link = forms.URLField(
        label="Joining link", required=False, max_length=500, assume_scheme="https",
        help_text="For online events. Only people with a place see it, and it stands in no public calendar.",
    )  # fmt: skip
    joining_notes = forms.CharField(
        label="What should people know before they come?", required=False, max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    min_places = forms.IntegerField(label="Fewest people", min_value=1, max_value=1000, initial=8,
                                    help_text="With fewer the office is warned.")  # fmt: skip
    max_places = forms.IntegerField(label="Places", min_value=1, max_value=1000, initial=24)
    opens_on = DayField(label="Booking opens", required=False, help_text="Left empty: today.")
    closes_on = DayField(label="Last day to book", required=False, help_text="Left empty: as the rules say.")
    most_percent = forms.IntegerField(
        label="Largest share of places for one agency, in per cent", required=False, min_value=10, max_value=100,
        help_text="So that agencies learn together. Leave empty for no limit.",
    )  # fmt: skip
    mix_until = DayField(label="Keep that limit until", required=False)
    trainers = SeveralField(label="Who teaches it?", queryset=Person.objects.none())

    def __init__(self, *args: Any, sessions: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = min(SESSIONS, max(1, sessions))
        for number in range(1, self.shown + 1):
            needed = number == 1
            name = "Day" if self.shown == 1 else f"Day of session {number}"
            self.fields[f"day_{number}"] = DayField(label=name, required=needed)
            self.fields[f"from_{number}"] = ClockField(label="From", required=needed, help_text="Such as 9:30 or 2pm")
            self.fields[f"to_{number}"] = ClockField(label="To", required=needed)

    @property
    def groups(self) -> tuple[tuple[str, list[str]], ...]:
        """The fields under their headings."""
        when = [f"{part}_{number}" for number in range(1, self.shown + 1) for part in ("day", "from", "to")]
        return (
            ("When", when),
            ("Where", ["venue", "room", "joining_link", "joining_notes"]),
            ("Places", ["min_places", "max_places", "opens_on", "closes_on", "most_percent", "mix_until"]),
            ("Who teaches", ["trainers"]),
        )

    def offer(self, *, on: date, course: Course) -> None:
        """Say what may be chosen; the course's own trainers, else all."""
        self.fields["venue"].queryset = Venue.objects.filter(active=True)  # type: ignore[attr-defined]
        pool = course.trainer_pool.all()
        every = Person.objects.holding("trainer", on=on)
        self.fields["trainers"].queryset = pool if pool.exists() else every  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Sessions as pairs of moments; an hour that does not exist is named."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["sessions"] = list(self._spans(cleaned))
        return cleaned

    def _spans(self, cleaned: dict[str, Any]) -> Iterator[tuple[datetime, datetime]]:
        for number in range(1, self.shown + 1):
            day, begins, ends = (cleaned.get(f"{part}_{number}") for part in ("day", "from", "to"))
            if day and begins and ends:
                try:
                    yield clock.moment(day, begins), clock.moment(day, ends)
                except Refusal as refusal:
                    self.add_error(f"from_{number}", ValidationError(refusal.sentence))
            elif any((day, begins, ends)) and not self.errors:
                self.add_error(f"day_{number}", ValidationError("A session needs its day and both hours."))


class EventForm(EventFields):
    """A new event."""


class ChangeEventForm(KeptForm, EventFields):
    """An event to be changed."""

    form_key = scheduling.FORM


class CloneForm(forms.Form):
    """By how much the new dates lie later."""

    days = forms.IntegerField(
        label="How many days later?", min_value=1, max_value=800, initial=364,
        help_text="364 days later is the same day of the week a year on; 91 a quarter.",
    )  # fmt: skip


class VenueForm(forms.Form):
    """A place."""

    name = forms.CharField(label="Name", max_length=120)
    address = forms.CharField(label="Address", max_length=200)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    district = forms.CharField(label="District", max_length=80, required=False)
    map_address = forms.URLField(label="A page with a map", required=False, assume_scheme="https")
    access_notes = forms.CharField(
        label="How does one get there and in?", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Steps, hearing loop, quiet room, parking, bus.",
    )  # fmt: skip
    holds = forms.IntegerField(label="How many people does it hold?", required=False, min_value=1, max_value=2000)
    active = forms.BooleanField(label="We still use it", required=False, initial=True)


class PolicyForm(forms.Form):
    """A new version of the booking policy."""

    version = forms.CharField(label="Version", max_length=20, help_text="Such as 2026/27.")
    valid_from = DayField(label="In force from")
    text = forms.CharField(label="The policy", max_length=8000, widget=forms.Textarea(attrs={"rows": 14}))
