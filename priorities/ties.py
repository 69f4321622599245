"""What one action is tied to, in whatever room: what calls for it, and what answers, retests or watches it.

The backbone reads its own; what the other rooms tie to an action is read from their strands, so that a room that
comes tomorrow is shown without a word here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from priorities import golden_thread
from priorities.knots import Knot, Stage
from priorities.models import Action, Campaign, Finding, Priority, Recommendation, Voice

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

    Viewer = Person | AnonymousUser


@dataclass(frozen=True)
class Tie:
    """One thing an action is tied to: what it is, its words, how it stands, where it is read."""

    kind: str
    title: str
    address: str
    state: str = ""


@dataclass(frozen=True)
class Ties:
    """What calls for an action, and what came of it; `sees_all` says whether what is missing is truly missing."""

    calls: tuple[Tie, ...]
    follows: tuple[Tie, ...]
    sees_all: bool


def of(action: Action, *, viewer: Viewer, on: date) -> Ties:
    """What an action is tied to, as far as a viewer may see it; the same few queries however much it is."""
    others = _of_other_rooms(action, viewer, on)
    return Ties(
        calls=(*_calls(action, viewer), *(_tie(knot) for knot in others if knot.stage < Stage.ACTION)),
        follows=(*(_tie(knot) for knot in others if knot.stage > Stage.ACTION), *_campaigns(action, viewer)),
        sees_all=golden_thread.sees_all(viewer),
    )


def _calls(action: Action, viewer: Viewer) -> list[Tie]:
    """Recommendations that call for it, the findings behind them, and what people said that led to it."""
    asked = list(Recommendation.objects.visible_to(viewer).filter(calls_for=action))
    found = Finding.objects.visible_to(viewer).filter(recommendations__in=asked).distinct() if asked else ()
    heard = Voice.objects.visible_to(viewer).filter(changed=action)
    return [
        *(Tie("Recommendation", each.text, reverse("recommendation", args=[each.pk])) for each in asked),
        *(Tie("Finding", each.text, reverse("finding", args=[each.pk]), each.source_title) for each in found),
        *(Tie(f"Told by {each.get_speaker_display().lower()}", each.text, reverse("voice", args=[each.pk]))
          for each in heard),
    ]  # fmt: skip


def _campaigns(action: Action, viewer: Viewer) -> list[Tie]:
    carrying = Campaign.objects.visible_to(viewer).filter(answers=action)
    return [Tie("Campaign", each.title, reverse("campaign", args=[each.slug])) for each in carrying]


def _of_other_rooms(action: Action, viewer: Viewer, on: date) -> list[Knot]:
    """Knots of other rooms that are tied to the action, from the threads it belongs to."""
    key, found = f"action-{action.pk}", dict[str, Knot]()
    strands = golden_thread.of_other_rooms()
    for priority in _threads(action) if strands else ():
        for strand in strands:
            found |= {knot.key: knot for knot in strand(priority, viewer=viewer, on=on) if key in knot.ties}
    return sorted(found.values(), key=lambda knot: (knot.stage, knot.date or date.max, knot.key))


def _threads(action: Action) -> list[Priority]:
    """The priorities in whose thread the action hangs: its own, and those it was called for."""
    called = Q(recommendations__calls_for=action) | Q(findings__recommendations__calls_for=action)
    return list(Priority.objects.filter(pk__in=Priority.objects.filter(Q(actions=action) | called).values("pk")))


def _tie(knot: Knot) -> Tie:
    return Tie(knot.kind, knot.title, knot.address, knot.state)
