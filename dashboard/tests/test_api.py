"""A system of an agency sends a file with its key, and asks what became of it."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from dashboard import hiding, load_job, measures, readings, tasks
from dashboard.models import Load
from dashboard.tests import given
from office import tokens
from partnership import periods
from partnership.models import Membership
from partnership.periods import Kind

pytestmark = pytest.mark.django_db
HUB = "mash_events.csv"
TWO_ROWS = given.events(given.an_event("C1"), given.an_event("C2", received="yesterday"))


@pytest.fixture
def key(administrator, analyst):
    """Gives the header of a new key of the analyst's agency, or of somebody else's."""

    def issue(*scopes, of=analyst):
        issued = tokens.issue(
            by=administrator,
            agency=of.memberships.get().agency,
            responsible=of,
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


# The figures -------------------------------------------------------------------


@pytest.fixture
def decisions():
    """Three months of decisions in time, one of them of too few to be shown, by rating."""
    area, months = given.an_area(), periods.between(Kind.MONTH, date(2026, 7, 1), date(2026, 9, 30))
    definition, version = measures.known()["D06"], measures.take_in()["D06"]
    told = [(60, 80), (3, 90), (70, 100)]
    readings.replace(
        [
            readings.figure(definition, month, top, whole, breakdown=part)
            for month, (top, whole) in zip(months, told, strict=True)
            for part in ("", "rating=red")
        ],
        version=version, area=area, source="events", periods=months, at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    )  # fmt: skip
    hiding.decide("D06", area=area, on=date(2026, 11, 23))
    return area


def test_whoever_sent_the_rows_reads_its_own_figures_in_full(client, key, decisions):
    rows = client.get("/api/v1/measures/D06/?part=All", headers=key("read_measures")).json()

    assert [row["value"] for row in rows] == [75, 3.3333, 70]


def test_the_figures_of_a_measure_are_those_of_the_page(client, key, lead, decisions):
    rows = client.get("/api/v1/measures/d06/", headers=key("read_measures", of=lead)).json()
    client.force_login(lead)
    page = client.get("/dashboard/measures/D06.csv").content.decode("utf-8-sig")

    assert [[str(cell) for cell in row.values()] for row in rows] == list(csv.reader(page.splitlines()))[1:]
    assert [(row["period"], row["value"], row["status"]) for row in rows if row["part"] == "All"] == [
        ("July 2026", 75, "final"),
        ("August 2026", "c", "hidden"),
        ("September 2026", 70, "final"),
    ]


@pytest.mark.parametrize(
    ("asked", "rows"), [("period=month&part=Red", 3), ("period=financial_year", 0), ("area=E99999975", 6)]
)
def test_figures_are_chosen_by_area_period_and_part(client, key, decisions, asked, rows):
    found = client.get(f"/api/v1/measures/D06/?{asked}", headers=key("read_measures")).json()

    assert len(found) == rows


def test_the_measures_are_listed_with_what_they_count(client, key):
    found = client.get("/api/v1/measures/", headers=key("read_measures")).json()

    (decided,) = [each for each in found if each["code"] == "D06"]
    assert [each["code"] for each in found] == list(measures.known())
    assert decided["parts"] == ["Red", "Amber", "Green"]
    assert decided["periods"] == ["month", "financial_year"]
    assert decided["numerator"] == measures.known()["D06"].numerator


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("X99/", "There is no measure X99. /api/v1/measures/ lists them."),
        ("D06/?area=E00", "There are no figures of an area E00. Areas: E99999975."),
    ],
)
def test_what_is_not_there_is_said(client, key, decisions, address, sentence):
    response = client.get(f"/api/v1/measures/{address}", headers=key("read_measures"))

    assert (response.status_code, response.json()) == (422, {"detail": sentence})


@pytest.mark.parametrize("address", ["/api/v1/measures/", "/api/v1/measures/D06/"])
def test_figures_need_a_key_with_their_scope_of_somebody_who_may_see_them(client, key, analyst, address):
    no_key = client.get(address)
    other_scope = client.get(address, headers=key("send_data"))
    header = key("read_measures")
    Membership.objects.filter(person=analyst).update(ends_on=date(2026, 1, 1))
    left = client.get(address, headers=header)

    assert (no_key.status_code, other_scope.status_code, left.status_code) == (401, 403, 401)
    assert other_scope.json() == {"detail": "This key may not do this. It lacks: Read the figures of the dashboard."}


def test_a_file_sent_again_with_the_same_idempotency_key_is_taken_once(client, key, analyst):
    header = key() | {"Idempotency-Key": "nightly-2026-11-23"}

    first = send(client, header)
    again = send(client, header)
    another = send(client, header | {"Idempotency-Key": "nightly-2026-11-24"})

    assert (first.status_code, again.status_code, another.status_code) == (202, 202, 202)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Load.objects.count() == 2


def test_what_was_refused_may_be_sent_again_with_the_same_idempotency_key(client, key, analyst):
    header = key() | {"Idempotency-Key": "one"}

    refused = send(client, header, area="X")
    taken = send(client, header)

    assert (refused.status_code, taken.status_code) == (422, 202)


def test_two_keys_to_the_api_may_choose_the_same_idempotency_key(client, key, analyst):
    first, other = key(), key()

    numbers = {send(client, each | {"Idempotency-Key": "one"}).json()["id"] for each in (first, other)}

    assert len(numbers) == 2


def test_a_key_that_asks_too_often_is_told_how_long_to_wait(client, key):
    header = key("read_measures")
    answers = [client.get("/api/v1/", headers=header).status_code for _ in range(300)]

    last = client.get("/api/v1/", headers=header)

    assert set(answers) == {200}
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1
    assert last.json()["detail"].startswith("This key has asked too often. Wait")
