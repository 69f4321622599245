"""Campaigns: who may start, change, measure and publish them; pledges, reach and files."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from office.drafts import ChangedMeanwhile, mark_of
from office.models import Letter, SearchEntry
from partnership.models import Agency, TrailEntry
from priorities import campaign_checks, campaign_search, campaign_waits, campaigns, pledges, reach
from priorities.models import Campaign, Pledge, PledgeRequest, Reach
from priorities.tests import given
from priorities.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def audiences(campaign):
    return SearchEntry.objects.get(key=f"priorities.campaign:{campaign.pk}").audiences


# Starting, changing, publishing ---------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "board", "scrutineer", "stranger"])
def test_only_the_business_unit_starts_asks_and_publishes(cast, who):
    campaign, by = given.a_campaign(cast), getattr(cast, who)

    for deed in (
        lambda: campaigns.start(by=by, brief=given.a_brief(cast), at=AT),
        lambda: campaigns.publish(by=by, campaign=campaign, at=AT),
        lambda: campaigns.withdraw(by=by, campaign=campaign),
        lambda: pledges.ask(by=by, campaign=campaign, agencies=[], pledge_by=ON, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            deed()


def test_a_campaign_is_found_by_members_and_once_published_by_everybody(cast, administrator):
    campaign = given.a_campaign(cast)
    assert "public" not in audiences(campaign)

    campaigns.publish(by=administrator, campaign=campaign, at=AT)
    assert audiences(campaign) == ["public"]

    assert campaigns.publish(by=administrator, campaign=campaign, at=AT).published_at == AT  # twice changes nothing

    campaigns.withdraw(by=administrator, campaign=campaign)
    assert "public" not in audiences(campaign)
    deeds = TrailEntry.objects.about(campaign).values_list("deed", flat=True)
    assert list(deeds) == ["campaign withdrawn", "campaign published", "campaign started"]


def test_two_campaigns_of_one_name_and_a_reserved_word_get_addresses_of_their_own(cast):
    slugs = [given.a_campaign(cast, title=title).slug for title in ("Neglect", "Neglect", "Calendar", "New", "!!!")]

    assert slugs == ["neglect", "neglect-2", "calendar-2", "new-2", "campaign"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"ends_on": ON - timedelta(days=11)}, "The last day must not lie before the first. Check the two dates."),
        ({"aim": "  "}, "A campaign has a title, a topic, an aim, and says whom it wants to reach."),
        ({"aim": "Ask 943 476 5919 how he is."}, "Line 1: this looks like an NHS number. Take it out."),
    ],
)
def test_an_unfit_brief_is_refused(cast, words, sentence):
    with refused(sentence):
        given.a_campaign(cast, **words)

    assert Campaign.objects.count() == 0


def test_a_lead_must_work_for_the_agency_and_another_board_is_another_agency(cast, agencies):
    with refused("Silas Harrowgate does not work for Oakshire Health. Name somebody who does, or nobody."):
        given.a_campaign(cast, lead_person=cast.stranger)
    with refused("Oakshire Health leads this campaign and cannot be the other board as well."):
        given.a_campaign(cast, co_owner=agencies.health_trust)


def test_an_agency_that_has_left_leads_no_new_campaign_and_its_old_one_is_not_published(cast, agencies, administrator):
    campaign = given.a_campaign(cast, lead_agency=agencies.voluntary)
    Agency.objects.filter(pk=agencies.voluntary.pk).update(active_until=ON - timedelta(days=1))

    with refused("Harbourlight Family Centre has left the partnership. Name another agency as lead."):
        given.a_campaign(cast, lead_agency=agencies.voluntary)
    with refused("Harbourlight Family Centre has left the partnership. Name another agency as lead first."):
        campaigns.publish(by=administrator, campaign=campaign, at=AT)


def test_the_lead_of_the_leading_agency_and_of_the_other_board_change_it_and_nobody_else_does(cast, lead, head):
    board, other = given.the_other_board(cast)
    campaign = given.a_campaign(cast, co_owner=board)

    for hand, title in ((lead, "One"), (other, "Two")):
        mark = mark_of(campaigns.values_of(campaign))
        brief = given.a_brief(cast, title=title, co_owner=board)
        campaign = campaigns.change(by=hand, campaign=campaign, brief=brief, mark=mark, at=AT)
    with pytest.raises(PermissionDenied):
        campaigns.change(by=head, campaign=campaign, brief=brief, mark="", at=AT)

    assert (campaign.title, campaign.joint, campaign.co_owner) == ("Two", True, board)


def test_only_the_business_unit_gives_it_to_another_agency(cast, lead, agencies):
    campaign = given.a_campaign(cast)
    mark = mark_of(campaigns.values_of(campaign))

    with refused("Only the business unit gives a campaign to another agency or board. Ask it to do so."):
        campaigns.change(
            by=lead, campaign=campaign, brief=given.a_brief(cast, lead_agency=agencies.police), mark=mark, at=AT
        )


def test_the_second_of_two_who_change_it_is_told(cast, lead, administrator):
    campaign = given.a_campaign(cast)
    mark = mark_of(campaigns.values_of(campaign))
    campaigns.change(by=administrator, campaign=campaign, brief=given.a_brief(cast, title="Hers"), mark=mark, at=AT)

    with pytest.raises(ChangedMeanwhile) as told:
        campaigns.change(by=lead, campaign=campaign, brief=given.a_brief(cast, title="His"), mark=mark, at=AT)

    assert told.value.theirs["title"] == "Hers"
    assert Campaign.objects.get().title == "Hers"


def test_ties_to_actions_one_cannot_see_stay_when_one_changes_the_others(cast, agencies, administrator, lead):
    secret = given.an_agreed_action(cast, by=cast.council, owner_agency=agencies.county_council,
                                    owner_person=cast.council, audience="agency")  # fmt: skip
    own = given.an_agreed_action(cast)
    campaign = given.a_campaign(cast, answers=(secret,))
    mark = mark_of(campaigns.values_of(campaign))

    campaigns.change(by=lead, campaign=campaign, brief=given.a_brief(cast, answers=(own,)), mark=mark, at=AT)

    assert set(campaign.answers.all()) == {secret, own}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"measured_before_on": None}, "Give both the value before and the day it was measured, or neither."),
        (
            {"measured_before_on": ON + timedelta(days=1)},
            "The day of the value before is still to come. Write the day it was measured.",
        ),
        (
            {"measured_after": "60%", "measured_after_on": ON - timedelta(days=30)},
            "The value after needs an earlier value before to stand beside.",
        ),
        ({"measure_text": " "}, "Say what was measured, such as: young people who know whom to tell."),
    ],
)
def test_a_measure_has_two_values_with_their_days_in_order(cast, lead, words, sentence):
    campaign = given.a_campaign(cast)
    fit = {"measure_text": "Who knows", "measured_before": "41%", "measured_before_on": ON - timedelta(days=30),
           "measured_after": "", "measured_after_on": None}  # fmt: skip

    with refused(sentence):
        campaigns.measure(by=lead, campaign=campaign, at=AT, **fit | words)
    kept = campaigns.measure(by=lead, campaign=campaign, at=AT, **fit)

    assert (kept.measured_before, kept.measured_after) == ("41%", "")


def test_the_database_refuses_a_published_campaign_without_hand_or_aim(cast):
    campaign = given.a_campaign(cast)

    for wrong in ({"published_at": AT}, {"aim": ""}, {"ends_on": ON - timedelta(days=90)}, {"joint": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**wrong)


def test_searching_anew_brings_the_same_rows_as_the_verbs_wrote(cast):
    given.a_published_campaign(cast)
    given.a_published_voice(cast)
    given.a_voice(cast)
    written = {row.key: row.audiences for row in SearchEntry.objects.filter(room="priorities")}

    found = {entry.key: sorted(set(entry.audiences)) for entry in campaign_search.entries()}

    assert found == written


# Pledges ------------------------------------------------------------------------------


def asked(cast, campaign, *agencies, until=ON + timedelta(days=7)):
    return pledges.ask(by=cast.administrator, campaign=campaign, agencies=agencies, pledge_by=until, at=AT)


def test_agencies_are_asked_once_and_whoever_answers_for_them_is_told(cast, agencies, lead):
    campaign = given.a_campaign(cast)

    counts = [asked(cast, campaign, agencies.health_trust), asked(cast, campaign, agencies.health_trust)]

    letter = Letter.objects.get(to=lead)
    assert counts == [1, 0]
    assert (letter.urgency, letter.subject) == ("digest", f"{campaign.title}: what will Oakshire Health do?")
    assert [wait.what for wait in campaign_waits.waiting(lead, on=ON)] == [f"Pledge something to “{campaign.title}”"]
    assert list(campaign_waits.waiting(cast.head, on=ON)) == []


@pytest.mark.parametrize("days", [-1, 61])
def test_pledges_are_asked_for_until_a_day_to_come_that_lies_within_the_campaign(cast, agencies, days):
    campaign = given.a_campaign(cast)

    with refused(f"Choose a day from today to the last day of the campaign, {campaign.ends_on:%-d %B %Y}."):
        asked(cast, campaign, agencies.police, until=ON + timedelta(days=days))

    assert PledgeRequest.objects.count() == 0


def test_an_agency_that_has_left_is_not_asked_and_pledges_nothing(cast, agencies, administrator):
    campaign = given.a_campaign(cast)
    Agency.objects.filter(pk=agencies.voluntary.pk).update(active_until=ON - timedelta(days=1))

    with refused("Harbourlight Family Centre has left the partnership and cannot pledge anything."):
        asked(cast, campaign, agencies.voluntary)
    with refused("Harbourlight Family Centre has left the partnership and cannot pledge anything."):
        pledges.pledge(by=administrator, campaign=campaign, agency=agencies.voluntary, text="A table", at=AT)


def test_a_lead_pledges_for_the_own_agency_only_and_says_when_it_was_kept(cast, agencies, lead, head, stranger):
    campaign = given.a_campaign(cast)
    asked(cast, campaign, agencies.health_trust)

    for hand in (head, stranger):
        with pytest.raises(PermissionDenied):
            pledges.pledge(by=hand, campaign=campaign, agency=agencies.health_trust, text="A table", at=AT)
    with refused("Say what your agency will do."):
        pledges.pledge(by=lead, campaign=campaign, agency=agencies.health_trust, text=" ", at=AT)
    made = pledges.pledge(by=lead, campaign=campaign, agency=agencies.health_trust, text="A table", at=AT)
    with refused("This day is still to come. Say that it was kept once it was."):
        pledges.keep(by=lead, pledge=made, on=ON + timedelta(days=1), at=AT)
    with refused("It was pledged on 23 November 2026; it cannot have been kept before."):
        pledges.keep(by=lead, pledge=made, on=ON - timedelta(days=1), at=AT)
    with pytest.raises(PermissionDenied):
        pledges.keep(by=head, pledge=made, on=ON, at=AT)
    kept = pledges.keep(by=lead, pledge=made, on=ON, at=AT)

    assert (kept.kept_on, kept.kept_by) == (ON, lead)
    assert list(campaign_waits.waiting(lead, on=ON)) == []


def test_an_agency_says_why_it_cannot_and_may_still_pledge_later(cast, agencies, lead, head):
    campaign = given.a_campaign(cast)
    asked(cast, campaign, agencies.health_trust)
    wanted = PledgeRequest.objects.get()

    with pytest.raises(PermissionDenied):
        pledges.decline(by=head, request_made=wanted, why="No", at=AT)
    with refused("Say why, in a sentence: the campaign may find another way."):
        pledges.decline(by=lead, request_made=wanted, why=" ", at=AT)
    declined = pledges.decline(by=lead, request_made=wanted, why="Winter pressure", at=AT)
    assert (declined.declined_why, list(PledgeRequest.objects.open(ON))) == ("Winter pressure", [])

    pledges.pledge(by=lead, campaign=campaign, agency=agencies.health_trust, text="A table", at=AT)
    wanted.refresh_from_db()
    assert wanted.declined_by is None
    with refused("Oakshire Health has pledged something already. Thank you."):
        pledges.decline(by=lead, request_made=wanted, why="No", at=AT)


def test_nothing_is_pledged_to_a_campaign_that_is_over(cast, agencies, lead):
    campaign = given.a_campaign(cast, starts_on=ON - timedelta(days=9), ends_on=ON - timedelta(days=1))

    with refused("This campaign ended on 22 November 2026. Nothing can be pledged to it any more."):
        pledges.pledge(by=lead, campaign=campaign, agency=agencies.health_trust, text="A table", at=AT)


# Reach and files ------------------------------------------------------------------------


def counted(cast, campaign, people, *, by=None, channel="Assemblies", on=ON, agency=None):
    return reach.report(by=by or cast.lead, campaign=campaign, agency=agency or cast.agencies.health_trust,
                        channel=channel, people=people, counted_on=on, at=AT)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"people": 10_000_001}, "Give a number of people from 0 to 10,000,000."),
        ({"people": 5, "channel": " "}, "Say how people were reached, such as: assemblies."),
        (
            {"people": 5, "on": ON + timedelta(days=1)},
            "The day is still to come. Write the day on which it was counted.",
        ),
        ({"people": 5, "on": ON - timedelta(days=11)}, "The campaign began on 13 November 2026. Count from then on."),
    ],
)
def test_a_figure_that_cannot_be_is_refused(cast, words, sentence):
    campaign = given.a_campaign(cast)

    with refused(sentence):
        counted(cast, campaign, **words)


def test_an_agency_reports_and_takes_back_its_own_figures_only(cast, agencies, head, lead):
    campaign = given.a_campaign(cast)
    with pytest.raises(PermissionDenied):
        counted(cast, campaign, 5, by=head)
    row = counted(cast, campaign, 940)

    with pytest.raises(PermissionDenied):
        reach.take_back(by=head, counted=row)
    reach.take_back(by=lead, counted=row)

    assert Reach.objects.count() == 0
    assert TrailEntry.objects.filter(deed="reach taken back").count() == 1


def test_no_small_number_can_be_read_or_worked_out_but_by_the_business_unit(cast):
    campaign = given.a_campaign(cast)
    for people, channel in ((940, "a"), (312, "b"), (4, "c")):
        counted(cast, campaign, people, channel=channel)

    everybody = reach.shown(campaign, person=cast.board)
    office = reach.shown(campaign, person=cast.administrator)

    hidden = "Hidden: small number"
    assert [words for _, words in everybody.rows] == ["940", hidden, hidden]
    assert (everybody.total, [words for _, words in office.rows]) == ("1,256", ["940", "312", "4"])


def test_a_file_is_added_and_taken_away_by_whoever_works_on_the_campaign(cast, lead, head):
    campaign = given.a_campaign(cast)
    words = {"campaign": campaign, "title": "Poster", "at": AT}

    with pytest.raises(PermissionDenied):
        reach.add_asset(by=head, upload=SimpleUploadedFile("poster.png", PNG), **words)
    with refused("This is not a file the portal takes. Send it as PDF, Word (.docx), Excel (.xlsx), JPEG or PNG."):
        reach.add_asset(by=lead, upload=SimpleUploadedFile("poster.svg", b"<svg/>"), **words)
    asset = reach.add_asset(by=lead, upload=SimpleUploadedFile("poster.png", PNG), **words)
    with pytest.raises(PermissionDenied):
        reach.remove_asset(by=head, asset=asset)
    reach.remove_asset(by=lead, asset=asset)

    assert campaign.assets.count() == 0


# What must never be -----------------------------------------------------------------------


def test_what_must_never_be_is_named(cast, agencies, lead):
    campaign = given.a_published_campaign(cast)
    made = pledges.pledge(by=lead, campaign=campaign, agency=agencies.health_trust, text="A table", at=AT)
    row = counted(cast, campaign, 9)
    voice = given.a_published_voice(cast)
    assert list(campaign_checks.broken()) == []

    Campaign.objects.filter(pk=campaign.pk).update(aim=" ")
    Agency.objects.filter(pk=agencies.health_trust.pk).update(active_until=ON - timedelta(days=1))
    Reach.objects.filter(pk=row.pk).update(counted_on=ON - timedelta(days=99))
    type(voice).objects.filter(pk=voice.pk).update(text="Ask 943 476 5919")

    assert list(campaign_checks.broken()) == [
        f"Campaign {campaign.pk} is published without aim.",
        f"Pledge {made.pk} was made for agency {made.agency_id} after it had left the partnership.",
        f"Reach {row.pk} of campaign {campaign.pk} was counted before the campaign began.",
        f"Voice {voice.pk} is published and holds what certainly names a child.",
    ]
    assert Pledge.objects.count() == 1
