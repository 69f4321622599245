"""What must never be of agencies, people and memberships is found, and a sound county is called sound."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from partnership.invariants import broken, circles
from partnership.tests import given


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ({}, []),
        ({1: 2, 2: 3}, []),
        ({1: 1}, [[1]]),
        ({1: 2, 2: 1}, [[1, 2]]),
        ({5: 3, 3: 4, 4: 5, 9: 3, 8: 9}, [[3, 4, 5]]),
        ({1: 2, 2: 1, 3: 4, 4: 3, 5: 1}, [[1, 2], [3, 4]]),
    ],
)
def test_circles_are_found_once(above, found):
    assert circles(above) == found


@hypothesis_given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)))
def test_each_circle_leads_back_to_its_beginning(above):
    for circle in circles(above):
        assert [above[each] for each in circle] == [*circle[1:], circle[0]]


def test_the_cast_breaks_nothing(cast):
    assert list(broken()) == []


def test_a_hat_that_outlives_its_agency_is_told(db):
    agency = given.an_agency(until=date(2025, 3, 31))
    kept = given.a_person(role="practitioner", agency=agency).memberships.get()
    given.a_person(role="practitioner", agency=agency, until=date(2025, 3, 31))

    assert list(broken()) == [f"Membership {kept.pk} goes on after agency {agency.pk} has left the partnership."]


def test_a_hat_that_outlives_its_account_is_told(practitioner):
    practitioner.is_active, practitioner.closed_at = False, datetime(2026, 1, 5, tzinfo=UTC)
    practitioner.save()
    hat = practitioner.memberships.get()

    assert list(broken()) == [f"Membership {hat.pk} goes on after the account of person {practitioner.pk} was closed."]


def test_line_managers_in_a_circle_are_told(lead, practitioner):
    lead.line_manager = practitioner
    lead.save()
    first, second = sorted([lead.pk, practitioner.pk])

    assert list(broken()) == [f"People {first}, {second} are each other's line managers, in a circle."]


def test_agencies_in_a_circle_are_told_and_the_command_fails(db, capsys):
    top = given.an_agency()
    middle = given.an_agency(parent=top)
    top.parent = middle
    top.save()

    with pytest.raises(SystemExit) as left:
        call_command("check_invariants")

    assert left.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"Agencies {top.pk}, {middle.pk} stand below each other, in a circle.",
        "1 broken.",
    ]


def test_the_command_says_when_nothing_is_broken(cast, capsys):
    call_command("check_invariants")

    assert capsys.readouterr().out == "Nothing is broken.\n"
