import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache

from dashboard.tests import given
from dashboard.tests.test_figure_views import told
from office import rules
from partnership import periods
from partnership.periods import Kind

pytestmark = pytest.mark.django_db
PAGES = ["/dashboard/capacity/", "/dashboard/capacity/desk/"]


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def board(sign_in):
    return sign_in(given.somebody("board_member"))


def a_hub():
    given.a_staffing_return(in_post=10)
    given.a_staffing_return(role="team manager", in_post=3)
    given.a_staffing_return(agency="Oakvale Police", role="researcher", in_post=3)
    given.a_forecast(weekly=100)
    given.a_figure()


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", PAGES)
def test_whoever_is_not_signed_in_goes_to_the_login_page(client, address):
    assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["practitioner", "agency_lead", "analyst", "auditor", "coordinator"])
def test_only_the_board_and_the_business_unit_see_capacity(sign_in, address, role):
    assert sign_in(given.somebody(role)).get(address).status_code == 403


@pytest.mark.parametrize("role", ["board_member", "safeguarding_partner", "scrutineer", "business_unit"])
def test_the_board_in_all_its_roles_does(sign_in, role):
    assert sign_in(given.somebody(role)).get(PAGES[0]).status_code == 200


def test_without_a_return_the_page_says_what_it_needs(board):
    assert "Capacity can be set against demand once the hub has sent a staffing return" in page(board, PAGES[0])


def test_an_area_that_is_not_there_is_not_found(board):
    assert board.get(f"{PAGES[0]}?area=E0").status_code == 404


def test_the_page_shows_work_hands_and_chances_with_their_error(board):
    a_hub()

    text = page(board, PAGES[0])

    assert "About 100 enquiries a week are expected." in text
    assert '<th scope="row">Red</th><td>4 hours</td>' in text
    assert " ± " in text
    assert '<th scope="row">Social worker</th>' in text
    assert "as assumed, because too few are known" in text
    assert '<th scope="row">Screening an enquiry</th><td>15 minutes</td><td>As delivered</td>' in text


def test_what_is_supposed_stands_beside_how_things_are(board):
    a_hub()

    text = page(board, f"{PAGES[0]}?demand=20&vacant=30&sick=10&without=Oakvale+Police")

    assert (
        "What if demand goes up by 20%, 30% of posts are empty, 10% of people are absent and Oakvale Police withdraws "
        "its people?" in text
    )
    assert "About 120 enquiries a week are expected." in text
    assert "Nobody is there" in text


def test_a_mistake_is_told_and_nothing_is_supposed(board):
    a_hub()

    text = page(board, f"{PAGES[0]}?demand=900&sick=many&without=Nobody")

    assert "“Demand goes up by, in %” must be 100 or less." in text
    assert "“People who are absent, in %” needs a whole number, in figures." in text
    assert "About 100 enquiries a week are expected." in text
    assert 'value="900"' in text


def test_when_nobody_decides_the_page_says_so(board):
    a_hub()

    text = page(board, f"{PAGES[0]}?without=Oakshire+County+Council")

    assert "Without a social worker nothing is decided" in text


def test_the_office_finds_the_way_to_each_assumption(sign_in):
    a_hub()
    by = given.somebody("business_unit")
    rules.set_rule(
        by=by, key="capacity.screening", value="30", valid_from=dt.date(2027, 1, 1), reason="",
        at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
    )  # fmt: skip

    text = page(sign_in(by), PAGES[0])

    assert 'href="/office/rules/capacity.screening/"' in text


def test_the_page_can_be_had_as_a_file(board):
    a_hub()

    csv = board.get(f"{PAGES[0]}?demand=10&format=csv").content.decode("utf-8-sig").splitlines()
    book = openpyxl.load_workbook(BytesIO(board.get(f"{PAGES[0]}?demand=10&format=xlsx").content))

    assert csv[0] == "Part,What,As things are,By chance,What if,By chance"
    assert any(line.startswith('"Decided in time, %",red,') for line in csv)
    assert book.active.max_row == len(csv)


def test_the_number_of_questions_does_not_grow_with_the_hub(board, django_assert_max_num_queries):
    a_hub()
    board.get(PAGES[0])
    with django_assert_max_num_queries(16) as few:
        board.get(PAGES[0])
    given.a_staffing_return(agency="Oakshire Health", role="specialist nurse", in_post=2)
    given.a_staffing_return(agency="Oakshire Probation", role="probation officer", in_post=2)

    with django_assert_max_num_queries(len(few)):
        board.get(PAGES[0])


def test_the_dashboard_leads_whoever_may_to_what_if(board):
    a_hub()

    assert board.get("/dashboard/").context["may_see_capacity"]


# The contact desk -----------------------------------------------------------


def test_the_desk_begins_with_the_forecast_and_the_rules(board):
    a_hub()

    text = page(board, PAGES[1])

    assert 'name="arrivals" value="2.5"' in text
    assert 'name="minutes" value="12"' in text
    assert "of contacts are begun within 15 minutes" in text


def test_the_desk_says_when_it_is_unstable(board):
    text = page(board, f"{PAGES[1]}?arrivals=20&minutes=12&people=3&target=15")

    assert (
        "Unstable: more comes than three can do, so the queue grows without bound. It takes five people at least."
        in text
    )


def test_the_desk_agrees_with_the_formula(board):
    text = page(board, f"{PAGES[1]}?arrivals=8&minutes=60&people=10&target=15")

    assert (
        "75% of contacts are begun within 15 minutes. 41% wait at all, and the wait is 12.3 minutes on average." in text
    )


def test_a_mistake_at_the_desk_is_told(board):
    text = page(board, f"{PAGES[1]}?arrivals=x&minutes=0&people=&target=15")

    assert "“People at the desk” needs an answer." in text
    assert "“Minutes for each” must be 1 or more." in text


def test_what_was_measured_stands_beside_the_simulation(board):
    a_hub()
    years = periods.between(Kind.FINANCIAL_YEAR, dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    told("D06", [90], wholes=[120], months=years)
    told("D06", [20], wholes=[30], part="rating=red", months=years)

    assert "Measured in 2024/25: red 67%." in page(board, PAGES[0])
