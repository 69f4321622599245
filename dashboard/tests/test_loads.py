"""What is received, what is turned away at the door, and the moves of a load."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from dashboard import event_rows, load_kinds, load_states, loads
from dashboard.faults import WORDS, Fault
from dashboard.file_reasons import SENTENCES, Reason
from dashboard.loads import NotToBeLoaded
from dashboard.models import Area, Load
from dashboard.tests import given

CONTACTS = given.contacts(given.a_contact())


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04....", "annex_a"),
        (b"\xd0\xcf\x11\xe0....", "annex_a"),
        (b"\xef\xbb\xbf<?xml version", "cin_census"),
        (b"  <Message>", "cin_census"),
        (b"\xef\xbb\xbfcontact_ref,child_ref\n1,2", "mash_events"),
        (b"Child_Ref;Contact_Ref\n", "mash_events"),
        (b"Child Unique ID,Gender\n", "annex_a"),
        (b"\xef\xbb\xbfagency,team,role,week_commencing,established_fte\n", "staffing_return"),
        (b"Dear all,\x00", None),
        (b"Dear all", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_kind_is_told_from_the_first_bytes(head, kind):
    assert load_kinds.guess(head) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Annex A May 2026.xlsx", "Annex A May 2026.xlsx"),
        ("C:\\Users\\me\\list.csv", "list.csv"),
        ("../../etc/passwd", "passwd"),
        ("<script>.xlsx", "_script_.xlsx"),
        ("NHS 943 476 5919.xlsx", "annex_a.xlsx"),
        ("child_1234567.xlsx", "annex_a.xlsx"),
        ("", "annex_a"),
        ("x" * 200 + ".xlsx", "x" * 75 + ".xlsx"),
    ],
)
def test_the_name_of_a_file_is_made_fit_to_be_shown(name, kept):
    assert loads.safe_name(name, kind="annex_a") == kept


@pytest.mark.django_db
def test_only_an_analyst_of_the_agency_or_the_business_unit_may_send():
    stranger = given.somebody("analyst", agency=given.an_agency("Other Council"))
    practitioner = given.somebody("practitioner")

    for person in (stranger, practitioner):
        with pytest.raises(PermissionDenied):
            given.a_load("contacts.xlsx", CONTACTS, by=person)

    assert Load.objects.count() == 0


@pytest.mark.django_db
def test_the_hand_that_undoes_is_checked():
    load = given.a_load_that_was_read("contacts.xlsx", CONTACTS)

    with pytest.raises(PermissionDenied):
        loads.undo(load, by=given.somebody("analyst", agency=given.an_agency("Other Council")), at=given.NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"kind": "cin_census"}, "You chose “Children in need census”, but the file looks like “Annex A workbook”."),
        ({"size": loads.LARGEST + 1}, "The file is larger than can be read here."),
        ({"level": "region"}, "Case-level rows belong to one authority."),
        ({"corrects": "a census"}, "A file corrects an earlier load of the same area and the same kind."),
        ({"corrects": "another area"}, "A file corrects an earlier load of the same area and the same kind."),
        ({"corrects": "one that waits"}, "Only a load that is done can be corrected."),
    ],
)
def test_what_does_not_fit_is_turned_away_and_nothing_is_kept(words, sentence, settings):
    area = given.an_area()
    corrected = {
        "a census": lambda: given.a_load_that_was_read("fake_cin_2022.xml"),
        "another area": lambda: given.a_load_that_was_read(
            "contacts.xlsx", CONTACTS, area=given.an_area("201", code="E99999201", name="B")
        ),
        "one that waits": lambda: given.a_load("contacts.xlsx", CONTACTS),
    }
    if "corrects" in words:
        words["corrects"] = corrected[words["corrects"]]()
    Area.objects.filter(pk=area.pk).update(level=words.pop("level", area.level))
    upload = given.an_upload("contacts.xlsx", CONTACTS)
    upload.size = words.pop("size", upload.size)
    before = Load.objects.count(), len(list(settings.MEDIA_ROOT.rglob("*")))
    area.refresh_from_db()

    with pytest.raises(NotToBeLoaded, match=sentence):
        loads.receive(by=given.an_analyst(), agency=given.an_agency(), area=area, upload=upload, at=given.NOON, **words)

    assert (Load.objects.count(), len(list(settings.MEDIA_ROOT.rglob("*")))) == before


@pytest.mark.django_db
def test_a_staffing_return_is_called_by_its_name_and_nothing_is_kept(settings):
    upload = given.an_upload("staffing_return.csv", b"agency,team,role,week_commencing,established_fte\nA,mash,x,,1\n")

    with pytest.raises(NotToBeLoaded) as refused:
        loads.receive(
            by=given.an_analyst(), agency=given.an_agency(), area=given.an_area(), upload=upload, at=given.NOON
        )

    assert refused.value.sentence == SENTENCES[Reason.STAFFING_RETURN]
    assert Load.objects.count() == 0
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_an_upload_whose_row_cannot_be_written_is_not_left_lying(monkeypatch, settings):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Load.objects, "create", broken)

    with pytest.raises(RuntimeError):
        given.a_load("contacts.xlsx", CONTACTS)

    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("old", list(load_states.MOVES))
@pytest.mark.parametrize("new", list(load_states.MOVES))
def test_only_the_moves_of_the_table_are_legal(old, new):
    legal = {("waiting", "reading"), ("waiting", "failed"), ("reading", "reading"), ("reading", "done"),
             ("reading", "failed"), ("done", "undone")}  # fmt: skip

    if (old, new) in legal:
        load_states.check_move(old, new)
    else:
        with pytest.raises(load_states.IllegalMove, match="cannot become"):
            load_states.check_move(old, new)


def test_every_fault_and_every_reason_has_its_words():
    assert set(WORDS) == set(Fault)
    assert set(SENTENCES) == set(Reason)
    assert max(len(words.sentence) for words in WORDS.values()) <= 300
    assert max(len(words.remedy) for words in WORDS.values()) <= 300
    assert max(len(sentence) for sentence in SENTENCES.values()) <= 300


@pytest.mark.django_db
def test_the_days_a_file_covers_are_days_in_london():
    """Half past eleven in the evening by UTC is the next day in summer; that day is the first of May."""
    late = given.an_event(received="2026-04-30T23:30:00+00:00", decided="2026-05-01T09:00:00+01:00")

    load = given.a_load_that_was_read("mash_events.csv", given.events(late))

    assert (load.period_from, load.period_to) == (dt.date(2026, 5, 1), dt.date(2026, 5, 1))


@pytest.mark.django_db
def test_the_days_of_replaced_rows_are_days_in_london():
    late = given.an_event(received="2026-04-30T23:30:00+00:00", decided="2026-05-01T09:00:00+01:00")
    later = given.an_event(received="2026-05-04T09:00:00+01:00", decided="2026-05-04T15:00:00+01:00")
    given.a_load_that_was_read("mash_events.csv", given.events(late))

    load = given.a_load_that_was_read("mash_events.csv", given.events(later))

    assert event_rows.days_replaced(load) == [dt.date(2026, 5, 1), dt.date(2026, 5, 1)]


@pytest.mark.django_db
def test_a_mistyped_year_does_not_stretch_what_a_file_covers():
    days = [dt.date(2016, 5, 4), dt.date(2026, 5, 4), dt.date(2026, 5, 5), dt.date(2087, 5, 4)]
    rows = [given.a_contact(str(number), on=day) for number, day in enumerate(days)]

    load = given.a_load_that_was_read("contacts.xlsx", given.contacts(*rows))

    assert load.covers["contact"]["received_on"] == ["2026-05-04", "2026-05-05"]
