"""People who work in the agencies, and the dated memberships that give them their roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from partnership.models.agencies import Agency
from partnership.roles import ROLES


class PersonQuerySet(models.QuerySet["Person"]):
    """Adjectives of people."""

    def current(self) -> PersonQuerySet:
        """People whose account is open."""
        return self.filter(is_active=True)

    def holding(self, role: str, *, on: date) -> PersonQuerySet:
        """People who hold a role on a day, in any agency."""
        held = Membership.objects.current(on).filter(role=role)
        return self.current().filter(pk__in=held.values("person"))

    def answering_for(self, agency: Agency, *, roles: Iterable[str], on: date) -> PersonQuerySet:
        """People who hold one of the roles at an agency on a day; when nobody does, at the one above it."""
        line: Agency | None = agency
        while line is not None:
            held = Membership.objects.current(on).filter(agency=line, role__in=roles)
            people = self.current().filter(pk__in=held.values("person"))
            if people.exists():
                return people
            line = line.parent
        return self.none()

    def at(self, agency: Agency, *, on: date) -> PersonQuerySet:
        """People who belong to an agency on a day."""
        return self.filter(pk__in=Membership.objects.current(on).filter(agency=agency).values("person"))


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are kept in lower case."""

    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person with an e-mail address; without a password nobody can sign in with one."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A technical keeper, who may open the plumber's hatch (the Django admin)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, books, answers or is asked; the record follows the person across agencies."""

    class ProfessionalGroup(models.TextChoices):
        SOCIAL_WORK = "social_work", "Social work"
        EARLY_HELP = "early_help", "Early help and family support"
        POLICE = "police", "Police"
        HEALTH = "health", "Health"
        EDUCATION = "education", "Education"
        EARLY_YEARS = "early_years", "Early years"
        JUSTICE = "justice", "Probation and youth justice"
        HOUSING = "housing", "Housing and districts"
        VOLUNTARY = "voluntary", "Voluntary and community"
        FOSTER_CARE = "foster_care", "Foster care"
        MANAGEMENT = "management", "Management and administration"
        OTHER = "other", "Other"

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    job_role = models.CharField(max_length=80, blank=True)
    professional_group = models.CharField(max_length=20, choices=ProfessionalGroup.choices, blank=True)
    line_manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("technical keeper", default=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager.from_queryset(PersonQuerySet)()

    # The agency for which the person acts now; set for each request by access.wear.
    acting_for: Agency | None = None
    hats: list[Membership]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="person_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(line_manager=None) | ~Q(line_manager=F("id")), name="person_is_not_own_line_manager"
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, closed_at=None) | Q(is_active=False), name="person_open_is_not_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Adjectives of memberships."""

    def current(self, on: date) -> MembershipQuerySet:
        """Memberships in force on a day, of agencies that still belong to the partnership."""
        return self.filter(starts_on__lte=on, agency__active_from__lte=on).filter(
            Q(ends_on=None) | Q(ends_on__gte=on),
            Q(agency__active_until=None) | Q(agency__active_until__gte=on),
        )

    def for_list(self) -> MembershipQuerySet:
        """What a list of memberships shows."""
        return self.select_related("person", "agency")


class Membership(models.Model):
    """A person holds a role in an agency from one day to another."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Last day")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["agency__name", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_dates_in_order"
            ),
            models.CheckConstraint(condition=Q(role__in=sorted(ROLES)), name="membership_role_is_known"),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_name}, {self.agency}"

    @property
    def role_name(self) -> str:
        """The role in words."""
        return ROLES[self.role].name
