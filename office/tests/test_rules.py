"""A rule holds from the day it was set for; what was agreed before keeps its rule."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from office import rules
from office.models import Rule
from office.rule_book import Days
from office.tests.given import in_boxes
from partnership.models import TrailEntry
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = AT.date()


def set_by(administrator, key="clocks.mash_green", value="5 working days", valid_from=TODAY, **words):
    return rules.set_rule(by=administrator, key=key, value=value, valid_from=valid_from, at=AT, **words)


def test_a_rule_nobody_has_set_holds_as_delivered():
    assert rules.value("clocks.mash_green", on=TODAY) == Days(3, working=True)


def test_what_was_agreed_before_a_change_keeps_its_rule(administrator):
    set_by(administrator, valid_from=date(2026, 12, 1))

    before, after = (rules.value("clocks.mash_green", on=day) for day in (date(2026, 11, 30), date(2026, 12, 1)))

    assert (before, after) == (Days(3, working=True), Days(5, working=True))


def test_of_two_values_for_one_day_the_later_set_holds(administrator):
    set_by(administrator, value="5 working days")
    set_by(administrator, value="6 calendar days")

    assert rules.value("clocks.mash_green", on=TODAY) == Days(6, working=False)
    assert Rule.objects.of("clocks.mash_green").count() == 2


def test_setting_a_rule_leaves_a_line_in_the_trail(administrator):
    row = set_by(administrator)

    line = TrailEntry.objects.about(row).get()
    assert (line.deed, line.by, line.detail) == (
        "rule set",
        administrator,
        {"key": "clocks.mash_green", "valid_from": "2026-11-23"},
    )


def test_a_day_that_has_passed_is_refused(administrator):
    with pytest.raises(Refusal, match="for days that have passed"):
        set_by(administrator, valid_from=TODAY - timedelta(days=1))


def test_today_is_today_in_london_not_in_greenwich(administrator):
    just_after_midnight_in_summer = datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("Europe/London"))

    with pytest.raises(Refusal, match="for days that have passed"):
        rules.set_rule(
            by=administrator,
            key="clocks.mash_red",
            value="5",
            valid_from=date(2026, 6, 30),
            at=just_after_midnight_in_summer,
        )


def test_a_value_that_changes_nothing_is_refused(administrator):
    with pytest.raises(Refusal, match="already “3 working days” on that day"):
        set_by(administrator, value="3 working days")


@pytest.mark.parametrize("name", ["lead", "board", "stranger"])
def test_nobody_but_the_business_unit_sets_rules(cast, name):
    with pytest.raises(PermissionDenied):
        set_by(getattr(cast, name))

    assert Rule.objects.count() == 0


def test_all_rules_are_read_in_one_query_for_a_request(django_assert_num_queries, administrator):
    set_by(administrator)

    with django_assert_num_queries(1), rules.read_once():
        values = [rules.value(key, on=TODAY) for key in rules.DECLARED]

    assert len(values) == len(rules.DECLARED)


def test_a_rule_set_within_a_request_holds_in_it_at_once(administrator):
    with rules.read_once():
        before = rules.value("clocks.mash_red", on=TODAY)
        set_by(administrator, key="clocks.mash_red", value="3")
        after = rules.value("clocks.mash_red", on=TODAY)

    assert (before, after) == (4, 3)


def test_what_must_be_set_before_opening_is_told(administrator):
    set_by(administrator, key="contact.hub_phone", value="01632 960150")

    assert [rule.key for rule in rules.missing(on=TODAY)] == [
        "partnership.data_controller",
        "contact.night_phone",
        "contact.email",
    ]


def test_the_page_shows_what_holds_since_when_by_whom_and_what_comes(sign_in, administrator):
    now, today = timezone.now(), timezone.localdate()
    rules.set_rule(by=administrator, key="clocks.mash_red", value="5", valid_from=today, at=now)
    rules.set_rule(by=administrator, key="clocks.mash_red", value="6", valid_from=today + timedelta(days=9), at=now)

    page = sign_in(administrator).get(reverse("rules")).content.decode()

    assert "5 hours" in page
    assert f"Since {today:%-d %B %Y}, set by {administrator}." in page
    assert f"6 hours from {today + timedelta(days=9):%-d %B %Y}, set by {administrator}" in page


def test_an_administrator_changes_a_rule_through_its_page(sign_in, administrator):
    client = sign_in(administrator)
    tomorrow = timezone.localdate() + timedelta(days=1)
    address = reverse("change_rule", args=["clocks.assessment"])

    response = client.post(
        address,
        {"value": "40", "unit": "working", **in_boxes("valid_from", tomorrow), "reason": "Board, November"},
        follow=True,
    )

    row = Rule.objects.get()
    assert (row.key, row.value, row.valid_from, row.reason) == (
        "clocks.assessment",
        "40 working days",
        tomorrow,
        "Board, November",
    )
    assert f"Child and family assessment is set from {tomorrow:%-d %B %Y}." in response.content.decode()


def test_an_unfit_value_comes_back_with_a_sentence_and_nothing_given_is_lost(sign_in, administrator):
    client = sign_in(administrator)

    response = client.post(
        reverse("change_rule", args=["clocks.mash_red"]),
        {"value": "four", **in_boxes("valid_from", date(2099, 12, 1)), "reason": "A good reason"},
    )

    page = response.content.decode()
    assert "Decision on a red enquiry must be a whole number from 1 to 72, such as 4." in page
    assert "A good reason" in page
    assert Rule.objects.count() == 0


def test_the_name_set_stands_in_the_head_of_every_page(sign_in, administrator):
    rules.set_rule(
        by=administrator,
        key="partnership.name_first",
        value="Elmshire",
        valid_from=timezone.localdate(),
        at=timezone.now(),
    )

    assert "Elmshire" in sign_in(administrator).get("/").content.decode()


@pytest.mark.parametrize("name", ["rules", "change_rule"])
def test_others_may_not_open_the_pages(client, sign_in, lead, name):
    address = reverse(name, args=["clocks.mash_red"] if name == "change_rule" else [])

    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
    assert sign_in(lead).get(address).status_code == 403


def test_there_is_no_page_for_a_rule_that_is_not_declared(sign_in, administrator):
    assert sign_in(administrator).get(reverse("change_rule", args=["no.such"])).status_code == 404
