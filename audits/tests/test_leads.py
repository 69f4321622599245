"""The roll-over of September: nobody, somebody new, somebody gone, letters that come back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audits import leads
from audits.tests.given import AT, ON
from office import letters
from office.tests.given import a_letter
from partnership.models import Agency, Membership, Person


@pytest.mark.parametrize(
    ("on", "begins"), [(date(2026, 11, 23), 2026), (date(2027, 3, 1), 2026), (date(2026, 9, 1), 2026)]
)
def test_a_school_year_begins_in_september(on, begins):
    assert leads.september_before(on) == date(begins, 9, 1)


def of_school(cast):
    [row] = leads.of_agencies([cast.agencies.school], by=cast.administrator, since=date(2026, 9, 1), on=ON)
    return row


def test_nothing_has_changed(cast):
    row = of_school(cast)

    assert (row.now, row.to_check) == ((cast.head,), False)


def test_a_new_head_and_one_who_left(cast):
    Membership.objects.filter(person=cast.head).update(ends_on=ON - timedelta(days=20))
    new = Person.objects.create_user("new-head@oakshire.example", name="Nora Alder")
    Membership.objects.create(person=new, agency=cast.agencies.school, role="head", starts_on=ON - timedelta(days=19))

    row = of_school(cast)

    assert (row.now, row.came, row.left) == ((new,), (new,), (cast.head,))


def test_letters_that_come_back_are_named(cast):
    letter = a_letter(to=cast.head)
    letters.note_bounce(message_id=letter.message_id, why="No such mailbox")

    assert of_school(cast).bounced == (cast.head,)


def test_an_agency_without_anybody_comes_first(cast, sign_in):
    Membership.objects.filter(person=cast.head).update(ends_on=ON - timedelta(days=20))
    rows = leads.of_agencies(Agency.objects.exclude(kind="board"), by=cast.administrator, since=date(2026, 9, 1), on=ON)

    assert rows[0].nobody
    assert AT.date() == ON
    assert "Nobody" in sign_in(cast.administrator).get(reverse("designated_leads")).content.decode()


def test_the_same_rows_as_a_file(cast, sign_in):
    answer = sign_in(cast.administrator).get(reverse("designated_leads"), {"format": "csv"})

    head, *lines = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("Agency,URN,Who leads now")
    assert [cast.head.email in line for line in lines if line.startswith(cast.agencies.school.name)] == [True]


def test_only_the_office_sees_it(cast, sign_in):
    with pytest.raises(PermissionDenied):
        leads.of_agencies([cast.agencies.school], by=cast.lead, since=ON, on=ON)
    assert sign_in(cast.lead).get(reverse("designated_leads")).status_code == 403
