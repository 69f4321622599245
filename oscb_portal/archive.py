"""Saves database and files into a folder and brings them back; script/backup and script/restore call it."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings


def connection_arguments() -> tuple[list[str], dict[str, str]]:
    """Arguments and environment for pg_dump and pg_restore, as the owner of the tables when there is one."""
    database = settings.DATABASES.get("owner", settings.DATABASES["default"])
    arguments = ["--dbname", str(database["NAME"])]
    for flag, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if database.get(key):
            arguments += [flag, str(database[key])]
    return arguments, {**os.environ, "PGPASSWORD": str(database.get("PASSWORD") or "")}


def program(name: str) -> str:
    """The newest pg_dump or pg_restore of this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if not path:
        sys.exit(f"{name} is not installed; on Debian: apt install postgresql-client")
    return path


def run(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a program; its own words are shown when it fails."""
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{Path(arguments[0]).name} failed, nothing was replaced:\n{done.stderr[-1500:]}")


def save(folder: Path) -> None:
    """Write database.dump, media.tar and manifest.json."""
    arguments, environment = connection_arguments()
    run([program("pg_dump"), "--format=custom", "--file", str(folder / "database.dump"), *arguments], environment)
    with tarfile.open(folder / "media.tar", "w") as archive:
        if settings.MEDIA_ROOT.exists():
            # Raw uploads live for hours and are encrypted under keys of the same database: they stay out.
            archive.add(
                settings.MEDIA_ROOT, arcname="media", filter=lambda item: None if "/raw/" in item.name else item
            )
    manifest = {"portal": "oscb", "mode": settings.PORTAL_MODE, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def restore(folder: Path) -> None:
    """Replace database and files by those of the folder; the old files are kept until the new ones are in place."""
    manifest = json.loads((folder / "manifest.json").read_text())
    if manifest.get("portal") != "oscb":
        sys.exit("This is not an archive of the portal. Nothing was changed.")
    if manifest.get("mode") != settings.PORTAL_MODE:
        sys.exit(
            f"The archive is of a portal in mode {manifest.get('mode')}, this one runs in mode {settings.PORTAL_MODE}. "
            "Nothing was changed."
        )
    new = settings.MEDIA_ROOT.with_name(settings.MEDIA_ROOT.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    with tarfile.open(folder / "media.tar") as archive:
        archive.extractall(new, filter="data")
    arguments, environment = connection_arguments()
    # One transaction: a dump that does not fit leaves the old database as it was.
    flags = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    run([program("pg_restore"), *flags, *arguments, str(folder / "database.dump")], environment)
    old = settings.MEDIA_ROOT.with_name(settings.MEDIA_ROOT.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if settings.MEDIA_ROOT.exists():
        settings.MEDIA_ROOT.rename(old)
    (new / "media").mkdir(parents=True, exist_ok=True)
    (new / "media").rename(settings.MEDIA_ROOT)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    sys.stdout.write("Restored. Start the portal again, so that no page of the old data stays in memory.\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscb_portal.settings")
    django.setup()
    {"save": save, "restore": restore}[sys.argv[1]](Path(sys.argv[2]))
