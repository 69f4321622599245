"""How alike short texts are: which findings may say the same as a message. Pure.

Each text becomes the weights of its words and of pairs of neighbours; rare words weigh more (tf-idf), and the cosine
of two such lists is their likeness, from 0 to 1. A person confirms or rejects each suggestion.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

# Chosen on the half of the labelled texts that may be used for tuning (bench/messages.py).
LIKE_ENOUGH = 0.05
_WORD = re.compile(r"[a-z]+")
_SILENT_WORDS = """
a about after all also an and any are as at be because been before being between both but by can could did do does for
from had has have he her his how if in into is it its may more most must no nor not of on one only or other our out over
own same she should so some such than that the their them then there these they this those through to too under until up
very was we were what when where which while who whom why will with would you child children young people family
families
"""
_SILENT = frozenset(_SILENT_WORDS.split())
Weights = Mapping[str, float]


def suggest(message: str, texts: Sequence[str], *, least: float = LIKE_ENOUGH) -> list[tuple[int, float]]:
    """Places of the texts that are like a message, the likest first, with their likeness; shorter than `texts`."""
    known = [terms(text) for text in (message, *texts)]
    rare = _rarity(known)
    asked, *others = [_weights(each, rare) for each in known]
    found = [(place, cosine(asked, other)) for place, other in enumerate(others)]
    return sorted((each for each in found if each[1] >= least), key=lambda each: (-each[1], each[0]))


def terms(text: str) -> Counter[str]:
    """The stems of the words that mean something, and the pairs of neighbours, counted."""
    stems = [_stem(word) for word in _WORD.findall(text.lower()) if word not in _SILENT and len(word) > 2]
    pairs = [f"{first} {second}" for first, second in pairwise(stems)]
    return Counter(stems) + Counter(pairs)


def cosine(one: Weights, other: Weights) -> float:
    """Likeness of two lists of weights, from 0 (nothing shared) to 1 (the same); 0 when one of them is empty."""
    if not one or not other:
        return 0.0
    shared = sum(weight * other[term] for term, weight in one.items() if term in other)
    return shared / math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))


def _rarity(known: Sequence[Counter[str]]) -> dict[str, float]:
    """For each term the logarithm of how few texts have it (smoothed, so that none weighs nothing)."""
    having: Counter[str] = Counter()
    for each in known:
        having.update(each.keys())
    return {term: math.log((1 + len(known)) / (1 + count)) + 1 for term, count in having.items()}


def _weights(counted: Counter[str], rare: Mapping[str, float]) -> Weights:
    return {term: (1 + math.log(count)) * rare[term] for term, count in counted.items()}


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


_STEMMER = snowballstemmer.stemmer("english")
