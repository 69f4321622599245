"""The list pattern: filter, sort, pages, and a file with the same rows."""

import csv
import io
from datetime import date

import django_filters
import pytest
from django.test import RequestFactory
from django.utils.html import format_html
from openpyxl import load_workbook

from office.lists import Column, Listing, answer
from partnership.models import Agency

pytestmark = pytest.mark.django_db

COLUMNS = (
    Column(
        "name",
        "Agency",
        cell=lambda agency: format_html('<a href="/{}/">{}</a>', agency.slug, agency.name),
        order=("name",),
        leads=True,
    ),
    Column("kind", "Kind", cell=lambda agency: agency.get_kind_display(), order=("kind", "name")),
    Column("from", "From", cell=lambda agency: f"{agency.active_from:%Y}", value=lambda agency: agency.active_from),
    Column("sector", "Sector", cell=lambda agency: agency.sector, file_only=True),
)


class Choices(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="Kind", choices=[("police", "Police"), ("school", "School")])
    since = django_filters.DateFilter(label="Since", field_name="active_from", lookup_expr="gte")


def some_agencies(count, kind="police", name="Agency"):
    for number in range(count):
        Agency.objects.create(
            name=f"{name} {number:02}", slug=f"{kind}-{name}-{number}".lower().replace(" ", "-").replace("=", "")[:50],
            kind=kind, sector="police", active_from=date(2020, 1, 1),
        )  # fmt: skip


def listing(query="", **changes):
    words = {"one": "agency", "many": "agencies", "file_name": "agencies", "choices": Choices} | changes
    request = RequestFactory().get(f"/agencies/{query}")
    return Listing(request, Agency.objects.filter(sector="police"), columns=COLUMNS, **words)


def first_cells(shown):
    return [row[0].content for row in shown.rows]


def names(shown):
    return [thing.name for thing in shown.things]


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("count", [1, 3])
def test_one_row_and_three_cost_the_same_two_queries(count, django_assert_num_queries):
    some_agencies(count)

    with django_assert_num_queries(2):
        shown = listing()
        cells = [cell.heading for row in shown.rows for cell in row]

    assert (len(cells), shown.total) == (count * 3, "1 agency" if count == 1 else "3 agencies")


def test_a_choice_keeps_the_rows_that_fit_and_is_named_in_words():
    some_agencies(2)
    some_agencies(1, kind="school", name="School")

    shown = listing("?kind=school")

    assert (names(shown), shown.choices) == (["School 00"], [("Kind", "School")])


def test_a_nonsensical_choice_is_told_at_its_field_and_hides_nothing():
    some_agencies(2)

    shown = listing("?since=yesterday")

    assert (shown.count, list(shown.form.errors)) == (2, ["since"])


def test_nothing_found_offers_the_search_with_one_choice_let_go_and_its_count():
    some_agencies(3)

    shown = listing("?kind=school&since=2019-01-01&size=50")

    assert (shown.total, shown.nearest) == (
        "No agencies",
        [("Without “School”", "/agencies/?since=2019-01-01&size=50", 3)],
    )


def test_choices_are_offered_when_there_is_something_to_choose_from_or_a_choice_hid_it():
    bare, hidden = listing().may_choose, listing("?kind=school").may_choose
    some_agencies(1)

    assert (bare, hidden, listing().may_choose, listing(choices=None).may_choose) == (False, True, True, False)


def test_a_click_on_a_head_sorts_and_a_second_turns_it_round():
    some_agencies(3)

    rising, falling = listing("?sort=name&kind=police"), listing("?sort=-name&kind=police&page=2")

    assert (names(rising)[0], rising.heads[0].direction, rising.heads[0].address) == (
        "Agency 00", "ascending", "/agencies/?sort=-name&kind=police",
    )  # fmt: skip
    assert (names(falling)[0], falling.heads[0].direction, falling.heads[0].address) == (
        "Agency 02", "descending", "/agencies/?sort=name&kind=police",
    )  # fmt: skip


def test_a_column_without_an_order_has_no_link_and_an_unknown_sort_changes_nothing():
    some_agencies(2)

    shown = listing("?sort=password")

    assert (shown.heads[2].address, names(shown)) == ("", ["Agency 00", "Agency 01"])


@pytest.mark.parametrize(
    ("query", "place", "numbers"),
    [
        ("", "1 to 25 of 60.", [1, 2, 3]),
        ("?page=3", "51 to 60 of 60.", [1, 2, 3]),
        ("?page=99", "51 to 60 of 60.", [1, 2, 3]),
        ("?page=nonsense", "1 to 25 of 60.", [1, 2, 3]),
        ("?size=50", "1 to 50 of 60.", [1, 2]),
        ("?size=100000", "1 to 25 of 60.", [1, 2, 3]),
    ],
)
def test_pages_hold_25_or_50_and_every_number_leads_somewhere(query, place, numbers):
    some_agencies(60)

    shown = listing(query)

    assert (shown.place, [number for number, _ in shown.numbers]) == (place, numbers)


def test_no_row_stands_on_two_pages_when_many_sort_alike():
    some_agencies(60)

    seen = [name for page in (1, 2, 3) for name in names(listing(f"?sort=kind&page={page}"))]

    assert len(set(seen)) == 60


def test_the_csv_has_the_rows_of_all_pages_with_the_same_choice_and_order():
    some_agencies(30)
    some_agencies(1, kind="school", name="School")

    shown = listing("?format=csv&kind=police&sort=-name")
    rows = rows_of(answer(shown._request, "unused.html", shown))

    assert rows[0] == ["Agency", "Kind", "From", "Sector"]
    assert [row[0] for row in rows[1:]] == [f"Agency {number:02}" for number in reversed(range(30))]
    assert rows[1] == ["Agency 29", "Police", "2020-01-01", "police"]


def test_the_xlsx_has_the_same_rows_as_the_csv():
    some_agencies(3)

    sheet = load_workbook(io.BytesIO(listing("?format=xlsx").file().content)).active
    in_xlsx = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    in_csv = rows_of(listing("?format=csv").file())

    assert [row[:2] for row in in_xlsx] == [row[:2] for row in in_csv]


def test_a_file_never_holds_what_a_spreadsheet_would_run():
    some_agencies(1, name="=HYPERLINK(1)")

    as_csv = rows_of(listing("?format=csv").file())
    cell = load_workbook(io.BytesIO(listing("?format=xlsx").file().content)).active["A2"]

    assert as_csv[1][0] == "'=HYPERLINK(1) 00"
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1) 00", "s", True)


def test_an_unknown_format_gives_the_page():
    some_agencies(1)
    shown = listing("?format=exe")

    page = answer(shown._request, "layouts/list.html", shown).content.decode()

    assert ("1 agency" in page, 'href="/agencies/?format=csv" download>Download CSV' in page) == (True, True)
