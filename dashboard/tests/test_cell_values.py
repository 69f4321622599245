"""What programs and people write into cells, and what is meant."""

import datetime as dt

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as some

from dashboard import cell_values
from dashboard.cell_values import Unreadable


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (None, ""),
        ("  two\u00a0  words\n", "two words"),
        ("child’s “plan” – now", 'child\'s "plan" - now'),
        (7.0, "7"),
        (7.5, "7.5"),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        (dt.date(2026, 5, 4), "2026-05-04"),
        ("007", "007"),
    ],
)
def test_a_cell_as_text(cell, meant):
    assert cell_values.text(cell) == meant


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        (dt.date(2026, 5, 4), dt.date(2026, 5, 4)),
        (dt.datetime(2026, 5, 4, 9, 30), dt.date(2026, 5, 4)),  # noqa: DTZ001 - as the workbook holds it
        ("04/05/2026", dt.date(2026, 5, 4)),
        ("4/5/2026", dt.date(2026, 5, 4)),
        ("04/05/26", dt.date(2026, 5, 4)),
        ("2026-05-04", dt.date(2026, 5, 4)),
        ("2026-05-04 00:00:00", dt.date(2026, 5, 4)),
        ("04.05.2026", dt.date(2026, 5, 4)),
        ("4 May 2026", dt.date(2026, 5, 4)),
        ("04-May-26", dt.date(2026, 5, 4)),
        # Excel's own example: serial 45351 is 29 February 2024.
        (45351.0, dt.date(2024, 2, 29)),
        ("45351", dt.date(2024, 2, 29)),
        ("", None),
        ("\u00a0", None),
        (None, None),
    ],
)
def test_a_date_in_any_of_its_forms(cell, meant):
    assert cell_values.date(cell) == meant


@pytest.mark.parametrize(
    "cell", ["nope", "13/13/2026", "04/05/1026", "2026-05-04 09:30", True, -3.0, 99999999.0, 12.0, dt.date(1900, 1, 1)]
)
def test_what_is_no_date_of_our_time(cell):
    with pytest.raises(Unreadable):
        cell_values.date(cell)


@pytest.mark.parametrize(
    ("cell", "meant"), [(7.0, 7), (7.9, 7), ("7.25", 7), ("-1", -1), (-1.0, -1), (0, 0), ("", None), (None, None)]
)
def test_a_whole_number(cell, meant):
    assert cell_values.whole_number(cell) == meant


@pytest.mark.parametrize("cell", ["seven", True, dt.date(2026, 5, 4), -2, 1000, "nan", "inf"])
def test_what_is_no_whole_number(cell):
    with pytest.raises(Unreadable):
        cell_values.whole_number(cell)


def test_a_moment_that_is_a_moment_already():
    assert cell_values.moment(dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)) == dt.datetime(
        2026, 5, 4, 9, 0, tzinfo=dt.UTC
    )


def test_a_reference_is_at_most_64_characters():
    assert cell_values.reference(1001.0) == "1001"
    assert cell_values.reference("x" * 64) == "x" * 64
    with pytest.raises(Unreadable):
        cell_values.reference("x" * 65)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (None, "blank"),
        (" ", "blank"),
        (True, "true or false"),
        (dt.date(2026, 5, 4), "a date"),
        (3.5, "a number"),
        ("3.5", "digits as text"),
        ("nope", "text of 4 characters"),
        ("x", "text of 1 character"),
    ],
)
def test_the_kind_of_a_value_is_told_without_telling_it(cell, told):
    assert cell_values.value_class(cell) == told


@whatever(some.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_date_survives_each_way_of_writing_it(day):
    serial = float((day - dt.date(1899, 12, 30)).days)

    assert {
        cell_values.date(cell)
        for cell in (day, day.isoformat(), f"{day:%d/%m/%Y}", serial, f"{day:%d %b %Y}", f"{day:%d-%m-%Y}")
    } == {day}


@whatever(some.text() | some.floats(allow_nan=True) | some.booleans() | some.none() | some.dates())
def test_whatever_stands_in_a_cell_is_read_or_unreadable_and_never_an_accident(cell):
    for read in (cell_values.date, cell_values.whole_number, cell_values.moment, cell_values.reference):
        try:
            read(cell)
        except ValueError as told:
            assert isinstance(told, Unreadable | cell_values.AmbiguousMoment | cell_values.MissingMoment)  # noqa: PT017


@whatever(some.text() | some.floats() | some.dates())
def test_the_kind_of_a_value_never_holds_the_value(cell):
    words = cell_values.value_class(cell)

    assert words.rstrip("s") in ("blank", "a date", "a number", "digits as text") or words.startswith("text of ")
