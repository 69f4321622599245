"""The made-up files: official layout, any size, and the real reader finds exactly the faults that were planted."""

import csv
import json
from collections import Counter
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from dashboard.models import LoadFault
from dashboard.tests import given
from oscb_portal.oakshire import files
from oscb_portal.oakshire.county import AREA
from partnership import identifiers

ROWS = 400
LAST = date(2026, 10, 31)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    files.write(folder, rows=ROWS, last=LAST)
    return folder


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text())


def faults_of(load):
    return Counter(LoadFault.objects.filter(load=load).values_list("sheet", "kind"))


def test_the_workbook_has_the_official_sheets_titles_and_headers(folder):
    book = openpyxl.load_workbook(folder / "annex_a.xlsx", read_only=True)
    lists = [f"List_{number}" for number in range(1, 12)]
    title, headers = ([*row] for row in book["List_1"].iter_rows(min_row=1, max_row=2, values_only=True))

    assert book.sheetnames == ["Front_Sheet", "FAQ_and_changes", "Guidance", "Codes_used", *lists]
    assert title[0] == "List 1: Contacts"
    assert headers == [
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age of Child (Years)",
        "Date of Contact",
        "Contact Source",
    ]


def test_the_manifest_counts_the_rows_that_are_there(folder):
    book = openpyxl.load_workbook(folder / "annex_a.xlsx", read_only=True)
    told = manifest(folder)
    rows = {sheet: sum(1 for _ in book[sheet].iter_rows(min_row=3)) for sheet in told["annex_a.xlsx"]}
    with (folder / "mash_events.csv").open(encoding="utf-8-sig", newline="") as lines:
        events = list(csv.DictReader(lines))

    assert rows == {sheet: each["rows"] for sheet, each in told["annex_a.xlsx"].items()}
    assert (rows["List_1"], len(events), told["mash_events.csv"]["rows"]) == (ROWS, ROWS, ROWS)


@pytest.mark.django_db
def test_the_reader_of_workbooks_finds_exactly_what_was_planted(folder):
    told = manifest(folder)["annex_a.xlsx"]
    planted = Counter({(sheet, kind): count for sheet, each in told.items() for kind, count in each["faults"].items()})

    load = given.a_load_that_was_read("annex_a.xlsx", (folder / "annex_a.xlsx").read_bytes(), reference_date=LAST)

    assert faults_of(load) == planted
    assert sorted((each["read"], each["refused"]) for each in load.counts.values()) == sorted(
        (each["rows"], each["refused"]) for each in told.values()
    )


@pytest.mark.django_db
def test_the_reader_of_events_finds_exactly_what_was_planted(folder):
    told = manifest(folder)["mash_events.csv"]

    area = given.an_area(code=AREA)
    load = given.a_load_that_was_read("mash_events.csv", (folder / "mash_events.csv").read_bytes(), area=area)

    assert faults_of(load) == Counter({("", kind): count for kind, count in told["faults"].items()})
    assert (load.counts["enquiry"]["read"], load.counts["enquiry"]["refused"]) == (ROWS, told["refused"])


def test_staffing_returns_stay_below_a_hundred_posts_but_where_planted(folder):
    with (folder / "staffing_return.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    planted = manifest(folder)["staffing_return.csv"]["faults"]

    assert sum(float(row["established_fte"]) > 100 for row in rows) == planted["above_100"]
    assert sum(not row["agency"] for row in rows) == planted["blank"]


def test_nothing_in_the_files_could_be_taken_for_a_real_child(folder):
    text = (folder / "mash_events.csv").read_text(encoding="utf-8-sig")

    assert [found for found in identifiers.find(text) if found.refused] == []


def test_the_same_county_gives_the_same_files(folder, tmp_path):
    files.write(tmp_path, rows=ROWS, last=LAST)

    assert (tmp_path / "mash_events.csv").read_bytes() == (folder / "mash_events.csv").read_bytes()
    assert manifest(tmp_path) == manifest(folder)


@pytest.mark.parametrize("rows", ["1", "39"])
def test_a_file_may_be_small_and_then_has_no_faults(tmp_path, rows):
    call_command("oakshire_files", str(tmp_path / "new"), "--rows", rows, verbosity=0)
    told = manifest(tmp_path / "new")

    assert told["mash_events.csv"]["rows"] == int(rows)
    assert told["annex_a.xlsx"]["List_1"]["faults"] == {}


@pytest.mark.parametrize("rows", ["0", "-3", "many", "500001"])
def test_a_size_that_makes_no_sense_is_refused(tmp_path, rows):
    with pytest.raises(CommandError, match="a whole number from 1 to 500,000"):
        call_command("oakshire_files", str(tmp_path), "--rows", rows)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(CommandError, match=r"The files cannot be written to .*file"):
        call_command("oakshire_files", str(tmp_path / "file"))
