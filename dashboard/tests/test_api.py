"""A system of an agency sends a file with its key, and asks what became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard import load_job, tasks
from dashboard.models import Load
from dashboard.tests import given
from office import tokens
from partnership.models import Membership

pytestmark = pytest.mark.django_db
HUB = "mash_events.csv"
TWO_ROWS = given.events(given.an_event("C1"), given.an_event("C2", received="yesterday"))


@pytest.fixture
def key(administrator, analyst):
    """Gives the header of a new key of the analyst's agency."""

    def issue(*scopes):
        issued = tokens.issue(
            by=administrator,
            agency=analyst.memberships.get().agency,
            responsible=analyst,
            name="Case system",
            scopes=list(scopes or ["send_data"]),
            expires_on=timezone.localdate() + timedelta(days=30),
            at=timezone.now(),
        )
        return {"Authorization": f"Bearer {issued.secret}"}

    return issue


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """Jobs are lined up by hand in these tests."""
    monkeypatch.setattr("dashboard.api.tasks.wake", lambda load: None)


def send(client, header, name=HUB, content=TWO_ROWS, **said):
    upload = given.an_upload(name, content)
    return client.post("/api/v1/imports/", {"area": given.an_area().code, **said, "upload": upload}, headers=header)


def test_a_file_is_taken_read_and_told_of(client, key, analyst):
    header = key()

    sent = send(client, header)
    load_job.read(sent.json()["id"], clock=timezone.now)
    tasks.work_out_figures(sent.json()["id"])
    told = client.get(f"/api/v1/imports/{sent.json()['id']}/", headers=header).json()
    faults = client.get(f"/api/v1/imports/{sent.json()['id']}/faults/", headers=header).json()

    load = Load.objects.get()
    assert (sent.status_code, sent.json()["state"], load.by) == (202, "waiting", analyst)
    assert (told["kind"], told["state"], told["area"]) == ("mash_events", "done", given.an_area().code)
    assert (told["faults_total"], told["rows_done"]) == (load.faults_total, load.rows_done)
    assert faults["count"] == load.faults_total
    assert {"sheet", "row", "column", "sentence", "remedy", "row_refused"} == set(faults["items"][0])


def test_the_files_of_other_agencies_are_not_there(client, key, administrator, agencies):
    theirs = given.a_load(HUB, TWO_ROWS, agency=agencies.police, by=administrator)
    header = key()

    listed = client.get("/api/v1/imports/", headers=header).json()
    one = client.get(f"/api/v1/imports/{theirs.pk}/", headers=header)

    assert (listed["count"], one.status_code) == (0, 404)


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"area": "X"}, 422, "There is no area X. Areas one may send for: E99999975."),
        ({"content": b""}, 422, "empty"),
        ({"content": b"%PDF-1.7", "name": HUB}, 422, ""),
        ({"corrects": "99999"}, 404, "Not Found"),
        ({"reference_date": "soon"}, 422, ""),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_nothing_is_kept(client, key, said, status, words):
    header = key()
    given.an_area()

    response = send(client, header, **said)

    assert response.status_code == status
    assert words in str(response.json()["detail"])
    assert Load.objects.count() == 0


def test_a_key_without_the_scope_is_told_what_it_lacks(client, key):
    response = send(client, key("read_measures"))

    assert (response.status_code, response.json()) == (
        403,
        {"detail": "This key may not do this. It lacks: Send data files."},
    )


def test_a_key_can_do_no_more_than_whoever_answers_for_it(client, key, analyst):
    header = key()
    Membership.objects.filter(person=analyst).update(role="practitioner")

    response = send(client, header)

    assert (response.status_code, Load.objects.count()) == (403, 0)
    assert "Whoever answers for this key may not do this." in response.json()["detail"]
