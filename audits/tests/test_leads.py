"""The roll-over of September: nobody, somebody new, somebody gone, letters that come back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
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


SINCE = date(2026, 9, 1)


def rows_of(agencies, by):
    return leads.of_agencies(agencies, by=by, since=SINCE, on=ON)


def of_school(cast):
    [row] = rows_of(Agency.objects.filter(pk=cast.agencies.school.pk), cast.administrator)
    found = leads.leads_of(row, since=SINCE, on=ON)
    # What the list chooses by and what it shows must never say two things.
    assert (row.nobody, row.standing < leads.Standing.AS_BEFORE) == (found.nobody, found.to_check)
    assert (row.changed, row.bounced) == (bool(found.came or found.left), bool(found.bounced))
    return found


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

    page = sign_in(cast.administrator).get(reverse("designated_leads")).content.decode()

    assert rows_of(Agency.objects.exclude(kind="board"), cast.administrator).order_by("standing")[0].nobody
    assert AT.date() == ON
    assert "Nobody" in page


def test_what_there_is_to_check_can_be_chosen(cast, sign_in):
    Membership.objects.filter(person=cast.head).update(ends_on=ON - timedelta(days=20))
    page = sign_in(cast.administrator)

    listed = {what: page.get(reverse("designated_leads"), {"what": what}).context["listing"].things
              for what in ("nobody", "fine")}  # fmt: skip

    assert cast.agencies.school in listed["nobody"]
    assert cast.agencies.school not in listed["fine"]


def test_the_list_asks_the_same_queries_for_one_and_for_three(cast, sign_in, django_assert_num_queries):
    page, address = sign_in(cast.administrator), reverse("designated_leads")
    page.get(address)
    with CaptureQueriesContext(connection) as for_few:
        page.get(address)
    for number in range(2):
        Agency.objects.create(name=f"School {number}", slug=f"school-{number}", kind="school", active_from=SINCE)

    with django_assert_num_queries(len(for_few)):
        page.get(address)


def test_the_same_rows_as_a_file(cast, sign_in):
    answer = sign_in(cast.administrator).get(reverse("designated_leads"), {"format": "csv"})

    head, *lines = answer.content.decode("utf-8-sig").splitlines()
    assert head == "Agency,URN,Who leads now,Their addresses,What changed"
    assert [cast.head.email in line for line in lines if line.startswith(cast.agencies.school.name)] == [True]


def test_only_the_office_sees_it(cast, sign_in):
    with pytest.raises(PermissionDenied):
        rows_of(Agency.objects.all(), cast.lead)
    assert sign_in(cast.lead).get(reverse("designated_leads")).status_code == 403
