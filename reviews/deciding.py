"""What each of the three partners says: whether criteria are met, and whether a version of the report is signed."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from partnership import trail
from partnership.access import agencies_where, can
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers
from reviews import case_moves, team
from reviews.models import Decision, Review
from reviews.stages import Stage

Subject = Decision.Subject
_STAGES = {Subject.CRITERIA: Stage.REFERRED, Subject.SIGNATURE: Stage.DRAFTING}


def partner_of(person: Person, review: Review, *, at: datetime) -> Agency | None:
    """The partner for which a person may decide on a case whose team he or she is on; None otherwise."""
    if not can(person, Permission.DECIDE_REVIEWS) or not team.is_on(person, review):
        return None
    own = {membership.agency_id for membership in person.memberships.current(localdate(at))}
    return next((each for each in case_moves.partners(on=localdate(at)) if each.pk in own), None)


def may_decide(person: Person, review: Review, *, at: datetime) -> bool:
    """Whether something is to be decided now and the person decides for a partner."""
    something = review.stage == Stage.REFERRED or (review.stage == Stage.DRAFTING and review.reports.exists())
    return something and partner_of(person, review, at=at) is not None


def decide(
    *, review: Review, by: Person, at: datetime, agrees: bool, reason: str, version: int | None = None
) -> Decision:
    """Say yes or no for one's own partner, with the reason; said again, the last word holds.

    What is decided follows from the stage: criteria of a referred case, the latest version of a report; `version` is
    the one that was read, where a page showed it. PermissionDenied for anybody who decides for none of the three;
    Refusal when nothing is to be decided, or another version has been written since.
    """
    partner = partner_of(by, review, at=at)
    if partner is None:
        raise PermissionDenied
    refuse_identifiers(reason)
    if not reason.strip():
        raise Refusal("Give the reason: it is kept with what you decide.")
    with transaction.atomic():
        review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
        subject = next((each for each, stage in _STAGES.items() if stage == review.stage), None)
        if subject is None:
            raise Refusal("There is nothing to decide at this stage.")
        report = review.reports.first() if subject == Subject.SIGNATURE else None
        if subject == Subject.SIGNATURE and report is None:
            raise Refusal("There is no report to sign yet.")
        if report and version is not None and report.version != version:
            raise Refusal(f"Version {report.version} is there now. Read it before you decide; nothing was kept.")
        if report and report.written_by_id == by.pk:
            raise Refusal("You wrote this version yourself. Somebody else of your agency signs it.")
        made = Decision.objects.create(
            review=review, subject=subject, report=report, agency=partner, agrees=agrees, reason=reason.strip(),
            by=by, at=at,
        )  # fmt: skip
        trail.leave("review decided", by=by, about=review, agency=partner, subject=subject, agrees=agrees)
    return made


def waits_for(person: Person, review: Review, *, at: datetime) -> bool:
    """Whether the person's partner has not said anything yet on what is to be decided."""
    partner = partner_of(person, review, at=at)
    subject = next((each for each, stage in _STAGES.items() if stage == review.stage), None)
    if partner is None or subject is None or agencies_where(person, Permission.DECIDE_REVIEWS) == set():
        return False
    report = review.reports.first() if subject == Subject.SIGNATURE else None
    if subject == Subject.SIGNATURE and report is None:
        return False
    return partner.pk not in case_moves.partners_say(review, subject, report)
