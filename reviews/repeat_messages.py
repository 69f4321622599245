"""The register of repeat messages: evidence, recurrence by year, suggestions a person confirms, states."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.text import slugify
from django.utils.timezone import localdate

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Finding, Recommendation
from priorities.wording import refuse_identifiers
from reviews import code_names, findable, likeness, message_states
from reviews.message_states import State
from reviews.models import Message, MessageStep, Rejected

PLAIN = ("title", "text", "first_seen_on", "local_response")
SEVERAL = ("themes", "priorities")
MOST_SUGGESTED = 10
# Only findings of these years are looked at for suggestions: older ones were looked at when they were new.
YEARS_LOOKED_AT = 6


def start(*, by: Person, at: datetime, given: Mapping[str, Any]) -> Message:
    """Put a message into the register; Refusal when the day is still to come or a text names a child."""
    check(by, Permission.KEEP_MESSAGES)
    with transaction.atomic():
        message = Message(kept_by=by, kept_at=at, slug=_free_slug(str(given["title"])))
        _set(message, given, at=at)
        MessageStep.objects.create(message=message, to_state=message.state, by=by, at=at)
        trail.leave("message registered", by=by, about=message)
    return message


def change(*, message: Message, by: Person, at: datetime, given: Mapping[str, Any]) -> Message:
    """Change its words, themes and our own response."""
    check(by, Permission.KEEP_MESSAGES)
    with transaction.atomic():
        message = _locked(message)
        _set(message, given, at=at)
        trail.leave("message changed", by=by, about=message)
    return message


def _set(message: Message, given: Mapping[str, Any], *, at: datetime) -> None:
    for name in PLAIN:
        value = given[name]
        setattr(message, name, value.strip() if isinstance(value, str) else value)
    refuse_identifiers(message.title, message.text, message.local_response)
    code_names.refuse(message.title, message.text, message.local_response)
    if message.first_seen_on > localdate(at):
        raise Refusal("It cannot have been seen first on a day still to come.")
    message.save()
    for name in SEVERAL:
        getattr(message, name).set(given.get(name, ()))
    findable.renew_message(message)


def publish(*, message: Message, by: Person, published: bool) -> Message:
    """Let the public read it with its letters and answers, or take it back."""
    check(by, Permission.KEEP_MESSAGES)
    with transaction.atomic():
        message = _locked(message)
        message.published = published
        message.save(update_fields=["published"])
        findable.renew_message(message)
        trail.leave("message published" if published else "message withdrawn", by=by, about=message)
    return message


def come_to(message: Message, *, state: State, by: Person, at: datetime, note: str = "") -> Message:
    """Bring a locked message to another state, with its history; Refusal when the table does not allow it."""
    if message.state == state:
        return message
    if sentence := message_states.why_not(State(message.state), state):
        raise Refusal(sentence)
    before, message.state = message.state, state
    message.save(update_fields=["state"])
    MessageStep.objects.create(
        message=message, from_state=before, to_state=state, by=by, at=at, note=" ".join(note.split())[:500]
    )
    findable.renew_message(message)
    return message


def move(*, message: Message, by: Person, at: datetime, state: str, note: str) -> Message:
    """Bring it to a state by hand: watched, answered here, changed nationally, closed; the others come by letters."""
    check(by, Permission.KEEP_MESSAGES)
    refuse_identifiers(note)
    if state in (State.APPROVED, State.SENT, State.ACKNOWLEDGED, State.ANSWERED):
        raise Refusal("This state comes with a letter: draft one, have it approved, record what became of it.")
    if not note.strip():
        raise Refusal("Write why.")
    with transaction.atomic():
        message = come_to(_locked(message), state=State(state), by=by, at=at, note=note)
        trail.leave("message moved", by=by, about=message, state=state)
    return message


# Evidence -----------------------------------------------------------------------


def confirm(*, message: Message, finding: Finding, by: Person) -> None:
    """Say that a finding is evidence for a message."""
    check(by, Permission.KEEP_MESSAGES)
    with transaction.atomic():
        message = _locked(message)
        message.evidence.add(finding)
        message.rejected.filter(finding=finding).delete()
        trail.leave("message evidence confirmed", by=by, about=message, finding=finding.pk)


def reject(*, message: Message, finding: Finding, by: Person, at: datetime) -> None:
    """Say that a finding does not belong to a message: it is not suggested again, and no evidence any more."""
    check(by, Permission.KEEP_MESSAGES)
    with transaction.atomic():
        message = _locked(message)
        message.evidence.remove(finding)
        Rejected.objects.get_or_create(message=message, finding=finding, defaults={"by": by, "at": at})
        trail.leave("message evidence rejected", by=by, about=message, finding=finding.pk)


def suggestions(message: Message, *, viewer: Person, on: date) -> list[Finding]:
    """Findings of whatever room that may say the same, the likest first, as far as the viewer may read them."""
    since = on.replace(year=on.year - YEARS_LOOKED_AT, day=1)
    seen = Finding.objects.visible_to(viewer).filter(found_on__gte=since)
    asked = Prefetch("recommendations", Recommendation.objects.visible_to(viewer))
    rows = list(
        seen.prefetch_related(asked)
        .exclude(pk__in=message.evidence.values("pk"))
        .exclude(pk__in=message.rejected.values("finding"))
    )
    # What a person has confirmed says in other words what the message says: it helps to find the next.
    asked_for = " ".join([message.title, message.text, *(each.text for each in message.evidence.all())])
    near = likeness.suggest(asked_for, [_words_of(row) for row in rows])
    return [rows[place] for place, _ in near[:MOST_SUGGESTED]]


def _words_of(finding: Finding) -> str:
    """What was found, and what was recommended because of it."""
    return " ".join([finding.text, *(asked.text for asked in finding.recommendations.all())])


def recurrence(evidence: Iterable[Finding]) -> list[tuple[int, int]]:
    """How many findings say so in each calendar year, from the first to the last, years without any included."""
    counted = Counter(finding.found_on.year for finding in evidence)
    return [(year, counted[year]) for year in range(min(counted), max(counted) + 1)] if counted else []


def recurs(years: Sequence[tuple[int, int]]) -> str:
    """What the years show, in a sentence: in how many it came, and whether it still does."""
    came = [year for year, count in years if count]
    if len(came) < 2:
        return f"It was found in {came[0]} only." if came else "No finding is tied to it yet."
    most = max(count for _, count in years)
    peaks = [str(year) for year, count in years if count == most]
    at_most = "once" if most == 1 else f"{most} times"
    often = f"most in {peaks[0]} ({most})" if len(peaks) == 1 else f"never more than {at_most} in a year"
    return f"It was found in {len(came)} of the {len(years)} years from {years[0][0]} to {years[-1][0]}, {often}."


def _free_slug(title: str) -> str:
    stem = slugify(title)[:70] or "message"
    taken = set(Message.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | {"new"}
    return next(each for each in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if each not in taken)


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
