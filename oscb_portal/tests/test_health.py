"""The health pages: what they say when all is well, and when something fails."""

import pytest

from oscb_portal import health
from oscb_portal.tasks import heartbeat

pytestmark = pytest.mark.django_db


def test_live_answers_without_a_worker(client):
    answer = client.get("/health/live/")

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


def test_ready_names_each_thing_the_portal_stands_on(client):
    heartbeat()

    answer = client.get("/health/ready/")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": "ok", "broker": "ok", "storage": "ok", "worker": "ok"}


def test_ready_names_what_fails(client, settings, monkeypatch):
    heartbeat()
    settings.PORTAL_MODE = "production"
    from partnership import birth

    birth.remember("demo")

    answer = client.get("/health/ready/")

    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["database"]) == ("failing", "Refusal")


def test_every_check_has_a_name():
    assert set(health.CHECKS) == {"database", "broker", "storage", "worker"}
