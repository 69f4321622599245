"""Reports on training: every cut, small numbers, whose bookings, files."""

import pytest
from django.urls import reverse

from figures.suppression import Hidden
from partnership.periods import Kind, containing
from training import attendance, tallies
from training.tallies import Asked
from training.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast):
    """An event of four places: two people of the health trust, of whom one came."""
    event = given.a_past_event(cast, people=2)
    session, over = event.sessions.get(), given.over(event)
    came, absent = event.bookings.order_by("pk")
    attendance.mark(event=event, marks={(came.pk, session.pk): "present", (absent.pk, session.pk): "absent"},
                    by=cast.trainer, at=over)  # fmt: skip
    attendance.close(event=event, by=cast.trainer, at=over)
    return event


def told(event, along, *, openly=True, **words):
    return tallies.tally(Asked(along, **words), on=given.over(event).date(), openly=openly)


def test_every_cut_counts_the_same_and_fill_is_not_show_up(held):
    for along in tallies.BY:
        (row,) = told(held, along)
        assert (row.booked, row.came, row.absent, row.people, row.show_up) == (2, 1, 1, 1, 50)
        assert row.fill == (25 if along in tallies.OF_EVENTS else None)
    assert [told(held, along)[0].name for along in ("agency", "district", "year", "level")] == [
        "Oakshire Health", "Whole county", "2026/27", "For everyone who works with children",
    ]  # fmt: skip


def test_another_year_another_course_or_other_agencies_have_nothing(cast, held):
    last_year = containing(Kind.FINANCIAL_YEAR, given.ON.replace(year=2024))

    assert told(held, "agency", year=last_year) == []
    assert told(held, "agency", course=given.a_course(cast)) == []
    assert told(held, "agency", agencies=[cast.agencies.police.pk]) == []


def test_finished_e_learning_is_told_beside_the_bookings(cast, held):
    course = given.an_e_learning(cast, title="Online")
    given.e_learning_done(cast, cast.practitioner, course)

    found = {row.name: (row.booked, row.learnt) for row in told(held, "course")}
    (agency,) = told(held, "agency")

    assert found == {held.course.title: (2, 0), "Online": (0, 1)}
    assert (agency.booked, agency.learnt) == (2, 1)


def test_small_numbers_are_hidden_from_whoever_does_not_see_each_booking(held):
    (row,) = told(held, "agency", openly=False)

    assert isinstance(row.came, Hidden)
    assert (row.booked, row.show_up) == (2, None)


def test_pages_and_files_open_to_those_who_see_coverage(cast, sign_in):
    address = reverse("training_reports")

    for person in (cast.administrator, cast.board, cast.lead):
        client = sign_in(person)
        assert [client.get(address, {"by": along}).status_code for along in tallies.BY] == [200] * 6
        assert client.get(address, {"by": "year", "format": "csv"}).status_code == 200
    assert [sign_in(each).get(address).status_code for each in (cast.practitioner, cast.stranger)] == [403, 403]
    assert sign_in(cast.board).get(address, {"by": "nonsense"}).status_code == 404
    assert sign_in(cast.board).get(address, {"year": "1066-67"}).status_code == 404
