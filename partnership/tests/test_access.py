"""The gate: hats, doors and hands; a role above covers those below, and only as long as it lasts."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from partnership import access
from partnership.access import agencies_where, can, check, holds, require
from partnership.models import Agency, TrailEntry
from partnership.permissions import Permission
from partnership.tests import given

TODAY = date(2026, 11, 23)
NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-23T12:00:00+00:00", tick=False):
        yield


@pytest.fixture
def trust(db):
    return given.an_agency("Northmarl Trust", kind=Agency.Kind.ACADEMY_TRUST)


@pytest.fixture
def school(trust):
    return given.an_agency("Northmarl School", kind=Agency.Kind.SCHOOL, parent=trust)


def test_a_role_is_held_for_its_own_agency_only(lead, agencies):
    assert can(lead, Permission.ADMIT_MEMBERS, agency=agencies.health_trust)
    assert not can(lead, Permission.ADMIT_MEMBERS, agency=agencies.county_council)
    assert not can(lead, Permission.ADMIT_MEMBERS)


def test_a_role_without_the_permission_has_it_nowhere(practitioner, agencies):
    assert not can(practitioner, Permission.ADMIT_MEMBERS, agency=agencies.health_trust)
    assert not holds(practitioner, Permission.ADMIT_MEMBERS)


def test_the_business_unit_may_everywhere(administrator, agencies):
    assert can(administrator, Permission.ADMIT_MEMBERS)
    assert can(administrator, Permission.ADMIT_MEMBERS, agency=agencies.school)


def test_a_role_at_the_parent_covers_those_below_at_any_depth(trust, school):
    annexe = given.an_agency("Northmarl Annexe", kind=Agency.Kind.SCHOOL, parent=school)
    lead = given.a_person(role="agency_lead", agency=trust)

    assert [can(lead, Permission.ADMIT_MEMBERS, agency=each) for each in (trust, school, annexe)] == [True] * 3
    assert agencies_where(lead, Permission.ADMIT_MEMBERS) == {trust.pk, school.pk, annexe.pk}


def test_a_role_below_does_not_cover_the_parent_nor_its_neighbour(trust, school):
    neighbour = given.an_agency("Southmarl School", kind=Agency.Kind.SCHOOL, parent=trust)
    lead = given.a_person(role="agency_lead", agency=school)

    assert [can(lead, Permission.ADMIT_MEMBERS, agency=each) for each in (trust, school, neighbour)] == [
        False,
        True,
        False,
    ]
    assert agencies_where(lead, Permission.ADMIT_MEMBERS) == {school.pk}


@pytest.mark.parametrize(
    ("since", "until", "may"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (TODAY - timedelta(days=30), TODAY, True),
        (TODAY - timedelta(days=30), TODAY - timedelta(days=1), False),
    ],
)
def test_a_membership_counts_from_its_first_to_its_last_day(db, since, until, may):
    agency = given.an_agency()
    lead = given.a_person(role="agency_lead", agency=agency, since=since, until=until)

    assert can(lead, Permission.ADMIT_MEMBERS, agency=agency) is may
    assert holds(lead, Permission.ADMIT_MEMBERS) is may


def test_the_day_is_that_of_london(db):
    agency = given.an_agency()
    lead = given.a_person(role="agency_lead", agency=agency, since=date(2026, 7, 1))

    with time_machine.travel("2026-06-30T23:30:00+00:00", tick=False):
        assert can(lead, Permission.ADMIT_MEMBERS, agency=agency)


@pytest.mark.parametrize(("until", "may"), [(TODAY, True), (TODAY - timedelta(days=1), False)])
def test_an_agency_that_has_left_gives_nobody_a_role(db, until, may):
    agency = given.an_agency(until=until)
    lead = given.a_person(role="agency_lead", agency=agency)

    assert holds(lead, Permission.ADMIT_MEMBERS) is may


def test_a_closed_account_may_nothing(administrator):
    administrator.is_active = False

    assert not holds(administrator, Permission.USE_OFFICE)
    assert not can(administrator, Permission.USE_OFFICE)


def test_whoever_has_not_signed_in_may_nothing(db):
    assert not holds(NOBODY, Permission.SEE_DASHBOARD)
    assert not can(NOBODY, Permission.SEE_DASHBOARD)
    assert agencies_where(NOBODY, Permission.SEE_DASHBOARD) == set()


def test_somebody_without_a_hat_may_nothing(db):
    person = given.a_person()

    assert not holds(person, Permission.SEE_DASHBOARD)
    assert agencies_where(person, Permission.LOAD_DATA) == set()


def test_agencies_where_is_none_for_whoever_may_everywhere(administrator):
    assert agencies_where(administrator, Permission.LOAD_DATA) is None


def test_the_hand_is_refused_with_an_exception(lead, agencies):
    check(lead, Permission.ADMIT_MEMBERS, agency=agencies.health_trust)

    with pytest.raises(PermissionDenied):
        check(lead, Permission.ADMIT_MEMBERS, agency=agencies.police)


def test_hats_are_asked_for_once(lead, agencies, django_assert_num_queries):
    with django_assert_num_queries(1):
        holds(lead, Permission.ADMIT_MEMBERS)
        can(lead, Permission.ADMIT_MEMBERS, agency=agencies.health_trust)


def test_somebody_with_several_hats_acts_for_the_chosen_one(trust, school):
    person = given.a_person(role="agency_lead", agency=trust)
    hat = given.a_hat(person, role="head", agency=school)

    access.wear(person, hat.pk)
    chosen = person.acting_for
    access.wear(person, 0)

    # The other is the first by the name of its agency.
    assert (chosen, person.acting_for) == (school, school)


def test_somebody_elses_hat_cannot_be_worn(lead, stranger, agencies):
    access.wear(lead, stranger.memberships.get().pk)

    assert lead.acting_for == agencies.health_trust


def test_whoever_has_no_hat_acts_for_nobody(db):
    person = given.a_person()

    access.wear(person, None)

    assert person.acting_for is None


def test_a_door_opens_to_whoever_holds_the_permission_somewhere(lead, practitioner):
    @require(Permission.ADMIT_MEMBERS)
    def view(request):
        return HttpResponse("inside")

    request = RequestFactory().get("/")
    request.user = lead
    opened = view(request)
    request.user = practitioner

    assert (opened.content, view.door) == (b"inside", Permission.ADMIT_MEMBERS)
    with pytest.raises(PermissionDenied):
        view(request)


def test_a_private_address_sends_whoever_is_not_signed_in_to_the_login_page_and_back(db, client):
    response = client.get("/office/rules/")

    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/office/rules/")


def test_seen_but_not_allowed_is_403(practitioner, sign_in):
    assert sign_in(practitioner).get("/office/rules/").status_code == 403


def test_an_address_that_is_not_there_is_404(practitioner, sign_in):
    assert sign_in(practitioner).get("/nowhere/").status_code == 404


def test_the_hat_is_chosen_in_the_header_and_kept(trust, school, sign_in):
    person = given.a_person(role="agency_lead", agency=trust)
    hat = given.a_hat(person, role="governor", agency=school)
    client = sign_in(person)

    response = client.post("/act-for/", {"hat": hat.pk})

    assert (response.status_code, response.url) == (302, "/")
    assert client.session[access.HAT_KEY] == hat.pk


def test_a_hat_of_somebody_else_is_not_there(lead, stranger, sign_in):
    client = sign_in(lead)

    statuses = [client.post("/act-for/", {"hat": hat}).status_code for hat in (stranger.memberships.get().pk, "x", "")]

    assert statuses == [404, 404, 404]
    assert access.HAT_KEY not in client.session


def test_looking_at_a_sealed_record_leaves_a_line(scrutineer, agencies):
    access.look(scrutineer, agencies.school, why="seal opened")

    line = TrailEntry.objects.get(deed="seal opened")
    assert (line.by, line.about_kind, line.about_id) == (scrutineer, "partnership.agency", agencies.school.pk)
