"""What waits, sorted into late, this week and later."""

from datetime import date

import pytest

from oscb_portal import desk
from partnership.waits import Wait

MONDAY = date(2026, 11, 23)


def waiting(*dues):
    return [Wait(what=f"Do {number}", why="", address="/", due=due) for number, due in enumerate(dues)]


@pytest.mark.parametrize(
    ("due", "heading", "when"),
    [
        (date(2026, 11, 20), "Late", "1 working day late"),
        (date(2026, 11, 12), "Late", "7 working days late"),
        (date(2026, 11, 22), "Late", "1 working day late"),
        (date(2026, 11, 23), "This week", "Today"),
        (date(2026, 11, 24), "This week", "Tomorrow"),
        (date(2026, 11, 27), "This week", "Friday"),
        (date(2026, 11, 29), "This week", "Sunday"),
        (date(2026, 11, 30), "Later", "30 November"),
        (date(2027, 1, 4), "Later", "4 January 2027"),
        (None, "Later", "When you can"),
    ],
)
def test_a_line_stands_where_its_day_puts_it(due, heading, when):
    laid = desk.laid_out(waiting(due), on=MONDAY)

    assert [(name, line.when) for name, lines in laid.groups for line in lines] == [(heading, when)]


def test_what_was_due_at_the_weekend_is_not_a_working_day_late_on_sunday():
    laid = desk.laid_out(waiting(date(2026, 11, 21)), on=date(2026, 11, 22))

    assert laid.groups[0][1][0].when == "Due 21 November"


@pytest.mark.parametrize(
    ("dues", "sentence"),
    [
        ((), "Nothing waits for you."),
        ((None,), "Nothing waits for you this week."),
        ((MONDAY,), "One thing is due this week."),
        ((date(2026, 11, 2),), "One thing is late."),
        (
            (date(2026, 11, 2), MONDAY, MONDAY, MONDAY, None),
            "One thing is late and three are due this week. The rest can wait.",
        ),
        ((date(2026, 11, 2),) * 12 + (MONDAY,), "12 things are late and one is due this week."),
    ],
)
def test_the_sentence_says_how_much_it_is(dues, sentence):
    assert desk.laid_out(waiting(*dues), on=MONDAY).sentence == sentence


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (18, "Good evening")]
)
def test_the_greeting_follows_the_hour(hour, words):
    assert desk.greeting(hour) == words
