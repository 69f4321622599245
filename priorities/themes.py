"""Brings the themes of data/themes.toml into the database, as often as one likes."""

from priorities.models import Theme
from priorities.taxonomy import THEMES


def settle() -> None:
    """Write every theme of the file, under the name it has there; a theme that is used is never taken away."""
    Theme.objects.bulk_create(
        [Theme(slug=slug, name=name) for slug, name in THEMES],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name"],
    )
