"""What the lists of the backbone show of a row: a link that names it, its priorities, its themes."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from office.lists import Column


def named(page: str, heading: str) -> Column:
    """The column that names a row by its words and leads to its page."""

    def cell(row: Any) -> SafeString:
        words = Truncator(row.text).chars(140)
        return format_html('<a class="p-link" href="{}">{}</a>', reverse(page, args=[row.pk]), words)

    return Column("text", heading, cell=cell, value=lambda row: row.text, order=("text",), leads=True)


def priorities_of(row: Any) -> str:
    """Its priorities, by name."""
    return ", ".join(priority.name for priority in row.priorities.all())


def themes_of(row: Any) -> str:
    """Its themes, by name."""
    return ", ".join(theme.name for theme in row.themes.all())


PRIORITIES = Column("priorities", "Priorities", cell=priorities_of)
THEMES = Column("themes", "Themes", cell=themes_of, file_only=True)
