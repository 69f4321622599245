import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboard import invariants, load_job, loads, spellings, tasks
from dashboard.models import Contact, Enquiry, Load, Spelling, UnknownValue
from dashboard.tests import given
from partnership.models import TrailEntry
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    client.force_login(given.an_analyst())
    return client


def words(response):
    return " ".join(response.content.decode().split())


def blue_lights(*, children="ABC", source="Blue lights"):
    return given.contacts(*[given.a_contact(child, source=source) for child in children])


def a_load_with_an_unknown_source() -> Load:
    return given.a_load_that_was_read("contacts.xlsx", blue_lights())


def say(load, meaning, *, by=None, at=given.NOON):
    by = by or given.an_analyst()
    return spellings.say(load, meanings={load.unknown_values.get(): meaning}, by=by, agency=given.an_agency(), at=at)


def test_an_unknown_value_is_asked_for_then_kept_and_understood_when_the_file_comes_again():
    load = a_load_with_an_unknown_source()
    before = list(Contact.objects.living().values_list("source_code", "source_group"))

    say(load, "6")
    again = given.a_load_that_was_read("contacts.xlsx", blue_lights())

    assert before == [("", "")] * 3
    assert list(Contact.objects.living().values_list("source_code", "source_group")) == [("6", "police")] * 3
    assert (again.faults.filter(kind="unknown_value").count(), again.counts["contact"]["replaced"]) == (0, 3)
    assert not UnknownValue.objects.exists()
    assert TrailEntry.objects.filter(deed="spelling said").count() == 1


def test_an_upload_that_may_lie_is_read_again_once_its_values_are_named(analyst):
    load = given.a_load_that_was_read("contacts.xlsx", blue_lights(), read_again=True)
    value, lies = load.unknown_values.get(), load.raw_name

    answer = analyst.post(f"/dashboard/imports/{load.pk}/values/", {f"value_{value.pk}": "6"}, follow=True)
    again = Load.objects.get(corrects=load)
    load_job.read(again.pk, clock=lambda: given.NOON)
    tasks.work_out_figures(again.pk)

    assert "1 value kept. The file is being read once more, with these meanings." in words(answer)
    assert set(Contact.objects.living().values_list("source_group", "load")) == {("police", again.pk)}
    assert (lies != "", list(Load.objects.with_raw_upload())) == (True, [])
    assert again.uploaded_at == load.uploaded_at
    assert TrailEntry.objects.filter(deed="load read again").count() == 1


def test_an_upload_is_destroyed_when_it_was_read_unless_its_sender_lets_it_lie():
    strict = a_load_with_an_unknown_source()
    known = given.a_load_that_was_read("d.xlsx", given.contacts(given.a_contact("D")), read_again=True)

    assert (strict.raw_name, known.raw_name) == ("", "")
    with pytest.raises(Refusal, match="has been destroyed"):
        loads.read_again(strict, by=given.an_analyst(), at=given.NOON)


def test_an_upload_that_lies_is_destroyed_at_a_word_and_after_its_hours(analyst):
    first = given.a_load_that_was_read("contacts.xlsx", blue_lights(), read_again=True)
    second = given.a_load_that_was_read("c.xlsx", blue_lights(children="DEF"), read_again=True)

    page = words(analyst.get(f"/dashboard/imports/{first.pk}/"))
    analyst.post(f"/dashboard/imports/{first.pk}/", {"destroy": "yes"})
    left = list(Load.objects.with_raw_upload())
    loads.forget_old_raw_uploads(at=given.NOON + dt.timedelta(hours=24, minutes=1))

    assert "The upload still lies here, encrypted" in page
    assert (left, list(Load.objects.with_raw_upload())) == ([second], [])
    assert list(invariants.broken()) == []


def test_a_load_of_another_agency_is_neither_read_again_nor_destroyed(client):
    load = given.a_load_that_was_read("contacts.xlsx", blue_lights(), read_again=True)
    client.force_login(given.somebody("analyst", agency=given.an_agency("Oakvale Police", kind="police")))

    answer = client.post(f"/dashboard/imports/{load.pk}/", {"again": "yes"})

    assert (answer.status_code, Load.objects.count(), Load.objects.get().raw_name != "") == (404, 1, True)


def test_a_group_is_a_meaning_too():
    load = a_load_with_an_unknown_source()

    say(load, "health")
    given.a_load_that_was_read("contacts.xlsx", blue_lights())

    assert list(Contact.objects.living().values_list("source_code", "source_group")) == [("", "health")] * 3


def test_what_means_nothing_is_left_out_and_never_asked_again():
    load = a_load_with_an_unknown_source()

    say(load, spellings.NOTHING)
    again = given.a_load_that_was_read("contacts.xlsx", blue_lights())

    assert (again.faults.filter(kind="unknown_value").count(), again.unknown_values.count()) == (0, 0)
    assert again.counts["contact"]["unchanged"] == 3


def test_a_spelling_that_was_taken_back_is_asked_for_again():
    load = a_load_with_an_unknown_source()
    say(load, "6")

    spellings.end(Spelling.objects.get(), by=given.an_analyst(), agency=given.an_agency(), at=given.NOON)
    again = given.a_load_that_was_read("contacts.xlsx", blue_lights())

    assert [value.written for value in again.unknown_values.all()] == ["blue lights"]


def test_a_meaning_that_the_set_has_not_is_refused():
    load = a_load_with_an_unknown_source()

    with pytest.raises(Refusal, match="is no meaning of Contact Source"):
        say(load, "N1")

    assert not Spelling.objects.exists()


def test_the_slower_of_two_is_told():
    first, second = a_load_with_an_unknown_source(), given.a_load_that_was_read("c.xlsx", blue_lights(children="DEF"))
    held = second.unknown_values.get()
    say(first, "6")

    with pytest.raises(Refusal, match="Somebody else has said"):
        spellings.say(second, meanings={held: "2A"}, by=given.an_analyst(), agency=given.an_agency(), at=given.NOON)

    assert Spelling.objects.get().meaning == "6"


def test_values_of_the_hub_and_of_the_census_are_asked_for_too():
    rows = [given.an_event(f"C{number}", f"K{number}").replace(",phone,", ",carrier pigeon,") for number in range(3)]
    hub = given.a_load_that_was_read("mash_events.csv", given.events(*rows))

    say(hub, "in_person")
    given.a_load_that_was_read("mash_events.csv", given.events(*rows))

    assert set(Enquiry.objects.living().values_list("channel", flat=True)) == {"in_person"}


def test_a_load_that_is_undone_forgets_its_unknown_values():
    load = a_load_with_an_unknown_source()

    loads.undo(load, by=given.an_analyst(), at=given.NOON)

    assert not UnknownValue.objects.exists()


def test_the_analyst_says_on_the_page_what_a_value_means(analyst, monkeypatch):
    monkeypatch.setattr(tasks.read_load, "delay", lambda pk: None)
    load = a_load_with_an_unknown_source()
    value = load.unknown_values.get()

    page = words(analyst.get(load.get_absolute_url()))
    asked = words(analyst.get(f"/dashboard/imports/{load.pk}/values/"))
    answer = analyst.post(f"/dashboard/imports/{load.pk}/values/", {f"value_{value.pk}": "6"}, follow=True)

    assert "1 value in columns of categories is not known" in page
    assert "What does “blue lights” mean?" in asked
    assert "In Contact Source, 3 rows." in asked
    assert "1 value kept. Send the file again" in words(answer)
    assert Spelling.objects.get().said_by == given.an_analyst()


def test_deciding_later_keeps_nothing(analyst):
    load = a_load_with_an_unknown_source()

    analyst.post(f"/dashboard/imports/{load.pk}/values/", {})

    assert (Spelling.objects.count(), UnknownValue.objects.count()) == (0, 1)


def test_a_near_spelling_is_chosen_already_and_a_person_confirms_it(analyst):
    load = given.a_load_that_was_read("contacts.xlsx", blue_lights(children="A", source="Polic notifed by police"))

    page = words(analyst.get(f"/dashboard/imports/{load.pk}/values/"))

    assert "Most like spellings of “6: Police”" in page
    assert '<option value="6" selected>' in page
    assert not Spelling.objects.exists()


def test_spellings_are_listed_and_taken_back_by_post_only(analyst):
    say(a_load_with_an_unknown_source(), "6")
    spelling = Spelling.objects.get()
    address = f"/dashboard/imports/spellings/{spelling.pk}/end/"

    listed = words(analyst.get("/dashboard/imports/spellings/"))
    asked = words(analyst.get(address))
    still = Spelling.objects.in_force().count()
    analyst.post(address)

    assert "blue lights" in listed
    assert "6: Police" in listed
    assert "it now means “6: Police”" in asked
    assert (still, Spelling.objects.in_force().count()) == (1, 0)
    assert analyst.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/dashboard/imports/{}/values/", "/dashboard/imports/spellings/"])
@pytest.mark.parametrize(("role", "status"), [("practitioner", 403), ("business_unit", 200)])
def test_only_those_who_may_load_say_what_values_mean(client, address, role, status):
    load = a_load_with_an_unknown_source()
    client.force_login(given.somebody(role))

    assert client.get(address.format(load.pk)).status_code == status


def test_an_analyst_of_another_agency_says_nothing_about_the_load(client):
    load = a_load_with_an_unknown_source()
    stranger = given.somebody("analyst", agency=given.an_agency("Oakshire Police", kind="police"))
    client.force_login(stranger)

    assert client.get(f"/dashboard/imports/{load.pk}/values/").status_code == 404
    with pytest.raises(PermissionDenied):
        say(load, "6", by=stranger)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_spellings_asks_as_often_however_many_there_are(analyst, number):
    for each in range(number):
        Spelling.objects.create(
            code_set="source", written=f"word {each}", meaning="6", said_by=given.an_analyst(),
            agency=given.an_agency(), said_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        )  # fmt: skip

    with CaptureQueriesContext(connection) as asked:
        analyst.get("/dashboard/imports/spellings/")

    assert len(asked) == 5
