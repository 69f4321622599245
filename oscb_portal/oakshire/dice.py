"""Chance that repeats itself: the same seed throws the same dice, and each part of the county has dice of its own."""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SEED = 2022


def dice(part: str, seed: int = SEED) -> np.random.Generator:
    """The dice of one part; what another part throws never changes them."""
    return np.random.default_rng([seed, crc32(part.encode())])


def draw(rng: np.random.Generator, chances: Mapping[str, float], size: int) -> NDArray[Any]:
    """So many draws among the keys, each as likely as its number says (they need not add up to 1)."""
    weights = np.array(list(chances.values()), dtype=float)
    return np.array(list(chances), dtype=object)[rng.choice(len(weights), size=size, p=weights / weights.sum())]


def draw_each(
    rng: np.random.Generator, kinds: NDArray[Any], chances: Mapping[str, Mapping[str, float]]
) -> NDArray[Any]:
    """One draw for each element, by the chances of its kind; "" stands for every kind that is not named."""
    drawn = draw(rng, chances[""], kinds.size)
    for kind, its_chances in chances.items():
        of_kind = kinds == kind
        if kind:
            drawn[of_kind] = draw(rng, its_chances, int(of_kind.sum()))
    return drawn


def pick(rng: np.random.Generator, things: Sequence[Any], size: int) -> list[Any]:
    """So many draws among things, all equally likely."""
    return [things[place] for place in rng.integers(0, len(things), size)]
