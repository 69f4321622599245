"""An agency's system reads the records of its own people and sends what they learned elsewhere."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from office import tokens
from training import records, requiring, workforce
from training.models import ExternalRecord
from training.tests import given

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/training-records/"
SAID = {"reference": "LMS-7", "title": "Safer recruitment", "provider": "Elsewhere Ltd", "taken_on": "2026-03-02",
        "valid_until": "2029-03-01", "hours": "3.5"}  # fmt: skip


@pytest.fixture
def key(cast):
    """The header of a new key of an agency, in the name of one of its people."""

    def issue(person, *scopes):
        issued = tokens.issue(
            by=cast.administrator, agency=person.memberships.get().agency, responsible=person, name="HR",
            scopes=list(scopes), expires_on=timezone.localdate() + timedelta(days=30), at=timezone.now(),
        )  # fmt: skip
        return {"Authorization": f"Bearer {issued.secret}"}

    return issue


def test_an_agency_reads_its_own_people_and_nobody_elses(cast, client, key):
    event = given.a_held_event(cast)
    row = event.bookings.get()

    own = client.get(ADDRESS, headers=key(cast.lead, "read_training")).json()
    other = client.get(ADDRESS, headers=key(cast.head, "read_training")).json()

    assert [(each["email"], each["state"], each["title"]) for each in own["items"]] == [
        (row.person.email, "attended", event.course.title)
    ]
    assert other["items"] == []
    since = (event.day + timedelta(days=1)).isoformat()
    assert client.get(ADDRESS, {"since": since}, headers=key(cast.lead, "read_training")).json()["count"] == 0


def test_finished_e_learning_is_among_the_records(cast, client, key):
    done = given.e_learning_done(cast, cast.practitioner, given.an_e_learning(cast))

    told = client.get(ADDRESS, headers=key(cast.lead, "read_training")).json()["items"]

    assert [(each["email"], each["state"], each["certificate"]) for each in told] == [
        (cast.practitioner.email, "finished", done.code)
    ]


def test_what_an_agency_sends_counts_once_the_office_has_said_for_which_course(cast, client, key, sign_in):
    course, trust = given.a_course(cast), cast.agencies.health_trust
    requiring.require(by=cast.administrator, course=course, job_roles=["Health visitor"], at=given.AT)
    header, email = key(cast.lead, "send_training"), cast.practitioner.email

    def send(**words):
        return client.post(ADDRESS, {"email": email, **SAID, **words}, content_type="application/json", headers=header)

    def lacking():
        return [each.person for each in workforce.lacking(trust, on=given.ON)]

    send()
    before, undecided = lacking(), records.undecided()
    office = sign_in(cast.administrator)
    address = reverse("decide_elsewhere", args=[ExternalRecord.objects.get().pk])
    office.post(address, {"counts_as": course.pk})
    after = lacking()
    send(reference="LMS-8", title="SAFER RECRUITMENT")
    send(hours="4.0")

    assert (before, after, undecided[0][1:]) == ([cast.practitioner], [], ("Safer recruitment", "Elsewhere Ltd", 1))
    assert list(ExternalRecord.objects.values_list("counts_as", flat=True)) == [course.pk, course.pk]
    assert office.get(reverse("trainings_elsewhere")).context["undecided"] == []
    office.post(address, {"counts_as": ""})
    assert lacking() == [cast.practitioner]
    assert office.get(reverse("decide_elsewhere", args=[0])).status_code == 404
    assert sign_in(cast.lead).get(address).status_code == 403


def test_a_key_without_the_scope_or_whose_person_may_not_is_refused(cast, client, key):
    wrong = client.get(ADDRESS, headers=key(cast.lead, "send_data"))
    practitioner = client.get(ADDRESS, headers=key(cast.practitioner, "read_training"))

    assert (wrong.status_code, practitioner.status_code, client.get(ADDRESS).status_code) == (403, 403, 401)


def test_training_elsewhere_is_kept_once_and_corrected_under_its_reference(cast, client, key):
    header, email = key(cast.lead, "send_training", "read_training"), cast.practitioner.email

    def send(**words):
        return client.post(ADDRESS, {"email": email, **SAID, **words}, content_type="application/json", headers=header)

    assert [send().status_code, send().status_code, send(hours="4.0").status_code] == [201, 201, 201]
    told = client.get(f"{ADDRESS}elsewhere/", headers=header).json()["items"]
    assert [(each["email"], each["reference"], each["hours"]) for each in told] == [(email, "LMS-7", "4.0")]

    refused = [send(email="nobody@example.org"), send(email=cast.stranger.email), send(taken_on="2999-01-01"),
               send(valid_until="2026-01-01"), send(email=cast.lead.email)]  # fmt: skip
    assert {answer.status_code for answer in refused} == {422}
    assert refused[0].json()["detail"].startswith("Nobody with the address nobody@example.org belongs to Oakshire")
    assert refused[1].json()["detail"].startswith(f"Nobody with the address {cast.stranger.email} belongs to")
    assert ExternalRecord.objects.count() == 1
