"""Brings the first kinds of thanks of data/categories.toml into the database, and lets the office change them."""

import tomllib
from pathlib import Path

from commendations.models import Category

FIRST = tomllib.loads((Path(__file__).parent / "data" / "categories.toml").read_text("utf-8"))


def settle() -> None:
    """Write each kind that is not there yet; what the office has changed stays."""
    Category.objects.bulk_create(
        [
            Category(slug=slug, name=words["name"], help=words["help"], way=words["way"], place=place)
            for place, (slug, words) in enumerate(FIRST.items())
        ],
        ignore_conflicts=True,
    )
