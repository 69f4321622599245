"""An agency's system answers its returns with its key."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dashboard import returns
from dashboard.models import Return
from dashboard.tests import given
from office import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def header(cast, monkeypatch):
    """The key of the police; jobs are lined up by hand."""
    monkeypatch.setattr("dashboard.views.returns_api.tasks.wake_return", lambda sent: None)
    issued = tokens.issue(
        by=cast.administrator, agency=cast.agencies.police, responsible=cast.police, name="Crime system",
        scopes=["send_data"], expires_on=timezone.localdate() + timedelta(days=30), at=timezone.now(),
    )  # fmt: skip
    return {"Authorization": f"Bearer {issued.secret}"}


def put(client, header, sent, **said):
    return client.put(f"/api/v1/returns/{sent.pk}/", said, content_type="application/json", headers=header)


def named(answers):
    return {returns.name_of(*key): int(value) for key, value in answers.items()}


def test_a_system_reads_the_questions_and_sends_the_answers(client, cast, header):
    sent = given.a_return(cast)

    listed = client.get("/api/v1/returns/", headers=header).json()
    asked = client.get(f"/api/v1/returns/{sent.pk}/", headers=header).json()
    answer = put(client, header, sent, answers=named(given.missing_children()), send=True)

    assert [(each["id"], each["state"]) for each in listed["items"] if each["id"] == sent.pk] == [(sent.pk, "asked")]
    assert [each["name"] for each in asked][:2] == ["missing-home-episodes", "missing-home-children"]
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    sent.refresh_from_db()
    assert (sent.submitted_by, sent.answers.count()) == (cast.police, 12)


def test_what_disagrees_comes_as_422_and_the_draft_is_kept(client, cast, header):
    sent = given.a_return(cast)
    answers = named(given.missing_children()) | {"missing-home-done": 99}

    answer = put(client, header, sent, answers=answers, send=True)

    assert (answer.status_code, "“Return interviews done” is 99" in answer.json()["detail"]) == (422, True)
    assert Return.objects.get(pk=sent.pk).answers.get(column="done", row="home").number == Decimal(99)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"exploitation-open": 3}, "does not ask for"),
        ({"missing-home-episodes": -1}, "does not fit"),
        ({"missing-home-episodes": 2.5}, "a whole number"),
        ({"missing-home-episodes": "many"}, "does not fit"),
    ],
)
def test_what_does_not_fit_is_refused(client, cast, header, answers, words):
    sent = given.a_return(cast)

    answer = put(client, header, sent, answers=answers)

    assert (answer.status_code, words in answer.json()["detail"]) == (422, True)
    assert sent.answers.count() == 0


def test_staffing_comes_as_lines_of_mondays(client, cast, header):
    sent = given.a_return(cast, "staffing")
    line = {
        "team": "MASH",
        "role": "Detective",
        "week_commencing": "2026-10-26",
        "established_fte": 8,
        "in_post_fte": 6.5,
    }

    good = put(client, header, sent, staffing=[line], send=True)
    sent.refresh_from_db()
    bad = put(client, header, given.a_return(cast, "staffing", start=given.dt.date(2026, 9, 1)), staffing=[line])

    assert (good.status_code, sent.staffing.get().in_post_fte) == (200, Decimal("6.50"))
    assert (bad.status_code, "does not lie in September 2026" in bad.json()["detail"]) == (422, True)


def test_nothing_to_report_is_one_request(client, cast, header):
    sent = given.a_return(cast)

    answer = client.post(f"/api/v1/returns/{sent.pk}/nil/", headers=header)

    assert answer.json()["state"] == "submitted"


def test_returns_of_others_are_not_there_and_nothing_opens_without_a_key(client, cast, header):
    theirs = given.a_return(cast, agency=cast.agencies.health_trust)

    assert client.get(f"/api/v1/returns/{theirs.pk}/", headers=header).status_code == 404
    assert put(client, header, theirs, answers={}).status_code == 404
    assert client.get("/api/v1/returns/").status_code == 401
