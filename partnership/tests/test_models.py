"""What the database itself refuses of agencies, people, memberships and head counts; and their adjectives."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from partnership.models import Agency, Birth, Headcount, Membership, Person
from partnership.tests import given


@pytest.fixture
def refused():
    """A block in which the database must refuse, naming the constraint."""

    def by(constraint):
        return _Refused(constraint)

    return by


class _Refused:
    def __init__(self, constraint):
        self.raises = pytest.raises(IntegrityError, match=constraint)
        self.savepoint = transaction.atomic()

    def __enter__(self):
        self.raises.__enter__()
        self.savepoint.__enter__()

    def __exit__(self, *what):
        self.savepoint.__exit__(*what)
        return self.raises.__exit__(*what)


def test_two_agencies_cannot_share_a_name_however_it_is_written(db, refused):
    given.an_agency("Millrace Surgery")

    with refused("agency_name_once"):
        Agency.objects.create(name="MILLRACE surgery", slug="other", kind="voluntary", active_from=given.BEGAN)


def test_a_school_number_is_given_once(db, refused):
    schools = [given.an_agency() for _ in range(2)]
    schools[0].urn = schools[1].urn = "900001"
    schools[0].save()

    with refused("agency_urn_once"):
        schools[1].save()


def test_an_agency_cannot_leave_before_it_came(db, refused):
    with refused("agency_dates_in_order"):
        given.an_agency(since=date(2026, 1, 2), until=date(2026, 1, 1))


def test_an_agency_cannot_stand_below_itself(db, refused):
    agency = given.an_agency()
    agency.parent = agency

    with refused("agency_is_not_its_own_parent"):
        agency.save()


def test_an_agency_with_members_cannot_be_deleted(cast):
    with pytest.raises(ProtectedError):
        cast.agencies.police.delete()


def test_active_agencies_are_those_of_the_day(db):
    kept = given.an_agency("Kept", until=date(2026, 1, 31))
    given.an_agency("Not yet", since=date(2026, 2, 1))
    given.an_agency("Gone", until=date(2026, 1, 30))

    assert list(Agency.objects.active(date(2026, 1, 31))) == [kept]


def test_addresses_are_kept_in_lower_case(db, refused):
    person = Person.objects.create_user("Mina.Roy@People.EXAMPLE ", name="Mina Roy")

    assert person.email == "mina.roy@people.example"
    assert Person.objects.get_by_natural_key(" MINA.ROY@people.example") == person
    with refused("person_email_in_lower_case"):
        Person.objects.filter(pk=person.pk).update(email="Mina@people.example")


def test_nobody_is_the_own_line_manager(db, refused):
    person = given.a_person()
    person.line_manager = person

    with refused("person_is_not_own_line_manager"):
        person.save()


def test_an_open_account_has_no_day_of_closing(db, refused):
    person = given.a_person()
    person.closed_at = datetime(2026, 1, 1, tzinfo=UTC)

    with refused("person_open_is_not_closed"):
        person.save()


def test_a_membership_cannot_end_before_it_starts(db, refused):
    with refused("membership_dates_in_order"):
        given.a_person(agency=given.an_agency(), since=date(2026, 1, 2), until=date(2026, 1, 1))


def test_an_unknown_role_is_refused(db, refused):
    with refused("membership_role_is_known"):
        given.a_person(role="king", agency=given.an_agency())


def test_the_same_role_is_not_held_twice_at_a_time(db, refused):
    agency = given.an_agency()
    person = given.a_person(agency=agency, since=date(2025, 1, 1), until=date(2025, 12, 31))

    with refused("membership_once_at_a_time"):
        given.a_hat(person, role="practitioner", agency=agency, since=date(2025, 12, 31))


def test_a_role_may_be_held_again_and_another_one_beside_it(db):
    agency = given.an_agency()
    person = given.a_person(agency=agency, since=date(2025, 1, 1), until=date(2025, 12, 31))

    given.a_hat(person, role="practitioner", agency=agency, since=date(2026, 1, 1))
    given.a_hat(person, role="trainer", agency=agency, since=date(2025, 6, 1))

    assert [hat.role for hat in Membership.objects.current(date(2025, 12, 31))] == ["practitioner", "trainer"]


def test_people_are_found_by_role_and_by_agency_on_a_day(db):
    agency = given.an_agency()
    person = given.a_person(role="trainer", agency=agency, until=date(2025, 12, 31))
    closed = given.a_person(role="trainer", agency=agency)
    Person.objects.filter(pk=closed.pk).update(is_active=False)

    assert list(Person.objects.holding("trainer", on=date(2025, 12, 31))) == [person]
    assert list(Person.objects.holding("trainer", on=date(2026, 1, 1))) == []
    assert set(Person.objects.at(agency, on=date(2026, 1, 1))) == {closed}


def test_heads_are_counted_once_a_day(db, refused):
    agency = given.an_agency()
    Headcount.objects.create(agency=agency, job_role="Teacher", people=3, counted_on=date(2026, 4, 1))

    with refused("headcount_once_a_day"):
        Headcount.objects.create(agency=agency, job_role="Teacher", people=4, counted_on=date(2026, 4, 1))


def test_a_database_is_born_once(db, refused):
    with refused("born_once"):
        Birth.objects.create(pk=2, mode="production")
