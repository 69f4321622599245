"""The evidence library of an agency: add, revise, withdraw a piece; attach it to answers and take it off."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from audits import answering, hands
from audits.models import Answer, Exhibit, ExhibitRevision, SelfAssessment
from office import evidence
from partnership import identifiers, trail
from partnership.models import Agency, Membership, Person
from partnership.refusals import Refusal

Kind = Exhibit.Kind


@dataclass(frozen=True)
class Piece:
    """What a piece of evidence holds: a file, an address or words."""

    title: str
    dated: date
    expires_on: date | None = None
    upload: UploadedFile | None = None
    address: str = ""
    words: str = ""

    @property
    def kind(self) -> str:
        """Which of the three it is."""
        return Kind.FILE if self.upload else Kind.LINK if self.address else Kind.NOTE


def may_add(person: Person, agency: Agency, *, on: date) -> bool:
    """Whoever leads, and colleagues with whom something is shared."""
    if hands.leads(person, agency):
        return True
    shared = SelfAssessment.objects.filter(agency=agency, assignments__person=person).exists()
    return shared and Membership.objects.current(on).filter(person=person, agency=agency).exists()


def add(*, by: Person, agency: Agency, piece: Piece, at: datetime) -> Exhibit:
    """Add one piece; Refusal when it holds nothing, is of a day to come, or its words name a child."""
    today = localdate(at)
    if not may_add(by, agency, on=today):
        raise PermissionDenied
    _refuse_unfit(piece, today)
    with transaction.atomic():
        made = Exhibit.objects.create(
            agency=agency, kind=piece.kind, title=piece.title.strip(), owner=by, dated=piece.dated,
            expires_on=piece.expires_on, added_by=by, added_at=at,
        )  # fmt: skip
        _revise(made, piece=piece, by=by, at=at)
        trail.leave("evidence added", by=by, about=made, agency=agency, kind=made.kind)
    return made


def revise(*, by: Person, exhibit: Exhibit, piece: Piece, at: datetime) -> ExhibitRevision:
    """Put a newer state in its place; the older ones stay, and every answer that uses it has the new one."""
    _check_keeps(exhibit, by=by)
    _refuse_unfit(piece, localdate(at))
    with transaction.atomic():
        locked = Exhibit.objects.select_for_update(of=("self",)).get(pk=exhibit.pk)
        if locked.withdrawn_at is not None:
            raise Refusal("This piece is withdrawn.")
        locked.title, locked.dated, locked.expires_on, locked.kind = (
            piece.title.strip(), piece.dated, piece.expires_on, piece.kind,
        )  # fmt: skip
        locked.save(update_fields=["title", "dated", "expires_on", "kind"])
        made = _revise(locked, piece=piece, by=by, at=at)
        trail.leave("evidence revised", by=by, about=locked, agency=locked.agency, number=made.number)
    return made


def withdraw(*, by: Person, exhibit: Exhibit, at: datetime) -> None:
    """Take a piece out of use; answers that were handed in with it keep it."""
    _check_keeps(exhibit, by=by)
    with transaction.atomic():
        Exhibit.objects.filter(pk=exhibit.pk, withdrawn_at=None).update(withdrawn_at=at)
        for answer in Answer.objects.filter(evidence=exhibit, assessment__state="answering"):
            answer.evidence.remove(exhibit)
        trail.leave("evidence withdrawn", by=by, about=exhibit, agency=exhibit.agency)


def hand_over(*, by: Person, exhibit: Exhibit, owner: Person, at: datetime) -> None:
    """Another colleague looks after a piece."""
    _check_keeps(exhibit, by=by)
    if not Membership.objects.current(localdate(at)).filter(person=owner, agency=exhibit.agency).exists():
        raise Refusal(f"{owner} does not belong to {exhibit.agency}.")
    with transaction.atomic():
        Exhibit.objects.filter(pk=exhibit.pk).update(owner=owner)
        trail.leave("evidence handed over", by=by, about=exhibit, agency=exhibit.agency, owner=owner.pk)


def attach(*, by: Person, assessment: SelfAssessment, code: str, exhibit: Exhibit, at: datetime) -> None:
    """Use a piece in an answer; an answer not yet begun begins with it."""
    today = localdate(at)
    if not answering.may_answer(by, assessment, code):
        raise PermissionDenied
    _, criterion = answering.question_of(assessment, code)
    if exhibit.agency_id != assessment.agency_id:
        raise Refusal("This piece belongs to another agency.")
    if exhibit.withdrawn_at is not None or (exhibit.expires_on and exhibit.expires_on < today):
        raise Refusal("This piece has run out or is withdrawn. Put a newer one in its place first.")
    with transaction.atomic():
        answering.refuse_closed(assessment, on=today)
        answer, _ = Answer.objects.get_or_create(
            assessment=assessment, code=code,
            defaults={"criterion_id": criterion.pk, "saved_by": by, "saved_at": at, "edition": 0},
        )  # fmt: skip
        answer.evidence.add(exhibit)
        trail.leave("evidence attached", by=by, about=answer, agency=assessment.agency, exhibit=exhibit.pk)


def detach(*, by: Person, answer: Answer, exhibit: Exhibit, at: datetime) -> None:
    """Take a piece off an answer; Refusal when its grade stands on it."""
    assessment = answer.assessment
    if not answering.may_answer(by, assessment, answer.code):
        raise PermissionDenied
    with transaction.atomic():
        answering.refuse_closed(assessment, on=localdate(at))
        locked = Answer.objects.select_for_update().get(pk=answer.pk)
        level = answering.sheet_of(assessment).level(locked.level)
        if level and level.needs_example and not locked.example.strip() and locked.evidence.count() == 1:
            raise Refusal(f"{level.name} stands on this piece. Choose another grade or write an example first.")
        locked.evidence.remove(exhibit)
        trail.leave("evidence taken off", by=by, about=locked, agency=assessment.agency, exhibit=exhibit.pk)


def _check_keeps(exhibit: Exhibit, *, by: Person) -> None:
    if not (hands.leads(by, exhibit.agency) or exhibit.owner_id == by.pk):
        raise PermissionDenied


def _refuse_unfit(piece: Piece, today: date) -> None:
    if not (piece.upload or piece.address or piece.words.strip()):
        raise Refusal("Give a file, an address or a note.")
    if piece.dated > today:
        raise Refusal("Evidence is of a day that has been. Write the day it is of.")
    if piece.expires_on is not None and piece.expires_on <= piece.dated:
        raise Refusal("It runs out after the day it is of. Choose a later day, or leave it empty.")
    if any(found.refused for text in (piece.title, piece.words) for found in identifiers.find(text)):
        raise Refusal("This looks like an NHS number. Take it out.")


def _revise(exhibit: Exhibit, *, piece: Piece, by: Person, at: datetime) -> ExhibitRevision:
    last = exhibit.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return ExhibitRevision.objects.create(
        exhibit=exhibit, number=last + 1, by=by, at=at, address=piece.address, words=piece.words.strip(),
        file=evidence.take(by=by, upload=piece.upload, at=at) if piece.upload else None,
    )  # fmt: skip
