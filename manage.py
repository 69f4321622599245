#!/usr/bin/env python3
"""Runs one command of the portal; finds the private services of .local/ by itself."""

import os
import sys
from pathlib import Path


def main() -> None:
    venv = Path(__file__).resolve().parent / ".venv"
    python = venv / "bin" / "python"
    # `python manage.py` works with any Python: it carries on with the portal's own.
    if python.exists() and Path(sys.prefix).resolve() != venv.resolve():
        os.execv(python, [str(python), *sys.argv])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oscb_portal.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("The portal's packages are not installed yet. Run script/server once; it installs them.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
