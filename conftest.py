"""The cast: the named people of Oakshire and their agencies.

    Business unit ........ administrator
    County council ....... council (safeguarding partner), analyst, auditor, coordinator
    Police ............... police (safeguarding partner)
    Health trust ......... health (safeguarding partner), practitioner, lead
    Board ................ board, scrutineer, panel, trainer
    Academy trust
      └─ School .......... head, governor
    Another agency ....... stranger (a practitioner elsewhere, for testing walls)

All fictional staff; there are no children in the tests.
"""

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop of its own beside Django's database


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
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Transactional tests empty the tables between them; the trail's guard against that is tested on its own."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("alter table partnership_trailentry disable trigger trail_is_not_emptied")


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
