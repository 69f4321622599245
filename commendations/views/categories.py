"""Kinds of thanks, kept by the office: what they are called, what for, and whether a panel decides."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from commendations import categories as kinds
from commendations.forms.office import CategoryForm
from commendations.models import Category
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import require
from partnership.permissions import Permission


def _name(row: Category) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("change_category", args=[row.pk]), row.name)


COLUMNS = (
    Column("name", "Kind of thanks", _name, lambda row: row.name, ("name",), leads=True),
    Column("help", "What for", lambda row: row.help),
    Column("way", "Who decides", lambda row: row.get_way_display(), order=("way",)),
    Column("in_use", "In use", lambda row: "Yes" if row.in_use else "No", order=("in_use",)),
)


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Every kind of thanks."""
    listing = Listing(
        request, Category.objects.all(), columns=COLUMNS, one="kind of thanks", many="kinds of thanks",
        file_name="kinds-of-thanks",
    )  # fmt: skip
    return answer(request, "commendations/categories.html", listing)


@require(Permission.KEEP_COMMENDATIONS)
def add_category(request: HttpRequest) -> HttpResponse:
    """A new one."""
    form = CategoryForm(request.POST or None, initial={"way": Category.Way.SHORT, "in_use": True})
    return _kept(request, form, "commendations/add_category.html", None)


@require(Permission.KEEP_COMMENDATIONS)
def change_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, sentence or way."""
    category = get_object_or_404(Category, pk=pk)
    initial = {name: getattr(category, name) for name in ("name", "help", "way", "in_use")}
    return _kept(
        request, CategoryForm(request.POST or None, initial=initial), "commendations/change_category.html", category
    )


def _kept(request: HttpRequest, form: CategoryForm, template: str, category: Category | None) -> HttpResponse:
    def deed(given: dict[str, Any]) -> Done:
        kept = kinds.keep(by=request.user, category=category, **given)
        return Done(f"“{kept}” is kept.", reverse("categories"))

    return ask(request, template, form, deed, category=category)
