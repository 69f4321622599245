"""An action is carried out: progress with its next step, parts of other agencies, evidence, done."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from office import evidence
from partnership import trail
from partnership.models import Agency, Person
from partnership.refusals import Refusal
from priorities import hands, moving, progress, wording
from priorities.models import Action, Part, Progress, Proof
from priorities.progress import State


def report_progress(
    *, action: Action, by: Person, at: datetime, done: str, next_step: str, direction: str, at_risk: bool
) -> Progress:
    """Say what was done, what comes next and which way it goes; `at_risk` is the owner's own judgement."""
    hands.check_works_on(action, by=by)
    wording.refuse_identifiers(done, next_step)
    with transaction.atomic():
        action = moving.locked(action)
        moving.refuse_illegal(action, key="report_progress")
        told = Progress.objects.create(
            action=action, by=by, at=at, done=done.strip(), next_step=next_step.strip(), direction=direction
        )
        to = State.AT_RISK if at_risk else State.ON_TRACK
        if action.state != to:
            moving.move(action, key="report_progress", to=to, by=by, at=at)
        else:
            trail.leave("progress reported", by=by, about=action, agency=action.owner_agency)
    return told


def mark_done(*, action: Action, by: Person, at: datetime, done: str) -> Action:
    """Say that an action is done; Refusal while parts of other agencies are open. Evidence comes next."""
    hands.check_works_on(action, by=by)
    wording.refuse_identifiers(done)
    if not done.strip():
        raise Refusal("Say what was done; the evidence is given afterwards.")
    with transaction.atomic():
        action = moving.locked(action)
        moving.refuse_illegal(action, key="mark_done")
        still_open = [str(part.agency) for part in action.parts.filter(done_on=None).select_related("agency")]
        if still_open:
            raise Refusal(f"The part of {_list(still_open)} is not done yet. Mark it done first, or take it off.")
        moving.move(action, key="mark_done", to=State.DONE, by=by, at=at, reason=done)
    return action


def give_evidence(
    *, action: Action, by: Person, at: datetime, text: str = "", upload: UploadedFile | None = None
) -> Proof:
    """Give evidence that an action was done: words, a file, or both; any time until it is accepted."""
    hands.check_works_on(action, by=by)
    wording.refuse_identifiers(text)
    if not text.strip() and upload is None:
        raise Refusal("Give evidence in words, or choose a file.")
    with transaction.atomic():
        action = moving.locked(action)
        if action.state not in progress.UNDER_WAY | {State.DONE}:
            raise Refusal(f"This action is “{action.get_state_display()}”; evidence is given before it is accepted.")
        kept = evidence.take(by=by, upload=upload, at=at) if upload is not None else None
        proof = Proof.objects.create(action=action, text=text.strip(), file=kept, given_by=by, given_at=at)
        trail.leave("evidence given", by=by, about=action, agency=action.owner_agency, proof=proof.pk)
    return proof


def add_part(*, action: Action, by: Person, agency: Agency, text: str) -> Part:
    """Ask another agency for a part in an action under way."""
    hands.check_works_on(action, by=by)
    wording.refuse_identifiers(text)
    with transaction.atomic():
        action = moving.locked(action)
        if action.state not in progress.UNDER_WAY | {State.PROPOSED}:
            raise Refusal(f"This action is “{action.get_state_display()}”; parts are added while it is under way.")
        part = Part.objects.create(action=action, agency=agency, text=text.strip())
        trail.leave("part added", by=by, about=action, agency=agency, part=part.pk)
    return part


def finish_part(*, part: Part, by: Person, on: date, at: datetime) -> Part:
    """Mark the part of one's own agency done on a day; marking it twice changes nothing."""
    hands.check_part(part.agency, by=by)
    if on > localdate(at):
        raise Refusal("A part cannot be done on a day still to come.")
    with transaction.atomic():
        part = Part.objects.select_for_update(of=("self",)).select_related("action").get(pk=part.pk)
        if part.done_on is None:
            part.done_on, part.done_by = on, by
            part.save(update_fields=["done_on", "done_by"])
            trail.leave("part done", by=by, about=part.action, agency=part.agency, part=part.pk)
    return part


def take_off_part(*, part: Part, by: Person) -> None:
    """Take an open part off an action again."""
    hands.check_works_on(part.action, by=by)
    with transaction.atomic():
        moving.locked(part.action)
        if Part.objects.filter(pk=part.pk, done_on=None).delete()[0]:
            trail.leave("part taken off", by=by, about=part.action, agency=part.agency)


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
