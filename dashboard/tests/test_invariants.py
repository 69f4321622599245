"""What must never be among the rows is found when it is."""

import pytest

from dashboard import invariants, loads
from dashboard.models import Contact, Load
from dashboard.tests import given

pytestmark = pytest.mark.django_db


def test_sound_loads_break_nothing():
    first = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact()))
    given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact(gender="a) Male")))
    given.a_load("fake_cin_2022.xml")
    loads.undo(first, by=given.an_analyst(), at=given.NOON)

    assert list(invariants.broken()) == []


def test_rows_that_speak_for_an_undone_load_are_found():
    load = given.a_load_that_was_read("contacts.xlsx", given.contacts(given.a_contact()))
    Load.objects.filter(pk=load.pk).update(state="undone", undone_at=given.NOON, kept_at=None)

    assert list(invariants.broken()) == ["1 living contacts belong to loads that are not done."]


def test_a_raw_upload_of_a_finished_load_is_found():
    given.a_load("contacts.xlsx", given.contacts(given.a_contact()))
    Load.objects.update(state="done")

    assert list(invariants.broken()) == ["1 raw uploads lie there although their loads are finished."]
    assert Contact.objects.count() == 0


def test_a_forecast_that_expects_nothing_is_told():
    given.a_forecast().periods.all().delete()

    assert list(invariants.broken()) == ["1 forecasts expect nothing and do not say why."]
