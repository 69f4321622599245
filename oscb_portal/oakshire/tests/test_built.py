"""The county as the database holds it after the command: written as loads would have, and its figures counted."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F

from audits.invariants import broken as audits_broken
from audits.models import SelfAssessment
from dashboard.models import (
    AgencyCheck,
    Area,
    Assessment,
    Enquiry,
    Load,
    ProtectionPlan,
    Reading,
    Referral,
    Section47,
    StaffingWeek,
)
from office.findable import search
from office.models import Letter
from oscb_portal.oakshire import cast, county
from partnership.invariants import broken
from partnership.models import Agency, Headcount, Membership, Person
from priorities.models import Place, Plan
from training.invariants import broken as training_broken
from training.models import Booking, Charge


@pytest.fixture(scope="module")
def county_of_the_module(django_db_setup, django_db_blocker):
    """Built once for all tests of this module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("oakshire", scale=0.05, verbosity=0)
        # Once for all: what is still to be checked at the end of a transaction would be checked after every test.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def built(county_of_the_module, db):
    """The county, as every test of this module finds it."""


def figures(code, **of):
    area = Area.objects.get(code=county.AREA)
    return list(Reading.objects.living().of_area(area).filter(measure__code=code, **of).order_by("starts_on"))


def test_the_county_is_written_as_loads_would_have_left_it(built):
    assert list(Load.objects.values_list("kind", "state").order_by("pk")) == [
        ("mash_events", "done"),
        ("annex_a", "done"),
    ]
    assert Enquiry.objects.living().count() == Load.objects.get(kind="mash_events").rows_done
    assert [model.objects.living().exists() for model in (Referral, Assessment, Section47, ProtectionPlan)] == [
        True
    ] * 4
    assert AgencyCheck.objects.filter(requested_at__lt=F("enquiry__received_at")).count() == 0


def test_the_same_child_is_known_by_one_key_in_all_tables(built):
    enquired = set(Enquiry.objects.values_list("child_key", flat=True))
    planned = Referral.objects.filter(referred_on__gte=date(2022, 6, 1))

    assert set(planned.values_list("child_key", flat=True)) <= enquired


def test_every_kind_of_agency_is_there_even_in_a_small_county(built):
    assert set(Agency.objects.values_list("kind", flat=True)) == set(Agency.Kind.values)


def test_only_the_named_accounts_have_passwords(built):
    usable = {person.email for person in Person.objects.all() if person.has_usable_password()}

    assert usable == {cast.address(key) for key in cast.PEOPLE}


def test_somebody_wears_several_hats(built):
    hats = Membership.objects.values("person").annotate(agencies=Count("agency", distinct=True)).filter(agencies__gt=1)

    assert hats.filter(person__email="trainer@oakshire.example").exists()
    assert hats.count() > 1


def test_ten_priorities_stand_under_three_aims_in_each_plan(built):
    places = (
        Place.objects.values_list("aim__plan__slug", "aim__number")
        .annotate(count=Count("pk"))
        .order_by("aim__plan__starts_on", "aim__number")
    )

    assert list(places)[:3] == [("2022-24", 1, 4), ("2022-24", 2, 3), ("2022-24", 3, 3)]
    assert Plan.objects.order_by("starts_on").first().slug == "2022-24"
    assert Plan.objects.filter(published_at=None).count() == 0


def test_a_second_county_is_refused_and_if_empty_does_nothing(built):
    people = Person.objects.count()

    call_command("oakshire", "--if-empty", verbosity=0)
    with pytest.raises(CommandError, match="There are people in this database already"):
        call_command("oakshire", verbosity=0)

    assert Person.objects.count() == people


def test_no_agency_is_below_a_wrong_one_and_nothing_is_broken(built):
    assert list(broken()) == []


def test_heads_are_counted_at_least_as_many_as_the_portal_knows(built):
    school = Agency.objects.get(slug="school")
    known = Membership.objects.filter(agency=school, person__job_role="Teacher").count()
    counted = Headcount.objects.filter(agency=school, job_role="Teacher").latest("counted_on")

    assert counted.people >= known > 0


def test_each_month_of_five_years_has_its_figures(built):
    enquiries = figures("D01", period_kind="month")

    assert len(enquiries) == 60
    assert sum(reading.value for reading in enquiries) == Enquiry.objects.count()


def test_decisions_in_time_fall_with_the_staff_in_the_hard_spring(built):
    months = figures("D06", period_kind="month", breakdown="")
    posts = figures("C08", period_kind="month")
    hard, before = slice(-8, -4), slice(-20, -8)

    assert _mean(months[hard]) < _mean(months[before]) - 10
    assert _mean(posts[hard]) < _mean(posts[before]) - 10


def _mean(readings):
    return sum(reading.value for reading in readings) / len(readings)


def test_rates_are_counted_for_the_children_of_a_county_of_this_size(built):
    (population, *_) = figures("P01", starts_on=date(2025, 6, 1)) or figures("P01")
    rates = figures("D16R")

    assert float(population.value) == pytest.approx(152_000 * 0.05, rel=0.05)
    assert [5 < reading.value < 80 for reading in rates] == [True] * 4


def test_staff_are_told_week_by_week_for_each_team(built):
    teams = StaffingWeek.objects.values("agency", "team", "role").annotate(weeks=Count("pk"))

    # An agency whose return of a month is missing has not told the weeks of that month.
    assert {each["agency"] for each in teams if each["weeks"] < 260} <= {"Oakshire Probation"}
    assert all(250 < each["weeks"] <= 261 for each in teams)
    assert StaffingWeek.objects.filter(team="mash").values("agency").distinct().count() == 4


def test_real_places_stand_beside_the_county(built):
    assert Reading.objects.living().filter(area__name="Oxfordshire").exists()


def test_the_search_finds_the_agencies_of_the_county(built):
    rows = search("Larchmere", person=cast.of_the_database().administrator).rows
    titles = [entry.title for entry in rows if entry.address.startswith("/office/agencies/")]

    assert sorted(titles) == ["Larchmere Learning Trust", "Larchmere Primary School", "Larchmere School"]


def test_no_letter_is_queued(built):
    assert Letter.objects.count() == 0


def test_self_assessments_stand_in_every_state_of_three_cycles(built):
    states = set(SelfAssessment.objects.values_list("cycle__name", "state"))

    assert {state for name, state in states if name.startswith("Section 11")} == {
        "answering", "signing", "submitted", "final", "locked",
    }  # fmt: skip
    assert {name.rpartition(",")[0] for name, _ in states} == {"Section 11", "Section 175"}
    assert list(audits_broken()) == []


def test_two_years_of_training_were_held_such_as_the_verbs_leave_them(built):
    past = Booking.objects.filter(event__closed_at__isnull=False)
    states = set(past.values_list("state", flat=True))

    assert list(training_broken()) == []
    assert {"attended", "part_attended", "absent", "cancelled_early", "cancelled_late", "lapsed"} <= states
    assert not states & {"booked", "offered", "waiting", "awaiting"}
    assert len(figures("T01")) == len(figures("T06")) == 24
    assert all(40 <= reading.value <= 100 for reading in figures("T03") if reading.value is not None)
    assert set(Charge.objects.values_list("state", flat=True)) >= {"proposed", "waived", "paid"}
