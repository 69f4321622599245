"""The statutory clock against the vectors of the handbook (3.4), and its words."""

from datetime import date

import pytest
from hypothesis import given as sampled
from hypothesis import strategies

from reviews import clock, guidance
from reviews.clock import Facts, Start
from reviews.guidance import Span

EDITION = guidance.in_force(date(2024, 6, 1))


@pytest.mark.parametrize(
    ("start", "days", "result"),
    [
        (date(2024, 12, 20), 5, date(2024, 12, 31)),
        (date(2024, 12, 20), 15, date(2025, 1, 15)),
        (date(2025, 4, 17), 1, date(2025, 4, 22)),
        (date(2025, 4, 17), 15, date(2025, 5, 13)),
        (date(2025, 3, 3), 45, date(2025, 5, 8)),
        (date(2025, 3, 1), 45, date(2025, 5, 7)),
        (date(2026, 4, 2), 5, date(2026, 4, 13)),
        (date(2026, 4, 2), 15, date(2026, 4, 27)),
    ],
)
def test_the_clock_runs_over_christmas_and_easter_as_the_handbook_says(start, days, result):
    assert clock.after(start, Span(days, working=True)) == result


def test_a_case_known_before_christmas_is_notified_by_new_years_eve_and_reviewed_by_mid_january():
    facts = Facts(aware_on=date(2024, 12, 20), notified_on=date(2024, 12, 20))

    found = {each.key: each.due_on for each in clock.deadlines(facts, EDITION, start=Start.NOTIFICATION)}

    assert found == {"notification": date(2024, 12, 31), "rapid_review": date(2025, 1, 15)}


@pytest.mark.parametrize(
    ("start", "due", "words"),
    [
        (Start.NOTIFICATION, date(2026, 4, 27), "the notification"),
        (Start.AWARENESS, date(2026, 4, 23), "the local authority became aware"),
    ],
)
def test_what_starts_the_rapid_review_is_a_setting_and_stands_beside_the_date(start, due, words):
    facts = Facts(aware_on=date(2026, 3, 31), notified_on=date(2026, 4, 2))

    found = next(each for each in clock.deadlines(facts, EDITION, start=start) if each.key == "rapid_review")

    assert (found.due_on, found.rule) == (due, f"15 working days after {words} (Working Together 2023)")


def test_before_the_notification_only_the_notification_has_a_date():
    found = clock.deadlines(Facts(aware_on=date(2026, 4, 2)), EDITION, start=Start.NOTIFICATION)

    assert [each.key for each in found] == ["notification"]


def test_a_local_review_has_six_months_and_its_copy_goes_seven_working_days_before():
    facts = Facts(
        aware_on=date(2026, 1, 5), notified_on=date(2026, 1, 6), rapid_review_sent_on=date(2026, 1, 20),
        decided_on=date(2026, 1, 20), publish_on=date(2026, 6, 15), local_review=True,
    )  # fmt: skip

    found = {each.key: each.due_on for each in clock.deadlines(facts, EDITION, start=Start.NOTIFICATION)}

    assert (found["review"], found["copy"]) == (date(2026, 7, 20), date(2026, 6, 4))


@pytest.mark.parametrize(
    ("done", "on", "words"),
    [
        (None, date(2026, 4, 10), "1 working day left"),
        (None, date(2026, 4, 13), "Due today"),
        (None, date(2026, 4, 15), "2 working days late"),
        (None, date(2026, 4, 18), "4 working days late"),
        (date(2026, 4, 13), date(2026, 5, 1), "Done in time"),
        (date(2026, 4, 14), date(2026, 5, 1), "Done 1 working day late"),
    ],
)
def test_how_a_date_stands_is_said_in_working_days(done, on, words):
    due = clock.Deadline("notification", "Notify", date(2026, 4, 13), "5 working days", done)

    assert due.standing(on) == words


def test_the_day_plan_begins_the_day_after_and_ends_with_the_clock():
    facts = Facts(aware_on=date(2026, 4, 1), notified_on=date(2026, 4, 2))

    plan = clock.day_plan(facts, EDITION, start=Start.NOTIFICATION)

    assert [(day.number, day.on) for day in plan] == [
        (1, date(2026, 4, 7)), (10, date(2026, 4, 20)), (12, date(2026, 4, 22)),
        (14, date(2026, 4, 24)), (15, date(2026, 4, 27)),
    ]  # fmt: skip


def test_days_out_of_order_are_named():
    facts = Facts(aware_on=date(2026, 4, 2), notified_on=date(2026, 4, 1))

    assert clock.out_of_order(facts) == (
        "It was notified on 1 April 2026, but the case became known on 2 April 2026. One of the two days is not right."
    )


@sampled(strategies.dates(date(2018, 1, 1), date(2040, 1, 1)), strategies.integers(1, 60))
def test_before_undoes_after_on_working_days(start, days):
    span = Span(days, working=True)
    end = clock.after(start, span)

    assert clock.after(clock.before(end, span), span) == end


def test_the_edition_is_the_one_in_force_on_the_day():
    days = [date(2017, 1, 1), date(2020, 1, 1), date(2024, 1, 1), date(2026, 6, 1)]

    assert [guidance.in_force(day).key for day in days] == ["wt2018", "wt2018", "wt2023", "wt2026"]


def test_an_edition_that_is_not_well_written_is_named():
    text = guidance.FILE.read_text().replace('rapid_review = "15 working days"', 'rapid_review = "a fortnight"', 1)

    with pytest.raises(ValueError, match="wt2018: rapid_review must be such as “15 working days”, not 'a fortnight'"):
        guidance.read(text)
