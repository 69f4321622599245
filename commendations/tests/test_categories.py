"""Kinds of thanks as data: the office keeps them, nobody else; one is always in use."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commendations import categories
from commendations.models import Category
from commendations.tests import given
from commendations.tests.given import refused

pytestmark = pytest.mark.django_db


def test_the_office_adds_and_changes_a_kind_in_the_browser(cast, sign_in):
    client = sign_in(cast.administrator)

    client.post(
        reverse("add_category"), {"name": "Asked the hard question", "help": "x", "way": "round", "in_use": "on"}
    )
    made = Category.objects.get(slug="asked-the-hard-question")
    client.post(reverse("change_category", args=[made.pk]), {"name": "Asked", "help": "y", "way": "short"})

    made.refresh_from_db()
    assert (made.name, made.way, made.in_use, made.slug) == ("Asked", "short", False, "asked-the-hard-question")
    assert sign_in(cast.lead).get(reverse("categories")).status_code == 403


def test_a_name_stands_once_and_one_kind_stays_in_use(cast):
    first = given.a_category()

    def keep(category, name, in_use):
        categories.keep(by=cast.administrator, category=category, name=name, help="x", way="short", in_use=in_use)

    with refused("There is a kind of thanks of this name already."):
        keep(None, "simply did a GOOD job", True)
    for each in Category.objects.exclude(pk=first.pk):
        keep(each, each.name, False)
    with refused("One kind at least must be in use, or nobody could thank anybody."):
        keep(first, first.name, False)
    with pytest.raises(PermissionDenied):
        categories.keep(by=cast.lead, category=None, name="x", help="x", way="short", in_use=True)


def test_a_round_takes_only_its_own_kinds(cast):
    of = given.a_round(cast)

    with refused(f"“{of}” does not decide about “Went the extra mile”."):
        given.admitted(cast, of, category=given.a_category("extra-mile"))
