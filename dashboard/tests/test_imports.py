import csv
import io
from datetime import date

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboard import tasks
from dashboard.models import Contact, Load, LoadFault
from dashboard.tests import given
from partnership.models import TrailEntry

pytestmark = pytest.mark.django_db
LIST = "/dashboard/imports/"
SEND = "/dashboard/imports/"
REFERENCE_DATE = {"reference_date_day": "31", "reference_date_month": "1", "reference_date_year": "2026"}


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """The wall: the broker. Which jobs were asked for, instead of running them."""
    asked = []
    monkeypatch.setattr(tasks.read_load, "delay", lambda pk: asked.append(("read", pk)))
    monkeypatch.setattr(tasks.work_out_figures, "delay", lambda pk: asked.append(("figures", pk)))
    return asked


@pytest.fixture
def analyst(client):
    client.force_login(given.an_analyst())
    return client


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", [LIST, SEND])
def test_only_those_who_may_load_open_the_pages(client, address):
    client.force_login(given.somebody("practitioner"))

    answer = client.get(address)

    assert answer.status_code == 403


def test_whoever_is_not_signed_in_goes_to_the_login_page(client):
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_an_analyst_of_another_agency_does_not_see_the_load(client):
    load = given.a_load("annexa_example-B-2004.xlsx")
    client.force_login(given.somebody("analyst", agency=given.an_agency("Other Council")))

    statuses = [client.get(f"{LIST}{load.pk}/{page}").status_code for page in ("", "progress/", "undo/")]

    assert statuses == [404, 404, 404]
    assert "No loads" in words(client.get(LIST))


def test_the_business_unit_sees_the_loads_of_all(client):
    given.a_load("annexa_example-B-2004.xlsx")
    board = given.an_agency("Oakshire Safeguarding Children Partnership", kind="board")
    client.force_login(given.somebody("business_unit", agency=board))

    assert "1 load" in words(client.get(LIST))


def test_a_file_that_is_sent_is_lined_up_and_its_job_is_woken(analyst, woken):
    area = given.an_area()

    answer = analyst.post(
        SEND,
        {"upload": given.an_upload("annexa_example-B-2004.xlsx"), "area": area.pk, **REFERENCE_DATE},
    )

    load = Load.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{load.pk}/")
    assert (load.kind, load.state, load.reference_date) == ("annex_a", "waiting", date(2026, 1, 31))
    assert load.agency == given.an_agency()
    assert woken == [("read", load.pk)]
    assert TrailEntry.objects.get(deed="load received").about_id == load.pk


def test_a_file_of_no_known_kind_gets_a_sentence_and_nothing_is_kept(analyst, woken):
    area = given.an_area()

    answer = analyst.post(
        SEND, {"upload": given.an_upload("notes.txt", b"Dear all"), "area": area.pk, **REFERENCE_DATE}
    )

    assert "This kind of file is not read here." in words(answer)
    assert 'value="2026"' in words(answer)
    assert (Load.objects.count(), woken) == (0, [])


def test_an_empty_file_gets_a_sentence(analyst):
    answer = analyst.post(SEND, {"upload": given.an_upload("empty.xlsx", b""), "area": given.an_area().pk})

    assert "The file is empty." in words(answer)


def test_without_a_file_or_area_each_is_asked_for(analyst):
    given.an_area()

    answer = analyst.post(SEND, {})

    assert "Choose the file to send." in words(answer)
    assert "Choose the area the rows belong to." in words(answer)


def test_a_full_disk_gets_a_sentence_and_nothing_is_kept(analyst, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)

    answer = analyst.post(SEND, {"upload": given.an_upload("annexa_example-B-2004.xlsx"), "area": given.an_area().pk})

    assert "The file could not be stored: the portal&#x27;s storage is full" in words(answer)
    assert Load.objects.count() == 0


def test_the_page_of_a_load_shows_progress_while_it_is_read(analyst):
    load = given.a_load("annexa_example-B-2004.xlsx")
    Load.objects.filter(pk=load.pk).update(state="reading", stage="Reading the rows", rows_done=500, rows_total=2000)

    page, fragment = words(analyst.get(f"{LIST}{load.pk}/")), words(analyst.get(f"{LIST}{load.pk}/progress/"))

    assert f'data-progress-url="{LIST}{load.pk}/progress/"' in page
    assert "500 of 2,000 rows" in page
    assert "500 of 2,000 rows" in fragment
    assert "data-done" not in fragment
    assert "<html" not in fragment


def test_the_fragment_of_a_load_that_is_done_leads_back_to_its_page(analyst):
    load = given.a_load_that_was_read("annexa_example-B-2004.xlsx")

    assert f'data-done="{LIST}{load.pk}/"' in words(analyst.get(f"{LIST}{load.pk}/progress/"))


def test_the_page_of_a_load_names_each_fault_with_its_place_and_remedy(analyst):
    load = given.a_load_that_was_read(
        "contacts.xlsx", given.contacts(given.a_contact(), given.a_contact("10046", on="nope"))
    )

    page = words(analyst.get(f"{LIST}{load.pk}/?kind=not_a_date"))

    assert "2 rows were read, and 1 could not be kept." in page
    assert "1 fault" in page
    for part in ("List_1", "Date of Contact", "text of 4 characters", "Write the date as day/month/year", "left out"):
        assert part in page
    assert "nope" not in page


def test_the_faults_of_a_load_are_downloaded_as_shown(analyst):
    load = given.a_load_that_was_read("annexa_journeys_example.xlsx")

    answer = analyst.get(f"{LIST}{load.pk}/?sheet=list_2&sort=-row&format=csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Sheet"], row["Column"]) for row in rows] == [
        ("List_2", fault.column) for fault in LoadFault.objects.filter(load=load, sheet="List_2").order_by("-row", "pk")
    ]
    assert len(rows) == 6


def test_a_load_is_undone_only_by_post(analyst, woken):
    load = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact()))

    asked = analyst.get(f"{LIST}{load.pk}/undo/")
    before = Contact.objects.living().count()
    answer = analyst.post(f"{LIST}{load.pk}/undo/", follow=True)

    load.refresh_from_db()
    assert "Undo this load?" in words(asked)
    assert (before, Contact.objects.count(), load.state) == (1, 0, "undone")
    assert woken == [("figures", load.pk)]
    assert "The load is undone." in words(answer)


def test_a_load_that_is_not_done_is_not_undone(analyst):
    load = given.a_load("annexa_example-B-2004.xlsx")

    answer = analyst.post(f"{LIST}{load.pk}/undo/", follow=True)

    assert "Only a load that is done can be undone." in words(answer)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_however_many_loads_there_are(analyst, number):
    for each in range(number):
        given.a_load("contacts.xlsx", given.contacts(given.a_contact(str(each))))

    with CaptureQueriesContext(connection) as asked:
        page = analyst.get(LIST)

    assert f"{number} load" in words(page)
    assert (
        len([query for query in asked if 'from "dashboard_load"' in query["sql"].lower()]) == 3
    )  # count, rows, and the loads a file may correct


def test_a_sleeping_broker_loses_no_load(analyst, monkeypatch):
    def asleep(pk):
        raise tasks.OperationalError

    monkeypatch.setattr(tasks.read_load, "delay", asleep)

    answer = analyst.post(SEND, {"upload": given.an_upload("annexa_example-B-2004.xlsx"), "area": given.an_area().pk})

    assert answer.status_code == 302
    assert Load.objects.get().state == "waiting"


def test_the_page_of_an_undone_load_says_that_its_figures_are_being_worked_out(analyst, woken):
    load = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact()))

    analyst.post(f"/dashboard/imports/{load.pk}/undo/")
    during = words(analyst.get(load.get_absolute_url()))
    tasks.work_out_figures(load.pk)
    after = words(analyst.get(load.get_absolute_url()))

    assert "Working out the figures" in during
    assert "Working out the figures" not in after
    assert woken == [("figures", load.pk)]


def test_several_files_are_a_load_each_and_one_that_is_turned_away_is_named(analyst):
    contacts = given.contacts(given.a_contact("A"))
    files = [given.an_upload("list_1.xlsx", contacts), given.an_upload("notes.txt", b"Dear all")]

    answer = analyst.post(SEND, {"upload": files, "area": given.an_area().pk, **REFERENCE_DATE})

    text = " ".join(answer.content.decode().split())
    assert [load.filename for load in Load.objects.all()] == ["list_1.xlsx"]
    assert "notes.txt: This kind of file is not read here." in text
    assert "1 file is being read." in text


def test_several_files_correct_no_load(analyst):
    load = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact("A")))
    files = [given.an_upload(name, given.contacts(given.a_contact("A"))) for name in ("a.xlsx", "b.xlsx")]

    answer = analyst.post(SEND, {"upload": files, "area": given.an_area().pk, "corrects": load.pk})

    assert "One file corrects one load." in answer.content.decode()
    assert Load.objects.count() == 1


def test_lists_that_no_measure_is_counted_from_are_said_to_have_been_seen(analyst):
    rows = [["List 1: Contacts"], given.CONTACT_HEADERS, given.a_contact("A")]
    book = given.a_workbook(List_1=rows, List_8=[["Child Unique ID"], ["A"]], **{"List 10 Adoption": [["x"], ["y"]]})
    load = given.a_load_that_was_read("annex_a.xlsx", book)

    text = words(analyst.get(f"{LIST}{load.pk}/"))

    assert load.passed_over == [8, 10]
    assert "List 8 (children in care) and List 10 (children for adoption) were seen and are not counted" in text


def test_the_empty_file_of_events_has_their_headers(analyst):
    answer = analyst.get("/dashboard/imports/mash_events.csv")

    assert answer["Content-Disposition"] == 'attachment; filename="mash_events.csv"'
    assert answer.content.decode().startswith("contact_ref,child_ref,household_ref,locality,received_at,")
