"""Hours, deadlines and offers, at the turn of the clocks and over bank holidays."""

from datetime import date, datetime, time, timedelta

import pytest

from office.rule_book import Days
from training import clock
from training.clock import LONDON
from training.tests.given import refused


def test_an_hour_that_the_change_to_summer_time_leaves_out_is_refused():
    with refused("On 28 March 2027 there is no 1:30: the clocks go forward that night. Choose another hour."):
        clock.moment(date(2027, 3, 28), time(1, 30))


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    assert clock.moment(date(2026, 10, 25), time(1, 30)).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts", "span", "last"),
    [
        # The sixth working day before, as the terms of 2020 say; Christmas does not count.
        (datetime(2026, 12, 3, 9, 30, tzinfo=LONDON), Days(6, working=True), date(2026, 11, 25)),
        (datetime(2027, 1, 5, 9, 30, tzinfo=LONDON), Days(6, working=True), date(2026, 12, 23)),
        (datetime(2026, 12, 3, 9, 30, tzinfo=LONDON), Days(6, working=False), date(2026, 11, 27)),
        (datetime(2026, 12, 3, 9, 30, tzinfo=LONDON), Days(0, working=True), date(2026, 12, 3)),
    ],
)
def test_cancelling_is_free_until_the_end_of_a_day(starts, span, last):
    until = clock.free_until(starts, span)

    assert (until.date(), f"{until:%H:%M}") == (last, "23:59")


@pytest.mark.parametrize(
    ("hours_before", "held_for"),
    [(24 * 30, 48), (24 * 7 + 1, 48), (24 * 7, 12), (20, 12), (5, 5)],
)
def test_an_offer_is_shorter_near_the_date_and_never_outlives_its_beginning(hours_before, held_for):
    starts = datetime(2026, 12, 30, 9, 30, tzinfo=LONDON)
    at = starts - timedelta(hours=hours_before)

    ends = clock.offer_ends(at, starts_at=starts, hours=48, near_days=7, near_hours=12)

    assert ends - at == timedelta(hours=held_for)


def test_within_two_working_days_nobody_is_moved_up():
    starts = datetime(2026, 12, 7, 9, 30, tzinfo=LONDON)  # a Monday; two working days before is Thursday
    thursday, friday = (datetime(2026, 12, day, 12, 0, tzinfo=LONDON) for day in (3, 4))

    allowed = [clock.offers_by_itself(at, starts_at=starts, stop=Days(2, working=True)) for at in (thursday, friday)]

    assert allowed == [True, False]


def test_hours_are_said_as_people_say_them():
    begins, ends = datetime(2026, 7, 1, 8, 30, tzinfo=LONDON), datetime(2026, 7, 1, 13, 0, tzinfo=LONDON)

    assert clock.hours(begins, ends) == "8:30am to 1pm"
