"""Brings the first kinds of thanks of data/categories.toml into the database, and lets the office change them."""

import tomllib
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from commendations.models import Category
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

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


def keep(*, by: Person, category: Category | None, name: str, help: str, way: str, in_use: bool) -> Category:
    """Change a kind of thanks, or add one. Refusal for a name there is, or when none in use would be left."""
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        others = Category.objects.select_for_update().exclude(pk=category.pk if category else None)
        if others.filter(name__iexact=name.strip()).exists():
            raise Refusal("There is a kind of thanks of this name already.")
        if not in_use and not any(each.in_use for each in others):
            raise Refusal("One kind at least must be in use, or nobody could thank anybody.")
        kept = category or Category(slug=_free_slug(name), place=Category.objects.count())
        kept.name, kept.help, kept.way, kept.in_use = name.strip(), help.strip(), way, in_use
        kept.save()
        trail.leave("kind of thanks kept", by=by, about=kept)
    return kept


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:44] or "thanks"
    known = set(Category.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(known) + 3))) if slug not in known)
