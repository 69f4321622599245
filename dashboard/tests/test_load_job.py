import datetime as dt
import logging
import re
from collections import Counter

import openpyxl
import pytest
from defusedxml import ElementTree
from django.core.cache import cache
from django.db import connection
from python_calamine import CalamineWorkbook

from dashboard import load_job, loads
from dashboard.file_reasons import SENTENCES, Reason
from dashboard.models import EVENT_TABLES, AgencyCheck, Contact, Enquiry, Load, LoadFault, Referral
from dashboard.tests import given
from office import evidence, rules

pytestmark = pytest.mark.django_db

WORKBOOKS = [
    "annexa_2015-01-sample.xlsx",
    "annexa_2016-01-sample.xlsx",
    "annexa_example-A-2005.xls",
    "annexa_example-B-2004.xlsx",
    "annexa_journeys_example.xlsx",
]
# Which columns of the lists may be blank, by place, written down here from the official guidance.
MAY_BE_BLANK = {
    1: {3, 4}, 2: {3, 4, 6}, 3: {3, 4}, 4: {3, 4, 7, 8, 9}, 5: {3, 4, 7, 8, 9}, 6: {3, 4, 8, 9, 10},
    7: {3, 4, 9, 10, 11, 12},
}  # fmt: skip
EVENT_DATE = {1: 5, 2: 5, 3: 5, 4: 6, 5: 6, 6: 6, 7: 6}
WIDTH = {1: 7, 2: 8, 3: 11, 4: 12, 5: 14, 6: 14, 7: 17}
TABLE = {
    1: "contact", 2: "earlyhelp", 3: "referral", 4: "assessment", 5: "section47", 6: "childinneed", 7: "protectionplan"
}  # fmt: skip


def rows_by_another_reader(name):
    """The sheets by openpyxl; only the old binary format needs the reader that the portal uses, too."""
    path = given.DATA / name
    if path.suffix == ".xls":
        book = CalamineWorkbook.from_path(path)
        return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def counted_independently(name):
    """Rows, refused rows and faults of each list by straight counting: blanks where there may be none, bad dates."""
    rows, refused, faults, seen = Counter(), Counter(), Counter(), set()
    for sheet, lines in rows_by_another_reader(name).items():
        found = re.fullmatch(r"List[ _]([1-7])", sheet)
        if not found:
            continue
        number = int(found.group(1))
        for line in lines:
            cells = [("" if cell is None else cell) for cell in line][: WIDTH[number]]
            if not any(str(cell).strip() for cell in cells) or str(cells[0]).startswith(("List ", "Child Unique")):
                continue
            rows[TABLE[number]] += 1
            blanks = {i for i in range(WIDTH[number]) if i >= len(cells) or str(cells[i]).strip() == ""}
            faults[TABLE[number]] += len(blanks - MAY_BE_BLANK[number])
            event = cells[EVENT_DATE[number]]
            bad_dates = [
                i for i, cell in enumerate(cells)
                if isinstance(cell, str) and cell.strip() and not re.fullmatch(r"\d{4}-\d\d-\d\d", cell)
                and i in (MAY_BE_BLANK[number] | {EVENT_DATE[number]}) and i != 4 and number == 2
            ]  # fmt: skip
            faults[TABLE[number]] += len(bad_dates)
            unusable = event == "" or EVENT_DATE[number] in bad_dates
            # The same child, the same day, the same source: told, and counted once.
            twice = not unusable and (number, cells[0], str(event)[:10], number == 1 and cells[6]) in seen
            seen.add((number, cells[0], str(event)[:10], number == 1 and cells[6]))
            faults[TABLE[number]] += twice
            refused[TABLE[number]] += unusable or twice
    return rows, refused, faults


@pytest.mark.parametrize("name", WORKBOOKS)
def test_rows_and_faults_of_a_real_workbook_equal_an_independent_count(name):
    rows, refused, faults = counted_independently(name)

    load = given.a_load_that_was_read(name)

    assert load.state == "done"
    assert {table: count["read"] for table, count in load.counts.items() if count["read"]} == dict(rows)
    assert {table: count["refused"] for table, count in load.counts.items() if count["refused"]} == dict(+refused)
    assert load.faults_total == sum(faults.values()) == LoadFault.objects.filter(load=load).count()
    for table in EVENT_TABLES:
        own = table._meta.model_name
        assert table.objects.living().filter(load=load).count() == rows[own] - refused[own]


def test_the_census_holds_402_referrals():
    straight = [
        (child.findtext("ChildIdentifiers/LAchildID"), part.findtext("CINreferralDate"))
        for child in ElementTree.parse(given.DATA / "fake_cin_2022.xml").iter("Child")
        for part in child.iter("CINdetails")
    ]

    load = given.a_load_that_was_read("fake_cin_2022.xml")

    assert load.state == "done"
    assert len(straight) == 402
    assert Referral.objects.living().filter(load=load).count() == 402
    days = sorted(day.isoformat() for day in Referral.objects.values_list("referred_on", flat=True))
    assert days == sorted(day for _, day in straight)
    assert len(set(Referral.objects.values_list("child_key", flat=True))) == len({child for child, _ in straight})
    assert load.reference_date == dt.date(2022, 7, 21)


def test_the_census_of_another_authority_is_refused_with_a_sentence():
    load = given.a_load_that_was_read("fake_cin_2026_shape.xml")

    assert load.state == "failed"
    assert load.error.startswith("This file was made by another authority than the one the load is for.")
    assert Referral.objects.count() == 0


def test_a_census_of_a_later_shape_fills_every_table_it_speaks_of():
    load = given.a_load_that_was_read("fake_cin_2026_shape.xml", area=given.an_area("201", code="E99999201", name="B"))

    assert {table: count["kept"] for table, count in load.counts.items()} == {
        "referral": 2, "childinneed": 2, "assessment": 2, "section47": 1, "protectionplan": 1
    }  # fmt: skip
    assert sorted(load.faults.values_list("column", "kind")) == [
        ("AssessmentActualStartDate", "in_future"),
        ("AssessmentAuthorisationDate", "dates_out_of_order"),
        ("AssessmentFactors", "unknown_value"),
        ("Sex", "unknown_value"),
    ]


def test_the_same_file_twice_changes_nothing():
    first = given.a_load_that_was_read("fake_cin_2022.xml")
    rows = list(Referral.objects.order_by("pk").values_list("pk", "key", "content", "load"))

    second = given.a_load_that_was_read("fake_cin_2022.xml", at=given.NOON + dt.timedelta(hours=1))

    assert list(Referral.objects.order_by("pk").values_list("pk", "key", "content", "load")) == rows
    assert (first.counts["referral"]["kept"], second.counts["referral"]["kept"]) == (402, 0)
    assert second.counts["referral"]["unchanged"] == 402


def test_what_both_of_two_loads_said_outlives_the_undoing_of_either():
    first = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact()))
    second = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact()))

    loads.undo(first, by=given.an_analyst(), at=given.NOON)
    owners = list(Contact.objects.living().values_list("load", flat=True))
    loads.undo(second, by=given.an_analyst(), at=given.NOON)

    assert owners == [second.pk]
    assert Contact.objects.count() == 0


def test_a_corrected_row_replaces_its_own_and_undoing_brings_the_old_one_back():
    first = given.a_load_that_was_read(
        "contacts.xlsx", given.contacts(given.a_contact("1"), given.a_contact("2", gender="a) Male"))
    )
    second = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact("2", gender="b) Female")))

    after = sorted(Contact.objects.living().values_list("load", "sex"))
    loads.undo(second, by=given.an_analyst(), at=given.NOON)

    assert after == [(first.pk, "F"), (second.pk, "F")]
    assert second.counts["contact"]["replaced"] == 1
    assert sorted(Contact.objects.values_list("load", "sex", "living")) == [
        (first.pk, "F", True), (first.pk, "M", True)
    ]  # fmt: skip


def test_undoing_the_middle_one_of_three_leaves_the_last_word_standing():
    load_of = {
        sex: given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact(gender=sex)))
        for sex in ("a) Male", "b) Female", "d) Neither")
    }
    loads.undo(load_of["b) Female"], by=given.an_analyst(), at=given.NOON)
    standing = list(Contact.objects.living().values_list("sex", flat=True))

    loads.undo(load_of["d) Neither"], by=given.an_analyst(), at=given.NOON)

    assert standing == ["N"]
    assert list(Contact.objects.living().values_list("sex", flat=True)) == ["M"]


def test_a_file_that_corrects_a_load_takes_out_what_it_no_longer_has():
    wrong = given.a_load_that_was_read(
        "contacts.xlsx", given.contacts(given.a_contact("1"), given.a_contact("2"), given.a_contact("3"))
    )
    right = given.a_load_that_was_read(
        "contacts.xlsx", given.contacts(given.a_contact("1"), given.a_contact("2", gender="a) Male")), corrects=wrong
    )
    after = Contact.objects.living().count()

    loads.undo(right, by=given.an_analyst(), at=given.NOON)

    assert after == 2
    assert Contact.objects.living().count() == 3
    assert right.counts["contact"] == {"read": 2, "refused": 0, "kept": 1, "unchanged": 1, "replaced": 2}


def test_the_same_child_has_one_key_in_all_tables_of_an_area_and_another_in_another_area():
    given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact("4711")))
    given.a_load_that_was_read("mash_events.csv", given.events(given.an_event(child="4711")))
    elsewhere = given.an_area("201", code="E99999201", name="Elsewhere")
    given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact("4711")), area=elsewhere)

    here, there = Contact.objects.order_by("pk").values_list("child_key", flat=True)

    assert Enquiry.objects.get().child_key == here
    assert there != here


def test_events_of_the_hub_come_with_what_each_agency_was_asked():
    load = given.a_load_that_was_read("mash_events.csv", given.events(given.an_event("C1"), given.an_event("C2")))

    enquiry = Enquiry.objects.living().first()
    assert load.counts == {"enquiry": {"read": 2, "refused": 0, "kept": 2, "unchanged": 0, "replaced": 0}}
    assert (enquiry.source_group, enquiry.decision, enquiry.initial_rating) == ("police", "referral", "amber")
    assert enquiry.received_at == dt.datetime(2026, 5, 4, 8, 0, tzinfo=dt.UTC)
    assert list(enquiry.agency_checks.values_list("agency_kind", "returned_at")) == [
        ("police", dt.datetime(2026, 5, 4, 14, 0, tzinfo=dt.UTC))
    ]
    assert (load.period_from, load.period_to) == (dt.date(2026, 5, 4), dt.date(2026, 5, 4))


def test_undoing_events_removes_what_agencies_were_asked_too():
    load = given.a_load_that_was_read("mash_events.csv", given.events(given.an_event("C1"), given.an_event("C2")))

    loads.undo(load, by=given.an_analyst(), at=given.NOON)

    assert (Enquiry.objects.count(), AgencyCheck.objects.count()) == (0, 0)


def test_a_row_that_comes_twice_in_a_file_is_told_and_counted_once():
    load = given.a_load_that_was_read(
        "contacts.xlsx",
        given.contacts(given.a_contact("1"), given.a_contact("1"), given.a_contact("1", gender="a) Male")),
    )

    assert Contact.objects.living().count() == 1
    assert list(load.faults.values_list("sheet", "row", "kind", "row_refused")) == [
        ("List_1", 4, "duplicate_row", True),
        ("List_1", 5, "conflicting_row", True),
        *[(f"List_{number}", None, "missing_list", False) for number in range(2, 8)],
    ]


def test_a_worker_that_dies_midway_leaves_nothing_that_counts_and_the_next_one_ends_with_the_same_rows(monkeypatch):
    load = given.a_load("fake_cin_2022.xml")
    real = load_job.Reading._drop_repeated

    def die(self):
        raise SystemExit

    monkeypatch.setattr(load_job.Reading, "_drop_repeated", die)
    with pytest.raises(SystemExit):
        load_job.read(load.pk, clock=lambda: given.NOON)
    midway = (Referral.objects.count(), Load.objects.get().rows_done, Load.objects.get().state)
    monkeypatch.setattr(load_job.Reading, "_drop_repeated", real)
    load_job.read(load.pk, clock=lambda: given.NOON)

    assert midway == (0, 332, "reading")
    assert Referral.objects.living().count() == Referral.objects.count() == 402
    assert load.faults.count() == Load.objects.get().faults_total == 2


def test_a_load_whose_reading_breaks_off_again_and_again_fails_with_a_sentence():
    load = given.a_load("fake_cin_2022.xml")
    Load.objects.update(attempts=loads.MOST_ATTEMPTS)

    load_job.read(load.pk, clock=lambda: given.NOON)

    load.refresh_from_db()
    assert (load.state, load.error, load.raw_name) == ("failed", loads.GAVE_UP, "")


def test_the_raw_upload_lies_encrypted_and_is_gone_when_the_load_has_been_read(settings):
    content = given.contacts(given.a_contact())
    load = given.a_load("contacts.xlsx", content)
    [path] = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    sealed = path.read_bytes()

    load_job.read(load.pk, clock=lambda: given.NOON)

    load.refresh_from_db()
    assert sealed[:2] != b"PK"
    assert b"List_1" not in sealed
    assert not path.exists()
    assert (load.raw_name, load.raw_key) == ("", None)


@pytest.mark.parametrize(("hours", "forgotten"), [(23, 0), (25, 1)])
def test_an_upload_that_was_never_read_is_destroyed_after_a_day(hours, forgotten, settings):
    given.a_load("contacts.xlsx", given.contacts(given.a_contact()))

    count = loads.forget_old_raw_uploads(at=given.NOON + dt.timedelta(hours=hours))

    assert count == forgotten
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1 - forgotten
    assert Load.objects.get().error == (loads.TOO_OLD.format(hours="24 hours") if forgotten else "")


@pytest.mark.parametrize(("minutes", "forgotten"), [(59, 0), (61, 1)])
def test_the_partnership_may_have_uploads_destroyed_sooner(minutes, forgotten):
    by, today = given.somebody("business_unit"), given.NOON.date()
    rules.set_rule(by=by, key="data.raw_upload_hours", value="1", valid_from=today, at=given.NOON)
    given.a_load("contacts.xlsx", given.contacts(given.a_contact()))

    count = loads.forget_old_raw_uploads(at=given.NOON + dt.timedelta(minutes=minutes))

    assert count == forgotten
    assert Load.objects.get().error == (loads.TOO_OLD.format(hours="1 hour") if forgotten else "")


def test_a_file_with_headers_and_no_rows_is_not_called_read():
    load = given.a_load_that_was_read("contacts.xlsx", given.contacts())

    assert load.in_a_sentence.startswith("No row was found in the file")


def test_a_csv_file_of_something_else_is_told_about_its_headers():
    load = given.a_load("codes.csv", b"Code,Meaning,Notes\n1,2,3\n")

    load_job.read(load.pk, clock=lambda: given.NOON)

    assert Load.objects.get().error == SENTENCES[Reason.NO_LIST_IN_CSV]


def every_row_of_the_database():
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'select t::text from "{table}" t')  # noqa: S608 - names from the catalogue
            yield from (row for (row,) in cursor.fetchall())


def every_value_in_redis():
    client = cache._cache.get_client()
    for key in client.scan_iter("*"):
        kind = client.type(key)
        held = {b"string": client.get, b"list": lambda k: client.lrange(k, 0, -1), b"hash": client.hgetall}
        yield key
        yield str(held.get(kind, lambda k: b"")(key)).encode()


ORIGINALS = ["QX4417Z", "SECRET-CHILD", "C-ORIGINAL", "H-ORIGINAL", "2013-07-19", "19/07/2013", "Quillfeather", "OX99"]


def test_originals_are_found_nowhere_after_a_load(settings, caplog):
    caplog.set_level(logging.DEBUG)
    born = dt.date(2013, 7, 19)
    headers = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of referral",
               "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months", "Allocated Team",
               "Allocated Worker", "Placement postcode"]  # fmt: skip
    row = ["QX4417Z", "Quillfeather", "OX99", born, "19/07/2013", dt.date(2026, 5, 6), "Quillfeather", "OX99",
           "QX4417Z", "Team Quillfeather", "Rowan Quillfeather", "OX99 9ZZ"]  # fmt: skip
    referral = given.a_load_that_was_read("annex.xlsx", given.a_workbook(List_3=[headers, row]))
    event = given.an_event("C-ORIGINAL", "SECRET-CHILD").replace(",H1,", ",H-ORIGINAL,").replace("neglect", "OX99")
    hub = given.a_load_that_was_read("mash_events.csv", given.events(event))
    census = given.a_load_that_was_read("fake_cin_2022.xml")
    children = [
        element.text
        for name in ("LAchildID", "UPN")
        for element in ElementTree.parse(given.DATA / "fake_cin_2022.xml").iter(name)
    ]

    places = "\n".join(every_row_of_the_database()) + caplog.text + b" ".join(every_value_in_redis()).decode("latin-1")
    places += "".join(path.read_bytes().decode("latin-1") for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())

    assert [load.state for load in (referral, hub, census)] == ["done"] * 3
    assert (Referral.objects.living().count(), Enquiry.objects.living().count()) == (403, 1)
    assert "List_3" in places
    assert [original for original in [*ORIGINALS, *children] if original in places] == []
    assert Referral.objects.get(load=referral).age_band == "10-15"


def test_a_workbook_without_any_list_fails_with_a_sentence():
    load = given.a_load_that_was_read("other.xlsx", given.a_workbook(Budget=[["Team", "Pounds"], ["North", 12]]))

    assert load.error.startswith("None of the lists 1 to 7 of Annex A was found in this file.")


def test_a_csv_of_one_list_is_read_as_that_list_and_nobody_misses_the_others():
    rows = [",".join(given.CONTACT_HEADERS), "77,Female,WBRI,03/02/2015,11,04/05/2026,6: Police"]

    load = given.a_load_that_was_read("contacts.csv", "\n".join(rows).encode())

    assert (load.kind, load.faults_total) == ("annex_a", 0)
    assert Contact.objects.get().source_group == "police"


def test_no_two_workers_read_one_load(monkeypatch):
    load = given.a_load("fake_cin_2022.xml")
    with connection.cursor() as cursor:
        monkeypatch.setattr(load_job, "connection", type("Other", (), {"cursor": lambda self: NeverFree(cursor)})())

        done = load_job.read(load.pk, clock=lambda: given.NOON)

    load.refresh_from_db()
    assert (done, load.state) == (None, "waiting")


class NeverFree:
    """A session that is told that another one holds the lock."""

    def __init__(self, cursor):
        self.cursor = cursor

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return None

    def execute(self, statement, values):
        return None

    def fetchone(self):
        return (False,)


@pytest.mark.parametrize(("clean", "state"), [(True, "done"), (False, "failed")])
def test_a_file_in_which_the_scanner_finds_something_is_not_opened(clean, state, settings, monkeypatch):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    scanned = []
    monkeypatch.setattr(evidence, "is_clean", lambda data, socket_path: scanned.append(data) or clean)
    content = given.contacts(given.a_contact())

    load = given.a_load_that_was_read("contacts.xlsx", content)

    assert (load.state, scanned, load.raw_name) == (state, [content], "")
    assert load.error.startswith("" if clean else "The scanner found malware in the file")


def test_a_scanner_that_does_not_answer_leaves_the_load_to_be_tried_again(settings):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    load = given.a_load("contacts.xlsx", given.contacts(given.a_contact()))

    with pytest.raises(evidence.ScannerAway):
        load_job.read(load.pk, clock=lambda: given.NOON)

    load.refresh_from_db()
    assert (load.state, load.raw_name != "") == ("reading", True)


def test_a_mistyped_year_is_kept_and_its_place_is_told():
    rows = [given.a_contact(str(n), on=dt.date(2026, 5, 1 + n)) for n in range(5)]
    lone = given.a_contact("9", on=dt.date(2016, 5, 4))

    load = given.a_load_that_was_read("contacts.xlsx", given.contacts(*rows, lone))
    events = given.a_load_that_was_read(
        "mash_events.csv",
        given.events(given.an_event("C1", received="2016-05-04T09:00:00Z"), given.an_event("C2")),
    )

    told = ("row", "column", "kind", "value_class", "row_refused")
    assert list(load.faults.filter(kind="date_far_away").values_list("sheet", *told)) == [
        ("List_1", 8, "Date of Contact", "date_far_away", "a date", False)
    ]
    assert list(events.faults.values_list(*told)) == [(2, "received_at", "date_far_away", "a date", False)]
    assert (load.counts["contact"]["kept"], events.faults_total) == (6, 1)
