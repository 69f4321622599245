import csv
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dashboard import measures, published
from dashboard.models import Area, Reading
from figures import rates
from partnership.refusals import Refusal

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
OXFORDSHIRE = "E10000025"


def reading(code, ends_on, area=OXFORDSHIRE):
    return Reading.objects.living().get(measure__code=code, area__code=area, ends_on=ends_on)


@pytest.fixture
def taken_in(db):
    return published.take_in(at=AT)


def shown(found, decimals=1):
    return rates.write_number(found.value, decimals)


def test_the_figures_of_oxfordshire_come_out_as_published(taken_in):
    year = date(2025, 3, 31)

    assert shown(reading("D09R", year)) == "322.2"
    assert shown(reading("D14", year)) == "82.5"
    assert shown(reading("D10", year)) == "17.7"
    assert (reading("D14", year).numerator, reading("D14", year).denominator) == (560, 679)


@pytest.mark.parametrize(
    ("code", "day", "area", "value"),
    [
        ("C01", date(2023, 9, 30), "E92000001", "18.9"),
        ("C02", date(2023, 9, 30), "E92000001", "15.9"),
        ("C03", date(2023, 9, 30), "E92000001", "17.9"),  # revised since 2023, when it was 17.8
        ("C06", date(2023, 9, 30), "E92000001", "16.0"),
        ("C01", date(2025, 9, 30), OXFORDSHIRE, "19.8"),
        ("D11", date(2025, 3, 31), OXFORDSHIRE, "74.2"),
        ("D14", date(2022, 3, 31), OXFORDSHIRE, "60.0"),
        ("D10", date(2021, 3, 31), OXFORDSHIRE, "27.6"),
        ("H01", date(2016, 4, 30), "RTH", "12,000"),
    ],
)
def test_what_was_published_comes_out(taken_in, code, day, area, value):
    found = reading(code, day, area)

    assert (shown(found) if code != "H01" else shown(found, 0)) == value


def test_every_share_of_conferences_equals_what_another_file_states(taken_in):
    """The local authority interactive tool publishes the same share: all areas, all years it has."""
    rows = csv.DictReader((published.FOLDER / "lait_oxfordshire_and_neighbours.csv").open(encoding="utf-8"))
    codes = {place["lait"]: place["code"] for place in published.places()["area"] if "lait" in place}
    stated = {
        (codes[row["la_code"]], int(row["period"])): Decimal(row["value"]).quantize(Decimal("0.1"))
        for row in rows
        if row["measure"] == "CP_conf_15days" and row["value"] not in published.MARKS
    }

    ours = {
        (found.area.code, found.ends_on.year): rates.rounded(found.value, 1)
        for found in Reading.objects.filter(measure__code="D14").exclude(value=None).select_related("area")
    }

    both = ours.keys() & stated.keys()
    # Counts of a region and of the nation are published in tens, so a share made from them may be off by 0.1.
    tens = {(code, year) for code, year in both if code.startswith(("E12", "E92"))}
    assert {key: ours[key] for key in both - tens} == {key: stated[key] for key in both - tens}
    assert all(abs(ours[key] - stated[key]) <= Decimal("0.1") for key in tens)
    # Where a band held 1 to 5 conferences it is hidden there, and with it the sum.
    assert stated.keys() - ours.keys() == {("E06000036", 2023), ("E06000037", 2020)}
    assert len(both) > 100


def test_what_the_publisher_hid_stays_hidden(taken_in):
    marks = set(Reading.objects.exclude(mark="").values_list("mark", "status", "value"))

    assert marks == {("c", "suppressed", None), ("u", "suppressed", None), ("-", "missing", None),
                     ("z", "not_collected", None)}  # fmt: skip


def test_the_neighbours_the_region_and_the_nation_are_there(taken_in):
    year = Reading.objects.filter(measure__code="D09R", ends_on=date(2025, 3, 31)).exclude(value=None)

    assert {found.area.name for found in year.select_related("area")} == {
        "Oxfordshire", "Cambridgeshire", "Hertfordshire", "Buckinghamshire", "Warwickshire", "Gloucestershire",
        "Hampshire", "Bracknell Forest", "West Sussex", "West Berkshire", "South Gloucestershire", "South East",
        "England",
    }  # fmt: skip


def test_a_place_that_changed_its_code_is_one_area(taken_in):
    years = Reading.objects.filter(measure__code="D09R", area__code="E06000060").count()

    assert years == 13
    assert not Area.objects.filter(code="E10000002").exists()


def test_taking_the_figures_in_again_changes_nothing(taken_in):
    again = published.take_in(at=AT)

    assert (again.readings, again.changed) == (taken_in.readings, 0)
    assert Reading.objects.exclude(superseded_at=None).count() == 0


def test_a_figure_that_was_revised_keeps_the_old_one(taken_in, tmp_path):
    shutil.copytree(published.FOLDER, tmp_path / "new")
    revised = next((tmp_path / "new").glob("c1_*.csv"))
    revised.write_text(revised.read_text().replace("5047,892,17.7", "5050,892,17.7"))

    published.take_in(tmp_path, at=AT)

    said = Reading.objects.filter(measure__code="D09R", area__code=OXFORDSHIRE, ends_on=date(2025, 3, 31))
    assert [(found.numerator, found.superseded_at) for found in said.order_by("pk")] == [(5047, AT), (5050, None)]


def test_a_missing_file_is_named_and_nothing_is_taken_in(db, tmp_path):
    shutil.copytree(published.FOLDER, tmp_path / "files")
    next((tmp_path / "files").glob("c4_*")).unlink()

    with pytest.raises(CommandError, match=r"c4_children_in_need_section_47s_and_icpcs_2013_to_2025[.]csv is not in"):
        call_command("load_published", str(tmp_path))
    assert Reading.objects.count() == 0


def test_a_file_of_another_layout_is_named_with_its_column(db, tmp_path):
    shutil.copytree(published.FOLDER, tmp_path / "files")
    file = next((tmp_path / "files").glob("c4_*"))
    file.write_text(file.read_text().replace("Section47,", "S47,", 1))

    with pytest.raises(Refusal, match="has no column “Section47”"):
        published.take_in(tmp_path, at=AT)


def test_all_that_is_missing_is_said_at_once(db, tmp_path):
    shutil.copytree(published.FOLDER, tmp_path / "files")
    file = next((tmp_path / "files").glob("c4_*"))
    file.write_text(file.read_text().replace("Section47,", "S47,", 1).replace("time_period", "year", 1))
    next((tmp_path / "files").glob("c1_*")).unlink()

    with pytest.raises(Refusal) as refused:
        published.take_in(tmp_path, at=AT)

    assert "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv is not in" in refused.value.sentence
    assert f"{file.name} has no columns “time_period” and “Section47”." in refused.value.sentence


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12", (12, "")), (" 1.5 ", (Decimal("1.5"), "")), ("low", (0, "low")), ("c", (None, "c")), ("", (None, "x"))],
)
def test_a_mark_is_told_from_a_number(text, amount):
    assert published._number(text) == amount


def test_a_mark_nobody_knows_is_refused():
    with pytest.raises(Refusal, match="“n/k” is neither a number nor a mark"):
        published._number("n/k")


def test_the_command_says_what_it_did(db):
    said = StringIO()

    call_command("load_published", stdout=said)

    assert said.getvalue().startswith("2,051 figures of 15 measures and 14 areas are in; 2,051 of them are new")


def test_every_source_a_measure_names_is_described():
    named = {source for definition in measures.known().values() for source in definition.sources}

    assert named <= set(published.sources())
    assert published.sources()["dfe_cin_2025"].words == (
        "Children in need, 2025. Department for Education, published 2025"
    )
