"""The commands of the contract: what they refuse, with which sentence, and what mends itself."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# A shell of somebody who has just cloned the project: nothing of this test run's services in it.
CLEAN = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "TMPDIR", "CHROMIUM")}
PRODUCTION = {
    "PORTAL_MODE": "production",
    "DATABASE_URL": "postgres://web@/portal?host=/nowhere",
    "REDIS_URL": "unix:///nowhere/redis.sock",
    "SECRET_KEY": "s" * 40,
    "HASH_KEY": "h" * 40,
    "ALLOWED_HOSTS": "oscb.example.org",
    "EMAIL_URL": "smtp://mail.example.org",
    "MEDIA_ROOT": "/nowhere",
}


def run(*words, env=CLEAN, cwd=ROOT, timeout=120):
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout, check=False)


def services(deed, folder):
    return run("script/services", deed, str(folder))


def postgres_of(folder):
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    services("stop", tmp_path)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--prot", "8000"], "script/server does not know --prot"),
        (["--port", "eighty"], "--port must be a number from 1 to 65535"),
        (["--port", "70000"], "--port must be a number from 1 to 65535"),
        (["--scale", "big"], "--scale must be a number"),
        (["--bind", "0.0.0.0"], "--i-know-this-is-public"),  # noqa: S104 - refused, that is the point
    ],
)
def test_the_server_refuses_nonsense_in_a_sentence(words, sentence):
    done = run("script/server", *words)

    assert done.returncode == 1
    assert sentence in done.stderr


def test_services_start_in_a_folder_too_deep_for_sockets(folder):
    deep = folder / ("a-long-name-" * 8)
    deep.mkdir()
    try:
        started, status = services("start", deep), services("status", deep)
    finally:
        services("stop", deep)

    assert (started.returncode, started.stderr, status.returncode) == (0, "", 0)


def test_a_second_start_changes_nothing(folder):
    services("start", folder)
    before = postgres_of(folder), (folder / "environment").read_text()

    again = services("start", folder)

    assert (again.returncode, again.stderr) == (0, "")
    assert (postgres_of(folder), (folder / "environment").read_text()) == before


def test_a_half_made_database_folder_is_made_again(folder):
    (folder / "postgres" / "base").mkdir(parents=True)
    (folder / "postgres.half").mkdir()

    started = services("start", folder)

    assert (started.returncode, started.stderr) == (0, "")
    assert services("status", folder).returncode == 0


def test_a_killed_database_and_a_stale_socket_are_mended_by_the_next_start(folder):
    services("start", folder)
    os.kill(postgres_of(folder), signal.SIGKILL)
    redis = int((folder / "run" / "redis.pid").read_text())
    os.kill(redis, signal.SIGKILL)

    started = services("start", folder)

    assert (started.returncode, started.stderr) == (0, "")
    assert services("status", folder).returncode == 0


def test_stopping_leaves_no_process(folder):
    services("start", folder)
    postgres, redis = postgres_of(folder), int((folder / "run" / "redis.pid").read_text())

    services("stop", folder)

    assert [pid for pid in (postgres, redis) if lives(pid)] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be a secret of at least 32 characters"),
        ({"HASH_KEY": "change-me" * 6}, "HASH_KEY must be a secret"),
        ({"HASH_KEY": "s" * 40}, "HASH_KEY must not be the same as SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must list the host names"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"PORTAL_MODE": "debug"}, "it must be one of: production, demo"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not an address"),
        ({"RUN_JOBS_AT_ONCE": "perhaps"}, "it must be yes or no"),
    ],
)
def test_production_does_not_start_with_a_setting_that_is_wrong_and_says_which(change, sentence):
    done = run(sys.executable, "manage.py", "check", env={**CLEAN, **PRODUCTION, **change})

    assert done.returncode != 0
    assert sentence in done.stderr


def test_a_set_up_without_python_says_which_one_is_needed(tmp_path):
    copy = a_checkout(tmp_path)
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        (old / name).write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
        (old / name).chmod(0o755)

    done = run("script/bootstrap", cwd=copy, env={**CLEAN, "PATH": f"{old}:{CLEAN['PATH']}"})

    assert done.returncode == 1
    assert "Python 3.11 or newer is needed; Python 3.9.2 was found" in done.stderr


def a_checkout(tmp_path):
    """The project's own files in a folder of their own, with the packages that are here already."""
    copy = tmp_path / "portal"
    copy.mkdir()
    listed = run("git", "ls-files", "-z").stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    for name in (".venv", "node_modules"):
        (copy / name).symlink_to((ROOT / name).resolve())
    return copy


def lives(pid):
    """Whether a process runs; one that is dead and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(folder):
    """Command lines of living processes that mention a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words and lives(int(process.name)) and int(process.name) != os.getpid():
            found.append(words)
    return found


def started(copy, port, *words):
    """script/server, running and ready; the output so far."""
    log = copy / "server.out"
    with log.open("w") as out:
        server = subprocess.Popen(
            ["script/server", "--port", str(port), *words],
            cwd=copy,
            env=CLEAN,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    until = time.monotonic() + 480  # beside another worker the county takes three times as long
    while time.monotonic() < until and "Ctrl-C stops everything" not in log.read_text():
        if server.poll() is not None:
            raise AssertionError(log.read_text())
        time.sleep(0.2)
    return server, log


def ready_at(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready/", timeout=10) as answer:
        return json.load(answer)


@pytest.mark.long
def test_the_server_starts_serves_refuses_a_twin_and_leaves_no_process(tmp_path):
    copy, port = a_checkout(tmp_path), a_free_port()

    server, log = started(copy, port, "--scale", "0.02")
    try:
        ready = ready_at(port)
        twin = run("script/server", "--port", str(a_free_port()), cwd=copy)
    finally:
        os.killpg(server.pid, signal.SIGINT)
        time.sleep(0.3)
        os.kill(server.pid, signal.SIGTERM)  # impatience
        code = server.wait(60)

    assert ready == {"status": "ready", "database": "ok", "broker": "ok", "storage": "ok", "worker": "ok"}
    assert "already runs from this folder" in twin.stderr
    assert (code, log.read_text().rstrip().splitlines()[-1]) == (0, "Stopped.")
    assert processes_of(copy) == []

    # A crash leaves the lock file behind; another program may have the port.
    (copy / ".local" / "server.pid").write_text("1")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        refused = run("script/server", "--port", str(taken), cwd=copy)

    assert f"Port {taken} is taken by another program" in refused.stderr
    assert processes_of(copy) == []
