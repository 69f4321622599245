from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboard import chasing, returns, waiting
from dashboard.models import Return, Supply, Target
from dashboard.tests import given
from dashboard.tests.given import AT
from office.models import Letter
from partnership import access
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
# The October return of the police, agreed with 10 working days, is due on 13 November 2026.
DAY = timedelta(days=1)


def on(day):
    return datetime(2026, 11, day, 6, 15, tzinfo=UTC)


def october(cast):
    given.a_supply(cast, on=date(2026, 10, 1))
    return given.a_return(cast)


def letters():
    return list(Letter.objects.order_by("pk").values_list("to_address", "subject"))


def test_the_office_reminds_at_once_and_once_a_day(cast, sign_in):
    sent = october(cast)
    client = sign_in(cast.administrator)

    with time_machine.travel(on(20), tick=False):
        grid = client.get(reverse("returns_grid")).content.decode()
        first = client.post(reverse("returns_grid"), follow=True).content.decode()
        again = client.post(reverse("chase_return", args=[sent.pk]), follow=True).content.decode()

    assert f'href="{sent.get_absolute_url()}"' in grid
    assert "1 return is missing" in grid
    assert "1 letter written to those who are late." in first
    assert "They were reminded today already." in again
    assert letters() == [("police@oakshire.example", "Missing: the return of October 2026, Oakvale Police")]


def test_what_is_not_late_is_not_chased(cast, sign_in):
    sent = october(cast)

    with pytest.raises(Refusal, match="is not late"):
        chasing.chase(sent, by=cast.administrator, at=on(12))
    with pytest.raises(PermissionDenied):
        chasing.chase(sent, by=cast.police, at=on(20))


def test_an_agency_sees_its_own_rows_of_the_grid_and_reminds_nobody(cast, sign_in):
    october(cast)
    given.a_return(cast, agency=cast.agencies.health_trust)
    client = sign_in(cast.police)

    with time_machine.travel(on(20), tick=False):
        answer = client.get(reverse("returns_grid"), {"format": "csv"}).content.decode("utf-8-sig")
        reminded = client.post(reverse("returns_grid"))

    assert answer.splitlines() == ["Agency,Figures,October 2026", "Oakvale Police,Children missing,Missing"]
    assert reminded.status_code == 403


@time_machine.travel(AT, tick=False)
def test_the_grid_shows_all_periods_of_a_year(cast, sign_in):
    for month in (1, 3, 5, 7, 9):
        given.a_return(cast, start=date(2026, month, 1), at=datetime(2026, month + 1, 15, 9, 0, tzinfo=UTC))
    client = sign_in(cast.police)

    latest = client.get(reverse("returns_grid"), {"format": "csv"}).content.decode("utf-8-sig")
    year = client.get(reverse("returns_grid"), {"format": "csv", "year": "2026"}).content.decode("utf-8-sig")

    assert latest.splitlines()[0].count("2026") == 4
    assert year.splitlines()[0].count("2026") == Return.objects.filter(starts_on__year=2026).count() > 4


def test_the_grid_costs_the_same_for_one_row_and_three(cast, sign_in):
    october(cast)
    client, counts = sign_in(cast.administrator), []
    client.get(reverse("returns_grid"))

    for agencies in ((), (cast.agencies.health_trust, cast.agencies.county_council)):
        for agency in agencies:
            given.a_return(cast, agency=agency)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("returns_grid"), {"late": "missing"})
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_who_sends_is_told_before_it_is_due_and_chased_while_it_is_missing(cast):
    october(cast)

    told = [chasing.remind(at=on(day)) for day in (5, 9, 10, 16, 17, 20, 23, 30)]

    # 7 days before; the day after it is due; then every 5 working days.
    assert told == [0, 1, 0, 1, 0, 1, 0, 1]
    assert letters() == [
        ("police@oakshire.example", "Due on 13 November: the return of October 2026, Oakvale Police"),
        *[("police@oakshire.example", "Missing: the return of October 2026, Oakvale Police")] * 3,
    ]


def test_nobody_is_chased_for_what_was_sent(cast):
    given.a_sent_return(cast, sent=october(cast))

    assert chasing.remind(at=on(20)) == 0


def test_a_correction_in_draft_is_not_missing(cast):
    sent = given.a_sent_return(cast, sent=october(cast))
    returns.correct(sent=sent, reason="One more.", by=cast.police, at=AT)

    assert (chasing.remind(at=on(20)), sent.is_missing(date(2026, 11, 20))) == (0, False)


def test_a_query_is_told_to_those_who_send(cast):
    sent = given.a_sent_return(cast, sent=october(cast))

    returns.query(sent=sent, reason="Is it really 20?", by=cast.administrator, at=AT)

    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (cast.police, "A question about the return of October 2026, Oakvale Police")
    assert "Is it really 20?" in letter.text


def test_it_waits_for_who_sends_and_then_for_who_approves(cast):
    sent = october(cast)
    before = [wait.what for wait in waiting.waiting(cast.police, on=date(2026, 11, 16))]
    given.a_sent_return(cast, sent=sent)
    access.memberships(cast.administrator)

    assert before == ["Send the return of October 2026, Oakvale Police"]
    assert [wait.what for wait in waiting.waiting(cast.police, on=date(2026, 11, 16))] == []
    assert [wait.what for wait in waiting.waiting(cast.administrator, on=date(2026, 11, 16))] == [
        "Look at 1 return and approve it"
    ]
    assert list(waiting.waiting(cast.stranger, on=date(2026, 11, 16))) == []


# What the office agrees in the browser ------------------------------------------


@time_machine.travel(AT, tick=False)
def test_the_office_agrees_who_sends_what_and_ends_it(cast, sign_in):
    given.an_area()
    client = sign_in(cast.administrator)
    form = {
        "sheet": "missing",
        "agency": "Oakvale Police",
        "due_after": "8",
        "on_day": "1",
        "on_month": "11",
        "on_year": "2026",
    }

    client.post(reverse("agree_supply"), form)
    supply = Supply.objects.get()
    listed = client.get(reverse("supply_list")).content.decode()
    client.post(reverse("end_supply", args=[supply.pk]), {"on_day": "30", "on_month": "11", "on_year": "2026"})

    supply.refresh_from_db()
    assert (supply.due_after, supply.valid_from, supply.valid_to) == (8, date(2026, 11, 1), date(2026, 11, 30))
    assert "Children missing" in listed


@time_machine.travel(AT, tick=False)
def test_the_office_agrees_a_target_with_its_tolerance_and_the_old_one_stays(cast, sign_in):
    given.an_area()
    client = sign_in(cast.administrator)
    form = {"value": "90", "tolerance": "5", "agreed_by": "Executive", "on_month": "11", "on_year": "2026"}

    for day in ("1", "15"):
        client.post(reverse("agree_target", args=["D06"]), form | {"on_day": day})
    refused = client.post(reverse("agree_target", args=["D01"]), form | {"on_day": "1"}).content.decode()

    assert list(Target.objects.order_by("valid_from").values_list("value", "tolerance", "valid_to")) == [
        (90, 5, date(2026, 11, 14)), (90, 5, None),
    ]  # fmt: skip
    assert "has no target: more is not better or worse." in refused


@time_machine.travel(AT, tick=False)
def test_pressure_statements_are_read_by_every_member(cast, sign_in):
    sent = given.a_return(cast, "pressure")
    answers = {("pressure", "", "rating"): given.Decimal(4), ("pressure", "", "words"): "Three posts are empty."}
    given.a_sent_return(cast, sent=sent, answers=answers)

    page = sign_in(cast.practitioner).get(reverse("pressure_statements")).content.decode()

    assert ("4: severe" in page, "Three posts are empty." in page) == (True, True)
    assert Return.objects.count() == 3
