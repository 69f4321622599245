"""The pages of campaigns, each through its door, with one and three, and with bad input."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from office import evidence
from office.drafts import mark_of
from partnership.models import Agency
from priorities import campaigns, pledges, reach
from priorities.models import Campaign, Pledge, PledgeRequest, Reach
from priorities.tests import given
from priorities.tests.test_campaigns import PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def a_day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def an_answer(today, **words):
    """What the form of a campaign of the health trust is answered with."""
    fit = {"title": "Safe sleep", "topic": "Babies", "aim": "Every father hears it.", "audience_words": "Parents",
           "lead_agency": "Oakshire Health", "channels": "Radio\nGyms",
           **a_day("starts_on", today), **a_day("ends_on", today + timedelta(days=20))}  # fmt: skip
    return fit | words


def errors(response):
    return [str(each) for found in response.context["form"].errors.values() for each in found]


def page_of(campaign, name="campaign", *more):
    return reverse(name, args=[campaign.slug, *more])


# Who sees what -----------------------------------------------------------------------------


def test_the_public_sees_published_campaigns_only_on_list_calendar_and_page(client, cast, now):
    given.a_campaign(cast, at=now, title="Not yet")
    given.a_published_campaign(cast, at=now, title="Out there")

    listed = [row.title for row in client.get(reverse("campaigns")).context["listing"].things]
    months = client.get(reverse("campaign_calendar")).context["months"]
    answers = [client.get(reverse("campaign", args=[slug])).status_code for slug in ("not-yet", "out-there")]

    assert (listed, answers) == (["Out there"], [404, 200])
    assert {each.title for month in months for each in (*month.beginning, *month.going_on)} <= {"Out there"}


def test_the_public_reads_neither_names_of_people_nor_why_an_agency_cannot(client, cast, now, today, agencies, lead):
    campaign = given.a_published_campaign(cast, at=now, lead_person=lead)
    pledges.ask(by=cast.administrator, campaign=campaign, agencies=[agencies.health_trust], at=now,
                pledge_by=today + timedelta(days=3))  # fmt: skip
    pledges.decline(by=lead, request_made=PledgeRequest.objects.get(), why="Winter pressure", at=now)

    public = client.get(page_of(campaign)).content.decode()
    client.force_login(cast.stranger)
    member = client.get(page_of(campaign)).content.decode()

    assert [word in public for word in ("Leonie Marshgate", "Winter pressure", "Who was asked")] == [False] * 3
    assert [word in member for word in ("Leonie Marshgate", "Winter pressure", "Who was asked")] == [True] * 3


@pytest.mark.parametrize(
    ("page", "lead_of_another", "own_lead", "other_board", "practitioner"),
    [
        ("change_campaign", 403, 200, 200, 403),
        ("measure_campaign", 403, 200, 200, 403),
        ("add_campaign_file", 403, 200, 200, 403),
        ("make_pledge", 200, 200, 200, 403),
        ("report_reach", 200, 200, 200, 403),
        ("publish_campaign", 403, 403, 403, 403),
        ("withdraw_campaign", 403, 403, 403, 403),
        ("ask_for_pledges", 403, 403, 403, 403),
    ],
)
def test_the_doors_of_work(client, cast, now, page, lead_of_another, own_lead, other_board, practitioner):
    board, other = given.the_other_board(cast)
    campaign = given.a_published_campaign(cast, at=now, co_owner=board)
    answers = []

    for person in (cast.head, cast.lead, other, cast.practitioner, cast.administrator):
        client.force_login(person)
        answers.append(client.get(page_of(campaign, page)).status_code)
    client.logout()

    assert answers == [lead_of_another, own_lead, other_board, practitioner, 200]
    assert client.get(page_of(campaign, page)).url.startswith("/accounts/login/")


def test_a_file_is_served_to_whoever_sees_the_campaign_once_it_was_checked(client, cast, now):
    campaign = given.a_campaign(cast, at=now)
    upload = SimpleUploadedFile("poster.png", PNG)
    asset = reach.add_asset(by=cast.lead, campaign=campaign, title="Poster", upload=upload, at=now)
    other = given.a_published_campaign(cast, at=now)
    address = page_of(campaign, "campaign_file", asset.pk)
    seen = []

    client.force_login(cast.stranger)
    seen.append(client.get(address).status_code)
    evidence.scan(pk=asset.file_id, at=now)
    seen.append(client.get(address).status_code)
    client.logout()
    seen.append(client.get(address).status_code)
    seen.append(client.get(page_of(other, "campaign_file", asset.pk)).status_code)
    campaigns.publish(by=cast.administrator, campaign=campaign, at=now)
    answer = client.get(address)

    assert (seen, answer.status_code) == ([404, 200, 404, 404], 200)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="poster.png"'


# Lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["administrator", None])
def test_list_calendar_and_page_make_the_same_queries_for_one_and_three(client, cast, now, today, who):
    if who:
        client.force_login(getattr(cast, who))
    campaign = given.a_published_campaign(cast, at=now, priorities=(given.a_priority(),), themes=(given.a_theme(),))
    counts = []

    def fill(number):
        for _ in range(number):
            given.a_published_campaign(cast, at=now, themes=(given.a_theme(),))
            pledges.pledge(by=cast.lead, campaign=campaign, agency=cast.agencies.health_trust, text="Table", at=now)
            reach.report(by=cast.lead, campaign=campaign, agency=cast.agencies.health_trust, channel="Radio",
                         people=9, counted_on=today, at=now)  # fmt: skip

    for more in (1, 2):
        fill(more)
        for page in (reverse("campaigns"), reverse("campaign_calendar"), page_of(campaign)):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))

    assert counts[:3] == counts[3:]


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ({"when": "now"}, ["Now"]),
        ({"when": "to-come"}, ["To come"]),
        ({"when": "over"}, ["Over"]),
        ({"joint": "on"}, ["To come"]),
        ({"theme": "neglect"}, ["Now"]),
        ({"words": "OVE"}, ["Over"]),
        ({"agency": "police"}, ["Over"]),
        ({"priority": "tackling-neglect"}, ["To come"]),
        ({"sort": "title"}, ["Now", "Over", "To come"]),
        ({}, ["To come", "Now", "Over"]),
    ],
)
def test_campaigns_are_chosen_and_sorted(client, cast, now, today, chosen, titles):
    board, _ = given.the_other_board(cast)
    later, earlier = today + timedelta(days=9), today - timedelta(days=9)
    given.a_published_campaign(cast, at=now, title="Now", themes=(given.a_theme(),))
    given.a_published_campaign(cast, at=now, title="To come", starts_on=later, ends_on=later, co_owner=board,
                               priorities=(given.a_priority(),))  # fmt: skip
    given.a_published_campaign(cast, at=now, title="Over", starts_on=earlier - timedelta(days=30), ends_on=earlier,
                               lead_agency=cast.agencies.police)  # fmt: skip
    client.force_login(cast.practitioner)

    listing = client.get(reverse("campaigns"), chosen).context["listing"]

    assert [row.title for row in listing.things] == titles


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_downloaded_and_no_small_number_with_it(client, cast, now, today, kind):
    campaign = given.a_published_campaign(cast, at=now, title="Out there")
    reach.report(by=cast.lead, campaign=campaign, agency=cast.agencies.health_trust, channel="Table", people=4,
                 counted_on=today, at=now)  # fmt: skip

    response = client.get(reverse("campaigns"), {"format": kind})

    assert response.headers["Content-Disposition"] == f'attachment; filename="campaigns.{kind}"'
    if kind == "csv":
        heads, row = response.content.decode("utf-8-sig").splitlines()
        named = dict(zip(heads.split(","), row.split(","), strict=True))
        assert (named["Campaign"], named["Times reached"]) == ("Out there", "c")


@pytest.mark.parametrize(("year", "status"), [("1999", 404), ("2026", 200), ("x", 200), ("²⁰²⁶", 200), ("99999", 200)])
def test_a_year_that_is_none_is_not_taken_for_one(client, db, year, status):
    assert client.get(reverse("campaign_calendar"), {"year": year}).status_code == status


# Work ------------------------------------------------------------------------------------------


def test_a_campaign_is_started_changed_and_published_through_its_pages(client, cast, today):
    client.force_login(cast.administrator)

    client.post(reverse("start_campaign"), an_answer(today))
    campaign = Campaign.objects.get()
    mark = mark_of(campaigns.values_of(campaign))
    client.post(page_of(campaign, "change_campaign"), an_answer(today, title="Safer sleep", mark=mark))
    last = client.post(page_of(campaign, "publish_campaign"), follow=True).content.decode()
    campaign.refresh_from_db()

    assert (campaign.title, campaign.aim, campaign.published) == ("Safer sleep", "Every father hears it.", True)
    assert "The public can read about the campaign now." in last
    client.post(page_of(campaign, "withdraw_campaign"))
    assert not Campaign.objects.get().published


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"starts_on_month": "13"}, "There is no such day. Check the day and the month."),
        ({"ends_on_year": "2020"}, "The last day must not lie before the first. Check the two dates."),
        ({"lead_agency": "Oakshire Helth"}, "We do not know this agency. Do you mean “Oakshire Health”"),
        ({"lead_person": "nobody@here.example"}, "Nobody with an account here has this e-mail address."),
        ({"aim": "He is 943 476 5919"}, "Line 1: this looks like an NHS number. Take it out."),
        ({"aim": "She lives at OX1 2JD."}, "Line 1: this looks like a full postcode."),
        ({"themes": "999999"}, "One of these is not known any more. Choose again."),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_all_that_was_given(client, cast, today, words, sentence):
    client.force_login(cast.administrator)

    response = client.post(reverse("start_campaign"), an_answer(today, **words))

    assert any(said.startswith(sentence) for said in errors(response)), errors(response)
    assert "Radio\nGyms" in response.content.decode()
    assert Campaign.objects.count() == 0


def test_the_second_editor_is_shown_what_the_first_has_saved(client, cast, now, today, lead, administrator):
    campaign = given.a_campaign(cast, at=now)
    mark = mark_of(campaigns.values_of(campaign))
    brief = given.a_brief(cast, on=today, title="Hers", themes=(given.a_theme(),))
    campaigns.change(by=administrator, campaign=campaign, brief=brief, mark=mark, at=now)
    client.force_login(lead)

    page = client.post(page_of(campaign, "change_campaign"), an_answer(today, title="His", mark=mark))

    assert ("What is it called?", "Hers", "His") in page.context["form"].theirs
    assert errors(page) == ["Somebody else has changed this while you were writing. Nothing of yours is lost."]


def test_a_lead_is_asked_pledges_and_keeps_the_pledge_through_the_pages(client, cast, now, today, agencies, lead):
    campaign = given.a_campaign(cast, at=now)
    client.force_login(cast.administrator)
    client.post(page_of(campaign, "ask_for_pledges"),
                {"agencies": [agencies.health_trust.pk, agencies.police.pk], **a_day("pledge_by", today)})  # fmt: skip
    client.force_login(lead)

    before = client.get(page_of(campaign)).context["owed"]
    client.post(page_of(campaign, "make_pledge"), {"agency": "Oakshire Health", "text": "A table in each ward"})
    pledge = Pledge.objects.get()
    client.post(page_of(campaign, "keep_pledge", pledge.pk), a_day("on", today))
    pledge.refresh_from_db()

    assert [each.agency for each in before] == [agencies.health_trust]
    assert (pledge.text, pledge.kept_on, pledge.pledged_by) == ("A table in each ward", today, lead)
    assert client.get(page_of(campaign)).context["owed"] == []


def test_a_lead_says_why_the_agency_cannot_and_is_told_where_a_word_is_missing(client, cast, now, today, agencies):
    campaign = given.a_campaign(cast, at=now)
    pledges.ask(by=cast.administrator, campaign=campaign, agencies=[agencies.health_trust], pledge_by=today, at=now)
    asked = PledgeRequest.objects.get()
    client.force_login(cast.lead)

    empty = client.post(page_of(campaign, "decline_pledge", asked.pk), {"why": ""})
    client.post(page_of(campaign, "decline_pledge", asked.pk), {"why": "Winter pressure"})
    asked.refresh_from_db()

    assert errors(empty) == ["Write something here."]
    assert (asked.declined_why, asked.declined_by) == ("Winter pressure", cast.lead)


def test_a_pledge_cannot_be_kept_on_a_day_to_come(client, cast, now, today, agencies, lead):
    campaign = given.a_campaign(cast, at=now)
    made = pledges.pledge(by=lead, campaign=campaign, agency=agencies.health_trust, text="Table", at=now)
    client.force_login(lead)

    page = client.post(page_of(campaign, "keep_pledge", made.pk), a_day("on", today + timedelta(days=1)))

    assert errors(page) == ["This day is still to come. Say that it was kept once it was."]


def test_a_lead_cannot_answer_for_another_agency(client, cast, now, today, agencies, head):
    campaign = given.a_campaign(cast, at=now)
    pledges.ask(by=cast.administrator, campaign=campaign, agencies=[agencies.health_trust], pledge_by=today, at=now)
    pledge = pledges.pledge(by=cast.lead, campaign=campaign, agency=agencies.health_trust, text="Table", at=now)
    row = reach.report(by=cast.lead, campaign=campaign, agency=agencies.health_trust, channel="Radio", people=9,
                       counted_on=today, at=now)  # fmt: skip
    client.force_login(head)

    page = client.post(page_of(campaign, "make_pledge"), {"agency": "Oakshire Health", "text": "A table"})
    answers = [
        client.get(page_of(campaign, "decline_pledge", PledgeRequest.objects.get().pk)).status_code,
        client.get(page_of(campaign, "keep_pledge", pledge.pk)).status_code,
        client.post(page_of(campaign, "take_back_reach", row.pk)).status_code,
    ]

    assert errors(page)[0].startswith("We do not know this agency.")
    assert (answers, Pledge.objects.count(), Reach.objects.count()) == ([404, 403, 403], 1, 1)


def test_reach_and_measure_are_reported_through_their_pages(client, cast, now, today, lead):
    campaign = given.a_published_campaign(cast, at=now)
    client.force_login(lead)

    counted = {"agency": "Oakshire Health", "channel": "Wards", "people": "1204", **a_day("counted_on", today)}
    client.post(page_of(campaign, "report_reach"), counted)
    refused = client.post(page_of(campaign, "report_reach"), counted | {"people": "-1"})
    measured = {"measure_text": "Who knows", "measured_before": "41%", **a_day("measured_before_on", today)}
    client.post(page_of(campaign, "measure_campaign"), measured)
    campaign.refresh_from_db()

    assert (Reach.objects.get().people, campaign.measured_before) == (1204, "41%")
    assert errors(refused) == ["Ensure this value is greater than or equal to 0."]


def test_a_file_that_is_none_is_refused_with_a_sentence(client, cast, now, lead):
    campaign = given.a_campaign(cast, at=now)
    client.force_login(lead)
    address = page_of(campaign, "add_campaign_file")

    page = client.post(address, {"title": "Poster", "upload": SimpleUploadedFile("poster.png", b"MZ not a picture")})
    client.post(address, {"title": "Poster", "upload": SimpleUploadedFile("poster.png", PNG)})
    asset = campaign.assets.get()
    client.post(page_of(campaign, "remove_campaign_file", asset.pk))

    assert errors(page) == [
        "This is not a file the portal takes. Send it as PDF, Word (.docx), Excel (.xlsx), JPEG or PNG."
    ]
    assert campaign.assets.count() == 0


def test_an_agency_that_has_left_cannot_be_chosen_any_more(client, cast, now, today, agencies):
    campaign = given.a_campaign(cast, at=now)
    Agency.objects.filter(pk=agencies.police.pk).update(active_until=today - timedelta(days=1))
    client.force_login(cast.administrator)

    page = client.post(page_of(campaign, "ask_for_pledges"),
                       {"agencies": [agencies.police.pk], **a_day("pledge_by", today)})  # fmt: skip

    assert len(errors(page)) == 1
    assert PledgeRequest.objects.count() == 0
