import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from dashboard import forecasting, hiding, measures, readings
from dashboard.models import Forecast
from dashboard.tests import given
from partnership import periods
from partnership.periods import Kind

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
PAGES = ["/dashboard/measures/D01/forecast/", "/dashboard/measures/D01/forecast/how-wrong/"]


def enquiries(count=57):
    """Months of enquiries and what is expected after them."""
    area, definition = given.an_area(), measures.known()["D01"]
    months = periods.between(Kind.MONTH, dt.date(2022, 1, 1), dt.date(2026, 9, 30))[-count:]
    figures = [readings.figure(definition, month, 200 + 30 * (month.start.month % 5)) for month in months]
    version = measures.take_in()["D01"]
    readings.replace(figures, version=version, area=area, source="events", periods=months, at=AT)
    hiding.decide("D01", area=area, on=AT.date())
    forecasting.look_ahead(area=area, at=AT)


@pytest.fixture
def practitioner(sign_in):
    return sign_in(given.somebody("practitioner"))


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", PAGES)
def test_whoever_is_not_signed_in_goes_to_the_login_page(client, address):
    assert client.get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", PAGES)
def test_a_person_without_a_membership_is_turned_away(sign_in, address):
    person = given.somebody("board_member")
    person.memberships.all().update(ends_on=dt.date(2021, 1, 1))

    assert sign_in(person).get(address).status_code == 403


@pytest.mark.parametrize("address", ["/dashboard/measures/D99/forecast/", "/dashboard/measures/D01/forecast/?area=E1"])
def test_what_is_not_there_is_not_found(practitioner, address):
    assert practitioner.get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_without_figures_the_pages_say_so(practitioner, address):
    text = page(practitioner, address)

    assert "There is no forecast" in text


def test_the_page_says_what_is_expected_and_how_sure_that_is(practitioner):
    enquiries()

    text = page(practitioner, PAGES[0])

    assert "are expected in October 2026: in 80 of 100 such months there would be" in text
    assert "earlier tries no model missed by less than the plain rule “the same month last year comes again”" in text
    assert "Only months are known, so no weeks are forecast." in text
    assert "80 of 100 lie between</th>" in text


def test_the_page_of_the_measure_shows_what_is_expected(practitioner):
    enquiries()

    text = page(practitioner, "/dashboard/measures/D01/")

    assert '<h2 class="p-h2" id="expected">What is expected</h2>' in text
    assert 'href="/dashboard/measures/D01/forecast/?area=E99999975"' in text


def test_a_short_history_is_told_with_its_reason(practitioner):
    enquiries(count=10)

    text = page(practitioner, PAGES[0])

    assert "There is no forecast. There are 10 months of figures; a forecast of months needs 24 at least." in text


def test_what_is_expected_can_be_downloaded(practitioner):
    enquiries()

    csv = practitioner.get(f"{PAGES[0]}?format=csv").content.decode("utf-8-sig").splitlines()
    book = openpyxl.load_workbook(BytesIO(practitioner.get(f"{PAGES[0]}?format=xlsx").content))

    assert csv[0].startswith("Measure,Name,Area code,Area,Kind of period,Period,From,To,Expected,80% low")
    assert len(csv) == 13
    assert book.active.max_row == 13


def test_every_try_can_be_read_chosen_and_downloaded(practitioner):
    enquiries()

    text = page(practitioner, f"{PAGES[1]}?model=seasonal_naive&unit=month&steps=3")
    rows = practitioner.get(f"{PAGES[1]}?model=seasonal_naive&steps=3&format=csv").content.decode().splitlines()

    count = Forecast.objects.get().folds.filter(model="seasonal_naive", steps=3).count()
    assert f"{count} tries" in text
    assert len(rows) == count + 1
    assert "The three models side by side" in text


QUESTIONS = 13


def test_a_page_of_tries_asks_the_same_questions_for_one_and_three(practitioner, django_assert_num_queries):
    enquiries()
    practitioner.get(PAGES[1])
    folds = list(Forecast.objects.get().folds.filter(model="seasonal_naive", unit="month", steps=3))
    Forecast.objects.get().folds.exclude(pk__in=[fold.pk for fold in folds[:3]]).delete()

    with django_assert_num_queries(QUESTIONS):
        practitioner.get(PAGES[1])
    Forecast.objects.get().folds.exclude(pk=folds[0].pk).delete()
    with django_assert_num_queries(QUESTIONS):
        practitioner.get(PAGES[1])
