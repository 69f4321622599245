"""The rules of mash_events.csv, one by one."""

import csv
import datetime as dt
import io

import pytest

from dashboard import mash_events
from dashboard.file_reasons import CannotRead, Reason
from dashboard.mash_events import EventsReader
from dashboard.tests import given

TODAY = dt.date(2026, 11, 23)
USUAL = {
    "contact_ref": "C1",
    "child_ref": "K1",
    "household_ref": "H1",
    "received_at": "2026-05-04T09:00:00+01:00",
    "channel": "police notification",
    "source_code": "6",
    "concern_category": "domestic abuse",
    "initial_rating": "amber",
    "final_rating": "",
    "screening_at": "2026-05-04T09:30:00+01:00",
    "checks_requested_at_health": "2026-05-04T10:00:00+01:00",
    "checks_returned_at_health": "2026-05-04T12:00:00+01:00",
    "decision_at": "2026-05-04T15:00:00+01:00",
    "decision": "strategy discussion",
    "urgent_flag": "true",
    "strategy_at": "2026-05-05T09:00:00+01:00",
    "outcome_at": "2026-05-06T09:00:00+01:00",
}


def read(*, names=None, **changes):
    """What becomes of the usual row with some cells changed."""
    row = {**USUAL, **changes}
    names = names or list(row)
    reader = EventsReader(today=TODAY)
    headers = reader.take(1, names)
    taken = reader.take(2, [row[name] for name in names])
    return taken, [*headers.faults, *taken.faults, *reader.finish()]


def a_place(written, *, area="E10000025"):
    """What becomes of a locality: the code that is kept, and the faults."""
    reader = EventsReader(today=TODAY, area=area)
    headers = reader.take(1, [*USUAL, "locality"])
    taken = reader.take(2, [*USUAL.values(), written])
    return taken.record.values.get("locality"), told([*headers.faults, *taken.faults])


def told(faults):
    return [(fault.fault.value, fault.column) for fault in faults]


def test_a_sound_row_becomes_a_record_without_faults():
    taken, faults = read()

    assert told(faults) == []
    assert taken.record.values == {
        "received_at": dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC),
        "screening_at": dt.datetime(2026, 5, 4, 8, 30, tzinfo=dt.UTC),
        "decision_at": dt.datetime(2026, 5, 4, 14, 0, tzinfo=dt.UTC),
        "strategy_at": dt.datetime(2026, 5, 5, 8, 0, tzinfo=dt.UTC),
        "outcome_at": dt.datetime(2026, 5, 6, 8, 0, tzinfo=dt.UTC),
        "channel": "police_notification",
        "source_code": "6",
        "source_group": "police",
        "concern_category": "domestic_abuse",
        "initial_rating": "amber",
        "final_rating": "",
        "decision": "strategy_discussion",
        "urgent": True,
    }
    assert taken.record.key == ("C1", "K1")
    assert taken.record.agency_checks == (
        {
            "agency_kind": "health",
            "requested_at": dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC),
            "returned_at": dt.datetime(2026, 5, 4, 11, 0, tzinfo=dt.UTC),
        },
    )


def test_columns_may_come_in_any_order_and_unknown_ones_are_named_and_ignored():
    names = [*reversed(USUAL), "shoe_size"]

    taken, faults = read(names=names, shoe_size="38")

    assert taken.record.child == "K1"
    assert told(faults) == [("extra_column", "shoe_size")]


@pytest.mark.parametrize("name", ["contact_ref", "child_ref", "received_at"])
def test_a_file_without_an_essential_column_is_turned_away(name):
    with pytest.raises(CannotRead) as refused:
        read(names=[each for each in USUAL if each != name])

    assert refused.value.reason == Reason.NO_MASH_COLUMNS


@pytest.mark.parametrize("name", ["contact_ref", "child_ref", "received_at"])
def test_a_row_without_what_is_essential_is_refused(name):
    taken, faults = read(**{name: "  "})

    assert (taken.record, taken.refused) == (None, True)
    assert told(faults) == [("blank", name)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-05-04T09:00:00Z", "2026-05-04T09:00:00+00:00"),
        ("2026-05-04T09:00:00+01:00", "2026-05-04T08:00:00+00:00"),
        # Without an offset it is London time: summer, winter.
        ("2026-05-04T09:00", "2026-05-04T08:00:00+00:00"),
        ("2026-01-05 09:00:00", "2026-01-05T09:00:00+00:00"),
        # The clocks go back on 25 October 2026 at 01:00 UTC.
        ("2026-10-25T01:30:00+01:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T00:59:59", "2026-10-24T23:59:59+00:00"),
        ("2026-10-25T02:00:00", "2026-10-25T02:00:00+00:00"),
    ],
)
def test_times_are_read_with_their_offset_or_as_london_time(written, meant):
    taken, faults = read(received_at=written, **dict.fromkeys(LATER, ""), decision="")

    assert taken.record.values["received_at"] == dt.datetime.fromisoformat(meant)
    assert told(faults) == []


LATER = [
    "screening_at", "decision_at", "strategy_at", "outcome_at", "checks_requested_at_health",
    "checks_returned_at_health",
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("2026-10-25T01:30:00", "hour_occurs_twice"),
        ("2026-10-25T01:00", "hour_occurs_twice"),
        ("2026-03-29T01:30:00", "hour_skipped"),
        ("yesterday", "not_a_moment"),
        ("2026-05-04", "not_a_moment"),
        ("2026-13-45T09:00", "not_a_moment"),
        ("0999-05-04T09:00:00Z", "not_a_moment"),
    ],
)
def test_a_time_of_receipt_that_cannot_be_told_refuses_the_row(written, fault):
    taken, faults = read(received_at=written)

    assert (taken.record, told(faults)) == (None, [(fault, "received_at")])


def test_a_later_time_that_cannot_be_told_is_left_out_and_the_row_kept():
    taken, faults = read(screening_at="2026-10-25T01:30:00")

    assert taken.record.values["screening_at"] is None
    assert told(faults) == [("hour_occurs_twice", "screening_at")]


@pytest.mark.parametrize(
    ("column", "written", "kept"),
    [
        ("screening_at", "2026-05-04T08:59:59+01:00", {"screening_at": None}),
        ("decision_at", "2026-05-04T09:29:00+01:00", {"decision_at": None, "decision": "strategy_discussion"}),
        ("strategy_at", "2026-05-04T14:59:00+01:00", {"strategy_at": None}),
        ("outcome_at", "2026-05-05T08:59:00+01:00", {"outcome_at": None}),
    ],
)
def test_times_may_not_run_backwards(column, written, kept):
    taken, faults = read(**{column: written})

    assert told(faults) == [("times_backwards", column)]
    assert {name: taken.record.values[name] for name in kept} == kept


def test_two_steps_may_share_a_moment():
    taken, faults = read(**dict.fromkeys(["screening_at", "decision_at"], USUAL["received_at"]))

    assert told(faults) == []
    assert taken.record.values["decision_at"] == taken.record.values["received_at"]


@pytest.mark.parametrize(
    ("requested", "returned", "fault", "kept"),
    [
        ("2026-05-04T08:00:00+01:00", "", ("times_backwards", "checks_requested_at_health"), 0),
        ("2026-05-04T11:00:00+01:00", "2026-05-04T10:00:00+01:00", ("times_backwards", "checks_returned_at_health"), 1),
        ("", "2026-05-04T10:00:00+01:00", ("agency_check_without_request", "checks_returned_at_health"), 0),
        ("", "", None, 0),
        ("2026-05-04T11:00:00+01:00", "", None, 1),
    ],
)
def test_answers_of_agencies_follow_their_requests(requested, returned, fault, kept):
    taken, faults = read(checks_requested_at_health=requested, checks_returned_at_health=returned)

    assert told(faults) == ([fault] if fault else [])
    assert len(taken.record.agency_checks) == kept


@pytest.mark.parametrize(
    ("changes", "faults_told"),
    [
        ({"decision_at": ""}, [("decision_without_time", "decision_at")]),
        ({"decision": ""}, [("time_without_decision", "decision")]),
        ({"decision": "coffee"}, [("unknown_value", "decision"), ("time_without_decision", "decision")]),
        ({"decision": "", "decision_at": "", "strategy_at": "", "outcome_at": ""}, []),
        ({"channel": ""}, [("blank", "channel")]),
        ({"channel": "pigeon"}, [("unknown_value", "channel")]),
        ({"concern_category": "Neglect "}, []),
        ({"initial_rating": "blue"}, [("unknown_value", "initial_rating")]),
        ({"final_rating": "RED"}, []),
        ({"source_code": ""}, [("blank", "source_code")]),
        ({"source_code": "99"}, [("unknown_value", "source_code")]),
        ({"source_code": "5d"}, []),
        ({"urgent_flag": "maybe"}, [("unknown_value", "urgent_flag")]),
        ({"urgent_flag": ""}, []),
        ({"urgent_flag": "FALSE"}, []),
        ({"household_ref": ""}, []),
        ({"household_ref": "x" * 65}, [("reference_too_long", "household_ref")]),
        ({"received_at": "2027-01-04T09:00:00Z", **dict.fromkeys(["screening_at", "decision_at", "strategy_at",
          "outcome_at", "checks_requested_at_health", "checks_returned_at_health", "decision"], "")},
         [("in_future", "received_at")]),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_as_it_should_be_is_told_and_the_row_kept(changes, faults_told):
    taken, faults = read(**changes)

    assert told(faults) == faults_told
    assert taken.record is not None


def test_a_decision_that_is_yet_to_come_is_left_out():
    taken, faults = read(decision_at="2087-01-04T09:00:00Z", strategy_at="", outcome_at="")

    assert told(faults) == [("in_future", "decision_at")]
    assert taken.record.values["decision_at"] is None


def test_a_row_with_more_cells_than_headers_is_refused():
    reader = EventsReader(today=TODAY)
    reader.take(1, list(USUAL))

    taken = reader.take(2, [*USUAL.values(), "one too many"])

    assert (taken.refused, told(taken.faults)) == (True, [("row_too_long", "")])


def test_blank_rows_are_passed_over_and_a_file_of_headers_only_is_told():
    reader = EventsReader(today=TODAY)
    reader.take(1, list(USUAL))

    taken = reader.take(2, ["", " ", None])

    assert (taken.record, taken.faults, taken.refused) == (None, [], False)
    assert told(reader.finish()) == [("empty_file", "")]


def test_columns_that_are_wanted_but_missing_are_told_once():
    names = [name for name in USUAL if name not in ("channel", "decision", "decision_at")]

    taken, faults = read(names=names)

    assert told(faults) == [
        ("missing_column", "channel"), ("missing_column", "decision_at"), ("missing_column", "decision")
    ]  # fmt: skip
    assert taken.record.values["channel"] == ""


def test_the_builder_of_the_tests_writes_a_sound_file():
    rows = list(csv.reader(io.StringIO(given.events(given.an_event()).decode())))
    reader = EventsReader(today=TODAY)

    faults = [fault for number, row in enumerate(rows, start=1) for fault in reader.take(number, row).faults]

    assert faults == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Vale of White Horse", "vale_of_white_horse"), ("OXFORD", "oxford"), ("E07000177", "cherwell"), ("", "")],
)
def test_a_locality_of_the_area_is_known_by_its_name_and_its_national_code(written, kept):
    assert a_place(written) == (kept, [])


@pytest.mark.parametrize("written", ["OX99 9ZZ", "12 Mill Lane", "Elderwick", "Quillfeather"])
def test_what_is_no_locality_of_the_area_is_told_and_never_kept(written):
    assert a_place(written) == ("", [("unknown_value", "locality")])


def test_where_no_localities_are_agreed_the_column_is_not_known():
    assert a_place("Oxford", area="E92000001") == (None, [("extra_column", "locality")])


def test_the_empty_file_has_every_column_that_is_known():
    assert set(mash_events.IN_ORDER) == {*mash_events.COLUMNS, "locality"}
    assert len(set(mash_events.IN_ORDER)) == len(mash_events.IN_ORDER)
