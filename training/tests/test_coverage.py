"""Coverage: what is required, who is in date, small numbers, refreshers to come, head counts, doors."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from figures.suppression import Hidden
from partnership.models import Headcount
from training import attendance, coverage, expiries, kept_coverage, renewing, requiring, workforce
from training.models import Requirement
from training.tests import given
from training.tests.given import AT, ON, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def trained(cast):
    """Three health visitors of the trust, two of whom have what they must; the day after they got it."""
    course = given.a_course(cast, title="Recognising neglect", validity_months=11)
    requiring.require(by=cast.administrator, course=course, job_roles=["health visitor"], at=AT)
    people = [given.a_colleague(cast.agencies.health_trust, job_role="Health visitor") for _ in range(2)]
    event = given.an_event(cast, course=course, in_days=5)
    rows = [given.a_booking(cast, event, person) for person in people]
    session, over = event.sessions.get(), given.over(event)
    marks = {(row.pk, session.pk): "present" for row in rows}
    attendance.mark(event=event, marks=marks, by=cast.trainer, at=over)
    attendance.close(event=event, by=cast.trainer, at=over)
    return course, people, event.day + timedelta(days=1)


def cell(seen):
    (only,) = [each for each in seen.cells if each.needed]
    return only.agency.name, only.needed, only.in_date


def test_the_share_in_date_counts_people_of_the_role_against_the_head_count(cast, trained):
    _, _, day = trained

    assert cell(coverage.picture(on=day)) == ("Oakshire Health", 3, 2)  # the practitioner is a health visitor too
    workforce.count(by=cast.lead, agency=cast.agencies.health_trust, people={"Health Visitor": 40}, on=ON, today=ON)
    assert cell(coverage.picture(on=day)) == ("Oakshire Health", 40, 2)
    assert cell(coverage.picture(on=day + timedelta(days=340))) == ("Oakshire Health", 40, 0)
    assert coverage.picture(on=day, agencies=[cast.agencies.police.pk]).cells == ()


def test_a_checked_certificate_from_elsewhere_counts_and_nobody_counts_twice(cast, trained):
    course, people, day = trained
    for person in (cast.practitioner, people[0]):
        given.an_upload_that_counts(cast, person, course, on=day)

    assert cell(coverage.picture(on=day)) == ("Oakshire Health", 3, 3)
    assert workforce.lacking(cast.agencies.health_trust, on=day) == []


def test_e_learning_is_added_to_certificates_and_who_has_both_counts_once(cast, trained):
    course, people, day = trained
    course.mode, course.e_learning_address = "e_learning", "https://x.example"
    course.save()
    for person in (cast.practitioner, people[0]):
        given.e_learning_done(cast, person, course, at=given.over(course.events.get()))

    assert cell(coverage.picture(on=day)) == ("Oakshire Health", 3, 3)
    (only,) = [each for each in coverage.picture(on=day).workforce if each.came]
    assert only.came == 3


def test_small_numbers_are_hidden_unless_one_sees_each_booking_anyway(cast, trained):
    seen = coverage.picture(on=trained[2])

    openly = {part.name: part.in_date for part in coverage.parts(seen, along="agency", openly=True)}
    hidden = {part.name: part.in_date for part in coverage.parts(seen, along="agency", openly=False)}

    assert openly["Oakshire Health"] == 2
    assert isinstance(hidden["Oakshire Health"], Hidden)


def test_the_same_queries_for_one_agency_and_three(cast, trained, django_assert_num_queries):
    for agency in (cast.agencies.police, cast.agencies.school, cast.agencies.voluntary):
        Headcount.objects.create(agency=agency, job_role="Health visitor", people=3, counted_on=ON)

    with django_assert_num_queries(11):
        coverage.picture(on=trained[2])


@pytest.mark.django_db(transaction=True)
def test_the_county_is_counted_once_in_minutes_and_anew_when_somebody_counts_heads(cast, django_assert_num_queries):
    cache.clear()
    first = kept_coverage.county(on=ON, at=AT)

    with django_assert_num_queries(2):
        again = kept_coverage.county(on=ON, at=AT + timedelta(minutes=1))
    workforce.count(by=cast.lead, agency=cast.agencies.health_trust, people={"Midwife": 40}, on=ON, today=ON)
    anew = kept_coverage.county(on=ON, at=AT + timedelta(minutes=2))

    assert (first.counted_at, again.counted_at, anew.counted_at) == (AT, AT, AT + timedelta(minutes=2))
    assert sum(each.people for each in anew.seen.workforce) == sum(each.people for each in first.seen.workforce) + 40


def test_refreshers_fall_short_in_the_month_their_certificates_end(cast, trained):
    course, _, day = trained
    ends = expiries.endings(expiries.months_from(day), on=day)
    assert list(ends.values()) == [2]

    assert expiries.outlook(on=day).sentence == "2 refresher places short in October 2027."
    given.a_drafted_event(cast, course=course, in_days=330, places=1, at=AT)
    assert expiries.outlook(on=day).sentence == "1 refresher place short in October 2027."


def test_a_seat_of_somebody_new_renews_nothing(cast, trained):
    course, people, day = trained
    event = given.an_event(cast, course=course, in_days=330, places=2)
    given.a_booking(cast, event, given.a_colleague(cast.agencies.school))

    assert expiries.outlook(on=day).sentence == "1 refresher place short in October 2027."
    given.a_booking(cast, event, people[0])
    assert expiries.outlook(on=day).sentence == "1 refresher place short in October 2027."


def test_places_of_a_refresher_are_places_of_the_course_it_renews(cast, trained):
    course, _, day = trained
    refresher = given.a_course(cast, validity_months=None)
    renewing.set_rule(by=cast.administrator, course=course, grace_days=0, refreshers=[refresher], hours=None)

    given.a_drafted_event(cast, course=refresher, in_days=330, places=1, at=AT)

    assert expiries.outlook(on=day).sentence == "1 refresher place short in October 2027."


def test_the_lead_sees_who_lacks_what_and_nobody_else_of_another_agency(cast, trained, sign_in):
    address = reverse("coverage_of_agency", args=[cast.agencies.health_trust.slug])

    page = sign_in(cast.lead).get(address)

    assert [(each.person, each.ended) for each in page.context["lacking"]] == [(cast.practitioner, None)]
    told = sign_in(cast.lead).get(address, {"format": "csv"}).content.decode("utf-8-sig")
    assert "Priya Thornwell,Health visitor,Recognising neglect," in told
    answers = [sign_in(each).get(address).status_code for each in (cast.head, cast.board, cast.stranger)]
    assert answers == [404, 403, 403]


@pytest.mark.parametrize("who", ["administrator", "board", "scrutineer", "lead", "head"])
def test_who_sees_coverage(cast, trained, sign_in, who):
    client = sign_in(getattr(cast, who))

    for by in coverage.BY:
        assert client.get(reverse("coverage"), {"by": by}).status_code == 200
    assert client.get(reverse("coverage"), {"by": "nonsense"}).status_code == 404
    assert client.get(reverse("coverage"), {"by": "role", "format": "xlsx"}).status_code == 200


def test_who_does_not(cast, sign_in):
    people = (cast.practitioner, cast.trainer, cast.stranger, cast.governor)

    assert [sign_in(each).get(reverse("coverage")).status_code for each in people] == [403] * 4


def test_a_lead_states_every_role_at_once_and_nothing_of_a_day_to_come(cast, sign_in):
    trust = cast.agencies.health_trust
    address, client = reverse("state_workforce", args=[trust.slug]), sign_in(cast.lead)
    roles = requiring.roles_at(trust, on=ON)
    given_in = {"on_day": "1", "on_month": "11", "on_year": "2026", f"people_{roles.index('Health visitor')}": "120"}

    client.post(address, given_in | {"role_0": "Midwife", "more_0": "60"})
    half = client.post(address, given_in | {"role_0": "Midwife"})

    assert dict(Headcount.objects.values_list("job_role", "people")) == {"Health visitor": 120, "Midwife": 60}
    assert half.context["form"].errors["more_0"] == ["Say how many people work as Midwife."]
    with refused("Nobody can have been counted on a day to come. Give today, or a day before."):
        workforce.count(by=cast.lead, agency=trust, people={"X": 1}, on=date(2026, 12, 1), today=ON)
    for person in (cast.head, cast.stranger, cast.board):
        with pytest.raises(PermissionDenied):
            workforce.count(by=person, agency=trust, people={"X": 1}, on=ON, today=ON)


def test_the_office_requires_a_course_of_roles_once_and_ends_it(cast, sign_in):
    course = given.a_course(cast)
    client = sign_in(cast.administrator)

    client.post(reverse("require_course"), {"course": course.pk, "another": "Midwife"})
    client.post(reverse("require_course"), {"course": course.pk, "another": "midwife"})
    nobody = client.post(reverse("require_course"), {"course": course.pk})

    assert [str(each) for each in Requirement.objects.all()] == [f"Midwife: {course}"]
    assert nobody.context["form"].errors["job_roles"] == ["Choose at least one job role."]
    client.post(reverse("end_requirement", args=[Requirement.objects.get().pk]))
    assert not Requirement.objects.exists()
    for person in (cast.lead, cast.board):
        with pytest.raises(PermissionDenied):
            requiring.require(by=person, course=course, job_roles=["X"], at=AT)
