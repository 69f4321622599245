"""Calculations of what waits at the hub and of children seen, with small tables one can count by hand."""

from datetime import date

import pandas as pd
import pytest

from dashboard.calculations import counted
from dashboard.clocks import Clock, Limit, Unit
from dashboard.tests.test_calculations import CLOCKS, LONG_AGO, RATINGS, enquiry, marks_of, months, sums

NOVEMBER = months(date(2026, 11, 1), date(2026, 11, 30))
END = [date(2026, 11, 30)]
DAYS = {
    **CLOCKS,
    "visit": Clock([Limit(LONG_AGO, 20, Unit.WORKING_DAYS)]),
    "first": Clock([Limit(LONG_AGO, 92, Unit.CALENDAR_DAYS)]),
    "next": Clock([Limit(LONG_AGO, 184, Unit.CALENDAR_DAYS)]),
}


def day(text):
    return date.fromisoformat(text) if text else None


def plan(started="2026-01-05", ended="", visited="", alone=None, reviewed="", category="NEG"):
    return day(started), day(ended), category, "", 0, day(visited), alone, day(reviewed)


def totals(found, periods=NOVEMBER, parts=()):
    return sums(counted(found, periods, parts))


def test_enquiries_are_told_by_their_source():
    rows = [(*enquiry("2026-11-03T09:00"), source) for source in ("police", "schools", "police", "")]

    found = totals(marks_of("enquiries_by_source", rows), parts=("police", "schools", "unknown"))

    assert [(part, numerator) for part, numerator, _ in found] == [
        ("", 4), ("police", 2), ("schools", 1), ("unknown", 1),
    ]  # fmt: skip


def test_enquiries_are_told_by_their_locality_and_those_without_as_not_known():
    rows = [(*enquiry("2026-11-03T09:00"), "police", place) for place in ("oxford", "cherwell", "oxford", "")]

    found = totals(marks_of("enquiries_by_locality", rows), parts=("oxford", "cherwell", "unknown"))

    assert [(part, numerator) for part, numerator, _ in found] == [
        ("", 4), ("oxford", 2), ("cherwell", 1), ("unknown", 1),
    ]  # fmt: skip


def test_decided_enquiries_are_told_by_what_was_decided():
    decided = [enquiry("2026-11-03T09:00", "2026-11-04T09:00", decision=each) for each in ("nfa", "referral", "nfa")]

    found = totals(
        marks_of("enquiries_by_decision", [*decided, enquiry("2026-11-03T09:00")]), parts=("referral", "nfa")
    )

    assert [(part, numerator) for part, numerator, _ in found] == [("", 3), ("referral", 1), ("nfa", 2)]


def test_referrals_are_told_by_the_age_of_the_child():
    rows = [("child", date(2026, 11, 3), 0, band) for band in ("unborn", "0", "16-17", "18+", "")]

    found = totals(marks_of("referrals_by_age", rows), parts=("under_1", "from_16", "unknown"))

    assert [(part, numerator) for part, numerator, _ in found] == [
        ("", 5), ("under_1", 2), ("from_16", 2), ("unknown", 1),
    ]  # fmt: skip


def test_working_days_to_a_decision_leave_out_the_weekend_and_the_day_of_receipt():
    # Friday to Monday is one working day; a decision on the same day takes none.
    rows = [enquiry("2026-11-06T15:00", "2026-11-09T09:00"), enquiry("2026-11-10T09:00", "2026-11-10T17:00")]

    assert totals(marks_of("working_days_to_decision", rows)) == [("", 1, 2)]


@pytest.mark.parametrize(
    ("received", "first", "late"),
    [
        ("2026-11-30T21:00", "red", 0),
        ("2026-11-30T19:00", "red", 1),
        ("2026-11-27T12:00", "amber", 0),
        ("2026-11-26T12:00", "amber", 1),
        ("2026-11-25T12:00", "green", 0),
        ("2026-11-24T12:00", "green", 1),
    ],
)
def test_an_open_enquiry_is_late_when_its_limit_has_passed_at_the_end_of_the_month(received, first, late):
    found = marks_of("enquiries_open_late", [enquiry(received, first=first)], END, **RATINGS)

    assert totals(found) == [("", late, 1)]


def test_an_enquiry_decided_by_then_is_not_open_nor_one_decided_at_an_unknown_time():
    decided_without_time = (*enquiry("2026-11-03T09:00")[:3], None, "referral")
    rows = [enquiry("2026-11-03T09:00", "2026-11-30T23:30"), decided_without_time, enquiry("2026-12-01T09:00")]

    assert totals(marks_of("enquiries_open_late", rows, END, **RATINGS)) == [("", 0, 0)]


def test_an_enquiry_decided_after_the_month_was_open_at_its_end():
    rows = [enquiry("2026-11-27T09:00", "2026-12-01T09:00")]

    assert totals(marks_of("enquiries_open_late", rows, END, **RATINGS)) == [("", 0, 1)]


def test_rows_that_are_count_out_of_those_of_which_it_is_known():
    rows = [(day("2026-11-02"), None, True), (day("2026-11-03"), None, False), (day("2026-11-04"), None, None)]
    words = {"table": "section47", "day": "started_on", "column": "conference_not_needed"}

    assert totals(marks_of("rows_that_are", rows, **words)) == [("", 1, 2)]


def test_rows_may_be_asked_for_a_value():
    rows = [
        plan(started="2026-11-02"),
        plan(started="2026-11-02", category="EMO"),
        plan(started="2026-11-02", category=""),
    ]
    words = {"table": "protectionplan", "day": "started_on", "column": "initial_category", "value": "NEG"}

    assert totals(marks_of("rows_that_are", rows, **words)) == [("", 1, 2)]


def test_a_plan_that_ended_two_years_to_the_day_after_it_started_lasted_two_years():
    rows = [plan(started="2024-11-10", ended="2026-11-10"), plan(started="2024-11-11", ended="2026-11-10"), plan()]

    assert totals(marks_of("plans_lasted", rows, months=24)) == [("", 1, 2)]


def test_early_help_was_followed_by_a_referral_within_twelve_months():
    rows = [
        (day("2025-11-03"), None, pd.Timestamp("2026-11-03")),
        (day("2025-11-03"), None, pd.Timestamp("2026-11-04")),
        (day("2025-11-03"), None, None),
    ]
    november_2025 = months(date(2025, 11, 1), date(2025, 11, 30))

    known = counted(marks_of("followed_by_referral", rows, months=12), november_2025)
    soon = marks_of("followed_by_referral", rows, months=12, covered=[(LONG_AGO, date(2026, 10, 31))])

    assert (sums(known), known[0].provisional) == ([("", 1, 3)], False)
    assert counted(soon, november_2025)[0].provisional is True


VISITS = [
    plan(visited="2026-11-02", alone=True),
    plan(visited="2026-10-30", alone=False),
    plan(),
    plan(visited="2026-12-02", alone=True),
    plan(started="2026-11-30", ended="2026-11-30", visited="2026-11-30", alone=True),
]


def test_a_visit_twenty_working_days_ago_is_in_time_and_no_visit_is_not():
    # The fourth was seen after the month: how it stood at its end is not known. The fifth had ended.
    assert totals(marks_of("plans_visited", VISITS, END, DAYS, clock="visit")) == [("", 1, 3)]


def test_seen_alone_is_out_of_those_of_whom_it_is_known():
    assert totals(marks_of("plans_seen_alone", VISITS, END, DAYS)) == [("", 1, 2)]


def test_a_plan_without_a_date_of_a_visit_is_counted():
    assert totals(marks_of("plans_without_visit", VISITS, END, DAYS)) == [("", 1, 3)]


def test_only_the_last_month_is_counted_of_what_files_know_only_of_today():
    moments = [date(2026, 10, 31), date(2026, 11, 30)]
    october_and_november = months(date(2026, 10, 1), date(2026, 11, 30))

    found = totals(marks_of("plans_without_visit", VISITS, moments, DAYS), october_and_november)

    assert found == [("", 0, 0), ("", 1, 3)]


@pytest.mark.parametrize(
    ("started", "reviewed", "counted_as"),
    [
        ("2026-09-15", "", (0, 0)),
        ("2026-08-15", "", (0, 1)),
        ("2026-08-15", "2026-11-01", (1, 1)),
        ("2026-01-05", "2026-05-31", (1, 1)),
        ("2026-01-05", "2026-05-29", (0, 1)),
    ],
)
def test_a_plan_of_three_months_is_to_have_been_reviewed_within_six(started, reviewed, counted_as):
    found = marks_of("plans_reviewed", [plan(started, reviewed=reviewed)], END, DAYS, first="first", next="next")

    assert totals(found) == [("", *counted_as)]


def test_children_in_need_are_banded_by_the_weeks_since_they_were_seen():
    seen = ["2026-11-30", "2026-10-20", "2026-10-19", "2026-09-07", "2026-07-27", None]
    rows = [(day("2026-01-05"), None, day(each)) for each in seen]
    parts = ("weeks_6", "weeks_12", "weeks_18", "weeks_more")

    found = totals(marks_of("need_by_weeks_since_seen", rows, END, DAYS), parts=parts)

    assert [(part, numerator) for part, numerator, _ in found] == [
        ("", 5), ("weeks_6", 2), ("weeks_12", 1), ("weeks_18", 1), ("weeks_more", 1),
    ]  # fmt: skip
