"""Whether the portal can serve: each thing it stands on is tried, and the page names what fails."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor

from oscb_portal.celery import app
from oscb_portal.tasks import HEARTBEAT_KEY
from partnership import birth


def database() -> None:
    """Reads a row, has every migration, and was born in this mode."""
    birth.refuse_another_mode(settings.PORTAL_MODE)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError(f"migrations are missing in {DEFAULT_DB_ALIAS}")


def broker() -> None:
    """Takes a connection."""
    with app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, timeout=2)


def storage() -> None:
    """Keeps and gives back a small file."""
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"ready"))
    try:
        with default_storage.open(name) as file:
            if file.read() != b"ready":
                raise RuntimeError("a file came back changed")
    finally:
        default_storage.delete(name)


def worker() -> None:
    """Has said within the last minute and a half that it is alive."""
    if cache.get(HEARTBEAT_KEY) is None:
        raise RuntimeError("no sign of life")


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "broker": broker,
    "storage": storage,
    "worker": worker,
}


def failures() -> dict[str, str]:
    """Name and kind of each thing that fails; the kind only, because a message may hold addresses."""
    found: dict[str, str] = {}
    for name, try_it in CHECKS.items():
        try:
            try_it()
        except Exception as problem:  # noqa: BLE001 - whatever is wrong, the page must name it
            found[name] = type(problem).__name__
    return found
