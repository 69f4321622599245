"""Agencies are asked to pledge something to a campaign; they pledge, say why they cannot, and say when it was kept."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from office import letters
from office.letters import Topic, Urgency
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import hands, wording
from priorities.campaigns import locked
from priorities.models import Campaign, Pledge, PledgeRequest


def ask(*, by: Person, campaign: Campaign, agencies: Iterable[Agency], pledge_by: date, at: datetime) -> int:
    """Ask agencies to pledge until a day, those asked before not again; whoever answers for them gets a letter.

    Says how many were asked anew. Refusal when the day has passed, lies after the campaign, or an agency has left.
    """
    check(by, Permission.KEEP_CAMPAIGNS)
    today = localdate(at)
    with transaction.atomic():
        campaign = locked(campaign)
        _refuse_over(campaign, on=today)
        if not today <= pledge_by <= campaign.ends_on:
            raise Refusal(f"Choose a day from today to the last day of the campaign, {_day(campaign.ends_on)}.")
        asked = set(campaign.pledge_requests.values_list("agency", flat=True))
        new = [agency for agency in agencies if agency.pk not in asked]
        _refuse_left(new, on=today)
        campaign.pledge_by = pledge_by
        campaign.save(update_fields=["pledge_by"])
        for agency in new:
            PledgeRequest.objects.create(campaign=campaign, agency=agency, asked_by=by, asked_at=at)
            _tell(campaign, agency, at=at)
        trail.leave("pledges asked for", by=by, about=campaign, agencies=[agency.pk for agency in new])
    return len(new)


def pledge(*, by: Person, campaign: Campaign, agency: Agency, text: str, at: datetime) -> Pledge:
    """Pledge what an agency does for a campaign; what it declined before counts no more.

    Refusal when the campaign is over, the agency has left, or the text names a child.
    """
    check(by, Permission.JOIN_CAMPAIGNS, agency=agency)
    wording.refuse_identifiers(text)
    if not text.strip():
        raise Refusal("Say what your agency will do.")
    today = localdate(at)
    with transaction.atomic():
        campaign = locked(campaign)
        _refuse_over(campaign, on=today)
        _refuse_left([agency], on=today)
        made = Pledge.objects.create(campaign=campaign, agency=agency, text=text.strip(), pledged_by=by, pledged_at=at)
        nothing = {"declined_by": None, "declined_at": None, "declined_why": ""}
        campaign.pledge_requests.filter(agency=agency).update(**nothing)
        trail.leave("pledge made", by=by, about=made, agency=agency, campaign=campaign.pk)
    return made


def decline(*, by: Person, request_made: PledgeRequest, why: str, at: datetime) -> PledgeRequest:
    """Say why an agency that was asked cannot pledge anything."""
    check(by, Permission.JOIN_CAMPAIGNS, agency=request_made.agency)
    wording.refuse_identifiers(why)
    if not why.strip():
        raise Refusal("Say why, in a sentence: the campaign may find another way.")
    with transaction.atomic():
        held = PledgeRequest.objects.select_for_update(of=("self",)).select_related("agency").get(pk=request_made.pk)
        if Pledge.objects.filter(campaign=held.campaign_id, agency=held.agency_id).exists():
            raise Refusal(f"{held.agency} has pledged something already. Thank you.")
        held.declined_by, held.declined_at, held.declined_why = by, at, why.strip()
        held.save()
        trail.leave("pledge declined", by=by, about=held, agency=held.agency, campaign=held.campaign_id)
    return held


def keep(*, by: Person, pledge: Pledge, on: date, at: datetime) -> Pledge:
    """Say on which day a pledge was kept; Refusal when the day is still to come or lies before the pledge."""
    check(by, Permission.JOIN_CAMPAIGNS, agency=pledge.agency)
    with transaction.atomic():
        held = Pledge.objects.select_for_update(of=("self",)).select_related("agency").get(pk=pledge.pk)
        if on > localdate(at):
            raise Refusal("This day is still to come. Say that it was kept once it was.")
        if on < localdate(held.pledged_at):
            raise Refusal(f"It was pledged on {_day(localdate(held.pledged_at))}; it cannot have been kept before.")
        held.kept_on, held.kept_by = on, by
        held.save(update_fields=["kept_on", "kept_by"])
        trail.leave("pledge kept", by=by, about=held, agency=held.agency, campaign=held.campaign_id)
    return held


def _tell(campaign: Campaign, agency: Agency, *, at: datetime) -> None:
    for person in hands.answering_for(agency, on=localdate(at)):
        letters.write(
            to=person,
            topic=Topic.OFFICE,
            urgency=Urgency.DIGEST,
            template="priorities/pledge_asked",
            context={"campaign": campaign, "agency": agency, "address": reverse("campaign", args=[campaign.slug])},
            key=f"pledge asked {campaign.pk} {agency.pk} {person.pk}",
            at=at,
        )


def _refuse_over(campaign: Campaign, *, on: date) -> None:
    if campaign.has_ended(on):
        raise Refusal(f"This campaign ended on {_day(campaign.ends_on)}. Nothing can be pledged to it any more.")


def _refuse_left(agencies: list[Agency], *, on: date) -> None:
    there = set(Agency.objects.active(on).values_list("pk", flat=True))
    for agency in agencies:
        if agency.pk not in there:
            raise Refusal(f"{agency} has left the partnership and cannot pledge anything.")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
