#!/usr/bin/env python3
"""Runs one command of the portal; finds the private services of .local/ by itself."""

import os
import secrets
import sys
import tempfile
from pathlib import Path


def main() -> None:
    venv = Path(__file__).resolve().parent / ".venv"
    python = venv / "bin" / "python"
    # `python manage.py` works with any Python: it carries on with the portal's own.
    if python.exists() and Path(sys.prefix).resolve() != venv.resolve():
        os.execv(python, [str(python), *sys.argv])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscb_portal.settings")
    if sys.argv[1:2] == ["count_locally"]:
        _know_nobody()
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("The portal's packages are not installed yet. Run script/server once; it installs them.")
    execute_from_command_line(sys.argv)


def _know_nobody() -> None:
    """Where a council counts on its own machine there is no portal: addresses that lead nowhere will do."""
    nowhere = "127.0.0.1:1"
    for name, value in {
        "PORTAL_MODE": "production", "ALLOWED_HOSTS": "localhost", "DATABASE_URL": f"postgres://nobody@{nowhere}/none",
        "REDIS_URL": f"redis://{nowhere}/0", "EMAIL_URL": f"smtp://{nowhere}", "MEDIA_ROOT": tempfile.gettempdir(),
        "SECRET_KEY": secrets.token_urlsafe(48), "HASH_KEY": secrets.token_urlsafe(48),
    }.items():  # fmt: skip
        os.environ.setdefault(name, value)


if __name__ == "__main__":
    main()
