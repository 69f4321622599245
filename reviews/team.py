"""The named team of a case: who may read it, who leads it; and the glass one breaks in an emergency."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from office import letters, rules
from office.letters import Topic
from partnership import access, trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from reviews import findable
from reviews.models import Opening, Review, TeamMember


def is_on(person: Person, review: Review) -> bool:
    """Whether a person is on the team now."""
    return review.team.current().filter(person=person).exists()


def leads(person: Person, review: Review) -> bool:
    """Whether a person leads the work on a case: on its team, with the hand of whoever opens reviews."""
    return access.can(person, Permission.OPEN_REVIEWS) and is_on(person, review)


def check_on(review: Review, *, by: Person) -> None:
    """The first line of each verb of the team: PermissionDenied for anybody else, whoever broke the glass included."""
    if not access.can(by, Permission.WORK_ON_REVIEWS) or not is_on(by, review):
        raise PermissionDenied


def check_leads(review: Review, *, by: Person) -> None:
    """The first line of each verb of the lead: PermissionDenied for anybody else."""
    if not leads(by, review):
        raise PermissionDenied


def agency_on(person: Person, review: Review) -> Agency | None:
    """The agency for which a person is on the team; None for the partnership, or when not on it."""
    member = review.team.current().filter(person=person).select_related("agency").first()
    return member.agency if member else None


def add(*, review: Review, person: Person, by: Person, at: datetime, agency: Agency | None = None) -> TeamMember:
    """Put somebody on the team and tell him or her; Refusal when already on it or without a membership."""
    check_leads(review, by=by)
    if not access.can(person, Permission.WORK_ON_REVIEWS):
        raise Refusal(f"{person} belongs to no agency today, so cannot be on a team.")
    with transaction.atomic():
        review = Review.objects.select_for_update().get(pk=review.pk)
        if is_on(person, review):
            raise Refusal(f"{person} is on the team already.")
        member = join(review, person=person, by=by, at=at, agency=agency)
        tell(review, to=person, at=at, key=f"review {review.pk} team {member.pk}",
             subject="You are on the team of a case review",
             sentence="You can open the case now. Speak of it only with its team.")  # fmt: skip
    return member


def join(review: Review, *, person: Person, by: Person, at: datetime, agency: Agency | None = None) -> TeamMember:
    """Write the row: for this module and for opening a case."""
    member = TeamMember.objects.create(review=review, person=person, agency=agency, added_by=by, added_at=at)
    trail.leave("review team joined", by=by, about=review, person=person.pk)
    findable.renew_case(review)
    return member


def take_off(*, member: TeamMember, by: Person, at: datetime) -> None:
    """Take somebody off the team; Refusal for the last one who leads it, because nobody could open the case then."""
    review = member.review
    check_leads(review, by=by)
    with transaction.atomic():
        Review.objects.select_for_update().get(pk=review.pk)
        member = TeamMember.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
        if member.left_at:
            raise Refusal(f"{member.person} is not on the team any more.")
        others = [each.person for each in review.team.current().exclude(pk=member.pk).select_related("person")]
        if not any(access.can(person, Permission.OPEN_REVIEWS) for person in others):
            raise Refusal("Nobody else on the team leads case reviews. Add another who does, first.")
        member.left_at = at
        member.save(update_fields=["left_at"])
        trail.leave("review team left", by=by, about=review, person=member.person_id)
        findable.renew_case(review)


def break_glass(*, review: Review, by: Person, at: datetime, reason: str) -> Opening:
    """Open a case one is not on the team of, for some hours; every scrutineer and the coordinator are told why."""
    check(by, Permission.BREAK_GLASS)
    if not reason.strip():
        raise Refusal("Say why you must open this case now. The scrutineer reads it.")
    hours = rules.value("reviews.opened_for", on=localdate(at))
    with transaction.atomic():
        opening = Opening.objects.create(
            review=review, by=by, at=at, until=at + timedelta(hours=hours), reason=reason.strip()
        )
        trail.leave("review opened in an emergency", by=by, about=review, hours=hours)
        told = {person.pk: person for person in Person.objects.holding("scrutineer", on=localdate(at))}
        told[review.coordinator_id] = review.coordinator
        for person in told.values():
            tell(review, to=person, at=at, key=f"review {review.pk} opening {opening.pk} {person.pk}",
                 subject="A sealed case review was opened",
                 sentence=f"{by} is not on its team and opened it for {hours} hours.",
                 reason=opening.reason, address="" if is_on(person, review) else reverse("trail"))  # fmt: skip
    return opening


def tell(
    review: Review, *, to: Person, at: datetime, key: str, subject: str, sentence: str, reason: str = "",
    topic: str = Topic.OFFICE, address: str = "",
) -> None:  # fmt: skip
    """Write somebody a letter about a case, which never names it."""
    letters.write(
        to=to, topic=topic, template="reviews/news", key=key, at=at,
        context={"subject_words": subject, "sentence": sentence, "reason": reason,
                 "address": address or reverse("case", args=[review.pk])},
    )  # fmt: skip
