"""Agencies are added, changed and closed by the business unit, and by nobody else."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from office import agencies as desk
from office.tests.given import in_boxes
from partnership.models import Agency, Headcount, Membership, TrailEntry
from partnership.refusals import Refusal
from partnership.tests import given

pytestmark = pytest.mark.django_db
FACTS = {
    "name": "Elm Grange School",
    "kind": "school",
    "sector": "education",
    "district": "Elmvale",
    "urn": "900123",
    "email_domains": "@ElmGrange.example, office.elmgrange.example",
    **in_boxes("active_from", date(2026, 9, 1)),
}


def test_an_agency_is_added_through_its_page(administrator, agencies, sign_in):
    client = sign_in(administrator)

    response = client.post(reverse("add_agency"), FACTS | {"parent": agencies.academy_trust.name}, follow=True)

    added = Agency.objects.get(urn="900123")
    assert (added.slug, added.parent, added.active_from) == (
        "elm-grange-school",
        agencies.academy_trust,
        date(2026, 9, 1),
    )
    assert added.email_domains == ["elmgrange.example", "office.elmgrange.example"]
    assert "Elm Grange School was added." in response.content.decode()
    assert TrailEntry.objects.about(added).get().deed == "agency added"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Name"),
        ({"email_domains": "not a domain"}, "not a domain is not a domain. Write it like this: school.example."),
        ({"active_from_day": "32"}, "There is no such day"),
    ],
)
def test_unfit_answers_come_back_with_a_sentence_and_nothing_is_added(administrator, sign_in, changed, sentence):
    before = Agency.objects.count()

    response = sign_in(administrator).post(reverse("add_agency"), FACTS | changed)

    assert sentence in response.content.decode()
    assert "900123" in response.content.decode()
    assert Agency.objects.count() == before


@pytest.mark.parametrize("urn", ["12345", "1234567", "12A456", "１２３４５６"])
def test_a_urn_has_six_figures(administrator, sign_in, urn):
    page = sign_in(administrator).post(reverse("add_agency"), FACTS | {"urn": urn})

    assert page.context["form"].errors["urn"] == [
        "A URN has six figures. Look it up in the register of schools, or leave it empty."
    ]


def test_two_agencies_never_share_a_name_or_a_urn(administrator, agencies, sign_in):
    client = sign_in(administrator)
    client.post(reverse("add_agency"), FACTS)

    same_name = client.post(reverse("add_agency"), FACTS | {"name": "ELM GRANGE SCHOOL", "urn": ""}).content.decode()
    same_urn = client.post(reverse("add_agency"), FACTS | {"name": "Another School"}).content.decode()

    assert "There is an agency named ELM GRANGE SCHOOL already." in same_name
    assert "Elm Grange School has the URN 900123 already." in same_urn


def test_two_names_that_look_the_same_in_an_address_get_two_slugs(administrator):
    facts = {"kind": "school", "sector": "education", "active_from": date(2026, 9, 1)}

    slugs = [desk.add(by=administrator, name=name, **facts).slug for name in ("St Anne's", "St Annes", "St. Anne’s")]

    assert slugs == ["st-annes", "st-annes-2", "st-annes-3"]


def test_a_change_says_in_the_trail_what_was_changed_and_keeps_the_address(administrator, agencies):
    police = agencies.police
    slug = police.slug

    desk.change(by=administrator, agency=police, name="Oakshire Constabulary", district=police.district)

    police.refresh_from_db()
    assert (police.name, police.slug) == ("Oakshire Constabulary", slug)
    assert TrailEntry.objects.about(police).get().detail == {"fields": "name"}


def as_asked(page, **changed):
    """What a browser would send of the form as it stands on the page, but for what was changed."""
    form = page.context["form"]
    sent = {
        name: form[name].value() or "" for name in form.fields if name not in ("active_from", "safeguarding_partner")
    }
    ticked = {"safeguarding_partner": "on"} if form["safeguarding_partner"].value() else {}
    boxes = [f"active_from_{part}" for part in ("day", "month", "year")]
    days = (
        {box: form.data[box] for box in boxes}
        if form.is_bound
        else in_boxes("active_from", form.initial["active_from"])
    )
    return {**sent, **ticked, **days, **changed}


def test_nobody_overwrites_a_colleague_s_change_unseen(administrator, agencies, sign_in):
    police, client = agencies.police, sign_in(administrator)
    address = reverse("change_agency", args=[police.pk])
    opened = client.get(address)
    desk.change(
        by=administrator, agency=police, district="Elmvale", email_domains=["elm.example"], active_from=date(2020, 5, 1)
    )

    refused = client.post(address, as_asked(opened, name="Oakshire Constabulary"))
    kept = list(Agency.objects.filter(pk=police.pk).values_list("name", "district"))
    client.post(address, as_asked(refused))

    text = refused.content.decode()
    assert "Somebody else has changed this while you were writing. Nothing of yours is lost." in text
    assert re.findall(r'scope="row">([^<]+)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', text) == [
        ("Name", police.name, "Oakshire Constabulary"),
        ("District", "Elmvale", "nothing"),
        ("E-mail domains", "elm.example", ", ".join(police.email_domains)),
        ("First day in the partnership", "1 May 2020", f"{police.active_from:%-d %B %Y}"),
    ]
    assert kept == [(police.name, "Elmvale")]
    assert Agency.objects.get(pk=police.pk).name == "Oakshire Constabulary"


def test_what_was_typed_of_an_agency_is_there_when_one_comes_back(administrator, agencies, sign_in):
    police, client = agencies.police, sign_in(administrator)
    address = reverse("change_agency", args=[police.pk])
    typed = as_asked(client.get(address), name="Half a na")

    client.post(reverse("save_draft", args=[desk.FORM, police.pk]), typed)
    back = client.get(address)
    client.post(address, typed | {"name": "Oakshire Constabulary"})

    assert back.context["form"]["name"].value() == "Half a na"
    assert "We kept what you had typed" in back.content.decode()
    assert client.get(address).context["form"].restored is None


def test_a_change_that_changes_nothing_leaves_no_line(administrator, agencies):
    desk.change(by=administrator, agency=agencies.police, name=agencies.police.name)

    assert TrailEntry.objects.count() == 0


def test_no_agency_stands_below_itself(administrator, agencies):
    with pytest.raises(Refusal, match="stands below"):
        desk.change(by=administrator, agency=agencies.academy_trust, parent=agencies.school)


def test_agencies_stand_three_deep_at_most(administrator, agencies):
    nursery = given.an_agency("Nursery", parent=agencies.school)
    with pytest.raises(Refusal, match="at most 3 deep"):
        desk.add(
            by=administrator,
            name="Room",
            kind="early_years",
            sector="education",
            parent=nursery,
            active_from=date(2026, 1, 1),
        )
    with pytest.raises(Refusal, match="at most 3 deep"):
        desk.change(by=administrator, agency=agencies.academy_trust, parent=agencies.county_council)


def test_a_closed_agency_has_no_members_after_its_last_day(administrator, agencies, sign_in):
    voluntary, today = agencies.voluntary, timezone.localdate()

    sign_in(administrator).post(reverse("close_agency", args=[voluntary.pk]), in_boxes("last_day", today))

    mine = Membership.objects.filter(agency=voluntary)
    assert (mine.current(today).exists(), mine.current(today + timedelta(days=1)).exists()) == (True, False)


def test_an_agency_with_others_below_is_not_closed(administrator, agencies, sign_in):
    address = reverse("close_agency", args=[agencies.academy_trust.pk])

    page = sign_in(administrator).post(address, in_boxes("last_day", date(2026, 12, 1))).content.decode()

    agencies.academy_trust.refresh_from_db()
    assert f"Close these first, or move them to another parent: {agencies.school}." in page
    assert agencies.academy_trust.active_until is None


def test_a_second_head_count_of_a_day_corrects_the_first(administrator, agencies, sign_in):
    client = sign_in(administrator)
    address = reverse("count_heads", args=[agencies.health_trust.pk])
    counted = in_boxes("on", date(2026, 10, 1))

    client.post(address, {"job_role": "Health visitor", "people": "120", **counted})
    page = client.post(address, {"job_role": "Health  visitor", "people": "124", **counted}, follow=True)

    assert Headcount.objects.get(agency=agencies.health_trust).people == 124
    assert "124" in page.content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(administrator, sign_in, more, django_assert_num_queries):
    for _ in range(more):
        given.an_agency(parent=given.an_agency())
    client = sign_in(administrator)

    with django_assert_num_queries(5):
        client.get(reverse("agencies"))


def test_the_list_is_filtered_and_downloaded(administrator, agencies, sign_in):
    client = sign_in(administrator)

    page = client.get(reverse("agencies"), {"kind": "police", "state": "now"}).content.decode()
    file = client.get(reverse("agencies"), {"kind": "police", "format": "csv"}).content.decode("utf-8-sig")

    assert str(agencies.police) in page
    assert str(agencies.county_council) not in page
    assert [line.split(",")[0] for line in file.splitlines()] == ["Agency", str(agencies.police)]


PAGES = ["agencies", "add_agency", "agency", "change_agency", "close_agency", "count_heads", "issue_token"]


@pytest.mark.parametrize("name", PAGES)
def test_others_may_not_open_the_pages(client, sign_in, lead, agencies, name):
    address = reverse(name, args=[] if name in ("agencies", "add_agency") else [agencies.police.pk])

    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    assert sign_in(lead).get(address).status_code == 403


@pytest.mark.parametrize("name", ["lead", "stranger", "scrutineer"])
def test_nobody_but_the_business_unit_has_the_hand(cast, agencies, name):
    person = getattr(cast, name)

    with pytest.raises(PermissionDenied):
        desk.close(by=person, agency=agencies.police, last_day=date(2026, 12, 1))
    with pytest.raises(PermissionDenied):
        desk.add(by=person, name="X")
    with pytest.raises(PermissionDenied):
        desk.change(by=person, agency=agencies.police, name="X")
    with pytest.raises(PermissionDenied):
        desk.count_heads(by=person, agency=agencies.police, job_role="X", people=1, on=date(2026, 12, 1))
