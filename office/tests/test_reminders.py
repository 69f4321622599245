"""Which step of a reminder is reached on a day."""

from datetime import date

import pytest

from office import reminders
from office.rule_book import Days

DUE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "step"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), 30),
        (date(2026, 12, 23), 30),
        (date(2026, 12, 24), 7),
        (date(2026, 12, 29), 7),
        (date(2026, 12, 30), 1),
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), None),
    ],
)
def test_before_something_is_due_the_latest_step_counts(on, step):
    assert reminders.step_before(DUE, steps=(30, 7, 1), on=on) == step


@pytest.mark.parametrize(
    ("every", "on", "step"),
    [
        # Friday 20 December 2024; 25 and 26 December and 1 January are bank holidays.
        (Days(3, working=True), date(2024, 12, 20), 0),
        (Days(3, working=True), date(2024, 12, 24), 0),
        (Days(3, working=True), date(2024, 12, 27), 1),
        (Days(3, working=True), date(2025, 1, 2), 2),
        (Days(3, working=False), date(2024, 12, 22), 0),
        (Days(3, working=False), date(2024, 12, 23), 1),
        (Days(3, working=False), date(2024, 12, 26), 2),
        (Days(3, working=False), date(2024, 12, 1), 0),
        (Days(0, working=False), date(2025, 12, 1), 0),
    ],
)
def test_after_something_began_each_whole_span_is_a_step(every, on, step):
    assert reminders.step_after(date(2024, 12, 20), every=every, on=on) == step
