"""The figures a person has asked to be told of."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from dashboard.models import Subscription
from office.subscriptions import Held
from partnership.models import Person


def held(person: Person, *, at: datetime) -> Iterable[Held]:
    """One for each measure, or for all of an area."""
    for each in Subscription.objects.living().of_person(person).for_list():
        what = each.measure.name if each.measure else "Every measure"
        alerts = ", and at once when it is out of the ordinary" if each.alerts else ""
        how = f"{each.get_rhythm_display()}{alerts}"
        yield Held(f"{what}, {each.area.name}", how, reverse("end_subscription", args=[each.pk]))
