"""How alike texts are."""

from collections import Counter

import pytest
from hypothesis import given as sampled
from hypothesis import strategies

from reviews import likeness

MESSAGE = "Too few placements near home: children are placed far from their families and schools"


def test_the_likest_comes_first_and_what_shares_nothing_is_left_out():
    texts = ["Fathers were not invited to meetings",
             "A boy was placed ninety miles away because no foster placement near home could be found",
             "There was no placement locally"]  # fmt: skip

    found = likeness.suggest(MESSAGE, texts, least=0.01)

    assert [place for place, _ in found] == [1, 2]


def test_other_forms_of_a_word_count_as_the_word():
    assert likeness.terms("placing placed placement") == Counter({"place": 2, "placement": 1, "place place": 1,
                                                                  "place placement": 1})  # fmt: skip


@sampled(strategies.text(max_size=80), strategies.text(max_size=80))
def test_likeness_is_the_same_both_ways_and_never_beyond_one(one, other):
    first, second = likeness.terms(one), likeness.terms(other)

    there, back = likeness.cosine(first, second), likeness.cosine(second, first)

    assert there == pytest.approx(back)
    assert 0 <= there <= 1 + 1e-9


def test_a_text_is_wholly_like_itself_and_an_empty_one_like_nothing():
    words = likeness.terms(MESSAGE)

    assert (likeness.cosine(words, words), likeness.cosine(words, {})) == (pytest.approx(1), 0.0)
