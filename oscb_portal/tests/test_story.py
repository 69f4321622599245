"""The main job, from sign-in to chart, in a real browser with a real worker; read it as the tour of the dashboard."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import expect

from dashboard.models import Area, Enquiry, Load, Referral
from oscb_portal.celery import app

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
QUEUE = "story"
PASSWORD = "a long story of a county"


@pytest.fixture
def worker(live_server):
    """A worker process of its own, on the database and the files of this test."""
    usual = app.conf.task_default_queue
    app.conf.task_default_queue = QUEUE
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "MIGRATION_DATABASE_URL": "",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    command = [sys.executable, "-m", "celery", "-A", "oscb_portal", "worker", "-Q", QUEUE, "--concurrency", "1"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        yield process
        process.terminate()
    app.conf.task_default_queue = usual


def sign_in_as(page, address, email):
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good")


def send(page, address, file, *, reference_date=None):
    page.goto(f"{address}/dashboard/imports/")
    page.get_by_label("Which file?").set_input_files(file)
    page.get_by_label("Which area does it speak of?").select_option(label="Oakshire")
    if reference_date:
        day, month, year = reference_date
        page.get_by_label("Day").fill(day)
        page.get_by_label("Month").fill(month)
        page.get_by_label("Year").fill(year)
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_role("heading", name="What was read")).to_be_visible(timeout=60_000)


def test_an_analyst_sends_the_countys_files_and_the_board_reads_the_chart(page, live_server, cast, worker, tmp_path):
    for person in (cast.analyst, cast.board):
        person.set_password(PASSWORD)
        person.save()
    call_command("load_published")
    area = Area.objects.create(code="X99000001", name="Oakshire", level=Area.Level.COUNTY_DEMO, authority_number="975")
    area.senders.add(cast.agencies.county_council)
    files = tmp_path / "county"
    call_command("oakshire_files", str(files), rows=400)

    sign_in_as(page, live_server.url, "analyst@oakshire.example")
    send(page, live_server.url, files / "annex_a.xlsx", reference_date=("31", "10", "2026"))
    send(page, live_server.url, files / "mash_events.csv")

    assert list(Load.objects.values_list("state", flat=True)) == ["done", "done"]
    assert Enquiry.objects.count() > 300
    assert Referral.objects.exists()
    assert not list(settings.MEDIA_ROOT.glob("raw/*"))

    page.context.clear_cookies()
    sign_in_as(page, live_server.url, "board@oakshire.example")
    page.goto(f"{live_server.url}/dashboard/")
    page.get_by_role("link", name="MASH enquiries").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("MASH enquiries")
    expect(page.locator("figure svg, figure .js-plotly-plot").first).to_be_attached()
    expect(page.get_by_role("table").first).to_be_visible()
