"""A board member asks what if: with sliders where scripts run, with plain fields where they do not."""

import pytest
from django.core.cache import cache

from dashboard.tests import given
from oscb_portal.tests.test_accessibility import wear_session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def hub():
    cache.clear()
    given.a_staffing_return(in_post=10)
    given.a_staffing_return(role="team manager", in_post=3)
    given.a_staffing_return(agency="Oakvale Police", role="researcher", in_post=3)
    given.a_forecast(weekly=100)
    given.a_figure()


def test_a_slider_moves_the_field_and_the_answer_stands_beside_how_things_are(page, live_server, hub):
    wear_session_of(given.somebody("board_member"), page, live_server.url)
    page.goto(f"{live_server.url}/dashboard/capacity/")

    page.get_by_label("Demand goes up by, in %, slider").fill("30")
    assert page.locator("#id_demand").input_value() == "30"
    page.locator("#id_without").select_option("Oakvale Police")
    page.get_by_role("button", name="Show").last.click()

    assert page.get_by_text("What if demand goes up by 30% and Oakvale Police withdraws its people?").is_visible()
    assert page.get_by_label("Demand goes up by, in %, slider").input_value() == "30"
    assert page.get_by_role("columnheader", name="In time, what if").is_visible()


def test_without_script_the_fields_alone_do_it(browser, live_server, hub):
    page = browser.new_context(java_script_enabled=False).new_page()
    wear_session_of(given.somebody("board_member"), page, live_server.url)
    page.goto(f"{live_server.url}/dashboard/capacity/")

    assert page.locator("input[type=range]").count() == 0
    page.locator("#id_sick").fill("25")
    page.get_by_role("button", name="Show").last.click()

    assert page.get_by_text("What if 25% of people are absent?").is_visible()
    assert page.locator("svg").count() > 2
