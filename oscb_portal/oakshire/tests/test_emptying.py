"""--fresh empties a database in which the web's role may not alter anything, and leaves that role what it had."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

# Two workers may be at it side by side.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
ROLE, DATABASE = f"fresh_web_{WORKER}", f"fresh_county_{WORKER}"
NOBODY_ELSE = """
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""
A_DEED = """
insert into partnership_trailentry (at, deed, about_kind, detail, request_number) values (now(), 'before', '', '{}', '')
"""


def _ask(database, *sentences):
    """Say sentences to the server as its owner, outside any transaction; the rows of the last one."""
    server = connections["default"].settings_dict
    connection = psycopg2.connect(dbname=database, host=server["HOST"], user=server["USER"])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for sentence in sentences:
                cursor.execute(sentence)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


@pytest.fixture
def database(transactional_db):
    """A copy of the tests' database as migrations left it, in which the web has a role of its own."""
    _ask("postgres", f"drop database if exists {DATABASE} with (force)", f"drop role if exists {ROLE}")
    origin = connections["default"].settings_dict["NAME"]
    connections["default"].close()
    _ask(origin, NOBODY_ELSE)  # only what nobody is at work in can be copied
    _ask("postgres", f"create role {ROLE} login", f"create database {DATABASE} template {origin}")
    _ask(
        DATABASE,
        f"alter default privileges in schema public grant select, insert, update, delete on tables to {ROLE}",
        f"alter default privileges in schema public grant usage, select on sequences to {ROLE}",
        f"grant select, insert, update, delete on all tables in schema public to {ROLE}",
        "delete from partnership_birth",
        A_DEED,
    )
    yield
    _ask("postgres", f"drop database {DATABASE} with (force)", f"drop role {ROLE}")


def _manage(*words):
    server = connections["default"].settings_dict
    address = f"@/{DATABASE}?host={server['HOST']}"
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{ROLE}{address}",
        "MIGRATION_DATABASE_URL": f"postgres://{server['USER']}{address}",
    }
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_fresh_empties_the_database_trail_included_and_migrates_anew(database):
    fresh = _manage("shell", "--no-imports", "-c", "from oscb_portal.oakshire import emptying; emptying.empty()")

    assert (fresh.stderr, fresh.returncode) == ("", 0)
    assert _ask(DATABASE, "select count(*) from partnership_trailentry where deed = 'before'") == [(0,)]
    assert _ask(DATABASE, "select mode from partnership_birth") == [("demo",)]
    assert _ask(DATABASE, f"select has_schema_privilege('{ROLE}', 'public', 'create')") == [(False,)]


def test_a_real_portal_is_neither_migrated_nor_emptied_nor_served_by_a_demonstration(database):
    _ask(DATABASE, "insert into partnership_birth (id, mode, at) values (1, 'production', now())")

    fresh = _manage("oakshire", "--fresh", "--scale=0.01")
    migrated = _manage("migrate", "--verbosity=0")
    served = _manage("shell", "-c", "import oscb_portal.wsgi")

    refusal = "This database was born in mode production and the portal runs in mode demo."
    for refused in (fresh, migrated, served):
        assert refusal in refused.stderr
        assert refused.returncode == 1
    assert _ask(DATABASE, "select count(*) from partnership_trailentry where deed = 'before'") == [(1,)]
