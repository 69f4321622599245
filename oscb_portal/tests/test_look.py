"""What every page has: the frame, the way out, whom to ring, the ways through, and pages for when things go wrong."""

import gzip
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from office import joining
from oscb_portal.urls import handler400, handler403, handler404, handler500  # noqa: F401 (Django reads them here)
from oscb_portal.urls import urlpatterns as of_the_house
from partnership.access import public
from partnership.models import Agency, Membership, Person
from priorities.models import Plan

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)


@public
def falls(request):
    raise ZeroDivisionError


@public
def without_database(request):
    raise OperationalError("could not connect")


@public
def forbids(request):
    raise PermissionDenied


@public
def takes(request):
    return None


# The site with four pages more, on which things go wrong.
urlpatterns = [
    *of_the_house,
    path("falls/", falls),
    path("without-database/", without_database),
    path("forbids/", forbids),
    path("takes/", takes),
]
WORRIED = "Worried about a child?"


def somebody(*roles):
    person = Person.objects.create_user("somebody@oakshire.example", "three words apart", name="Mina Roy")
    for number, role in enumerate(roles):
        agency = Agency.objects.create(
            name=f"Agency {number}",
            slug=f"agency-{number}",
            kind="police",
            sector="police",
            active_from=date(2020, 1, 1),
        )
        Membership.objects.create(person=person, agency=agency, role=role, starts_on=date(2024, 1, 1))
    return person


def page_of(client, address="/"):
    return client.get(address).content.decode()


def main_navigation(html):
    nav = re.search(r'<nav class="p-nav".*?</nav>', html, re.DOTALL).group(0)
    return re.findall(r">([^<>]+)</a>", nav)


def test_the_front_page_says_what_this_is_and_whom_to_ring(client):
    html = page_of(client)

    assert re.findall(r"<h1[^>]*>([^<]+)</h1>", html) == ["We keep children safe, together"]
    assert {'href="tel:999"', 'href="tel:08001111"'} <= set(re.findall(r'href="tel:\d+"', html))
    assert html.count(WORRIED) == 3  # in full, in the foot, and as the link to its page


def test_the_public_can_leave_quickly_and_members_need_not(client):
    anonymous = page_of(client)
    client.force_login(somebody("practitioner"))

    member = page_of(client)

    assert ("data-exit" in anonymous, "data-exit" in member) == (True, False)


def test_no_page_holds_script_or_style_of_its_own(client):
    html = page_of(client) + page_of(client, "/accounts/login/") + page_of(client, "/house/components/")

    # JSON is data: a browser does not run it.
    inline = [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag and "application/json" not in tag]

    assert (inline, re.findall(r"<style| style=| on[a-z]+=\"", html)) == ([], [])


def test_the_ways_through_name_only_rooms_that_stand(client):
    client.force_login(somebody("practitioner"))

    ways = main_navigation(page_of(client))

    assert ways[0] == "Waiting for you"
    assert all(client.get(address).status_code < 400 for address in re.findall(
        r'<a href="(/[^"]*)"', re.search(r'<nav class="p-nav".*?</nav>', page_of(client), re.DOTALL).group(0)
    ))  # fmt: skip


def test_the_page_one_is_on_wears_the_knot(client):
    client.force_login(somebody("practitioner"))

    marked = re.findall(r'<a href="([^"]+)" aria-current="page">', page_of(client))

    assert set(marked) == {"/"}


def test_whoever_wears_several_hats_may_choose_and_whoever_wears_one_is_not_asked(client):
    person = somebody("practitioner", "board_member")
    client.force_login(person)
    second = person.memberships.get(role="board_member")

    client.post("/act-for/", {"hat": second.pk})
    html = page_of(client)

    assert set(re.findall(r'<option value="(\d+)" selected>', html)) == {str(second.pk)}
    person.memberships.exclude(pk=second.pk).delete()
    assert "<select" not in page_of(client)


def test_signed_in_the_front_page_says_kindly_that_nothing_waits(client):
    client.force_login(somebody("practitioner"))

    html = page_of(client)

    assert re.search(r"Good \w+, Mina", html)
    assert "Nothing waits for you." in html


def test_whoever_waits_to_be_admitted_reads_where_that_stands(client):
    somebody("practitioner")
    agency = Agency.objects.get()
    person = Person.objects.create_user("new@elsewhere.example", name="Nora Newby")
    client.force_login(person)
    before = page_of(client)

    joining.move(by=person, agency=agency, leaving=None, at=timezone.now())
    after = page_of(client)

    assert '<a href="/accounts/move/">Say where you work</a>' in before
    assert f"You asked <b>{agency}</b> on {timezone.localdate():%-d %B}." in after
    assert "Say where you work" not in after


def test_without_numbers_no_page_shows_an_empty_link(client):
    html = page_of(client)

    assert re.findall(r'href="tel:([^"]*)"', html) == ["999", "08001111", "999"]
    assert "Multi-Agency Safeguarding Hub on" not in html


def test_the_plan_in_force_stands_on_the_front_page_once_it_is_published(client):
    plan = Plan.objects.create(slug="2020-40", name="Plan", starts_on=date(2020, 4, 1), ends_on=date(2040, 3, 31))

    before = page_of(client)
    Plan.objects.filter(pk=plan.pk).update(published_at="2020-04-01T09:00Z")

    assert ("What we promised" in before, "What we promised, 2020 to 2040" in page_of(client)) == (False, True)


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nothing-here/", 404, "There is no page here"),
        ("/forbids/", 403, "This is not yours to open"),
        ("/falls/", 500, "Something broke"),
        ("/without-database/", 503, "We will be back shortly"),
    ],
)
def test_when_things_go_wrong_the_page_says_what_what_next_and_a_number(address, status, heading):
    client = Client(raise_request_exception=False)

    response = client.get(address, headers={"X-Request-Id": "0123abcd-77"})
    html = response.content.decode()

    assert (response.status_code, re.findall(r"<h1[^>]*>([^<]+)</h1>", html)) == (status, [heading])
    assert ("0123abcd-77" in html, WORRIED in html, 'href="/"' in html) == (True, True, True)
    assert re.search(r"Nothing (is|was)|[Ww]hat was saved|Everything that was saved", html)


@override_settings(ROOT_URLCONF=__name__)
def test_a_form_kept_open_too_long_says_so():
    response = Client(enforce_csrf_checks=True).post("/takes/")

    assert (response.status_code, "This form was open too long" in response.content.decode()) == (403, True)


def test_too_much_at_once_says_so_and_that_nothing_changed(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = client.post("/accounts/login/", {"login": "x" * 2000})

    assert (response.status_code, "That is too much at once" in response.content.decode()) == (413, True)


def test_the_page_a_proxy_shows_while_the_portal_is_away_is_the_portal_s_own():
    """When the template changes, write static/maintenance.html afresh from it."""
    kept = (ROOT / "static/maintenance.html").read_text()

    assert kept.split() == render_to_string("maintenance.html").split()


def test_a_host_we_do_not_serve_gets_a_page_and_not_a_fault(client):
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert (response.status_code, WORRIED in response.content.decode()) == (400, True)


def test_the_page_for_a_broken_house_asks_nothing_of_the_database(django_assert_num_queries):
    client = Client(raise_request_exception=False)

    with override_settings(ROOT_URLCONF=__name__), django_assert_num_queries(0):
        client.get("/falls/")


def test_signing_in_asks_for_login_and_password_and_keeps_what_was_typed(client):
    html = client.post("/accounts/login/", {"login": "somebody@oakshire.example", "password": "wrong"}).content.decode()

    assert re.search(r"<title>\s*Error: Sign in", html)
    assert re.search(r'<input type="email" name="login" value="somebody@oakshire.example" class="govuk-input', html)
    assert 'data-module="govuk-error-summary"' in html
    assert "wrong" not in re.findall(r'value="([^"]*)"', html)


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/accounts/password/reset/", "/accounts/login/code/", "/accounts/password/reset/done/"],
)
def test_the_doors_of_accounts_wear_our_look(client, address):
    html = page_of(client, address)

    assert (html.count("<h1"), "p-masthead" in html, WORRIED in html) == (1, True, True)


@pytest.mark.parametrize(
    "address", ["/accounts/email/", "/accounts/password/change/", "/accounts/logout/", "/accounts/2fa/"]
)
def test_the_rooms_of_accounts_wear_our_look(client, address):
    client.force_login(somebody("practitioner"))

    html = page_of(client, address)

    assert (html.count("<h1"), "p-masthead" in html, WORRIED in html) == (1, True, True)


def test_the_gallery_shows_words_and_sources(client):
    html = page_of(client, "/house/components/")

    assert "{% notice &quot;gold&quot;" in html
    assert "better-up, better-down" in html


@override_settings(DEMO=False)
def test_outside_the_demonstration_the_gallery_is_for_the_business_unit(client):
    anonymous = client.get("/house/components/").status_code
    client.force_login(somebody("practitioner"))
    practitioner = client.get("/house/components/").status_code

    assert (anonymous, practitioner) == (302, 403)


def test_copying_the_front_end_twice_changes_nothing_and_leaves_no_foreign_font():
    command = [sys.executable, ROOT / "script/frontend.py"]
    subprocess.run(command, check=True, capture_output=True)

    again = subprocess.run(command, check=True, capture_output=True, text=True)
    sheet = (ROOT / "static/vendor/govuk-frontend.min.css").read_text()

    assert again.stdout == "Front end: nothing to do.\n"
    assert [word for word in ("GDS", "/assets/", "@font-face", "crest") if word in sheet] == []


def test_a_page_without_a_chart_weighs_at_most_150_kilobytes(client):
    """The figure of the look: everything the front page asks for, compressed as it is served."""
    html = page_of(client)
    files = set(re.findall(r'(?:href|src|data-govuk)="/static/([^"#]+)"', html)) | {"img/icons.svg"}

    weight = len(gzip.compress(html.encode()))
    for name in files:
        data = (ROOT / "static" / name).read_bytes()
        weight += len(data) if name.endswith("woff2") else len(gzip.compress(data))

    assert weight < 150_000
