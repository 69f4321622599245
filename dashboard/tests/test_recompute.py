import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from dashboard import load_job, loads, measures, pieces, published, readings, recompute, tasks
from dashboard.models import Enquiry, Load, Piece, Reading, Recount, StaffingWeek
from dashboard.tests import given
from office import rules
from partnership import periods
from partnership.periods import Kind

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def clock():
    return AT


def said(code, kind="month", part=""):
    """Living figures of Oakshire by month: (month, numerator, denominator)."""
    found = Reading.objects.living().of_area(given.an_area()).filter(measure__code=code, period_kind=kind)
    rows = found.filter(breakdown=part).order_by("starts_on").values_list("starts_on", "numerator", "denominator")
    return [(day.strftime("%Y-%m"), top, bottom) for day, top, bottom in rows]


def spring(**words):
    """Enquiries of April and May 2026, from the first working day to the last; decided after six hours."""
    rows = [
        given.an_event("C1", "K1", received="2026-04-01T09:00:00+01:00", decided="2026-04-01T15:00:00+01:00"),
        given.an_event("C2", "K2", received="2026-04-30T09:00:00+01:00", decided="2026-05-05T15:00:00+01:00"),
        given.an_event("C3", "K3", received="2026-05-29T09:00:00+01:00", decided="2026-05-29T15:00:00+01:00",
                       decision="NFA"),
    ]  # fmt: skip
    return given.a_load_that_was_read("mash_events.csv", given.events(*rows), **words)


def test_a_load_becomes_figures_of_the_months_it_covers():
    load = spring()

    assert load.state == "done"
    assert said("D01") == [("2026-04", 2, None), ("2026-05", 1, None)]
    assert said("D03") == [("2026-04", 1, 1), ("2026-05", 1, 2)]
    # Amber has one working day: from Thursday 30 April that is Friday 1 May.
    assert said("D06", part="rating=amber") == [("2026-04", 1, 1), ("2026-05", 1, 2)]
    assert set(Reading.objects.values_list("load", flat=True)) == {load.pk}


def by_locality(*places, area, name="mash_events.csv", quarter=("2026-04-01", "2026-06-30")):
    """A load of one enquiry a place in each of two days that begin and end a quarter."""
    rows = []
    for day in quarter:
        times = {"received": f"{day}T09:00:00Z", "decided": f"{day}T10:00:00Z"}
        for number, place in enumerate(places):
            rows.append(f"{given.an_event(f'C{day}{number}', f'K{day}{number}', **times)},{place}")
    content = given.events(*rows, headers=f"{given.EVENT_HEADERS},locality")
    return given.a_load_that_was_read(name, content, area=area)


def test_enquiries_are_counted_by_the_localities_of_their_area_alone():
    area = given.an_area("931", code="E10000025", name="Oxfordshire")

    load = by_locality("Oxford", "E07000177", "Mill Lane", area=area)
    by_locality("", "", area=area, quarter=("2026-07-01", "2026-09-30"))

    found = Reading.objects.living().of_area(area).filter(measure__code="D02L", period_kind="quarter")
    # The quarter in which nobody wrote a locality down has no figure: it is not nought in every place.
    assert {(str(each.starts_on), each.breakdown): int(each.numerator) for each in found} == {
        ("2026-04-01", ""): 6, ("2026-04-01", "locality=oxford"): 2, ("2026-04-01", "locality=cherwell"): 2,
        ("2026-04-01", "locality=south_oxfordshire"): 0, ("2026-04-01", "locality=vale_of_white_horse"): 0,
        ("2026-04-01", "locality=west_oxfordshire"): 0, ("2026-04-01", "locality=unknown"): 2,
    }  # fmt: skip
    assert set(Enquiry.objects.filter(load=load).values_list("locality", flat=True)) == {"oxford", "cherwell", ""}
    assert load.faults.filter(kind="unknown_value", column="locality").count() == 2


def test_a_file_that_was_read_before_there_were_localities_changes_nothing_when_an_empty_column_is_added():
    area = given.an_area("931", code="E10000025", name="Oxfordshire")
    rows = [given.an_event("C1"), given.an_event("C2")]
    given.a_load_that_was_read("mash_events.csv", given.events(*rows), area=area)

    again = given.a_load_that_was_read(
        "mash_events.csv",
        given.events(*[f"{row}," for row in rows], headers=f"{given.EVENT_HEADERS},locality"), area=area,
    )  # fmt: skip

    assert (again.counts["enquiry"]["unchanged"], again.counts["enquiry"]["replaced"]) == (2, 0)


def test_a_month_the_file_covers_in_part_has_no_figure():
    given.a_load_that_was_read(
        "mash_events.csv",
        given.events(
            given.an_event("C1", received="2026-04-01T09:00:00+01:00"),
            given.an_event("C2", received="2026-05-20T09:00:00+01:00", decided="2026-05-20T10:00:00+01:00"),
        ),
    )

    assert said("D01") == [("2026-04", 1, None)]


def test_a_month_between_two_files_is_not_nought():
    spring()
    rows = [
        given.an_event("C8", received="2026-07-01T09:00:00+01:00", decided="2026-07-01T15:00:00+01:00"),
        given.an_event("C9", received="2026-07-31T09:00:00+01:00", decided="2026-07-31T15:00:00+01:00"),
    ]

    given.a_load_that_was_read("mash_events.csv", given.events(*rows))

    assert [month for month, *_ in said("D01")] == ["2026-04", "2026-05", "2026-07"]


def test_working_out_again_changes_nothing():
    load = spring()
    before = list(Reading.objects.order_by("pk").values_list("pk", "superseded_at"))

    done = pieces.recompute_after(load=load, clock=clock)

    assert list(Reading.objects.order_by("pk").values_list("pk", "superseded_at")) == before
    assert sum(each.new + each.corrected + each.withdrawn for each in done) == 0


def test_a_later_file_corrects_a_figure_and_the_old_one_is_kept():
    spring()

    given.a_load_that_was_read(
        "mash_events.csv",
        given.events(
            given.an_event("C3", "K3", received="2026-05-29T09:00:00+01:00", decided="2026-05-29T15:00:00+01:00")
        ),
    )

    may = Reading.objects.filter(measure__code="D03", period_kind="month", starts_on=date(2026, 5, 1)).order_by("pk")
    assert [(found.numerator, found.superseded_at is None) for found in may] == [(1, False), (2, True)]


def test_undoing_a_load_takes_its_figures_back():
    load = spring()

    loads.undo(load, by=load.by, at=AT)
    tasks.work_out_figures(load.pk)

    assert Reading.objects.living().count() == 0
    assert Reading.objects.exclude(superseded_at=None).exists()


def test_a_load_touches_no_figure_of_other_months_areas_or_sources():
    spring()
    elsewhere = given.an_area("976", code="E99999976", name="Elmshire")
    spring(area=elsewhere)
    version, march = measures.take_in()["D01"], periods.containing(Kind.MONTH, date(2026, 3, 1))
    figure = readings.figure(measures.known()["D01"], march, 99)
    readings.replace([figure], version=version, area=given.an_area(), source="events", periods=[march], at=AT)
    before = set(Reading.objects.living().exclude(starts_on__gte=date(2026, 4, 1)).values_list("pk", flat=True))
    before |= set(Reading.objects.living().of_area(elsewhere).values_list("pk", flat=True))

    given.a_load_that_was_read(
        "mash_events.csv", given.events(given.an_event("C7", "K7", received="2026-05-12T09:00:00+01:00",
                                                       decided="2026-05-12T10:00:00+01:00")),
    )  # fmt: skip

    assert before <= set(Reading.objects.living().values_list("pk", flat=True))
    assert ("2026-05", 2, None) in said("D01")


def test_the_load_page_can_say_how_far_the_counting_is(monkeypatch):
    load = spring()
    words = []

    pieces.recompute_area(area=load.area, clock=clock, say=words.append)

    total = len(words)
    assert words[0] == f"Counted 1 of {total}: MASH enquiries"
    assert words[-1].startswith(f"Counted {total} of {total}: ")
    assert Load.objects.get(pk=load.pk).stage == ""


def test_the_clock_of_the_day_of_receipt_counts():
    by = given.somebody("business_unit")
    rules.set_rule(
        by=by, key="clocks.mash_amber", value="5 working days", valid_from=date(2026, 11, 24), at=AT, reason=""
    )

    clocks = recompute.clocks_in_force()

    assert [(str(limit.valid_from), limit.count, limit.unit) for limit in clocks["clocks.mash_amber"].limits] == [
        ("1900-01-01", 1, "working days"), ("2026-11-24", 5, "working days"),
    ]  # fmt: skip
    assert clocks["clocks.mash_red"].limits[0].unit == "hours"


REFERRAL_HEADERS = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of Referral",
    "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker",
]  # fmt: skip


def a_referral(child, on, stated=0):
    born = date(2015, 2, 3)
    return [child, "b) Female", "a) WBRI", born, 11, on, "q) 6: Police", "b) No", stated, "Team", "Worker"]


def referrals(*rows):
    return given.a_workbook(List_3=[["List 3: Referrals"], REFERRAL_HEADERS, *rows])


def test_a_referral_makes_later_ones_within_a_year_re_referrals():
    a_year = [a_referral(f"{n}", date(2024, 4, 2) + timedelta(days=30 * n)) for n in range(27)]
    given.a_load_that_was_read("annex_a.xlsx", referrals(*a_year), reference_date=date(2026, 5, 31))
    before = {month: top for month, top, _ in said("D10")}

    # The child of May 2026 turns out to have been referred in June 2025, too.
    child = next(row[0] for row in a_year if row[5].strftime("%Y-%m") == "2026-05")
    given.a_load_that_was_read(
        "annex_a.xlsx", referrals(a_referral(child, date(2025, 6, 20))), reference_date=date(2025, 6, 30)
    )

    after = {month: top for month, top, _ in said("D10")}
    assert {month for month in after if after[month] != before.get(month)} == {"2026-05"}
    states = Reading.objects.living().filter(measure__code="D10", period_kind="month").order_by("starts_on")
    assert [state.status for state in states] == ["provisional"] * 12 + ["final"] * 14


def test_a_file_of_a_few_months_gives_provisional_re_referrals():
    rows = [a_referral("1", date(2026, 4, 1), 1), a_referral("2", date(2026, 4, 30), 0)]

    given.a_load_that_was_read("annex_a.xlsx", referrals(*rows), reference_date=date(2026, 5, 31))

    april = Reading.objects.get(measure__code="D10", period_kind="month", starts_on=date(2026, 4, 1))
    assert (april.numerator, april.denominator, april.status) == (1, 2, "provisional")


def test_a_rate_needs_to_know_how_many_children_live_there():
    days = [date(2025, 4, 1) + timedelta(days=10 * n) for n in range(36)]
    workbook = referrals(*[a_referral(f"{n}", day) for n, day in enumerate(days)])
    given.a_load_that_was_read("annex_a.xlsx", workbook, reference_date=date(2026, 3, 31))
    unknown = said("D09R", "financial_year")
    june = periods.containing(Kind.MONTH, date(2025, 6, 30))
    children = readings.figure(measures.known()["P01"], june, 120_000)
    version = measures.take_in()["P01"]
    readings.replace([children], version=version, area=given.an_area(), source="ons_2024", periods=[june], at=AT)

    pieces.recompute_area(area=given.an_area(), clock=clock)

    assert (unknown, said("D09R", "financial_year")) == ([], [("2025-04", 36, 120_000)])
    rate = Reading.objects.living().get(measure__code="D09R")
    assert rate.value == Decimal(3)


def test_staffing_becomes_vacancies_and_posts_filled():
    weeks = [date(2026, 3, 30) + timedelta(weeks=n) for n in range(9)]
    StaffingWeek.objects.bulk_create(
        [
            StaffingWeek(area=given.an_area(), agency="Council", team="MASH", role="Social worker",
                         week_commencing=week, established_fte=10, in_post_fte=8, vacancies_fte=2)
            for week in weeks
        ]
    )  # fmt: skip

    pieces.recompute_area(area=given.an_area(), clock=clock)

    assert said("C01") == [("2026-04", 2, 10), ("2026-05", 2, 10)]
    assert said("C08") == [("2026-04", 8, 10), ("2026-05", 8, 10)]
    assert set(Reading.objects.values_list("source", flat=True)) == {"staffing"}


def test_published_figures_stand_beside_counted_ones():
    published.take_in(at=AT)
    before = Reading.objects.living().count()

    spring()

    assert Reading.objects.living().exclude(source="events").count() == before


@contextmanager
def another_worker_at(piece):
    """A worker on a connection of its own that holds the row of a piece, then dies: nothing of it is done."""
    held, let_go = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                Piece.objects.select_for_update().get(pk=piece.pk)
                held.set()
                let_go.wait(30)
        finally:
            connection.close()

    worker = threading.Thread(target=hold)
    worker.start()
    assert held.wait(30)
    yield
    let_go.set()
    worker.join()


@pytest.mark.django_db(transaction=True)
def test_a_piece_another_worker_holds_is_left_to_it_and_is_free_again_when_it_dies():
    load = spring()
    recount = pieces.of_area(load.area, at=AT)
    held = recount.pieces.open().get(code="D01", deed="count")

    with another_worker_at(held):
        pieces.work_at(recount, clock=clock)
        left = {(piece.code, piece.deed) for piece in recount.pieces.open()}
        finished = pieces.finish(recount, at=AT)
    pieces.work_at(recount, clock=clock)

    # What is hidden is decided only when all that is told together has been counted.
    assert left == {("D01", "count"), (held.together, "hide")}
    assert (finished, pieces.finish(recount, at=AT), Piece.objects.count()) == (False, True, 0)


def test_a_recount_that_is_open_is_joined_not_doubled():
    load = spring()

    assert pieces.of_area(load.area, at=AT) == pieces.of_area(load.area, at=AT)
    assert Recount.objects.open().count() == 1


def test_a_worker_that_helps_a_finished_recount_does_nothing():
    load = spring()
    recount = load.recounts.get()

    tasks.help_counting(recount.pk)

    assert (recount.finished_at is not None, Recount.objects.count()) == (True, 1)


def test_adding_a_month_asks_as_often_after_one_year_as_after_five():
    def a_month(year, month, name):
        moment = f"{year}-{month:02}-{{:02}}T09:00:00+00:00"
        rows = [given.an_event(f"{name}{day}", f"{name}{day}", received=moment.format(day), decided=moment.format(day))
                for day in (1, 28)]  # fmt: skip
        return given.events(*rows)

    def asked(year, month):
        load = given.a_load("mash_events.csv", a_month(year, month, f"{year}{month}"))
        load_job.read(load.pk, clock=lambda: AT)
        with CaptureQueriesContext(connection) as queries:
            tasks.work_out_figures(load.pk)
        return len(queries)

    for year in range(2021, 2023):
        given.a_load_that_was_read("mash_events.csv", a_month(year, 11, f"first{year}"))
    few = asked(2023, 11)
    for year in range(2015, 2021):
        given.a_load_that_was_read("mash_events.csv", a_month(year, 11, f"early{year}"))

    assert asked(2026, 11) == few
