"""The history of an action as a reader wants it: what happened, when, by whom, in one line of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from partnership.models import Person
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
    lines = [*_moves(action), *_progress(action), *_dates(action), *_proofs(action), *_tests(action)]
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
                   f"{each.done} Next: {each.next_step}")  # fmt: skip


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
