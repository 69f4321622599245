"""Counts only: what a council counts on its own machine comes to the same figures, and tells nothing smaller."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from dashboard import loads, tasks
from dashboard.file_reasons import SENTENCES, Reason
from dashboard.models import Contact, Enquiry, Load, LocalCount, Reading
from dashboard.tests import given

AREA = "E99999975"


def a_spring(days=28, decision="referral"):
    """Enquiries of April and May 2026: so many in each month, every third of them with the decision."""
    rows = []
    for month, last in ((4, 30), (5, 29)):
        for number in range(days):
            day = min(1 + number, last)
            moment = f"2026-{month:02}-{day:02}T{{}}:00:00+01:00"
            rows.append(
                given.an_event(
                    f"C{month}-{number}", f"K{number}", received=moment.format("09"), decided=moment.format("15"),
                    decision=decision if number % 3 == 0 else "NFA",
                )
            )  # fmt: skip
    rows.append(given.an_event("C-last", "K-last", received="2026-05-29T10:00:00+01:00",
                               decided="2026-05-29T16:00:00+01:00", decision="NFA"))  # fmt: skip
    rows.append(given.an_event("C-end", "K-end", received="2026-04-30T10:00:00+01:00",
                               decided="2026-04-30T16:00:00+01:00", decision="NFA"))  # fmt: skip
    return given.events(*rows)


def counted_here(folder, content, *more, name="mash_events.csv"):
    """What count_locally writes of a file."""
    source, out = folder / name, folder / "counts.json"
    source.write_bytes(content)
    call_command("count_locally", str(source), "--area", AREA, "--out", str(out), *more, verbosity=0)
    return out.read_bytes()


def figures_of(source):
    """Living figures of Oakshire of one source, as they are kept."""
    found = Reading.objects.living().filter(source=source).order_by("measure__code", "starts_on", "breakdown")
    names = ("measure__code", "period_kind", "starts_on", "breakdown", "numerator", "denominator", "status")
    return list(found.values_list(*names))


def test_counting_asks_no_database(tmp_path):
    """No mark of the database stands above this test, so a question to it would fail."""
    found = json.loads(counted_here(tmp_path, a_spring()))

    assert {figure["code"] for figure in found["figures"]} >= {"D01", "D03", "D06"}
    assert (found["area"], found["reference_date"]) == (AREA, "2026-05-29")


def test_no_reference_and_no_small_number_leaves(tmp_path):
    content = counted_here(tmp_path, a_spring(days=8))
    figures = json.loads(content)["figures"]

    shown = [figure for figure in figures if not figure["hidden"]]
    amounts = [figure[name] for figure in shown for name in ("numerator", "denominator") if figure[name]]
    rests = [figure["denominator"] - figure["numerator"] for figure in shown if figure["code"] in ("D03", "D05")]

    assert b"C4-1" not in content
    assert b"K1" not in content
    assert any(figure["hidden"] for figure in figures)
    assert [each for each in amounts + rests if 0 < each <= 5] == []


@pytest.mark.django_db
def test_what_was_counted_there_says_what_is_counted_here(tmp_path):
    content = a_spring()
    given.a_load_that_was_read("mash_events.csv", content)
    here = figures_of("events")

    load = given.a_load_that_was_read("counts.json", counted_here(tmp_path, content))

    there = figures_of("counts")
    told = {row[:4]: row[4:] for row in there if row[6] != "suppressed"}
    assert (load.state, load.kind, load.faults_total) == ("done", "counts", 0)
    assert {row[:4] for row in there} == {row[:4] for row in here}
    assert told == {row[:4]: row[4:] for row in here if row[:4] in told}
    assert len(told) > 10
    assert (load.period_from, load.reference_date) == (date(2026, 4, 1), date(2026, 5, 29))


def test_localities_are_counted_there_and_what_is_none_stays_there(tmp_path):
    places = ["Oxford", "Cherwell", "Oxford", "", "12 Mill Lane"]
    rows = a_spring().decode().splitlines()
    placed = [f"{row},{places[number % 5]}" for number, row in enumerate(rows[1:])]
    content = "\n".join([f"{rows[0]},locality", *placed, ""]).encode()
    # A quarter is counted when the file covers it.
    content = content.replace(b"2026-05-29T", b"2026-06-30T")

    told = counted_here(tmp_path, content, "--area", "E10000025")

    parts = {each["part"]: each for each in json.loads(told)["figures"] if each["code"] == "D02L"}
    assert {part: each["numerator"] for part, each in parts.items()} == {
        "": 58.0, "locality=oxford": 24.0, "locality=cherwell": 12.0, "locality=south_oxfordshire": 0.0,
        "locality=vale_of_white_horse": 0.0, "locality=west_oxfordshire": 0.0, "locality=unknown": 22.0,
    }  # fmt: skip
    assert b"Mill" not in told


@pytest.mark.django_db
def test_no_row_comes_with_counts_and_undoing_takes_the_figures_back(tmp_path):
    load = given.a_load_that_was_read("counts.json", counted_here(tmp_path, a_spring()))
    before = len(figures_of("counts"))

    loads.undo(load, by=load.by, at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    tasks.work_out_figures(load.pk)

    assert before > 10
    assert (figures_of("counts"), Enquiry.objects.count(), Contact.objects.count()) == ([], 0, 0)


@pytest.mark.django_db
def test_a_later_file_of_counts_has_the_say_and_undoing_it_gives_it_back(tmp_path):
    first = given.a_load_that_was_read("counts.json", counted_here(tmp_path, a_spring()))
    before = figures_of("counts")
    second = given.a_load_that_was_read("counts.json", counted_here(tmp_path, a_spring(days=25)))
    between = figures_of("counts")

    loads.undo(second, by=second.by, at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    tasks.work_out_figures(second.pk)

    assert between != before
    assert figures_of("counts") == before
    assert LocalCount.objects.filter(load=first).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"area": "E10000025"}, Reason.COUNTS_OF_ANOTHER_AREA),
        ({"threshold": 0}, Reason.COUNTS_TOO_SMALL),
        ({"versions": {"D01": 99}}, Reason.COUNTED_OTHERWISE),
        ({"clocks": {"clock.red": "400"}}, Reason.COUNTED_OTHERWISE),
        ({"format": "something else"}, Reason.NOT_COUNTS),
        ({"figures": [{"surplus": 1}]}, Reason.NOT_COUNTS),
    ],
)
def test_counts_that_cannot_be_used_are_turned_away(tmp_path, change, reason):
    found = json.loads(counted_here(tmp_path, a_spring()))

    load = given.a_load_that_was_read("counts.json", json.dumps(found | change).encode())

    assert (load.state, load.error) == ("failed", SENTENCES[reason])
    assert not LocalCount.objects.exists()


@pytest.mark.django_db
def test_counts_cut_off_midway_are_turned_away(tmp_path):
    content = counted_here(tmp_path, a_spring())

    load = given.a_load_that_was_read("counts.json", content[: len(content) // 2])

    assert (load.state, load.error) == ("failed", SENTENCES[Reason.NOT_COUNTS])


@pytest.mark.django_db
def test_a_figure_that_cannot_be_is_told_with_its_place_and_the_others_are_kept(tmp_path):
    found = json.loads(counted_here(tmp_path, a_spring()))
    found["figures"][0] |= {"code": "D01", "period": "month", "part": "", "numerator": -3.0, "hidden": False}
    found["figures"][1] |= {"code": "NOPE"}

    load = given.a_load_that_was_read("counts.json", json.dumps(found).encode())

    assert Load.objects.get().counts["localcount"]["refused"] == 2
    assert list(load.faults.values_list("row", "kind", "column")) == [
        (1, "not_a_count", "D01"),
        (2, "not_a_count", "NOPE"),
    ]


def test_a_file_that_is_none_is_called_by_its_name_and_nothing_is_written(tmp_path):
    with pytest.raises(CommandError, match="This kind of file is not read here"):
        counted_here(tmp_path, b"\x89PNG not a table", name="picture.png")

    assert not (tmp_path / "counts.json").exists()


def test_the_faults_stay_with_the_council(tmp_path):
    faults = tmp_path / "faults.csv"

    content = counted_here(tmp_path, a_spring().replace(b",phone,", b",pigeon,"), "--faults", str(faults))

    assert faults.read_text(encoding="utf-8").count("Value not known") == 0
    assert "none of those that are known for this column" in faults.read_text(encoding="utf-8")
    assert b"none of those" not in content


def test_a_mistyped_year_is_told_there_too(tmp_path):
    faults = tmp_path / "faults.csv"
    lone = given.an_event("C-old", "K-old", received="2016-05-04T09:00:00Z")

    counted_here(tmp_path, a_spring() + lone.encode() + b"\n", "--faults", str(faults))

    assert 'mash_events.csv,,60,received_at,"The date lies more than a year before' in faults.read_text(
        encoding="utf-8"
    )


def test_it_runs_where_nothing_of_a_portal_is_set(tmp_path):
    source, out = tmp_path / "mash_events.csv", tmp_path / "counts.json"
    source.write_bytes(a_spring())
    program = [sys.executable, settings.BASE_DIR / "manage.py", "count_locally", source, "--area", AREA, "--out", out]

    # PORTAL_MODE keeps it from the services that stand beside a checkout.
    found = subprocess.run(
        program,
        env={"PATH": os.environ["PATH"], "PORTAL_MODE": "production"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "58 rows read, 0 faults" in found.stdout
    assert out.exists()
