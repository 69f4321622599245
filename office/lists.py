"""The list pattern: what one sees one can filter, sort, page through and download, at one address.

A view names the rows it may show, its columns and its choices, and answers with one call:

    listing = Listing(request, Course.objects.visible_to(request.user).for_list(),
                      columns=COLUMNS, choices=CourseFilter, one="course", many="courses", file_name="courses")
    return answer(request, "training/catalogue.html", listing)
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import strip_tags
from django_filters import FilterSet

from office import spreadsheets

SIZES = (25, 50)
FORMATS = {"csv": ("Download CSV", spreadsheets.as_csv), "xlsx": ("Download Excel", spreadsheets.as_xlsx)}
# What the pattern itself keeps in the address; everything else belongs to the choices.
OWN_NAMES = ("sort", "page", "size", "format")


@dataclass(frozen=True)
class Column:
    """One column of a list, on the page and in the file.

    `cell` gives what the page shows of a row; `value` what the file holds (without it, the words of the cell).
    `order` holds the order_by expressions, rising; without any the column does not sort.
    `leads` marks the column that names the row; `file_only` one that only the file has.
    """

    key: str
    heading: str
    cell: Callable[[Any], Any]
    value: Callable[[Any], Any] | None = None
    order: tuple[str, ...] = ()
    numeric: bool = False
    leads: bool = False
    file_only: bool = False

    def in_file(self, row: Any) -> Any:
        """What the file holds for a row; never markup."""
        if self.value is not None:
            return self.value(row)
        shown = self.cell(row)
        return strip_tags(str(shown)) if hasattr(shown, "__html__") else shown


@dataclass(frozen=True)
class Head:
    """The head of a column: where a click on it leads, and which way the rows run now."""

    heading: str
    numeric: bool
    address: str
    direction: str


@dataclass(frozen=True)
class Cell:
    """One cell of a row, which knows its heading, for phones."""

    heading: str
    content: Any
    numeric: bool
    leads: bool


class Listing:
    """The rows of one list as the address asks for them: chosen, sorted, paged.

    Costs one query for the count and one for the page, whatever their number, plus what `queryset` prefetches.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        columns: Iterable[Column],
        one: str,
        many: str,
        file_name: str,
        choices: type[FilterSet] | None = None,
        sort: str = "",
        caption: str = "",
    ) -> None:
        self.query: QueryDict = request.GET
        self.path = request.path
        self.columns = [column for column in columns if not column.file_only]
        self.file_columns = list(columns)
        self.one, self.many, self.file_name = one, many, file_name
        self.caption = caption or many.capitalize()
        self._every = queryset
        self._choices = choices
        self._filter = choices(self._asked_of_choices(), queryset=queryset, request=request) if choices else None
        self._request = request
        self.sort = self._known_sort(self.query.get("sort", "")) or sort

    # What is chosen -------------------------------------------------------

    def _asked_of_choices(self) -> QueryDict:
        """The part of the address that belongs to the choices; empty choices too, so that mistakes are shown."""
        asked = self.query.copy()
        for name in OWN_NAMES:
            asked.pop(name, None)
        return asked

    @property
    def form(self) -> BaseForm | None:
        """The form of the choices."""
        return self._filter.form if self._filter else None

    @property
    def may_choose(self) -> bool:
        """Whether choosing makes sense: there are rows, or a choice has hidden them."""
        return self.form is not None and bool(self.count or self.choices or self.form.errors)

    @cached_property
    def _chosen(self) -> QuerySet[Any]:
        rows = self._filter.qs if self._filter else self._every
        return rows.order_by(*self._ordering(rows))

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """What has been chosen, in words: (label of the field, words of the choice)."""
        return [(str(field.label), self._in_words(name)) for name, field in self._active()]

    def _active(self) -> Iterator[tuple[str, Any]]:
        if not self._filter:
            return
        self._filter.form.is_valid()
        for name, value in self._filter.form.cleaned_data.items():
            empty = value is None or value == "" or value is False or (hasattr(value, "__len__") and not len(value))
            if not empty:
                yield name, self._filter.form[name]

    def _in_words(self, name: str) -> str:
        """The choice as the form words it: the label of an option, or what was typed."""
        field = self._filter.form.fields[name]
        given = self._filter.form.cleaned_data[name]
        options = {str(value): str(label) for value, label in getattr(field, "choices", ())}
        several = given if isinstance(given, (list, tuple, QuerySet)) else [given]
        words = [options.get(str(getattr(each, "pk", each)), str(each)) for each in several]
        return str(field.label).lower() if given is True else " or ".join(words)

    # Sorting --------------------------------------------------------------

    def _known_sort(self, sort: str) -> str:
        return sort if any(column.order and column.key == sort.removeprefix("-") for column in self.columns) else ""

    def _ordering(self, rows: QuerySet[Any]) -> list[Any]:
        """The order asked for; the key comes last, so that no row stands on two pages."""
        column = next((each for each in self.columns if each.key == self.sort.removeprefix("-")), None)
        if column is None:
            own = list(rows.query.order_by) or list(rows.model._meta.ordering)
            return [*own, "pk"]
        falling = self.sort.startswith("-")
        return [*(_turned(expression) if falling else expression for expression in column.order), "pk"]

    # Rows -----------------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        """The page asked for; beyond the last one the last, nonsense the first."""
        return Paginator(self._chosen, self.size).get_page(self.query.get("page"))

    @property
    def size(self) -> int:
        """Rows on a page: 25 or 50."""
        asked = self.query.get("size", "")
        return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]

    @property
    def count(self) -> int:
        """How many rows are chosen, on all pages."""
        return self.page.paginator.count

    @property
    def things(self) -> list[Any]:
        """The things themselves on this page, for lists that are no tables."""
        return list(self.page.object_list)

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The cells on this page."""
        return [[Cell(c.heading, c.cell(thing), c.numeric, c.leads) for c in self.columns] for thing in self.things]

    # Words and addresses --------------------------------------------------

    @property
    def total(self) -> str:
        """How many there are, in words: "34 dates", "No dates"."""
        return f"{self.count:,} {self.one if self.count == 1 else self.many}" if self.count else f"No {self.many}"

    @property
    def place(self) -> str:
        """Where one is: "26 to 50 of 134."."""
        return f"{self.page.start_index():,} to {self.page.end_index():,} of {self.count:,}."

    def address(self, **changes: str | None) -> str:
        """This list with some part of its address changed; None takes a part away."""
        query = self.query.copy()
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        return f"{self.path}?{query.urlencode()}" if query else self.path

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.order:
            return Head(column.heading, column.numeric, "", "none")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "none")
        towards = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column.heading, column.numeric, self.address(sort=towards, page=None, format=None), direction)

    @property
    def earlier(self) -> str:
        """The page before, if there is one."""
        return self.address(page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def later(self) -> str:
        """The next page, if there is one."""
        return self.address(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def numbers(self) -> list[tuple[Any, str]]:
        """The numbers of the pages with their addresses; a gap has none."""
        shown = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(number, self.address(page=str(number)) if isinstance(number, int) else "") for number in shown]

    @property
    def sizes(self) -> list[tuple[str, str]]:
        """The other page sizes, when there is more than the smallest holds."""
        if self.count <= SIZES[0]:
            return []
        return [(f"Show {n} a page", self.address(size=str(n), page=None)) for n in SIZES if n != self.size]

    @property
    def files(self) -> list[tuple[str, str]]:
        """The same rows as files."""
        return [(words, self.address(format=key, page=None)) for key, (words, _) in FORMATS.items()]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of the choices carries on."""
        return [(name, self.query[name]) for name in ("sort", "size") if name in self.query]

    @property
    def all_address(self) -> str:
        """The list without any choice."""
        return self.path

    @cached_property
    def nearest(self) -> list[tuple[str, str, int]]:
        """When nothing is found: the same search with one choice let go, and how many it would find."""
        found = []
        for name, _ in self._active() if not self.count else ():
            asked = self._asked_of_choices()
            asked.pop(name)
            count = self._choices(asked, queryset=self._every, request=self._request).qs.count()
            if count:
                found.append((f"Without “{self._in_words(name)}”", self.address(**{name: None, "page": None}), count))
        return found

    # The file -------------------------------------------------------------

    @property
    def wanted(self) -> str:
        """The format of file the address asks for, or nothing."""
        asked = self.query.get("format", "")
        return asked if asked in FORMATS else ""

    def file(self) -> HttpResponse:
        """All chosen rows, sorted the same, in the format asked for."""
        _, write = FORMATS[self.wanted]
        rows = ([column.in_file(row) for column in self.file_columns] for row in self._chosen.iterator(chunk_size=1000))
        return write(name=self.file_name, columns=[column.heading for column in self.file_columns], rows=rows)


def answer(request: HttpRequest, template: str, listing: Listing, **context: Any) -> HttpResponse:
    """The list as a page, or as the file the address asks for."""
    if listing.wanted:
        return listing.file()
    return render(request, template, {"listing": listing, **context})


def _turned(expression: str) -> str:
    return expression.removeprefix("-") if expression.startswith("-") else f"-{expression}"
