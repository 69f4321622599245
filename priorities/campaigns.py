"""Campaigns begin, change, are measured and published. Pledges: pledges.py; whom they reached: reach.py."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from office import drafts
from partnership import trail
from partnership.access import can, check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import beside, campaign_search, wording
from priorities.models import Action, Campaign, Priority, Theme

FORM, NEW = "campaign", "new_campaign"
# Words that addresses below /priorities/campaigns/ use.
TAKEN = ("new", "calendar")


@dataclass(frozen=True)
class Brief:
    """What a campaign says of itself, as its form gives it."""

    title: str
    topic: str
    aim: str
    audience_words: str
    starts_on: date
    ends_on: date
    lead_agency: Agency
    channels: str = ""
    lead_person: Person | None = None
    co_owner: Agency | None = None
    priorities: tuple[Priority, ...] = ()
    themes: tuple[Theme, ...] = ()
    answers: tuple[Action, ...] = ()


SEVERAL = ("priorities", "themes", "answers")
PLAIN = tuple(field.name for field in fields(Brief) if field.name not in SEVERAL)


def may_work_on(person: Person, campaign: Campaign) -> bool:
    """The business unit, and whoever answers for the agency that leads it or the other board's that co-owns it."""
    if can(person, Permission.KEEP_CAMPAIGNS):
        return True
    owners = [campaign.lead_agency, *([campaign.co_owner] if campaign.co_owner else [])]
    return any(can(person, Permission.JOIN_CAMPAIGNS, agency=agency) for agency in owners)


def check_works_on(campaign: Campaign, *, by: Person) -> None:
    """PermissionDenied unless the hand may work on this campaign."""
    if not may_work_on(by, campaign):
        check(by, Permission.KEEP_CAMPAIGNS)


def start(*, by: Person, brief: Brief, at: datetime, typed_as: str | None = None) -> Campaign:
    """Start a campaign, seen by members only until it is published. `typed_as` names its draft.

    Refusal when the days are out of order, its lead does not work for the agency, or a text names a child.
    """
    check(by, Permission.KEEP_CAMPAIGNS)
    _refuse_unfit(brief, on=localdate(at))
    with transaction.atomic():
        campaign = Campaign(slug=_free_slug(brief.title))
        _write(campaign, brief=brief, by=by)
        drafts.discard(by=by, form=NEW, record=typed_as)
        trail.leave("campaign started", by=by, about=campaign, agency=campaign.lead_agency)
    return campaign


def values_of(campaign: Campaign) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    plain = {name: getattr(campaign, name) for name in PLAIN}
    return plain | {
        "lead_agency": campaign.lead_agency.name,
        "lead_person": campaign.lead_person.email if campaign.lead_person else "",
        "co_owner": campaign.co_owner.name if campaign.co_owner else "",
        **{name: sorted(str(pk) for pk in getattr(campaign, name).values_list("pk", flat=True)) for name in SEVERAL},
    }


def change(*, by: Person, campaign: Campaign, brief: Brief, mark: str, at: datetime) -> Campaign:
    """Change what a campaign says; its address stays. `mark` says what stood there when the form was opened.

    ChangedMeanwhile when somebody else has saved since. Only the business unit moves it to another agency or board.
    """
    check_works_on(campaign, by=by)
    with transaction.atomic():
        campaign = locked(campaign)
        drafts.refuse_stale(values_of(campaign), mark=mark)
        moved = (brief.lead_agency, brief.co_owner) != (campaign.lead_agency, campaign.co_owner)
        if moved and not can(by, Permission.KEEP_CAMPAIGNS):
            raise Refusal("Only the business unit gives a campaign to another agency or board. Ask it to do so.")
        _refuse_unfit(brief, on=localdate(at), led_by=campaign.lead_agency)
        _write(campaign, brief=brief, by=by)
        drafts.discard(by=by, form=FORM, record=str(campaign.pk))
        trail.leave("campaign changed", by=by, about=campaign, agency=campaign.lead_agency)
    return campaign


def publish(*, by: Person, campaign: Campaign, at: datetime) -> Campaign:
    """Let the public read about a campaign; publishing twice changes nothing."""
    check(by, Permission.KEEP_CAMPAIGNS)
    with transaction.atomic():
        campaign = locked(campaign)
        if campaign.published:
            return campaign
        if not Agency.objects.active(localdate(at)).filter(pk=campaign.lead_agency_id).exists():
            raise Refusal(f"{campaign.lead_agency} has left the partnership. Name another agency as lead first.")
        campaign.published_at, campaign.published_by = at, by
        campaign.save(update_fields=["published_at", "published_by"])
        campaign_search.renew_campaign(campaign)
        trail.leave("campaign published", by=by, about=campaign, agency=campaign.lead_agency)
    return campaign


def withdraw(*, by: Person, campaign: Campaign) -> Campaign:
    """Take a campaign back from the public; members still see it."""
    check(by, Permission.KEEP_CAMPAIGNS)
    with transaction.atomic():
        campaign = locked(campaign)
        campaign.published_at = campaign.published_by = None
        campaign.save(update_fields=["published_at", "published_by"])
        campaign_search.renew_campaign(campaign)
        trail.leave("campaign withdrawn", by=by, about=campaign, agency=campaign.lead_agency)
    return campaign


def measure(
    *, by: Person, campaign: Campaign, measure_text: str, measured_before: str, measured_before_on: date | None,
    measured_after: str, measured_after_on: date | None, at: datetime,
) -> Campaign:  # fmt: skip
    """Say what should be different, and how it stood before and after; each value has its day.

    Refusal when a value has no day or a day no value, the later one comes first, or a day is still to come.
    """
    check_works_on(campaign, by=by)
    wording.refuse_identifiers(measure_text, measured_before, measured_after)
    _refuse_days(
        (measured_before, measured_before_on, "before"), (measured_after, measured_after_on, "after"), on=localdate(at)
    )
    if (measured_before or measured_after) and not measure_text.strip():
        raise Refusal("Say what was measured, such as: young people who know whom to tell.")
    with transaction.atomic():
        campaign = locked(campaign)
        campaign.measure_text = measure_text.strip()
        campaign.measured_before, campaign.measured_before_on = measured_before.strip(), measured_before_on
        campaign.measured_after, campaign.measured_after_on = measured_after.strip(), measured_after_on
        campaign.save()
        trail.leave("campaign measured", by=by, about=campaign, agency=campaign.lead_agency)
    return campaign


def brief_from(given: Mapping[str, Any]) -> Brief:
    """A brief out of the clean values of a form, whatever else they hold."""
    names = Brief.__dataclass_fields__
    return Brief(**{k: tuple(v) if k in SEVERAL else v for k, v in given.items() if k in names})


def locked(campaign: Campaign) -> Campaign:
    """The campaign as it stands, held until the transaction ends."""
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("lead_agency", "lead_person", "co_owner")
    return rows.get(pk=campaign.pk)


def _write(campaign: Campaign, *, brief: Brief, by: Person) -> None:
    for name in PLAIN:
        value = getattr(brief, name)
        setattr(campaign, name, value.strip() if isinstance(value, str) else value)
    campaign.joint = brief.co_owner is not None
    campaign.save()
    campaign.priorities.set(brief.priorities)
    campaign.themes.set(brief.themes)
    beside.set_ties(campaign.answers, chosen=brief.answers, by=by)
    campaign_search.renew_campaign(campaign)


def _refuse_unfit(brief: Brief, *, on: date, led_by: Agency | None = None) -> None:
    """`led_by` is the agency that leads it already: it may have left, a new one may not."""
    wording.refuse_identifiers(brief.title, brief.topic, brief.aim, brief.audience_words, brief.channels)
    if not all(text.strip() for text in (brief.title, brief.topic, brief.aim, brief.audience_words)):
        raise Refusal("A campaign has a title, a topic, an aim, and says whom it wants to reach.")
    if brief.ends_on < brief.starts_on:
        raise Refusal("The last day must not lie before the first. Check the two dates.")
    if brief.co_owner == brief.lead_agency:
        raise Refusal(f"{brief.lead_agency} leads this campaign and cannot be the other board as well.")
    if brief.lead_agency != led_by and not Agency.objects.active(on).filter(pk=brief.lead_agency.pk).exists():
        raise Refusal(f"{brief.lead_agency} has left the partnership. Name another agency as lead.")
    person = brief.lead_person
    if person and not person.memberships.current(on).filter(agency=brief.lead_agency).exists():
        raise Refusal(f"{person} does not work for {brief.lead_agency}. Name somebody who does, or nobody.")


def _refuse_days(before: tuple[str, date | None, str], after: tuple[str, date | None, str], *, on: date) -> None:
    for value, day, when in (before, after):
        if bool(value.strip()) != (day is not None):
            raise Refusal(f"Give both the value {when} and the day it was measured, or neither.")
        if day is not None and day > on:
            raise Refusal(f"The day of the value {when} is still to come. Write the day it was measured.")
    if after[1] and (before[1] is None or after[1] <= before[1]):
        raise Refusal("The value after needs an earlier value before to stand beside.")


def _free_slug(title: str) -> str:
    """An address made of the title that no campaign has yet."""
    wanted = slugify(title)[:44] or "campaign"
    known = set(Campaign.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | set(TAKEN)
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(known) + 3))) if slug not in known)
