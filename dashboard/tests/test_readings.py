from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from dashboard import measures, readings
from dashboard.models import Reading
from dashboard.readings import Figure, Replaced
from dashboard.tests import given
from partnership import periods
from partnership.models import TrailEntry
from partnership.periods import Kind
from partnership.refusals import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)


def may(month=5):
    return periods.containing(Kind.MONTH, date(2026, month, 1))


def a_figure(numerator=9, denominator=10, month=5, **words):
    return readings.figure(measures.known()["D14"], may(month), numerator, denominator, **words)


def a_reading(figure=None, **words):
    words = {
        "by": given.an_analyst(), "version": measures.take_in()["D14"], "area": given.an_area(), "source": "return",
        "agency": given.an_agency(), "at": AT,
    } | words  # fmt: skip
    return readings.record(figure or a_figure(), **words)


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "value"),
    [
        ("D14", 560, 679, Decimal("82.474227")),
        ("D09R", 5047, 156647, Decimal("322.189381")),
        ("C06", Decimal("337055"), Decimal("21111.4"), Decimal("15.965545")),
        ("D01", 17, None, Decimal("17")),
    ],
)
def test_the_unit_says_how_the_amounts_make_the_figure(code, numerator, denominator, value):
    assert readings.figure(measures.known()[code], may(), numerator, denominator).value == value


def test_no_cases_are_neither_nought_nor_missing():
    figure = a_figure(0, 0)

    assert (figure.value, figure.status) == (None, Reading.Status.NO_CASES)


def test_a_recorded_figure_says_when_and_leaves_a_line():
    reading = a_reading()

    reading.refresh_from_db()
    assert (reading.recorded_at, reading.value, reading.ends_on) == (AT, Decimal("90"), date(2026, 5, 31))
    assert TrailEntry.objects.get(deed="reading recorded").about_id == reading.pk


def test_a_period_is_recorded_once_for_each_source():
    a_reading()

    with pytest.raises(Refusal, match="Correct that one instead"):
        a_reading()
    assert a_reading(source="another").pk


def test_a_correction_keeps_what_was_said_before():
    old = a_reading()

    new = readings.correct(old, to=a_figure(8, 10), by=given.an_analyst(), agency=given.an_agency(), at=LATER)

    said = Reading.objects.order_by("pk").values_list("value", "superseded_at")
    assert list(said) == [(Decimal("90"), LATER), (Decimal("80"), None)]
    assert new.source == "return"


def test_a_correction_speaks_of_the_same_period():
    old = a_reading()

    with pytest.raises(Refusal, match="speaks of the same period"):
        readings.correct(old, to=a_figure(month=6), by=given.an_analyst(), agency=given.an_agency(), at=LATER)


def test_who_comes_second_is_told_that_the_figure_changed():
    old = a_reading()
    readings.withdraw(old, by=given.an_analyst(), agency=given.an_agency(), at=LATER)

    with pytest.raises(Refusal, match="in the meantime"):
        readings.correct(old, to=a_figure(), by=given.an_analyst(), agency=given.an_agency(), at=LATER)


def test_a_practitioner_records_nothing():
    with pytest.raises(PermissionDenied):
        a_reading(by=given.somebody("practitioner"))


def test_areas_never_mix():
    a_reading()
    a_reading(area=given.an_area("976", code="E99999976", name="Elmshire"))

    assert Reading.objects.living().of_area(given.an_area()).count() == 1


def test_the_database_holds_one_living_reading_of_a_kind():
    old = a_reading()
    twin = Reading.objects.get(pk=old.pk)
    twin.pk = None

    with pytest.raises(IntegrityError, match="reading_one_living"), transaction.atomic():
        twin.save()


def test_the_database_refuses_a_figure_without_value_or_reason():
    with pytest.raises(IntegrityError, match="reading_has_a_value"), transaction.atomic():
        a_reading(Figure(may()))


def test_the_bulk_way_keeps_what_is_unchanged_and_withdraws_what_is_gone():
    scope = {
        "version": measures.take_in()["D14"], "area": given.an_area(), "source": "events",
        "periods": [may(4), may(5), may(6), may(7)],
    }  # fmt: skip
    readings.replace([a_figure(month=4), a_figure(month=5), a_figure(month=6)], at=AT, **scope)

    done = readings.replace([a_figure(month=4), a_figure(5, 10), a_figure(month=7)], at=LATER, **scope)

    living = Reading.objects.living().order_by("starts_on").values_list("starts_on__month", "value")
    assert done == Replaced(new=1, corrected=1, withdrawn=1, unchanged=1)
    assert list(living) == [(4, Decimal("90")), (5, Decimal("50")), (7, Decimal("90"))]


def test_the_bulk_way_leaves_other_periods_and_sources_alone():
    version, area = measures.take_in()["D14"], given.an_area()
    a_reading()
    readings.replace([a_figure(month=4)], version=version, area=area, source="events", periods=[may(4)], at=AT)

    readings.replace([], version=version, area=area, source="events", periods=[may(5)], at=LATER)

    assert Reading.objects.living().count() == 2
