"""What thanks are to be forgotten: addresses from outside, stories never awarded, traces of what was taken down."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from commendations import telling
from commendations.models import Award, Commendation, Support
from commendations.moves import ENDED, State
from office import findable, letters, rules
from office.models import SearchEntry

# As long as a month is at most: what is promised to be kept is not forgotten a day too early.
MONTH = timedelta(days=31)
NEVER_AWARDED = sorted(ENDED - {State.AWARDED})


def forget(*, at: datetime) -> int:
    """Do all of it; says how many stories were forgotten."""
    letters.forget_addresses(beginning=telling.OUTSIDE)
    take_down_everywhere()
    return forget_stories(at=at)


def take_down_everywhere() -> int:
    """Let nobody find by search what does not stand on the wall: a second look at what verbs do at once."""
    shown = {f"commendations.award:{pk}" for pk in Award.objects.on_wall().values_list("pk", flat=True)}
    rows = SearchEntry.objects.filter(key__startswith="commendations.award:").values_list("key", flat=True)
    left = set(rows) - shown
    findable.forget(left)
    return len(left)


def forget_stories(*, at: datetime) -> int:
    """Forget what was written of people who got no award, after the months of the rule; the count remains."""
    months = rules.value("commendations.forget_after", on=localdate(at))
    old = Commendation.objects.filter(state__in=NEVER_AWARDED, forgotten_at=None, decided_at__lt=at - months * MONTH)
    with transaction.atomic():
        keys = list(old.values_list("pk", flat=True))
        Support.objects.filter(commendation__in=keys).delete()
        findable.forget(f"commendations.commendation:{pk}" for pk in keys)
        return Commendation.objects.filter(pk__in=keys).update(
            nominee_name="Forgotten", nominee_role="Forgotten", nominee_email="", nominee_person=None, manager_email="",
            elsewhere="", story="", difference="", words="Forgotten", asked_for="", forgotten_at=at,
        )  # fmt: skip
