from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calculations import CALCULATIONS, Asked, counted
from dashboard.clocks import Clock, Limit, Unit
from dashboard.rows_of_area import TABLES
from partnership import periods, working_days
from partnership.periods import Kind
from partnership.working_days import LONDON

LONG_AGO = date(1900, 1, 1)
CLOCKS = {
    "red": Clock([Limit(LONG_AGO, 4, Unit.HOURS)]),
    "amber": Clock([Limit(LONG_AGO, 1, Unit.WORKING_DAYS)]),
    "green": Clock([Limit(LONG_AGO, 3, Unit.WORKING_DAYS)]),
    "conference": Clock([Limit(LONG_AGO, 15, Unit.WORKING_DAYS)]),
    "ten": Clock([Limit(LONG_AGO, 10, Unit.CALENDAR_DAYS)]),
}
EVER = [(LONG_AGO, date(2099, 12, 31))]
RATINGS = {"red": "red", "amber": "amber", "green": "green"}


def months(first, last):
    return periods.between(Kind.MONTH, first, last)


def marks_of(name, rows, moments=(), clocks=CLOCKS, covered=EVER, **arguments):
    calculation = CALCULATIONS[name]
    columns = TABLES[calculation.table_of(arguments)].columns
    frame = pd.DataFrame([(*row, *[None] * (len(columns) - len(row))) for row in rows], columns=list(columns))
    for column in columns:
        if column.endswith(("_at", "_on", "_commencing")):
            frame[column] = pd.to_datetime(frame[column], utc=column.endswith("_at"))
    return calculation.marks(frame, Asked(arguments, clocks, moments, covered))


def sums(found):
    return [(each.part, each.numerator, each.denominator) for each in found]


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def enquiry(received, decided=None, first="amber", final="", decision="referral"):
    return london(received), first, final, london(decided) if decided else None, decision if decided else ""


def test_an_enquiry_counts_in_the_month_it_was_received_in_london():
    # Half past midnight in London on 1 July is still June in UTC.
    marks = marks_of("enquiries_received", [enquiry("2026-07-01T00:30")])

    assert sums(counted(marks, months(date(2026, 6, 1), date(2026, 7, 31)))) == [("", 0, 0), ("", 1, 1)]


@pytest.mark.parametrize(
    ("rating", "received", "decided", "in_time"),
    [
        ("red", "2026-05-05T09:00", "2026-05-05T13:00", 1),
        ("red", "2026-05-05T09:00", "2026-05-05T13:01", 0),
        ("red", "2026-03-29T00:30", "2026-03-29T05:30", 1),  # the clocks went forward: four hours on the watch's five
        ("amber", "2026-05-01T16:00", "2026-05-05T23:59", 1),  # Friday to Tuesday over the early May bank holiday
        ("amber", "2026-05-01T16:00", "2026-05-06T00:01", 0),
        ("amber", "2026-05-02T16:00", "2026-05-05T12:00", 1),  # received on a Saturday
        ("green", "2026-12-23T10:00", "2026-12-30T10:00", 1),  # 24, 29 and 30 December: 25 to 28 do not count
        ("green", "2026-12-23T10:00", "2026-12-31T10:00", 0),
    ],
)  # fmt: skip
def test_a_decision_is_judged_by_the_clock_of_its_rating(rating, received, decided, in_time):
    marks = marks_of("enquiries_decided_in_time", [enquiry(received, decided, rating)], **RATINGS)

    assert marks[["numerator", "denominator", "part"]].to_numpy().tolist() == [[in_time, 1, rating]]


def test_timeliness_is_judged_by_the_final_rating():
    row = enquiry("2026-05-05T09:00", "2026-05-06T09:00", first="red", final="amber")

    marks = marks_of("enquiries_decided_in_time", [row], **RATINGS)

    assert marks[["numerator", "part"]].to_numpy().tolist() == [[1, "amber"]]


def test_an_open_or_unrated_enquiry_is_not_judged():
    rows = [enquiry("2026-05-05T09:00"), enquiry("2026-05-05T09:00", "2026-05-05T10:00", first="")]

    marks = marks_of("enquiries_decided_in_time", rows, **RATINGS)

    assert len(marks) == 0


def test_an_enquiry_keeps_the_limit_of_the_day_it_came():
    changed = {"red": Clock([Limit(LONG_AGO, 4, Unit.HOURS), Limit(date(2026, 6, 1), 2, Unit.HOURS)])}
    rows = [
        enquiry("2026-05-31T09:00", "2026-05-31T12:00", "red"),
        enquiry("2026-06-01T09:00", "2026-06-01T12:00", "red"),
    ]

    marks = marks_of("enquiries_decided_in_time", rows, clocks=changed, red="red")

    assert marks["numerator"].tolist() == [1, 0]


def test_conversion_is_counted_when_the_decision_is_made():
    rows = [
        enquiry("2026-04-30T09:00", "2026-05-01T09:00"),
        enquiry("2026-05-01T09:00", "2026-05-02T09:00", decision="nfa"),
        enquiry("2026-05-01T09:00"),
    ]

    marks = marks_of("enquiries_decided_as", rows, decisions=["referral"])

    assert sums(counted(marks, months(date(2026, 5, 1), date(2026, 5, 31)))) == [("", 1, 2)]


def test_parts_add_up_to_the_whole():
    rows = [enquiry("2026-05-05T09:00", "2026-05-05T10:00", rating) for rating in ("red", "red", "amber")]
    marks = marks_of("enquiries_decided_in_time", rows, **RATINGS)

    found = counted(marks, months(date(2026, 5, 1), date(2026, 5, 31)), ["red", "amber", "green"])

    assert sums(found) == [("", 3, 3), ("red", 2, 2), ("amber", 1, 1), ("green", 0, 0)]


def referrals(*rows):
    return [(child, date.fromisoformat(on), stated) for child, on, stated in rows]


def test_a_second_referral_within_twelve_months_is_a_re_referral_and_each_further_one_again():
    rows = referrals(
        ("a", "2025-02-01", None), ("a", "2025-08-01", None), ("a", "2026-07-31", None),
        ("b", "2025-02-01", None), ("b", "2026-02-02", None),
    )  # fmt: skip

    marks = marks_of("re_referrals", rows, months=12).sort_values("on")

    # b came back after a year and a day, which is too late.
    assert marks["numerator"].tolist() == [0, 0, 1, 0, 1]


def test_the_same_day_a_year_later_is_still_within_twelve_months():
    marks = marks_of("re_referrals", referrals(("a", "2025-05-31", None), ("a", "2026-05-31", None)), months=12)

    assert sorted(marks["numerator"]) == [0, 1]


def test_two_rows_of_one_day_are_not_a_re_referral_of_each_other():
    rows = referrals(("a", "2026-05-01", None), ("a", "2026-05-01", None))

    marks = marks_of("re_referrals", rows, months=12)

    assert sum(marks["numerator"]) == 0


def test_a_short_file_is_judged_by_what_it_states_and_is_provisional():
    rows = referrals(("a", "2026-01-10", 1), ("b", "2026-02-10", 0), ("c", "2026-03-01", 1), ("c", "2026-05-01", 1))

    marks = marks_of("re_referrals", rows, months=12, covered=[(date(2026, 1, 1), date(2026, 6, 30))]).sort_values("on")

    # a was referred before the file begins; c's one earlier referral is in the file itself.
    assert marks["numerator"].tolist() == [1, 0, 0, 1]
    assert marks["provisional"].tolist() == [1, 1, 1, 1]


def test_a_conference_has_fifteen_working_days():
    begun = date(2026, 4, 20)
    last_day = working_days.add(begun, 15)
    rows = [(begun, last_day), (begun, last_day + timedelta(days=1)), (begun, None)]

    marks = marks_of(
        "within_working_days", rows, table="section47", begins=["started_on"], ends="conference_on", clock="conference"
    )

    assert marks["numerator"].tolist() == [1, 0]


def test_the_clock_of_an_assessment_begins_with_the_referral_where_it_is_known():
    rows = [(date(2026, 5, 10), date(2026, 5, 1), date(2026, 5, 15)), (date(2026, 5, 10), None, date(2026, 5, 15))]

    marks = marks_of(
        "within_working_days", rows, table="assessment", begins=["referred_on", "started_on"], ends="authorised_on",
        clock="ten",
    )  # fmt: skip

    assert marks["numerator"].tolist() == [0, 1]


PLANS = [
    (date(2026, 1, 5), date(2026, 3, 31), "NEG", "", 0.0),
    (date(2026, 2, 1), None, "NEG", "PHY", 1.0),
    (date(2026, 3, 31), None, "NEG", "NEG", None),
]  # fmt: skip
ENDS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_a_plan_is_open_on_the_day_it_starts_and_not_on_the_day_it_ends():
    marks = marks_of("plans_open", PLANS, moments=ENDS)

    found = counted(marks, months(ENDS[0], ENDS[-1]))

    assert [each.numerator for each in found] == [1, 2, 2]


def test_the_latest_category_counts_and_the_first_where_there_is_none():
    marks = marks_of("plans_open_for", PLANS, moments=ENDS, category="NEG")

    found = counted(marks, months(ENDS[0], ENDS[-1]))

    assert [(each.numerator, each.denominator) for each in found] == [(1, 1), (1, 2), (1, 2)]


def test_a_plan_of_which_nobody_knows_whether_it_is_the_first_is_left_out():
    marks = marks_of("plans_started_again", PLANS)

    assert marks[["numerator", "denominator"]].to_numpy().tolist() == [[0, 1], [1, 1]]


def test_posts_are_those_of_the_last_week_of_the_month():
    def week(on, team, role, agreed, here):
        return date.fromisoformat(on), "Council", team, role, agreed, here, 1.0, 0.5, agreed - here

    rows = [
        week("2026-03-23", "MASH", "Social worker", 10.0, 9.0),
        week("2026-03-30", "MASH", "Social worker", 10.0, 8.0),
        week("2026-03-30", "MASH", "Researcher", 4.0, 4.0),
        week("2026-03-30", "Assessment north", "Senior social worker", 20.0, 15.0),
    ]
    ends = [date(2026, 3, 31)]

    filled = marks_of(
        "share_of_posts", rows, moments=ends, part=["in_post_fte"], whole=["established_fte"], teams=["mash"]
    )
    vacant = marks_of(
        "share_of_posts", rows, moments=ends, part=["vacancies_fte"], whole=["vacancies_fte", "in_post_fte"],
        roles=["social worker"],
    )  # fmt: skip
    there = marks_of("people_at_work", rows, moments=ends, teams=["mash"])

    assert sums(counted(filled, months(ends[0], ends[0]))) == [("", 12, 14)]
    assert sums(counted(vacant, months(ends[0], ends[0]))) == [("", 7, 30)]
    assert sums(counted(there, months(ends[0], ends[0])))[0][1] == 13


@pytest.mark.parametrize("name", sorted(CALCULATIONS))
def test_every_calculation_counts_nothing_of_nothing(name):
    arguments = {
        "table": "section47", "day": "started_on", "begins": ["started_on"], "ends": "conference_on",
        "clock": "conference", "months": 12, "category": "NEG", "decisions": ["referral"], "part": ["in_post_fte"],
        "whole": ["established_fte"],
    }  # fmt: skip
    arguments |= {"column": "led_to_plan", "roles": ["midwife"], "first": "ten", "next": "ten"}
    if name in ("enquiries_decided_in_time", "enquiries_open_late"):
        arguments = RATINGS

    marks = marks_of(name, [], moments=[date(2026, 5, 31)], **arguments)

    assert sums(counted(marks, months(date(2026, 5, 1), date(2026, 5, 1)))) == [("", 0, 0)]


def test_no_periods_give_no_counts():
    assert counted(marks_of("enquiries_received", []), []) == []


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(days, days), max_size=25))
def test_conferences_agree_with_counting_day_by_day(rows):
    rows = [(min(pair), max(pair)) for pair in rows]
    year = months(date(2025, 1, 1), date(2026, 12, 31))

    marks = marks_of(
        "within_working_days", rows, table="section47", begins=["started_on"], ends="conference_on", clock="conference"
    )

    slowly = [
        (
            sum(working_days.between(a, b) <= 15 for a, b in rows if b in period),
            sum(b in period for _, b in rows),
        )
        for period in year
    ]
    assert [(each.numerator, each.denominator) for each in counted(marks, year)] == slowly


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), days), max_size=20))
def test_re_referrals_agree_with_looking_at_each_pair(rows):
    marks = marks_of("re_referrals", [(child, on, None) for child, on in rows], months=12)

    slowly = sum(
        any(other == child and on > before >= (pd.Timestamp(on) - pd.DateOffset(months=12)).date()
            for other, before in rows)
        for child, on in rows
    )  # fmt: skip
    assert sum(marks["numerator"]) == slowly
