"""A key opens the API for one agency, in the name of one person, until its last day."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from office import agencies as desk
from office import tokens
from office.models import Letter, Token
from office.tests.given import in_boxes
from partnership.models import Membership, TrailEntry
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(administrator, agencies, analyst):
    return tokens.issue(
        by=administrator,
        agency=agencies.county_council,
        responsible=analyst,
        name="Case system",
        scopes=["read_measures"],
        expires_on=timezone.localdate() + timedelta(days=100),
        at=timezone.now(),
    )


def ask(client, secret, address="/api/v1/"):
    return client.get(address, headers={"Authorization": f"Bearer {secret}"})


def test_a_key_opens_the_api_and_says_whose_it_is(client, issued):
    response = ask(client, issued.secret)

    assert (response.status_code, response.json()) == (
        200,
        {
            "agency": issued.token.agency.name,
            "name": "Case system",
            "may": ["read_measures"],
            "expires_on": issued.token.expires_on.isoformat(),
        },
    )


def test_only_a_digest_of_the_key_is_kept(issued):
    kept = Token.objects.values().get()

    assert issued.secret not in str(kept)
    assert issued.secret.startswith(kept["prefix"])


def test_that_a_key_is_used_is_noted(client, issued):
    ask(client, issued.secret)

    issued.token.refresh_from_db()
    assert issued.token.last_used_on == timezone.localdate()


@pytest.mark.parametrize("secret", ["", "oscb_wrong", "ö" * 50])
def test_without_a_living_key_the_answer_is_401(client, issued, secret):
    response = client.get("/api/v1/", headers={"Authorization": f"Bearer {secret}"} if secret else {})

    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/json; charset=utf-8")


def test_a_session_is_no_key(sign_in, administrator):
    assert sign_in(administrator).get("/api/v1/").status_code == 401


def test_a_revoked_key_opens_nothing(client, issued, administrator):
    tokens.revoke(by=administrator, token=issued.token, at=timezone.now())

    assert ask(client, issued.secret).status_code == 401
    with pytest.raises(Refusal, match="revoked already"):
        tokens.revoke(by=administrator, token=issued.token, at=timezone.now())


def test_a_key_opens_nothing_after_its_last_day(issued):
    last = issued.token.expires_on

    opened = [tokens.opened_with(issued.secret, on=day) for day in (last, last + timedelta(days=1))]

    assert opened == [issued.token, None]


def test_a_key_stops_when_whoever_answers_for_it_leaves(client, issued, analyst):
    Membership.objects.filter(person=analyst).update(ends_on=timezone.localdate() - timedelta(days=1))

    assert ask(client, issued.secret).status_code == 401


def test_a_key_stops_when_its_agency_leaves(issued, administrator, agencies):
    today = timezone.localdate()
    desk.close(by=administrator, agency=agencies.county_council, last_day=today)

    opened = [tokens.opened_with(issued.secret, on=day) for day in (today, today + timedelta(days=1))]

    assert opened == [issued.token, None]


@pytest.mark.parametrize(
    ("responsible", "days", "sentence"),
    [("stranger", 10, "does not belong to"), ("analyst", 0, "at most one year"), ("analyst", 400, "at most one year")],
)
def test_a_key_is_for_somebody_of_the_agency_and_for_a_year_at_most(
    cast, administrator, agencies, responsible, days, sentence
):
    with pytest.raises(Refusal, match=sentence):
        tokens.issue(
            by=administrator,
            agency=agencies.county_council,
            responsible=getattr(cast, responsible),
            name="Case system",
            scopes=["send_data"],
            expires_on=timezone.localdate() + timedelta(days=days),
            at=timezone.now(),
        )


def test_the_page_shows_the_key_once(sign_in, administrator, agencies, analyst):
    client = sign_in(administrator)
    last = timezone.localdate() + timedelta(days=30)
    answers = {
        "name": "Case system",
        "responsible": analyst.pk,
        "scopes": ["send_data"],
        "mark": tokens.mark_for(agencies.county_council),
        **in_boxes("expires_on", last),
    }

    once = client.post(reverse("issue_token", args=[agencies.county_council.pk]), answers)
    later = client.get(reverse("agency", args=[agencies.county_council.pk])).content.decode()

    token = Token.objects.get()
    assert f"{token.prefix}_" in once.content.decode()
    assert "no-store" in once.headers["Cache-Control"]
    assert token.prefix in later
    assert f"{token.prefix}_" not in later
    assert TrailEntry.objects.about(token).get().deed == "key issued"


def test_a_form_that_is_sent_again_issues_no_second_key(sign_in, administrator, agencies, analyst):
    client, address = sign_in(administrator), reverse("issue_token", args=[agencies.county_council.pk])
    mark = client.get(address).context["form"]["mark"].value()
    answers = {"name": "Case system", "responsible": analyst.pk, "scopes": ["send_data"], "mark": mark,
               **in_boxes("expires_on", timezone.localdate() + timedelta(days=30))}  # fmt: skip
    client.post(address, answers)

    again = client.post(address, answers)

    assert Token.objects.count() == 1
    sentence = str(again.context["form"].non_field_errors()[0])
    assert sentence.startswith(f"A key has been issued for {agencies.county_council} since this form was opened;")


def test_a_key_is_revoked_by_a_button_and_not_by_opening_a_page(sign_in, administrator, issued):
    client = sign_in(administrator)
    address = reverse("revoke_token", args=[issued.token.pk])

    asked = client.get(address).content.decode()
    before = Token.objects.get().revoked_at
    client.post(address)

    assert f"Revoke {issued.token}?" in asked
    assert (before, Token.objects.get().revoked_by) == (None, administrator)


def test_the_list_of_keys_tells_living_from_dead(sign_in, administrator, issued):
    client = sign_in(administrator)

    counts = [client.get(reverse("tokens"), {"state": state}).content.decode() for state in ("yes", "no")]

    assert ["1 key" in counts[0], "No keys" in counts[1]] == [True, True]


def test_others_may_neither_issue_nor_revoke(lead, issued, agencies, analyst, sign_in):
    with pytest.raises(PermissionDenied):
        tokens.revoke(by=lead, token=issued.token, at=timezone.now())
    with pytest.raises(PermissionDenied):
        tokens.issue(
            by=lead, agency=agencies.county_council, responsible=analyst, name="X", scopes=["send_data"],
            expires_on=timezone.localdate() + timedelta(days=1), at=timezone.now(),
        )  # fmt: skip

    client = sign_in(lead)
    assert [
        client.get(reverse("tokens")).status_code,
        client.get(reverse("revoke_token", args=[issued.token.pk])).status_code,
    ] == [403, 403]


def test_whoever_answers_for_a_key_is_told_of_its_end_once_for_each_step(issued, analyst):
    last = issued.token.expires_on
    noon = timezone.now().replace(hour=12, minute=0)

    told = {
        days: [tokens.remind_of_end(at=noon + timedelta(days=100 - days)) for _ in range(2)]
        for days in (31, 30, 29, 7, 1, 0, -1)
    }

    assert told == {31: [0, 0], 30: [1, 0], 29: [0, 0], 7: [1, 0], 1: [1, 0], 0: [0, 0], -1: [0, 0]}
    letters = Letter.objects.order_by("pk")
    assert {letter.to for letter in letters} == {analyst}
    assert letters[0].subject == f"The API key of Case system ends on {last:%-d %B %Y}"
    assert "Stop reminders like this one: http" in letters[0].text
