"""What the log holds of a request that goes wrong: ids, kinds and places, never what somebody typed."""

import io
import json
import logging

import pytest
from celery.app.trace import build_tracer
from django.db import connection

from oscb_portal.celery import app, log_as_the_web_does

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """The lines written since, as the portal's own handler writes them."""
    stream = io.StringIO()
    log_as_the_web_does()
    (handler,) = [each for each in logging.getLogger().handlers if each.get_name() == "stderr"]
    monkeypatch.setattr(handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_address_is_logged_without_what_was_searched_for(client, written):
    client.get("/nowhere/?q=Mina+Roy")

    (line,) = written()
    assert (line["message"], line["status_code"]) == ("Not Found: /nowhere/", 404)
    assert "Mina" not in json.dumps(line)


def test_the_key_in_the_link_of_a_letter_is_not_logged(client, written):
    key = "WzEsMiwzXQ:1vNabc:0123456789abcdef0123456789abcdef"

    client.get(f"/letters/stop-reminders/{key}/")

    assert [line["message"] for line in written()] == ["Gone: /letters/stop-reminders/…/"]


def test_a_traceback_says_where_and_what_kind_but_not_which_value(client, written, monkeypatch):
    def broken(**kwargs):
        with connection.cursor() as cursor:
            cursor.execute("select %s::integer", ["mina" + "@home.example"])

    monkeypatch.setattr("oscb_portal.front_page.shown", broken)
    client.raise_request_exception = False

    client.get("/")

    (line,) = written()
    assert "psycopg2.errors.InvalidTextRepresentation" in line["exc_info"]
    assert "oscb_portal/views.py" in line["exc_info"]
    assert "mina@" not in json.dumps(line)


def test_a_job_that_fails_is_logged_the_same_way(written):
    typed = "Mina Roy"

    @app.task(name="a job that fails")
    def failing():
        raise ValueError(typed)

    build_tracer(failing.name, failing, app=app)("0", (), {}, {})

    (line,) = written()
    assert "raised unexpected: ValueError" in line["message"]
    assert typed not in json.dumps(line)
