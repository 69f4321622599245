"""Pseudonyms: the same for the same, another for all else, nothing without the key."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.pseudonyms import pseudonym

KEY = b"a key of at least sixteen bytes"


def test_a_pseudonym_is_the_first_half_of_an_hmac():
    expected = hmac.new(KEY, b"child\x1fE10000025\x1f4711", hashlib.sha256).hexdigest()[:32]

    assert pseudonym("child", "E10000025", "4711", key=KEY) == expected


def test_kind_area_and_key_each_change_the_pseudonym():
    found = {
        pseudonym("child", "A", "1", key=KEY),
        pseudonym("household", "A", "1", key=KEY),
        pseudonym("child", "B", "1", key=KEY),
        pseudonym("child", "A", "1", key=KEY + b"!"),
    }

    assert len(found) == 4


@given(some.lists(some.text(max_size=5), min_size=2, max_size=4))
def test_parts_cannot_slip_into_each_other(parts):
    joined = pseudonym("".join(parts), key=KEY)

    assert pseudonym(*parts, key=KEY) != joined


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="too short"):
        pseudonym("child", "1", key=b"short")
