"""Reminders to judges: so many nominations still wait for their marks, and until when."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate

from commendations.models import Opinion, Round
from commendations.phases import Phase
from office import rules
from office.reminders import remind as remind_once
from office.reminders import step_before
from partnership.models import Person


def remind(*, at: datetime) -> int:
    """Write the reminders of a day to judges whose marks are missing; run twice it writes nothing. Says how many."""
    today, count = localdate(at), 0
    steps = [rules.value(f"commendations.{name}", on=today) for name in ("remind_first", "remind_again")]
    for of in Round.objects.filter(announced_at=None, screen_until__lt=today, score_until__gte=today):
        step = step_before(of.score_until, steps=steps, on=today)
        if step is None or of.phase(today) != Phase.SCORE:
            continue
        for judge, waits in _waiting(of):
            with transaction.atomic():
                count += remind_once(
                    of="scoring", thing=of, step=step, due=of.score_until, to=judge, at=at,
                    template="commendations/news", context=_words(of, waits),
                )  # fmt: skip
    return count


def _waiting(of: Round) -> list[tuple[Person, int]]:
    """Each judge with how many of the readings he or she may see still wait."""
    sits = [each.person for each in of.judges.sitting().select_related("person")]
    rows = (
        (judge, Opinion.objects.visible_to(judge)
         .filter(commendation__round=of, state=Opinion.State.WAITING).aggregate(n=Count("pk"))["n"])
        for judge in sits
    )  # fmt: skip
    return [(judge, waits) for judge, waits in rows if waits]


def _words(of: Round, waits: int) -> dict[str, object]:
    what = "nomination waits" if waits == 1 else "nominations wait"
    return {
        "subject_words": f"{waits} {what} for your marks",
        "paragraphs": (
            f"{waits} {what} for your marks in the round “{of}”. Marks are given until {of.score_until:%-d %B %Y}.",
            "If you know the person or had better not judge, step aside on the same page, and somebody else reads it.",
        ),
        "address": settings.SITE_ADDRESS + reverse("panel"), "link": "Read and score",
    }  # fmt: skip
