"""Every page in a real browser: axe finds nothing, nothing is wider than a phone, nothing complains in the console."""

import re
from collections import deque
from importlib import import_module
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Error as PlaywrightError

from commendations import categories, sheets
from oscb_portal.tests.test_doors import PEOPLE, PLAIN_DOORS, POST_ONLY, expected
from oscb_portal.tests.test_house import OUR_DOORS
from partnership.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
NO_PAGES = {"live", "ready", "api_document"} | POST_ONLY
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Files: a calendar, a feed, a paper.
NO_PAGES |= {"empty_events", "training_feed", "commendations_feed", "news_feed", "passport_paper", "sitemap", "robots"}
ALLAUTH = ["account_login", "account_reset_password", "account_request_login_code"]


def wear_session_of(person, page, address):
    """Sign somebody in without the sign-in page."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])


@pytest.fixture
def complaints(page):
    """What the browser's console has to say."""
    said = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def faults_of(page, complaints, address, *, axe):
    """Sentences about one page."""
    complaints.clear()
    try:
        answer = page.goto(address)
    except PlaywrightError as stopped:
        if "Download is starting" in stopped.message:
            return []  # a file: what is in it has tests of its own
        raise
    found = [f"{address}: {line}" for line in complaints]
    if answer.status >= 400:
        return [*found, f"{address} answers {answer.status}"]
    if axe:
        for broken in Axe().run(page).response["violations"]:
            where = "; ".join(node["html"][:120] for node in broken["nodes"][:3])
            found.append(f"{address}: {broken['id']}: {where}")
        if page.locator("h1").count() != 1:
            found.append(f"{address} has {page.locator('h1').count()} first headings")
    wider = page.evaluate(TOO_WIDE)
    if wider > 0:
        found.append(f"{address} is {wider} pixels too wide at {page.viewport_size['width']}")
    return found


def pages(person=None):
    """Every plain address that is a page; with a person those whose door opens to him or her."""
    return sorted({
        reverse(name)
        for name, view in PLAIN_DOORS
        if name not in NO_PAGES and (person is None or expected(view, person, name) == 200)
    })  # fmt: skip


def people_and_pages(cast):
    """The administrator opens almost all; what is closed to the administrator is opened by somebody whom it lets in."""
    left = set(pages())
    for person in (cast.administrator, *(getattr(cast, who) for who in PEOPLE)):
        mine = left & set(pages(person))
        left -= mine
        if mine:
            yield person, sorted(mine)
    assert not left


def settled():
    """What a portal comes with: the test before may have emptied every table."""
    categories.settle()
    sheets.settle()
    import_module("office.migrations.0012_first_pages").deliver(apps, SimpleNamespace(connection=connection))


@pytest.mark.long
@pytest.mark.parametrize(("width", "axe"), [(1280, True), (360, False)])
def test_pages_of_the_house_as_the_administrator(page, live_server, cast, complaints, width, axe):
    page.set_viewport_size({"width": width, "height": 900})
    settled()
    found = []
    for person, paths in people_and_pages(cast):
        page.context.clear_cookies()
        wear_session_of(person, page, live_server.url)
        found += [fault for path in paths for fault in faults_of(page, complaints, live_server.url + path, axe=axe)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "axe"), [(1280, True), (360, False)])
def test_pages_for_everybody(page, live_server, cast, complaints, width, axe):
    settled()
    page.set_viewport_size({"width": width, "height": 900})
    public = [name for name, pattern in OUR_DOORS if pattern.callback.door == "public"]
    plain = {name for name, _ in PLAIN_DOORS} - NO_PAGES

    found = [
        fault
        for name in [*(each for each in public if each in plain), *ALLAUTH]
        for fault in faults_of(page, complaints, live_server.url + reverse(name), axe=axe)
    ]

    assert not found, "\n".join(found)


# What a link may lead to that is no page: files, and the way out.
NO_LINKS = re.compile(
    r"\.(csv|json|ics|pdf|xml|docx|xlsx|ods)\b|format=|/file/|/pdf/|/html/|/evidence/\d|/logout/|/accounts/2fa/|/openapi"
)


def links_of(page, home):
    """Addresses of the house that a page links to."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [link.removeprefix(home).split("#")[0] for link in found if link.startswith(home + "/")]


def name_of(path):
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


@pytest.mark.long
def test_every_kind_of_page_that_oakshire_links_to(page, live_server, complaints):
    """Follows the links of the portal from the front page, one address of each name: records, forms and lists."""
    settled()
    call_command("oakshire", scale=0.02)
    page.set_viewport_size({"width": 1280, "height": 900})
    administrator = Person.objects.get(email="administrator@oakshire.example")
    wear_session_of(administrator, page, live_server.url)
    waiting, seen, found = deque(["/", *pages(administrator)]), set(), []

    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        if name is None:
            found.append(f"a link leads nowhere: {path}")
        if name in seen or name is None:
            continue
        seen.add(name)
        found += faults_of(page, complaints, live_server.url + path, axe=True)
        waiting.extend(link for link in links_of(page, live_server.url) if not NO_LINKS.search(link))
        page.set_viewport_size({"width": 360, "height": 800})
        if (wider := page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{path} is {wider} pixels too wide on a phone")
        page.set_viewport_size({"width": 1280, "height": 900})

    assert not found, "\n".join(found)
    assert {"measure", "load", "agency", "change_rule", "membership"} <= seen
