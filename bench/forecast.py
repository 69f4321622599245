"""How wrong the forecasts are on four public series, and how long a backtest takes: script/bench forecast.

The protocol by which published forecasts of daily demand were compared: 41 origins, 7 days apart, up to 84 days ahead,
the error scaled by the seasonal naive method within the first training set (domain notes, data_and_methods 4).
"""

import csv
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from dashboard import backtest, demand_calendar
from dashboard.backtest import Errors
from dashboard.forecast_models import MODELS, NAIVE, History

Numbers = NDArray[np.float64]

SERIES = Path(__file__).parent.parent / "dashboard" / "tests" / "data" / "forecast" / "daily_demand_four_areas.csv"
TRAIN_UNTIL = date(2018, 12, 31)
ORIGINS, STRIDE, DAYS_AHEAD = 41, 7, 84
# Earlier origins that choose the model and give the first intervals their errors.
BEFORE = 52


@dataclass(frozen=True)
class Measured:
    """What one model reached on one series: by horizon in days the mean MASE; bias and coverage at 28 days."""

    model: str
    mase: Mapping[int, float]
    bias: float
    inside80: float
    inside95: float


def series() -> dict[str, tuple[date, Numbers]]:
    """The four series: by area the first day and the counts of the days from it on."""
    rows: dict[str, list[tuple[str, float]]] = {}
    with SERIES.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            rows.setdefault(row["area"], []).append((row["date"], float(row["count"])))
    return {
        area: (date.fromisoformat(min(found)[0]), np.array([count for _, count in sorted(found)]))
        for area, found in rows.items()
    }


def run(first: date, values: Numbers, train_until: date) -> tuple[str, dict[str, Measured]]:
    """The model chosen on the origins before the first test day, and what each model reached on those after it."""
    start = (train_until - first).days + 1
    origins = [start + STRIDE * number for number in range(-BEFORE, ORIGINS)]
    history = History(
        values, demand_calendar.day_traits(demand_calendar.days_from(first, len(values) + DAYS_AHEAD)), 7, 365.25
    )
    scale = backtest.scale_of(values[:start], 7)
    errors = {
        name: backtest.errors_of(values, origins, model(history, origins, DAYS_AHEAD), np.arange(DAYS_AHEAD + 1), 3)
        for name, model in MODELS.items()
    }
    chosen = min(errors, key=lambda name: float(np.nanmean(np.abs(_known_before(errors[name], start)))))
    return chosen, {name: _measured(name, each, scale) for name, each in errors.items()}


def better_than_naive(measured: Mapping[str, Measured], model: str, days: int) -> float:
    """MASE of a model as a share of that of the seasonal naive method."""
    return measured[model].mase[days] / measured[NAIVE].mase[days]


def _known_before(errors: Errors, start: int) -> Numbers:
    """Errors of the first 28 days of the earlier origins, as far as they were known on the first test day."""
    rows = errors.values[:BEFORE, :28]
    known = errors.origins[:BEFORE, None] + errors.ends[:28] <= start
    return np.where(known, rows, np.nan)


def _measured(name: str, errors: Errors, scale: float) -> Measured:
    hits, places = backtest.inside(errors, BEFORE), range(BEFORE, BEFORE + ORIGINS)
    folds = {
        days: [fold for place in places if (fold := backtest.judged(errors, hits, place, days, scale))]
        for days in (7, 28, 84)
    }
    middle = folds[28]
    return Measured(
        model=name,
        mase={days: mean(fold.mase for fold in found) for days, found in folds.items()},
        bias=mean(fold.bias for fold in middle),
        inside80=mean(fold.inside80 for fold in middle if fold.inside80 is not None),
        inside95=mean(fold.inside95 for fold in middle if fold.inside95 is not None),
    )


def main() -> None:
    """Measure and print; the last line is the figure to remember."""
    slowest = 0.0
    for area, (first, values) in series().items():
        began = time.perf_counter()
        chosen, measured = run(first, values, TRAIN_UNTIL)
        took = time.perf_counter() - began
        slowest = max(slowest, took)
        for each in measured.values():
            errors = " / ".join(f"{each.mase[days]:.3f}" for days in (7, 28, 84))
            print(
                f"{area:<10} {each.model:<20}{'*' if each.model == chosen else ' '} MASE {errors}   at 28 days: bias "
                f"{each.bias:+.2f}, inside 80% {each.inside80:.3f}, inside 95% {each.inside95:.3f}, "
                f"of naive {better_than_naive(measured, each.model, 28):.3f}"
            )
        print(f"{area:<10} three models, {BEFORE} + {ORIGINS} origins: {took:.2f} s")
    print(f"41-origin backtest of three models, slowest of four series: {slowest:.2f} s (aim: under 5 s)")


if __name__ == "__main__":
    main()
