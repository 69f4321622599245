"""Strict readers of the environment: nonsense is refused with a sentence that helps."""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def load_private_services(folder: Path) -> None:
    """Take what script/services wrote for this checkout, unless the environment already says otherwise.

    A DATABASE_URL from outside means services from outside: then nothing is taken.
    """
    file = folder / ".local" / "environment"
    if "DATABASE_URL" in os.environ or "PORTAL_MODE" in os.environ or not file.exists():
        return
    for line in file.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            os.environ.setdefault(name, value)


def text(name: str, default: str | None = None) -> str:
    """The value of a variable; without a default it must be set."""
    value = os.environ.get(name, default)
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is not set. docs/running.md says what it is for.")
    return value or ""


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    """One of a few words."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of: {', '.join(options)}.")
    return value


def yes_or_no(name: str, *, default: bool) -> bool:
    """A switch, said in any of the usual words."""
    value = os.environ.get(name, "").lower()
    if not value:
        return default
    if value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be yes or no.")
    return value in YES


def number(name: str, default: int) -> int:
    """A whole number, nought or more."""
    value = os.environ.get(name, "")
    if value and not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.")
    return int(value) if value else default


def secret(name: str, *, at_least: int = 32) -> str:
    """A secret long enough to be one, and not an example."""
    value = text(name)
    if len(value) < at_least or "change-me" in value:
        raise ImproperlyConfigured(
            f"{name} must be a secret of at least {at_least} characters, not an example. "
            'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return value


def hosts(name: str) -> list[str]:
    """Host names, separated by commas; a star is refused because it would admit forged hosts."""
    names = [host.strip() for host in text(name).split(",") if host.strip()]
    if not names or "*" in names:
        raise ImproperlyConfigured(f"{name} must list the host names of the portal, such as oscb.example.org.")
    return names


def address(name: str, kind: str, default: str | None = None) -> dict[str, Any]:
    """The settings that an address such as postgres://… or smtp://… stands for."""
    value = text(name, default)
    readers = {"database": environ.Env.db_url_config, "email": environ.Env.email_url_config}
    try:
        read = dict(readers[kind](value))
        if kind == "database" and not str(read["ENGINE"]).endswith("postgresql"):
            raise ValueError
        return read
    except (KeyError, ValueError, TypeError, AttributeError):
        # The value is not repeated: it may hold a password.
        raise ImproperlyConfigured(f"{name} is not an address the portal can read. See docs/running.md.") from None
