import datetime as dt

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from dashboard import forecasting, hiding, measures, outlook, pieces, readings, tasks
from dashboard.models import BacktestFold, Forecast, ForecastPeriod, Load, Referral
from dashboard.tests import given
from office import rules
from partnership import periods
from partnership.periods import Kind

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 9, 30)


def referrals(each_day, *, first=FIRST, last=LAST):
    """So many referrals a day, as one load left them, and the figures counted from them."""
    area = given.an_area()
    load = given.a_load("events.csv", given.events(given.an_event()))
    days = {"referral": {"referred_on": [first.isoformat(), last.isoformat()]}}
    Load.objects.filter(pk=load.pk).update(state="done", kept_at=AT, reference_date=last, covers=days)
    rng = np.random.default_rng(5)
    rows = []
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        for place in range(int(rng.poisson(each_day(day)))):
            key = f"{day}-{place}"
            rows.append(
                Referral(load=load, area=area, key=key, content=key, living=True, child_key=key, referred_on=day)
            )
    Referral.objects.bulk_create(rows, batch_size=5000)
    pieces.recompute_area(area=area, clock=lambda: AT)
    return area


def of(code="D09"):
    return Forecast.objects.living().get(measure__code=code)


def test_weeks_and_months_are_forecast_with_every_try_kept():
    area = referrals(lambda day: 6)

    made = forecasting.look_ahead(area=area, at=AT)

    found = of()
    months = found.periods.filter(period_kind="month")
    assert made == 1
    assert (found.refusal, found.last_known, found.daily) == ("", LAST, True)
    assert months.first().starts_on == dt.date(2026, 10, 1)
    assert 150 < months.first().expected < 220
    assert found.periods.filter(period_kind="week").exists()
    assert found.folds.filter(model="seasonal_naive", unit="day", steps=28).count() == 36


def test_looking_ahead_twice_changes_nothing():
    area = referrals(lambda day: 6)
    forecasting.look_ahead(area=area, at=AT)
    before = of().pk

    assert forecasting.look_ahead(area=area, at=AT) == 0
    assert of().pk == before


def test_of_two_jobs_at_once_one_keeps_its_forecast(monkeypatch):
    area = referrals(lambda day: 6, first=dt.date(2026, 9, 1))
    calculate, others = forecasting.forecast.look_ahead, []

    def overtaken(counts):
        if not others:
            others.append(1)
            forecasting.look_ahead(area=area, at=AT)
        return calculate(counts)

    monkeypatch.setattr(forecasting.forecast, "look_ahead", overtaken)

    assert forecasting.look_ahead(area=area, at=AT) == 0
    assert Forecast.objects.count() == 1


def test_new_figures_make_a_new_forecast_and_the_old_one_stays_readable():
    area = referrals(lambda day: 6)
    forecasting.look_ahead(area=area, at=AT)
    before = of().pk
    Referral.objects.filter(referred_on=LAST).delete()
    pieces.recompute_area(area=area, clock=lambda: AT)

    forecasting.look_ahead(area=area, at=AT)

    assert of().pk != before
    assert Forecast.objects.get(pk=before).folds.exists()


def test_a_short_history_is_refused_with_the_reason():
    area = referrals(lambda day: 6, first=dt.date(2026, 9, 1))

    forecasting.look_ahead(area=area, at=AT)

    assert of().refusal == "There are 4 weeks of figures; a forecast needs 8 at least."
    assert not of().periods.exists()


def test_days_of_a_hidden_month_take_no_part():
    # March and April 2025 hold a few a month: they are hidden, and what they held must not matter.
    quiet = (dt.date(2025, 3, 1), dt.date(2025, 4, 30))
    area = referrals(lambda day: 0.1 if quiet[0] <= day <= quiet[1] else 6)
    series = outlook.figures_of_area.of_area(area, codes=["D09"], on=AT.date())["D09"].series

    known = forecasting.known_of(series, area, threshold=5)

    seen = {figure.period.start for figure in series.of(Kind.MONTH) if figure.value is not None}
    days = [FIRST + dt.timedelta(days=number) for number in range(len(known.counts.values))]
    assert quiet[0] not in seen
    assert [day.replace(day=1) in seen for day in days] == np.isfinite(known.counts.values).tolist()
    assert not known.weeks_told


def test_another_count_in_a_hidden_month_gives_the_same_forecast():
    quiet = (dt.date(2025, 3, 1), dt.date(2025, 4, 30))
    area = referrals(lambda day: 0.1 if quiet[0] <= day <= quiet[1] else 6)
    forecasting.look_ahead(area=area, at=AT)
    before = list(of().periods.values_list("starts_on", "expected", "low80", "high80"))
    one = Referral.objects.filter(referred_on__range=quiet).first()
    Referral.objects.filter(pk=one.pk).update(referred_on=one.referred_on + dt.timedelta(days=1))
    pieces.recompute_area(area=area, clock=lambda: AT)

    forecasting.look_ahead(area=area, at=AT)

    assert list(of().periods.values_list("starts_on", "expected", "low80", "high80")) == before


def test_single_weeks_are_not_told_where_one_of_them_is_small():
    area = referrals(lambda day: 0.9)

    forecasting.look_ahead(area=area, at=AT)

    assert of().refusal == ""
    assert set(of().periods.values_list("period_kind", flat=True)) == {"month"}


def test_a_forecast_is_not_shown_once_another_rule_of_hiding_holds():
    area = referrals(lambda day: 6)
    forecasting.look_ahead(area=area, at=AT)
    rules.set_rule(
        by=given.somebody("business_unit"), key="data.largest_hidden", value="9", valid_from=AT.date(), at=AT
    )

    found = outlook.of_measure(measures.known()["D09"], area, on=AT.date())

    assert found.months is None
    assert found.refusal == "It is being worked out anew, because another rule of hiding holds."


def test_months_that_came_without_rows_are_forecast_as_months():
    area, definition = given.an_area(), measures.known()["D01"]
    months = periods.between(Kind.MONTH, dt.date(2022, 1, 1), LAST)
    figures = [readings.figure(definition, month, 200 + 30 * (number % 12 < 6)) for number, month in enumerate(months)]
    version = measures.take_in()["D01"]
    readings.replace(figures, version=version, area=area, source="events", periods=months, at=AT)
    hiding.decide("D01", area=area, on=AT.date())

    forecasting.look_ahead(area=area, at=AT)

    assert (of("D01").daily, of("D01").periods.count()) == (False, 12)


def test_stocks_and_shares_are_not_forecast():
    wanted = [code for code, each in measures.known().items() if forecasting.can_be_forecast(each)]

    assert {"D01", "D09", "D12"} <= set(wanted)
    assert not {"D06", "D16", "C12", "D12R"} & set(wanted)


def test_the_job_forecasts_the_area_of_a_load():
    area = referrals(lambda day: 6, first=dt.date(2026, 9, 1))

    tasks.look_ahead(area.pk)
    tasks.look_ahead_everywhere()

    assert Forecast.objects.count() == 1


def test_one_forecast_lives_for_each_measure_and_area():
    area = referrals(lambda day: 6, first=dt.date(2026, 9, 1))
    forecasting.look_ahead(area=area, at=AT)
    again = of()
    again.pk = None

    with pytest.raises(IntegrityError, match="forecast_one_living"), transaction.atomic():
        again.save()


def test_bounds_that_do_not_enclose_are_refused_by_the_database():
    area = referrals(lambda day: 6, first=dt.date(2026, 9, 1))
    forecasting.look_ahead(area=area, at=AT)
    words = {"forecast": of(), "period_kind": "month", "starts_on": LAST, "ends_on": LAST, "expected": 5}

    with pytest.raises(IntegrityError, match="forecastperiod_bounds_enclose"), transaction.atomic():
        ForecastPeriod.objects.create(**words, low80=6, high80=7, low95=4, high95=9)
    with pytest.raises(IntegrityError, match="backtestfold_coverage_is_a_share"), transaction.atomic():
        BacktestFold.objects.create(
            forecast=of(), model="x", last_known=LAST, unit="day", steps=7, mase=1, bias=0, inside80=1.2
        )
