"""The history of an action as a reader wants it: what happened, when, by whom, in one line of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from partnership.models import Person, TrailEntry
from priorities.models import Action


@dataclass(frozen=True)
class Line:
    """One thing that happened."""

    at: datetime
    by: Person | None
    title: str
    text: str = ""


def of(action: Action) -> list[Line]:
    """Everything that has happened to an action, the latest first; the same few queries however much it is."""
    lines = [*_moves(action), *_progress(action), *_dates(action), *_proofs(action), *_tests(action),
             *_others(action)]  # fmt: skip
    # Sorted rising and then turned, so that of two things of one moment the later one stands above.
    return sorted(lines, key=lambda line: line.at)[::-1]


def _moves(action: Action) -> Iterator[Line]:
    words = {"propose": "Proposed", "agree": "Agreed", "report_progress": "", "mark_done": "Said to be done",
             "accept_evidence": "Evidence accepted", "send_back": "Sent back", "test_impact": "", "reopen": "Reopened",
             "close": "Closed", "supersede": "Superseded", "not_pursue": "Not pursued",
             "take_up_again": "Taken up again", "come_back": "Came back by itself"}  # fmt: skip
    for move in action.moves.select_related("by"):
        title = words[move.key] or f"Now “{move.get_to_state_display()}”"
        yield Line(move.at, move.by, title, move.reason)


def _progress(action: Action) -> Iterator[Line]:
    for each in action.progress.select_related("by"):
        yield Line(each.at, each.by, f"Progress: {each.get_direction_display().lower()}",
                   f"{each.done.rstrip('.')}. Next: {each.next_step}")  # fmt: skip


def _dates(action: Action) -> Iterator[Line]:
    for each in action.due_date_requests.select_related("asked_by", "decided_by"):
        words = f"{each.old_due_on:%-d %B %Y} to {each.new_due_on:%-d %B %Y}"
        yield Line(each.asked_at, each.asked_by, f"Asked to move the date from {words}", each.reason)
        if each.decided_at:
            yield Line(each.decided_at, each.decided_by, "Date moved" if each.granted else "Date stays",
                       each.decision_reason)  # fmt: skip


def _proofs(action: Action) -> Iterator[Line]:
    for each in action.proofs.select_related("given_by", "file"):
        yield Line(each.given_at, each.given_by, "Evidence given", each.text or (str(each.file) if each.file else ""))


def _tests(action: Action) -> Iterator[Line]:
    for each in action.impact_tests.select_related("by"):
        yield Line(each.at, each.by, f"Impact tested: {each.get_rating_display().lower()}", each.text)


# What leaves no row of its own is read from the trail.
_OF_THE_TRAIL = {
    "action changed": "Words changed",
    "action owner named": "Another owner named",
    "part added": "A part asked for",
    "part done": "A part done",
    "part taken off": "A part taken off",
}


def _others(action: Action) -> Iterator[Line]:
    for each in TrailEntry.objects.about(action).filter(deed__in=_OF_THE_TRAIL).for_list():
        of_a_part = each.deed.startswith("part ") and each.agency
        yield Line(each.at, each.by, _OF_THE_TRAIL[each.deed], str(each.agency) if of_a_part else "")
