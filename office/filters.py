"""What one may choose in the lists of the desk."""

import django_filters as choose
from django.db.models import Q, QuerySet

from office.models import Letter


class LetterChoices(choose.FilterSet):
    """By what it is about, what became of it, and to whom."""

    topic = choose.ChoiceFilter(label="About", choices=Letter.Topic.choices, empty_label="Anything")
    state = choose.ChoiceFilter(label="What became of it", choices=Letter.State.choices, empty_label="Anything")
    to = choose.CharFilter(label="To", method="written_to", help_text="Part of a name or of an e-mail address")

    class Meta:
        model = Letter
        fields: list[str] = []

    def written_to(self, letters: QuerySet[Letter], name: str, value: str) -> QuerySet[Letter]:
        """Letters to a name or an address that holds these letters."""
        return letters.filter(Q(to_address__icontains=value) | Q(to__name__icontains=value))
