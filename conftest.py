"""The cast: the named people of Oakshire and their agencies, the accounts of the demonstration.

    Board .................... board, scrutineer, panel, trainer
      └─ Business unit ....... administrator
    County council ........... council (safeguarding partner), analyst, auditor, coordinator
    Police ................... police (safeguarding partner)
    Integrated care board .... health (safeguarding partner)
    Health trust ............. practitioner, whose line manager is the lead; lead
    Academy trust
      └─ School .............. head, governor
    Voluntary ................ stranger (a practitioner elsewhere, for testing walls)

Each is a fixture by name; `cast` has them all, and `cast.agencies` has board, business_unit, county_council, police,
icb, health_trust, academy_trust, school and voluntary. All wear one hat, since the day the partnership began.
All fictional staff; there are no children in the tests. They are written in oscb_portal/oakshire/cast.py.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as portal
from django.db import connection
from django.test import Client

from oscb_portal.oakshire.cast import Agencies, Cast, assemble
from partnership.models import Person

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop of its own beside Django's database
# Workers that test side by side share Redis: each has a cache of its own there, for a test may empty it.
portal.CACHES["default"]["LOCATION"] += "?db=" + os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests that need no other order begin first among theirs: none is left over while a worker rests."""
    long = [each for each in items if each.get_closest_marker("long")]
    others = [each for each in items if not each.get_closest_marker("long")]
    # pytest-django has sorted them: those whose database is rolled back, those that empty it, those without one.
    begin = next((at for at, each in enumerate(others) if _empties_tables(each)), len(others))
    items[:] = [*others[:begin], *long, *others[begin:]]


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or "live_server" in asked or "transactional_db" in asked


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, which works as root too."""
    quiet = [
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    flags = quiet + (["--no-sandbox"] if os.geteuid() == 0 else [])
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return {**browser_type_launch_args, "args": flags, **({"executable_path": chromium} if chromium else {})}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Transactional tests empty the tables between them; the trail's guard against that is tested on its own."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("alter table partnership_trailentry disable trigger trail_is_not_emptied")
    yield
    # A thread of a live server may still hold its connection, and then the database could not be taken away.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Pages in tests name files without hashes: the hashed ones are made by collectstatic, which has its own test."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    """Each test keeps its files in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Client]:
    """A client signed in as somebody of the cast."""

    def as_person(person: Any) -> Client:
        client.force_login(person)
        return client

    return as_person


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, in a database of their own."""
    return assemble()


@pytest.fixture
def agencies(cast: Cast) -> Agencies:
    """The agencies of the cast."""
    return cast.agencies


def _one(name: str) -> Any:
    @pytest.fixture(name=name)
    def one_of_the_cast(cast: Cast) -> Person:
        return getattr(cast, name)

    return one_of_the_cast


administrator = _one("administrator")
board = _one("board")
scrutineer = _one("scrutineer")
lead = _one("lead")
practitioner = _one("practitioner")
trainer = _one("trainer")
auditor = _one("auditor")
analyst = _one("analyst")
panel = _one("panel")
stranger = _one("stranger")
council = _one("council")
police = _one("police")
health = _one("health")
head = _one("head")
governor = _one("governor")
coordinator = _one("coordinator")
