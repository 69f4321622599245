"""Drawing cases from a list, and references that are fit to be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.multi_agency import references, sampling
from audits.multi_agency.sampling import Listed, Stratum

CODES = st.lists(st.from_regex(r"[A-Z]{2}-[0-9]{4}", fullmatch=True), min_size=1, max_size=60, unique=True)
LISTS = CODES.flatmap(
    lambda codes: st.tuples(*(st.builds(Listed, st.just(code), st.sampled_from(["a", "b", "c"])) for code in codes))
)


@given(LISTS, st.text(min_size=1, max_size=10), st.data())
def test_a_draw_is_repeatable_whatever_the_order_of_the_list(listed, seed, data):
    size = data.draw(st.integers(1, len(listed)))

    drawn = sampling.draw(listed, size=size, seed=seed)

    assert len(drawn) == size == len(set(drawn))
    assert set(drawn) <= set(listed)
    assert sampling.draw(reversed(listed), size=size, seed=seed) == drawn


@given(LISTS, st.data())
def test_shares_add_up_and_no_stratum_is_asked_for_more_than_it_has(listed, data):
    size = data.draw(st.integers(1, len(listed)))

    strata = sampling.shares(listed, size=size)

    assert sum(each.drawn for each in strata) == size
    assert all(0 <= each.drawn <= each.listed for each in strata)
    if size >= len(strata):
        assert all(each.drawn >= 1 for each in strata)


def test_the_same_seed_gives_the_same_cases_on_every_machine():
    listed = [Listed(f"OX-{number:03}") for number in range(1, 31)]

    drawn = sampling.draw(listed, size=5, seed="2026-11")

    assert [each.reference for each in drawn] == DRAWN_IN_NOVEMBER
    assert [each.reference for each in sampling.draw(listed, size=5, seed="2026-12")] != DRAWN_IN_NOVEMBER


DRAWN_IN_NOVEMBER = ["OX-023", "OX-028", "OX-009", "OX-010", "OX-022"]


def test_strata_are_drawn_in_proportion_and_small_ones_are_not_lost():
    listed = [*(Listed(f"A{n}", "under 5") for n in range(15)), *(Listed(f"B{n}", "5 to 10") for n in range(4)),
              Listed("C0", "16 and over")]  # fmt: skip

    assert sampling.shares(listed, size=6) == [
        Stratum("16 and over", 1, 1), Stratum("5 to 10", 4, 1), Stratum("under 5", 15, 4),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [0, 4])
def test_no_more_can_be_drawn_than_are_listed(size):
    with pytest.raises(ValueError, match=f"A sample of {size} cannot be drawn from a list of 3"):
        sampling.draw([Listed("A1"), Listed("A2"), Listed("A3")], size=size, seed="s")


def test_a_draw_at_random_needs_a_seed():
    with pytest.raises(ValueError, match="needs a seed"):
        sampling.draw([Listed("A1")], size=1, seed="")


def test_a_fingerprint_knows_the_list_in_any_order_and_tells_nothing_without_the_key():
    one, two = [Listed("A1", "x"), Listed("b2")], [Listed("B2"), Listed("a1", "x")]

    assert sampling.fingerprint(one, key="k") == sampling.fingerprint(two, key="k")
    assert sampling.fingerprint(one, key="k") != sampling.fingerprint(one, key="other")
    assert sampling.fingerprint(one, key="k") != sampling.fingerprint(one[:1], key="k")


# References ---------------------------------------------------------------------


# 943 476 5919 is the example number of the NHS data dictionary.
@pytest.mark.parametrize("text", [
    "9434765919", "943-476-5919", "943 476 5919", "AB123456C", "14/03/2012", "14-3-12", "2012-03-14", "140312",
    "14032012", "20120314", "JD140312", "J-14-03-2012", "jd_2012-03-14", "Smith", "smith", "Anna-Lee", "Jo Smith",
    "SMITH", "O'Brien", "OX1 4AA", "A123456789012", "a reference with many words", "x" * 21, "-A1", "A1!", "",
])  # fmt: skip
def test_what_may_name_a_child_is_no_reference(text):
    assert references.why_refused(text) != ""


@pytest.mark.parametrize("text", [
    "OX-001", "case-7", "MASH-12", "QZT-4", "A1", "7", "2026/041", "CIN_22", "REF.3", "AB", "case-a1b2", "99-999-9",
])  # fmt: skip
def test_a_code_of_the_agency_is_a_reference(text):
    assert references.why_refused(text) == ""


def test_doubts_name_the_line_and_never_the_value():
    found = references.doubts(["OX-001", "Smith", "123456789", "ox-001"])

    assert [each.sentence for each in found] == [
        "Line 2: this looks like a name. Give the case a code of your own instead.",
        "Line 3: digits alone may be the number of a record. If it is a code of yours, say so.",
        "Line 4: it is the same as line 1. Give the case a code of your own instead.",
    ]
