import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboard import returns
from dashboard.models import Return, ReturnAnswer
from dashboard.returns import Filled
from dashboard.tests import given
from dashboard.tests.given import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]


@pytest.fixture
def no_broker(settings):
    """Jobs run at once."""
    settings.CELERY_TASK_ALWAYS_EAGER = True


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(AT, tick=False):
        yield


def typed(answers):
    """Answers as a browser sends them."""
    return {returns.name_of(*key): str(value) for key, value in answers.items()}


def fill(client, sent, answers, **more):
    mark = returns.drafts.mark_of(returns.values_of(Return.objects.get(pk=sent.pk)))
    data = {"mark": mark, "note": "", **typed(answers), **more}
    return client.post(reverse("fill_return", args=[sent.pk]), data)


def test_the_return_is_filled_in_and_sent(cast, sign_in):
    sent = given.a_return(cast)
    client = sign_in(cast.police)

    page = fill(client, sent, given.missing_children(), send="yes")

    sent.refresh_from_db()
    assert (page.url, sent.state) == (reverse("agency_return", args=[sent.pk]), "submitted")
    assert "The return is sent." in client.get(page.url).content.decode()
    assert given.figures("X06") == [("2026-10-01", 25, None, "provisional")]


def test_a_figure_leads_to_the_return_behind_it_for_whoever_may_see_it(cast, sign_in):
    sent = given.a_return(cast)
    fill(sign_in(cast.police), sent, given.missing_children(), send="yes")
    address = f"/dashboard/measures/X06/month/2026-10-01/?area={sent.area.code}"

    own = " ".join(sign_in(cast.police).get(address).content.decode().split())
    board = sign_in(cast.board).get(address).content.decode()

    assert f'<a href="{sent.get_absolute_url()}">October 2026' in own
    assert "<td>Submitted</td><td>25</td>" in own
    assert sent.get_absolute_url() not in board
    assert "1 return behind it: only the agency that sent it and the business unit see it." in board


def test_what_is_missing_is_named_and_what_was_given_is_kept(cast, sign_in):
    sent = given.a_return(cast)
    client = sign_in(cast.police)
    answers = given.missing_children()
    del answers["missing", "care", "done"]

    answer = fill(client, sent, answers, send="yes")

    page = client.get(answer.url).content.decode()
    assert "Children missing: “Return interviews done”, from care, is empty." in page
    assert ReturnAnswer.objects.filter(of=sent).count() == 11
    sent.refresh_from_db()
    assert sent.state == "draft"


@pytest.mark.parametrize("typed_in", ["-3", "many", "2.5", "99999999", "1e9", "NaN"])
def test_what_is_no_number_is_refused_beside_its_field(cast, sign_in, typed_in):
    sent = given.a_return(cast)

    page = fill(sign_in(cast.police), sent, {("missing", "home", "episodes"): typed_in}, send="yes")

    assert "Give a whole number from 0 to 1,000,000, or leave it empty if it is not known." in page.content.decode()
    sent.refresh_from_db()
    assert sent.state == "asked"


def test_an_unusual_figure_is_asked_about_and_taken_with_the_box_ticked(cast, sign_in):
    given.a_sent_return(cast, start=date(2026, 9, 1))
    sent = given.a_return(cast)
    client = sign_in(cast.police)

    answer = fill(client, sent, given.missing_children(home=200), send="yes")
    asked = client.get(answer.url).content.decode()
    fill(client, sent, given.missing_children(home=200), send="yes", sure="on")

    assert ("the time before it was 20" in asked, 'name="sure"' in asked) == (True, True)
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_nothing_to_report_is_one_click_for_the_return_and_for_one_sheet(cast, sign_in):
    sent = given.a_return(cast, "missing", "police_incidents")
    client = sign_in(cast.police)

    fill(client, sent, {}, nil="police_incidents")
    first = set(ReturnAnswer.objects.values_list("sheet", flat=True))
    client.post(reverse("nil_return", args=[sent.pk]))

    sent.refresh_from_db()
    assert (first, sent.state) == ({"police_incidents"}, "submitted")


def test_staffing_is_filled_in_line_by_line(cast, sign_in):
    sent = given.a_return(cast, "staffing")
    line = {"team": "MASH", "role": "Detective", "week_commencing": "2026-10-26", "established_fte": "8",
            "in_post_fte": "6.5", "agency_fte": "", "absent_fte": "1", "vacancies_fte": "1.5"}  # fmt: skip

    fill(sign_in(cast.police), sent, {}, send="yes", **{f"line-0-{name}": value for name, value in line.items()})

    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert list(sent.staffing.values_list("team", "in_post_fte", "agency_fte")) == [("MASH", Decimal("6.50"), 0)]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("week_commencing", "2026-10-27", "27 October 2026 is no Monday. A week begins on a Monday."),
        ("week_commencing", "2026-11-02", "Monday 2 November 2026 does not lie in October 2026."),
        ("week_commencing", "last week", "Write the Monday as 2026-10-26."),
        ("role", "", "Name the role of this line."),
        ("in_post_fte", "", "Give it, 0 if there is none."),
    ],
)
def test_a_line_of_staffing_that_cannot_be_is_named(cast, sign_in, field, value, sentence):
    sent = given.a_return(cast, "staffing")
    line = {"team": "MASH", "role": "Detective", "week_commencing": "2026-10-26"}
    line |= {"established_fte": "8", "in_post_fte": "6", field: value}

    page = fill(sign_in(cast.police), sent, {}, **{f"line-0-{name}": text for name, text in line.items()})

    assert sentence in page.content.decode()


def test_the_business_unit_asks_and_the_agency_answers_with_other_figures(cast, sign_in):
    sent = given.a_sent_return(cast)
    client = sign_in(cast.administrator)
    client.post(reverse("query_return", args=[sent.pk]), {"reason": "Is it really 20?"})
    client = sign_in(cast.police)
    page = client.get(reverse("agency_return", args=[sent.pk])).content.decode()

    fill(client, sent, given.missing_children(home=24), send="yes", sure="on")
    sign_in(cast.administrator).post(reverse("approve_return", args=[sent.pk]))

    sent.refresh_from_db()
    assert ("Is it really 20?" in page, sent.state, sent.edition) == (True, "approved", 2)
    assert given.figures("X06") == [("2026-10-01", 29, None, "final")]
    shown = client.get(reverse("agency_return", args=[sent.pk])).content.decode()
    assert "before: 20" in shown


def test_a_correction_is_begun_with_a_reason_and_can_be_thrown_away(cast, sign_in):
    sent = given.a_sent_return(cast)
    client = sign_in(cast.police)

    client.post(reverse("correct_return", args=[sent.pk]), {"reason": "One was counted twice."})
    begun = Return.objects.get(pk=sent.pk).edition
    client.post(reverse("discard_return", args=[sent.pk]))

    sent.refresh_from_db()
    assert (begun, sent.edition, sent.state) == (2, 1, "submitted")


def test_missing_stands_above_the_list_and_can_be_chosen(cast, sign_in):
    given.a_return(cast)
    Return.objects.update(due_on=date(2026, 11, 2))
    client = sign_in(cast.administrator)

    page = client.get(reverse("agency_returns")).content.decode()
    chosen = client.get(reverse("agency_returns") + "?state=missing").context["listing"].count

    assert "3 missing, their day has passed" in page
    assert chosen == 3


def test_returns_of_others_are_not_found_and_their_deeds_are_not_done(cast, sign_in):
    sent = given.a_sent_return(cast)
    pages = ["agency_return", "fill_return", "nil_return", "correct_return", "discard_return"]

    for person, codes in ((cast.lead, {404}), (cast.stranger, {403}), (cast.board, {403})):
        client = sign_in(person)
        assert {client.get(reverse(name, args=[sent.pk])).status_code for name in pages} == codes
    client = sign_in(cast.police)
    deeds = ("query_return", "approve_return")
    assert {client.post(reverse(name, args=[sent.pk])).status_code for name in deeds} == {403}


def test_a_return_that_is_sent_opens_no_form(cast, sign_in):
    sent = given.a_sent_return(cast)

    answer = sign_in(cast.police).get(reverse("fill_return", args=[sent.pk]))

    assert answer.url == reverse("agency_return", args=[sent.pk])


def test_the_list_asks_as_much_for_three_returns_as_for_one(cast, sign_in):
    def asked(client):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("agency_returns"))
        return len(queries)

    client = sign_in(cast.administrator)
    given.a_supply(cast, on=date(2026, 10, 1))
    given.a_return(cast)
    client.get(reverse("agency_returns"))
    one = asked(client)
    for agency in (cast.agencies.health_trust, cast.agencies.county_council):
        given.a_return(cast, agency=agency)

    assert asked(client) == one


def test_the_form_keeps_what_was_there_before(cast, sign_in):
    sent = given.a_return(cast)
    returns.keep_draft(sent=sent, filled=Filled(answers=given.missing_children(home=1200)), by=cast.police, at=AT)

    page = sign_in(cast.police).get(reverse("fill_return", args=[sent.pk])).content.decode()

    assert 'name="missing-home-episodes" value="1,200"' in page


def test_a_long_form_says_what_is_in_it_and_how_much_of_each_is_given(cast, sign_in):
    sent = given.a_return(cast, "pressure", "missing", "staffing", "police_incidents")
    returns.keep_draft(sent=sent, filled=Filled(answers=given.missing_children()), by=cast.police, at=AT)

    page = sign_in(cast.police).get(reverse("fill_return", args=[sent.pk])).content.decode()

    told = re.findall(
        r'<a class="p-link" href="#(\w+)">[^<]+</a> <span class="p-small" data-given="\w+">([^<]+)<', page
    )
    assert told == [
        ("police_incidents", "0 of 2 given"), ("pressure", "0 of 2 given"), ("staffing", "None yet"),
        ("missing", "12 of 12 given"),
    ]  # fmt: skip
    assert "<output data-given-all>12 of 16 given</output>" in page


def test_a_short_form_has_no_list_of_what_is_in_it(cast, sign_in):
    sent = given.a_return(cast, "pressure")

    page = sign_in(cast.police).get(reverse("fill_return", args=[sent.pk])).content.decode()

    assert ("In this return" in page, "0 of 2 given" in page) == (False, True)


def test_a_step_without_questions_shows_none(cast, sign_in):
    sent = given.a_sent_return(cast)

    page = sign_in(cast.administrator).get(reverse("approve_return", args=[sent.pk])).content.decode()

    assert "None" not in page
