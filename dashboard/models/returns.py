"""What agencies send in: who supplies which sheet, each return, its answers, and what was done with it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from dashboard import return_states
from dashboard.models.loads import Area
from partnership import access, periods
from partnership.models import Agency, Person
from partnership.periods import Kind, Period
from partnership.permissions import Permission


class SupplyQuerySet(models.QuerySet["Supply"]):
    """Adjectives of agreements on who sends what."""

    def visible_to(self, person: Person) -> SupplyQuerySet:
        """Those of the agencies for which the person sends returns; whoever approves returns sees all."""
        if access.can(person, Permission.APPROVE_RETURNS):
            return self
        agencies = access.agencies_where(person, Permission.SEND_RETURNS)
        return self if agencies is None else self.filter(agency__in=agencies)

    def in_force(self, on: date) -> SupplyQuerySet:
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def for_list(self) -> SupplyQuerySet:
        return self.select_related("area", "agency")


class Supply(models.Model):
    """An agency sends a sheet of figures, so many working days after each period, from one day to another."""

    sheet = models.CharField(max_length=30)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_after = models.PositiveSmallIntegerField(help_text="Working days after the end of the period")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ["sheet", "agency__name", "-valid_from"]
        verbose_name_plural = "supplies"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="supply_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["sheet", "area", "agency"], condition=Q(valid_to=None), name="supply_one_without_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} by agency {self.agency_id}"


class ReturnQuerySet(models.QuerySet["Return"]):
    """Adjectives of returns."""

    def visible_to(self, person: Person) -> ReturnQuerySet:
        """Those of the agencies for which the person sends returns; whoever approves returns sees all."""
        if access.can(person, Permission.APPROVE_RETURNS):
            return self
        agencies = access.agencies_where(person, Permission.SEND_RETURNS)
        return self if agencies is None else self.filter(agency__in=agencies)

    def of_period(self, period: Period) -> ReturnQuerySet:
        return self.filter(period_kind=str(period.kind), starts_on=period.start)

    def unsent(self) -> ReturnQuerySet:
        """Nothing of them has been sent yet."""
        return self.filter(edition=1, state__in=sorted(return_states.NOT_SENT))

    def missing(self, on: date) -> ReturnQuerySet:
        """Unsent although their day has passed."""
        return self.unsent().filter(due_on__lt=on)

    def awaiting_approval(self) -> ReturnQuerySet:
        return self.filter(state=return_states.SUBMITTED)

    def for_list(self) -> ReturnQuerySet:
        return self.select_related("agency", "area")


class Return(models.Model):
    """The figures of one agency and period: how far they are, and in which edition."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    period_kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    # What the agency was to send, by the agreements in force when it was asked.
    sheets = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=return_states.CHOICES, default=return_states.ASKED)
    edition = models.PositiveSmallIntegerField(default=1)
    # The last edition that was submitted: it speaks until a later one does.
    speaks = models.PositiveSmallIntegerField(null=True, blank=True)
    # The edition whose figures are final; none after a query, until another is approved.
    approved = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(max_length=1000, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Answers came, went or are missing, and the figures do not know it yet.
    figures_due = models.BooleanField(default=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["area", "agency", "period_kind", "starts_on"], name="return_once_a_period"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="return_period_in_order"),
            models.CheckConstraint(condition=Q(due_on__gt=F("ends_on")), name="return_due_after_its_period"),
            models.CheckConstraint(
                condition=Q(speaks=None, submitted_on=None, submitted_by=None)
                | Q(speaks__isnull=False, submitted_on__isnull=False, submitted_by__isnull=False),
                name="return_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(return_states.NOT_SENT)) | Q(speaks=F("edition")),
                name="return_sent_speaks",
            ),
            models.CheckConstraint(
                condition=Q(speaks=None) | Q(speaks__lte=F("edition")), name="return_no_later_speaks"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="return_state_and_day")]

    def __str__(self) -> str:
        return f"Return {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("agency_return", args=[self.pk])

    @property
    def period(self) -> Period:
        """The period it speaks of."""
        return periods.containing(self.period_kind, self.starts_on)

    @property
    def name(self) -> str:
        """ "October 2026, Oakvale Police"."""
        return f"{self.period}, {self.agency}"

    def is_missing(self, on: date) -> bool:
        """Whether nothing was sent although its day has passed."""
        return self.edition == 1 and self.state in return_states.NOT_SENT and self.due_on < on

    def state_words(self, on: date) -> str:
        """Its state for people: missing is said, not left to be worked out."""
        if self.is_missing(on):
            return "Missing"
        if self.state == return_states.DRAFT and self.edition > 1:
            return "Correction in draft"
        return self.get_state_display()


class ReturnAnswer(models.Model):
    """One answer of one edition of a return; those of an edition that was submitted never change (trigger)."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="answers")
    edition = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=30)
    row = models.CharField(max_length=30, blank=True)
    column = models.CharField(max_length=30)
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    words = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["of", "edition", "sheet", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["of", "edition", "sheet", "row", "column"], name="answer_once"),
            models.CheckConstraint(condition=Q(number__isnull=False) ^ ~Q(words=""), name="answer_number_or_words"),
            models.CheckConstraint(condition=Q(number=None) | Q(number__gte=0), name="answer_not_negative"),
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class ReturnStaffing(models.Model):
    """One line of the staffing sheet of one edition: the posts of a role in a team in one week, in FTE."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="staffing")
    edition = models.PositiveSmallIntegerField()
    team = models.CharField(max_length=80)
    role = models.CharField(max_length=80)
    week_commencing = models.DateField()
    established_fte = models.DecimalField(max_digits=6, decimal_places=2)
    in_post_fte = models.DecimalField(max_digits=6, decimal_places=2)
    agency_fte = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    absent_fte = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    vacancies_fte = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    available_hours = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["of", "edition", "team", "role", "week_commencing"]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "edition", "team", "role", "week_commencing"], name="staffing_line_once"
            ),
            models.CheckConstraint(condition=Q(week_commencing__iso_week_day=1), name="staffing_line_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(established_fte__gte=0, in_post_fte__gte=0, agency_fte__gte=0)
                & Q(absent_fte__gte=0, vacancies_fte__gte=0),
                name="staffing_line_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"Staffing line {self.pk}"


class ReturnMove(models.Model):
    """One move of a return from one state to another; a trigger refuses any change."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="moves")
    key = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10, choices=return_states.CHOICES)
    to_state = models.CharField(max_length=10, choices=return_states.CHOICES)
    edition = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["of", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(key__in=sorted(return_states.MOVES)), name="return_move_is_known"),
            models.CheckConstraint(
                condition=~Q(key__in=["query", "correct"]) | ~Q(reason=""), name="return_move_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of return {self.of_id}"

    @property
    def words(self) -> str:
        """What happened, in words."""
        return return_states.MOVES[self.key].words
