"""What one may choose in the lists of people and of requests to join."""

import django_filters as choose
from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate

from office.models import JoinRequest
from partnership.models import Agency, Membership
from partnership.roles import ROLES


class PeopleChoices(choose.FilterSet):
    """By words, role, kind of agency, and whether the membership holds."""

    words = choose.CharFilter(label="Name, job or agency", method="having")
    role = choose.ChoiceFilter(
        label="Role", choices=[(key, role.name) for key, role in ROLES.items()], empty_label="Any"
    )
    kind = choose.ChoiceFilter(
        label="Kind of agency", field_name="agency__kind", choices=Agency.Kind.choices, empty_label="Any"
    )
    standing = choose.ChoiceFilter(
        label="Membership", method="which_stand", choices=[("now", "In force"), ("ended", "Ended")], empty_label="Any"
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def having(self, rows: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        """The words stand in the name, the job or the agency."""
        return rows.filter(
            Q(person__name__icontains=value) | Q(person__job_role__icontains=value) | Q(agency__name__icontains=value)
        )

    def which_stand(self, rows: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        """In force today, or ended before."""
        ended = Q(ends_on__lt=TruncDate(Now()))
        return rows.filter(ended) if value == "ended" else rows.exclude(ended)


class RequestChoices(choose.FilterSet):
    """By what became of the request."""

    state = choose.ChoiceFilter(label="State", choices=JoinRequest.State.choices, empty_label="Any")

    class Meta:
        model = JoinRequest
        fields: list[str] = []
