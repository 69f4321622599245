"""The strands of reviews: briefings that carry out actions, and messages that findings repeat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse

from partnership.access import holds
from partnership.permissions import Permission
from priorities.golden_thread import strand
from priorities.knots import Knot, Stage, Standing
from priorities.models import Action, Finding, Priority
from reviews.message_states import State
from reviews.models import Message, Product

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

    Viewer = Person | AnonymousUser

# Messages on the way to national stakeholders; those still answered here are findings like any other.
_GOING = frozenset({State.APPROVED, State.SENT, State.ACKNOWLEDGED})
_ENDED = frozenset({State.ANSWERED, State.CHANGED, State.CLOSED})


@strand
def learning(priority: Priority, *, viewer: Viewer, on: date) -> Iterator[Knot]:
    """Published briefings, tied to the actions they carry out and the findings they tell of; used by teams or not."""
    shown = Product.objects.for_priority(priority).published(on).for_list()
    for product in shown.prefetch_related(
        Prefetch("answers", Action.objects.visible_to(viewer).only("pk")),
        Prefetch("findings", Finding.objects.visible_to(viewer).only("pk")),
    ):
        teams = product.teams  # type: ignore[attr-defined]
        yield Knot(
            key=f"learning-{product.pk}",
            stage=Stage.TRAINING,
            kind=product.get_kind_display(),
            title=product.title,
            state=f"Used by {teams} team{'' if teams == 1 else 's'}" if teams else "No team has used it yet",
            date=product.published_on,
            address=reverse("learning", args=[product.slug]),
            ties=(
                *(f"action-{action.pk}" for action in product.answers.all()),
                *(f"finding-{finding.pk}" for finding in product.findings.all()),
            ),
            standing=Standing.DONE if teams else Standing.GOING,
        )


@strand
def messages(priority: Priority, *, viewer: Viewer, on: date) -> Iterator[Knot]:
    """Messages raised with those who can change things: asked of them as a recommendation is asked of an agency."""
    member = holds(viewer, Permission.SEE_ACTIONS)
    raised = Message.objects.for_priority(priority).visible_to(viewer, member=member)
    for message in raised.filter(state__in=[*_GOING, *_ENDED]).prefetch_related(
        Prefetch("evidence", Finding.objects.visible_to(viewer).only("pk")),
        Prefetch("calls_for", Action.objects.visible_to(viewer).only("pk")),
        "escalations",
    ):
        yield _raised(message)


def _raised(message: Message) -> Knot:
    letters = [each for each in message.escalations.all() if each.sent_on]
    owed = [each.reply_due_on for each in letters if each.replied_on is None and each.reply_due_on]
    actions = [f"action-{action.pk}" for action in message.calls_for.all()]
    ended = Standing.DONE if actions else Standing.STOPPED
    return Knot(
        key=f"message-{message.pk}",
        stage=Stage.RECOMMENDATION,
        kind="Message to national stakeholders",
        title=message.title,
        state=message.get_state_display(),
        date=max((each.replied_on or each.sent_on for each in letters), default=message.first_seen_on),
        address=reverse("message", args=[message.slug]),
        ties=(*(f"finding-{finding.pk}" for finding in message.evidence.all()), *actions),
        standing=Standing.GOING if message.state in _GOING else ended,
        due=min(owed, default=None),
    )
