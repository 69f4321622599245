"""The made-up children of Oakshire whom enquiries are about: numbers in households, nothing that could name anybody."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oscb_portal.oakshire.dice import dice, draw

# Households the hub may ever hear of, at scale 1; how many children live there; how differently often it hears of them.
HOUSEHOLDS = 42_000
MORE_CHILDREN, MOST_CHILDREN = 0.9, 6
UNEVENNESS = 0.8
# All births within these years, so that at any moment the same share of them is below 18.
YEARS_OF_CHILDHOOD = 18
UNBORN_DAYS = 200

SEXES = {"M": 0.512, "F": 0.482, "U": 0.006}
ETHNIC_GROUPS = {
    "white": 0.72,
    "mixed": 0.08,
    "asian": 0.09,
    "black": 0.05,
    "chinese": 0.006,
    "other": 0.024,
    "unknown": 0.03,
}
DISABILITY = {"yes": 0.10, "no": 0.82, "": 0.08}


@dataclass(frozen=True)
class Households:
    """Where each household's children begin in the list of children, how many they are, how often it is heard of."""

    first_child: NDArray[np.int64]
    size: NDArray[np.int64]
    heard_of: NDArray[np.float64]


def settle(scale: float, first: date, last: date) -> tuple[Households, pd.DataFrame]:
    """Households and their children: `born` (day), sex, ethnic_group, disability, household."""
    rng = dice("children")
    count = max(60, round(HOUSEHOLDS * scale))
    size = np.minimum(1 + rng.poisson(MORE_CHILDREN, count), MOST_CHILDREN)
    households = Households(np.cumsum(size) - size, size, rng.gamma(UNEVENNESS, size=count))
    earliest = np.datetime64(first) - np.timedelta64(YEARS_OF_CHILDHOOD * 365, "D")
    latest = np.datetime64(last) + np.timedelta64(UNBORN_DAYS, "D")
    children = int(size.sum())
    born = earliest + rng.integers(0, (latest - earliest).astype(int), children).astype("timedelta64[D]")
    return households, pd.DataFrame(
        {
            "household": np.repeat(np.arange(count), size),
            "born": born.astype("datetime64[ns]"),
            "sex": draw(rng, SEXES, children),
            "ethnic_group": np.repeat(draw(rng, ETHNIC_GROUPS, count), size),
            "disability": draw(rng, DISABILITY, children),
        }
    )


def ages(born: "pd.Series[Any]", days: "pd.Series[Any]") -> NDArray[np.int64]:
    """Completed years on the day; -1 before birth."""
    had_birthday = (days.dt.month * 100 + days.dt.day) >= (born.dt.month * 100 + born.dt.day)
    years = days.dt.year - born.dt.year - np.where(had_birthday, 0, 1)
    return np.asarray(np.where(born > days, -1, years)).astype(np.int64)


def is_child(born: "pd.Series[Any]", days: "pd.Series[Any]") -> NDArray[np.bool_]:
    """Whether somebody is below 18 on the day, unborn ones included in the months before birth."""
    return np.asarray((ages(born, days) < YEARS_OF_CHILDHOOD) & ((born - days).dt.days <= UNBORN_DAYS))
