"""The judging record of a round, which everybody may read: how many, judged by whom, conflicts, recusals, spread."""

from typing import Any

from django.db.models import Count
from django.utils.timezone import localdate

from commendations.models import Conflict, Mark, Opinion, Round
from commendations.moves import State
from partnership.models import Membership


def note_of(of: Round) -> dict[str, Any]:
    """Counts only, no name of a judge or nominee: as it is frozen when the round is announced."""
    nominations = of.nominations.exclude(state=State.WITHDRAWN)
    opinions = Opinion.objects.filter(commendation__in=nominations)
    given = list(opinions.given().values("commendation").annotate(n=Count("pk")).values_list("n", flat=True))
    judges = list(of.judges.values_list("person", flat=True))
    agencies = (
        Membership.objects.current(localdate(of.announce_at)).filter(person__in=judges).values("agency").distinct()
    )
    marks = Mark.objects.filter(opinion__in=opinions.given()).values("score").annotate(n=Count("pk"))
    kinds = Conflict.objects.filter(commendation__round=of).values("kind").annotate(n=Count("pk")).order_by("kind")
    return {
        "nominations": nominations.count(),
        "chosen": nominations.filter(state__in=[State.CHOSEN, State.AWARDED]).count(),
        "judges": len(judges),
        "agencies": agencies.count(),
        "quorum": of.quorum,
        "blind": of.blind,
        "conflicts": {str(Conflict.Kind(each["kind"]).label): each["n"] for each in kinds},
        "lifted": Conflict.objects.filter(commendation__round=of).exclude(lifted_at=None).count(),
        "changes": of.changes.count(),
        "recusals": opinions.filter(state=Opinion.State.RECUSED).count(),
        "opinions": sum(given),
        "least": min(given, default=0) if len(given) == nominations.count() else 0,
        "most": max(given, default=0),
        "scores": {str(score): {each["score"]: each["n"] for each in marks}.get(score, 0) for score in range(1, 6)},
    }
