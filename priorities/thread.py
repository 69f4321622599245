"""The strands of the backbone: voices, findings, recommendations and actions of a priority."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse

from priorities import progress
from priorities.golden_thread import actions_of, recommendations_of, strand
from priorities.knots import Knot, Result, Stage, Standing
from priorities.models import Action, Finding, ImpactTest, Priority, Recommendation, Response, Voice
from priorities.progress import State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import Person

    Viewer = Person | AnonymousUser

# An impact test follows so long after the deed when nobody has set a day (handbook 9).
TIME_TO_PROVE = timedelta(days=183)
_STANDINGS = {
    State.PROPOSED: Standing.PLANNED,
    State.AGREED: Standing.GOING,
    State.ON_TRACK: Standing.GOING,
    State.AT_RISK: Standing.GOING,
    State.DONE: Standing.DONE,
    State.EVIDENCED: Standing.DONE,
    State.IMPACT_TESTED: Standing.PROVEN,
    State.CLOSED: Standing.PROVEN,
    State.SUPERSEDED: Standing.STOPPED,
    State.NOT_PURSUED: Standing.STOPPED,
}
# What is read of an answer.
_ANSWER = ("recommendation_id", "answer", "answered_at", "agency__name")
_RESULTS = {
    ImpactTest.Rating.NONE: Result.SAME,
    ImpactTest.Rating.SOME: Result.BETTER,
    ImpactTest.Rating.STRONG: Result.BETTER,
}


@strand
def voices(priority: Priority, *, viewer: Viewer, on: date) -> Iterator[Knot]:
    """What was heard, and the findings and actions that came of it."""
    heard = Voice.objects.for_priority(priority).visible_to(viewer).select_related("agency")
    for voice in heard.prefetch_related(
        Prefetch("changed", Action.objects.visible_to(viewer).only("pk")),
        Prefetch("led_to", Finding.objects.visible_to(viewer).only("pk")),
    ):
        changed = [f"action-{action.pk}" for action in voice.changed.all()]
        found = [f"finding-{finding.pk}" for finding in voice.led_to.all()]
        yield Knot(
            key=f"voice-{voice.pk}",
            stage=Stage.VOICE,
            kind=voice.get_speaker_display(),
            title=voice.text,
            state=f"What changed: {voice.what_changed.rstrip('.')}"
            if voice.what_changed
            else _changed(len(changed), bool(found)),
            date=voice.heard_on,
            address=address("voice", voice.pk),
            ties=(*found, *changed),
            standing=Standing.DONE if voice.what_changed or changed or found else Standing.GOING,
            agencies=(voice.agency.name,) if voice.agency else (),
        )


def _changed(actions: int, found: bool) -> str:
    if not actions:
        return "A finding was made of it" if found else "Nothing has changed yet"
    return "It led to an action" if actions == 1 else f"It led to {actions} actions"


@strand
def findings(priority: Priority, *, viewer: Viewer, on: date) -> Iterator[Knot]:
    """What was found."""
    for finding in Finding.objects.for_priority(priority).visible_to(viewer).select_related("agency"):
        yield Knot(
            key=f"finding-{finding.pk}",
            stage=Stage.FINDING,
            kind=finding.get_source_kind_display(),
            title=finding.text,
            state=finding.source_title,
            date=finding.found_on,
            address=address("finding", finding.pk) if viewer.is_authenticated else "",
            agencies=(finding.agency.name,) if finding.agency else (),
        )


@strand
def recommendations(priority: Priority, *, viewer: Viewer, on: date) -> Iterator[Knot]:
    """What was asked, and what the agencies answered; tied to its findings and its actions."""
    asked = recommendations_of(priority).visible_to(viewer).tied()
    for each in asked.prefetch_related(
        Prefetch("responses", Response.objects.select_related("agency").only(*_ANSWER), to_attr="answers"),
    ):
        yield _recommended(each, member=viewer.is_authenticated)


def _recommended(each: Recommendation, *, member: bool) -> Knot:
    standing, state, day = _answered(each.answers)
    return Knot(
        key=f"recommendation-{each.pk}",
        stage=Stage.RECOMMENDATION,
        kind="Recommendation",
        title=each.text,
        state=state,
        date=day or each.made_on,
        address=address("recommendation", each.pk) if member else "",
        ties=(
            *(f"finding-{pk}" for pk in each.findings_tied),
            *(f"action-{pk}" for pk in each.actions_tied),
        ),
        standing=standing,
        due=each.due_on,
        agencies=tuple(answer.agency.name for answer in each.answers),
    )


def _answered(answers: list[Response]) -> tuple[Standing, str, date | None]:
    """How far a recommendation has come, in words, and the day of the last answer once there are all."""
    given = [answer for answer in answers if answer.answer]
    if len(given) < len(answers) or not answers:
        words = f"{len(given)} of {len(answers)} have answered" if given else "Waits for an answer"
        return Standing.GOING, words, None
    last = max(answer.answered_at.date() for answer in given)
    kinds = {answer.answer for answer in given}
    if kinds == {Response.Answer.NOT_ACCEPTED}:
        return Standing.STOPPED, "Not accepted", last
    return Standing.DONE, "Accepted" if kinds == {Response.Answer.ACCEPTED} else "Accepted in part", last


@strand
def actions(priority: Priority, *, viewer: Viewer, on: date) -> Iterator[Knot]:
    """What was promised, how far it has come, and whether it helped."""
    for action in actions_of(priority).visible_to(viewer).for_thread():
        yield _promised(action, member=viewer.is_authenticated)


def _promised(action: Action, *, member: bool) -> Knot:
    """An action as a knot; only members can open it, and read who in the agency answers for it."""
    standing = _STANDINGS[State(action.state)]
    tested = action.tested if standing == Standing.PROVEN else None
    return Knot(
        key=f"action-{action.pk}",
        stage=Stage.ACTION,
        kind="Joint action" if action.joint else "Action",
        title=action.text,
        state=_state(action, tested),
        date=_day(action, tested),
        address=address("action", action.pk) if member else "",
        standing=standing,
        due=_due(action, standing),
        result=_RESULTS[tested] if tested else None,
        weak=action.strength == progress.Strength.WEAK,
        agencies=(action.owner_agency.name, *action.helpers),
        owner=f"{action.owner} ({action.owner_agency})" if member else action.owner_agency.name,
    )


def _state(action: Action, tested: str | None) -> str:
    if tested:
        return f"Impact tested: {tested}"
    words = progress.STATE_WORDS[State(action.state)]
    return f"{words}, due {action.due_on:%B %Y}" if action.state in progress.UNDER_WAY else words


def _day(action: Action, tested: str | None) -> date:
    """When it came to stand where it stands, as far as that is known."""
    return action.tested_on if tested else action.done_on or action.agreed_on or action.proposed_at.date()


def _due(action: Action, standing: Standing) -> date | None:
    """When the next thing is owed: the deed, then the impact test."""
    if standing == Standing.DONE:
        done_on = action.done_on or action.due_on
        return action.impact_due_on or done_on + TIME_TO_PROVE
    return action.due_on


@lru_cache(maxsize=4096)
def address(view: str, pk: int) -> str:
    """Where a knot can be read; empty while it has no page of its own."""
    try:
        return reverse(view, args=[pk])
    except NoReverseMatch:
        return ""
