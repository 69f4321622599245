"""Small numbers stay hidden: worked tables, and a brute-force reader who tries every count that fits."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from figures.lookalikes import Sum, protections
from figures.suppression import (
    SYMBOL,
    TOTAL,
    WORDS,
    Cell,
    Hidden,
    Shown,
    is_small,
    one_way,
    suppress,
    suppress_share,
    survivors,
    symbol,
    two_way,
    written,
)

SMALL, PROTECTS = Hidden.SMALL, Hidden.PROTECTS


def exposed(counts, hidden, secret, sums):
    """The secret counts that a reader could work out."""
    return set(secret) - protections(counts, set(hidden), set(secret), sums).keys()


def one_row(*parts: int | None, **options: object) -> list[Shown]:
    """The parts of a table of one row with its true total, then the total, as they may be shown."""
    counts = {**dict(enumerate(parts)), TOTAL: sum(part or 0 for part in parts)}
    return list(suppress(counts, one_way(range(len(parts)), TOTAL), **options).values())  # type: ignore[arg-type]


def table(rows: Sequence[Sequence[int]]) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """A cross-table with its margins, and its sums."""
    counts: dict[Cell, int] = {}
    for row, cells in enumerate(rows):
        counts |= {(row, column): cell for column, cell in enumerate(cells)}
        counts[row, TOTAL] = sum(cells)
    for column, cells in enumerate(zip(*rows, strict=True)):
        counts[TOTAL, column] = sum(cells)
    counts[TOTAL, TOTAL] = sum(map(sum, rows))
    return counts, two_way(range(len(rows)), range(len(rows[0])))


# One count -------------------------------------------------------------------


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (5, True), (6, False)])
def test_one_to_five_are_small_and_zero_is_not(count: int, small: bool) -> None:
    assert is_small(count) is small
    assert suppress({"x": count}) == {"x": SMALL if small else count}


def test_the_partnership_may_choose_another_threshold() -> None:
    assert suppress({"a": 9, "b": 10, "c": 11}, threshold=10) == {"a": SMALL, "b": SMALL, "c": 11}
    assert suppress({"a": 1, "b": 2}, threshold=1) == {"a": SMALL, "b": 2}


def test_a_count_not_received_stays_not_received() -> None:
    assert suppress({"a": None, "b": 7}) == {"a": None, "b": 7}


# One row ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([10, 20, 30], [10, 20, 30, 60]),
        ([3, 20, 30], [SMALL, PROTECTS, 30, 53]),
        ([3, 4, 30], [SMALL, SMALL, 30, 37]),
        ([3, 0, 30], [SMALL, 0, PROTECTS, 33]),
        ([3, 0, 0, 2], [SMALL, 0, 0, SMALL, SMALL]),
        ([4, 0, 0], [SMALL, 0, 0, SMALL]),
        ([0, 0], [0, 0, 0]),
        ([5, 5, 0], [SMALL, SMALL, 0, 10]),
        # two hidden ones that add up to two can only be one and one
        ([1, 1, 20, 30], [SMALL, SMALL, PROTECTS, 30, 52]),
        ([2, 1, 20, 30], [SMALL, SMALL, 20, 30, 53]),
        # nothing else to hide but the total
        ([1, 1], [SMALL, SMALL, SMALL]),
        ([1, 1, 1, 1, 1, 1], [SMALL] * 6 + [PROTECTS]),
    ],
)
def test_the_smallest_other_part_is_hidden_with_a_small_one(parts: list[int], shown: list[Shown]) -> None:
    assert one_row(*parts) == shown


def test_a_part_not_received_does_not_protect_a_small_one() -> None:
    assert one_row(3, None, 20) == [SMALL, None, PROTECTS, 23]


def test_without_the_total_nothing_can_be_subtracted() -> None:
    counts = {"a": 3, "b": 20, "all": None}

    assert suppress(counts, one_way("ab", "all")) == {"a": SMALL, "b": 20, "all": None}


def test_the_shown_counts_are_rounded_when_asked_halves_up() -> None:
    assert one_row(3, 6, 12, 13, 15, round_to=5) == [SMALL, PROTECTS, 10, 15, 15, 50]
    assert suppress({"a": 15, "b": 14, "c": 0}, round_to=10) == {"a": 20, "b": 10, "c": 0}


# Two ways --------------------------------------------------------------------


def test_a_small_cell_of_a_cross_table_takes_a_whole_rectangle_with_it() -> None:
    counts, sums = table([[3, 20, 30], [40, 50, 60], [70, 80, 90]])

    shown = suppress(counts, sums)

    assert {key: cell for key, cell in shown.items() if isinstance(cell, Hidden)} == {
        (0, 0): SMALL,
        (0, 1): PROTECTS,
        (1, 0): PROTECTS,
        (1, 1): PROTECTS,
    }


def test_a_cross_table_of_large_cells_is_shown_whole() -> None:
    counts, sums = table([[6, 20], [0, 50]])

    assert suppress(counts, sums) == counts


def test_two_full_rectangles_joined_by_one_cell_do_not_reveal_it() -> None:
    # every row and column holds two hidden cells, yet the one that joins the rectangles would follow from the margins
    big = 50
    rows = [
        [2, 2, big, big],
        [2, 2, 3, big],
        [big, big, 2, 2],
        [big, big, 2, 2],
    ]
    counts, sums = table(rows)
    hidden = {key for key, count in counts.items() if is_small(count)}

    assert exposed(counts, hidden, hidden, sums) == {(1, 2)}
    assert isinstance(suppress(counts, sums)[1, 2], Hidden)
    assert (1, 2) not in _worked_out(counts, suppress(counts, sums), sums)


# Over time -------------------------------------------------------------------

MONTHS = [f"2024-{month:02}" for month in range(4, 13)] + ["2025-01", "2025-02", "2025-03"]
QUARTERS = {f"Q{number + 1}": tuple(MONTHS[3 * number : 3 * number + 3]) for number in range(4)}


def test_a_month_cannot_be_found_from_its_year() -> None:
    counts = {**dict.fromkeys(MONTHS, 40), "2024-08": 4, "2024-11": 30, "2024/25": 40 * 10 + 34}

    shown = suppress(counts, [Sum("2024/25", tuple(MONTHS))])

    assert {key for key, count in shown.items() if isinstance(count, Hidden)} == {"2024-08", "2024-11"}


def test_a_month_cannot_be_found_from_its_quarter_and_its_year() -> None:
    counts = {**dict.fromkeys(MONTHS, 40), "2024-08": 4, "2024-11": 30}
    counts |= {quarter: sum(counts[month] for month in months) for quarter, months in QUARTERS.items()}
    counts["2024/25"] = 434
    sums = [Sum(quarter, months) for quarter, months in QUARTERS.items()]
    sums += [Sum("2024/25", tuple(QUARTERS)), Sum("2024/25", tuple(MONTHS))]

    shown = suppress(counts, sums)

    # another month of the same quarter, for the quarter and the year are both shown
    assert {key for key, count in shown.items() if isinstance(count, Hidden)} == {"2024-08", "2024-07"}


def test_the_year_is_hidden_when_every_other_month_is_out_already() -> None:
    counts = {**dict.fromkeys(MONTHS, 40), "2024-08": 4, "2024/25": 444}

    shown = suppress(counts, [Sum("2024/25", tuple(MONTHS))], already_published=set(MONTHS))

    assert {key for key, count in shown.items() if isinstance(count, Hidden)} == {"2024-08", "2024/25"}


def test_nothing_more_is_hidden_when_all_is_out_already() -> None:
    counts = {"a": 4, "b": 40, "c": 50, "all": 94}

    shown = suppress(counts, one_way("abc", "all"), already_published={"b", "c", "all"})

    assert shown == {"a": SMALL, "b": 40, "c": 50, "all": 94}


# Shares ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (40, 50, (40, 50)),
        (3, 50, (SMALL, 50)),
        (48, 50, (PROTECTS, 50)),
        (50, 50, (50, 50)),
        (0, 50, (0, 50)),
        (0, 4, (PROTECTS, SMALL)),
        (4, 4, (SMALL, SMALL)),
        (None, 50, (None, 50)),
        (3, None, (SMALL, None)),
        (None, 4, (None, SMALL)),
    ],
)
def test_a_share_is_hidden_when_it_or_its_complement_is_small(
    numerator: int | None, denominator: int | None, shown: tuple[Shown, Shown]
) -> None:
    assert suppress_share(numerator, denominator) == shown


def test_a_share_keeps_the_threshold_of_the_partnership() -> None:
    assert suppress_share(7, 50, threshold=10) == (SMALL, 50)
    assert suppress_share(43, 50, threshold=10) == (PROTECTS, 50)


# Bad input -------------------------------------------------------------------


def test_what_cannot_be_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^A count cannot be negative: a is -1\.$"):
        suppress({"a": -1})
    with pytest.raises(ValueError, match=r"^The parts of all add up to 30, not to 31\.$"):
        suppress({"a": 10, "b": 20, "all": 31}, one_way("ab", "all"))
    with pytest.raises(ValueError, match=r"^The largest hidden count must be 1 or more, not 0\.$"):
        suppress({}, threshold=0)
    with pytest.raises(ValueError, match=r"^Counts are rounded to 1 or more, not 0\.$"):
        suppress({}, round_to=0)
    with pytest.raises(ValueError, match=r"^51 of 50 is more than all\. Check which is the denominator\.$"):
        suppress_share(51, 50)
    with pytest.raises(ValueError, match=r"^A count cannot be negative: it is -1\.$"):
        suppress_share(-1, 50)


# Words -----------------------------------------------------------------------


def test_readers_see_the_same_words_for_either_reason() -> None:
    assert [written(count) for count in (1184, SMALL, PROTECTS, None)] == ["1,184", WORDS, WORDS, "Not received"]
    assert written(None, "Not asked for") == "Not asked for"
    assert [symbol(count) for count in (1184, SMALL, PROTECTS, None)] == ["1184", SYMBOL, SYMBOL, ""]


def test_a_hidden_count_is_a_gap_to_whatever_is_derived_from_it() -> None:
    assert survivors([7, SMALL, 0, PROTECTS, None]) == [7, None, 0, None, None]


# What a reader can work out --------------------------------------------------


def test_a_single_hidden_part_follows_from_its_total() -> None:
    assert exposed({"a": 3, "b": 7, "all": 10}, {"a"}, {"a"}, one_way("ab", "all")) == {"a"}


def test_only_the_secret_ones_are_asked_after() -> None:
    assert exposed({"a": 3, "b": 7, "all": 10}, {"b"}, set(), one_way("ab", "all")) == set()


def test_two_hidden_parts_follow_when_they_can_only_be_one_and_one() -> None:
    parts = {"a", "b"}

    assert exposed({"a": 1, "b": 1, "c": 8, "all": 10}, parts, parts, one_way("abc", "all")) == parts
    assert exposed({"a": 1, "b": 2, "c": 7, "all": 10}, parts, parts, one_way("abc", "all")) == set()


def test_a_hidden_zero_makes_zero_possible_for_all() -> None:
    parts = {"a", "b"}

    assert exposed({"a": 1, "b": 0, "c": 8, "all": 9}, parts, {"a"}, one_way("abc", "all")) == set()
    assert exposed({"a": 0, "b": 0, "c": 8, "all": 8}, parts, parts, one_way("abc", "all")) == parts


def test_sums_that_only_together_reveal_are_joined() -> None:
    counts = {"a": 4, "b": 20, "c": 30, "ab": 24, "bc": 50, "ac": 34}
    sums = [Sum("ab", ("a", "b")), Sum("bc", ("b", "c")), Sum("ac", ("a", "c"))]

    assert exposed(counts, {"a", "b", "c"}, {"a"}, sums) == {"a"}
    assert exposed(counts, {"a", "b", "c"}, {"a"}, sums[:2]) == set()


def test_the_same_sum_told_twice_tells_nothing_new() -> None:
    sums = [*one_way("abc", "all"), *one_way("abc", "all")]

    assert exposed({"a": 4, "b": 16, "c": 10, "all": 30}, {"a", "b"}, {"a"}, sums) == set()


def test_overlapping_years_are_seen_through() -> None:
    # two rolling sums of three, one step apart, tell the difference of the two ends
    counts = {"a": 4, "b": 16, "c": 10, "d": 15, "first": 30, "second": 41}
    sums = [Sum("first", ("a", "b", "c")), Sum("second", ("b", "c", "d"))]

    assert exposed(counts, {"a", "b", "c"}, {"a"}, sums) == {"a"}
    assert exposed(counts, {"a", "b", "c", "d"}, {"a"}, sums) == set()
    assert {key for key, count in suppress(counts, sums).items() if isinstance(count, Hidden)} == {"a", "c", "d"}


def test_a_riddle_too_large_to_solve_counts_as_exposed(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"a", "b"}
    counts = {"a": 3, "b": 4, "all": 7}
    assert exposed(counts, parts, parts, one_way("ab", "all")) == set()

    monkeypatch.setattr("figures.lookalikes.PATIENCE", 0)

    assert exposed(counts, parts, parts, one_way("ab", "all")) == parts


def test_where_the_search_gives_up_more_is_hidden_not_less(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"a": 3, "b": 14, "c": 20, "all": 37}
    needed = {key for key, count in suppress(counts, one_way("abc", "all")).items() if isinstance(count, Hidden)}

    monkeypatch.setattr("figures.lookalikes.PATIENCE", 0)

    hidden = {key for key, count in suppress(counts, one_way("abc", "all")).items() if isinstance(count, Hidden)}
    assert needed == {"a", "b"}
    assert hidden == set(counts)


Table = tuple[dict[Cell, int], list[Sum[Cell]]]
cells = st.one_of(st.integers(0, 8), st.integers(0, 2), st.integers(6, 40))
one_way_tables = st.lists(cells, min_size=1, max_size=6).map(lambda row: table([row]))
two_way_tables = st.tuples(st.integers(2, 3), st.integers(2, 3)).flatmap(
    lambda size: st.lists(st.lists(cells, min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1])
)


def _worked_out(
    counts: Mapping[Cell, int],
    shown: Mapping[Cell, Shown],
    sums: Sequence[Sum[Cell]],
) -> set[Cell]:
    """The small hidden counts for which no other whole numbers fit what is shown: tries them all, knows no algebra."""
    hidden = [key for key, count in shown.items() if isinstance(count, Hidden)]
    floor = min([1, *(counts[key] for key in hidden)])
    known = {key: count for key, count in shown.items() if isinstance(count, int)}

    def fits(guess: dict[Cell, int]) -> bool:
        return all(_may_hold(each, guess, floor) for each in sums)

    def another(guess: dict[Cell, int], left: list[Cell], spare: int) -> bool:
        if not left:
            return True
        key, rest = left[0], left[1:]
        near = sorted(range(floor, counts[key] + 4), key=lambda value: abs(value - counts[key]))
        for value in near[:7]:
            moved = spare - (value != counts[key])
            if moved >= 0 and fits({**guess, key: value}) and another({**guess, key: value}, rest, moved):
                return True
        return False

    def unique(key: Cell) -> bool:
        others = [other for other in hidden if other != key]
        return not any(
            fits({**known, key: value}) and another({**known, key: value}, others, 9)
            for value in range(floor, counts[key] + 4)
            if value != counts[key]
        )

    return {key for key in hidden if is_small(counts[key]) and unique(key)}


def _may_hold(each: Sum[Cell], guess: Mapping[Cell, int], floor: int) -> bool:
    if each.total not in guess:
        return True
    open_parts = sum(part not in guess for part in each.parts)
    least = sum(guess.get(part, floor) for part in each.parts)
    return least == guess[each.total] if not open_parts else least <= guess[each.total]


@given(two_way_tables)
@settings(max_examples=150, deadline=None)
@example([[3, 0], [0, 0]])
@example([[1, 1], [1, 1]])
@example([[1, 0], [0, 9]])
@example([[0, 3, 4], [5, 0, 2], [1, 6, 0]])
@example([[1, 9, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [9, 1, 3, 2]])
def test_no_small_cell_of_a_cross_table_is_the_only_one_that_fits(rows: list[list[int]]) -> None:
    counts, sums = table(rows)

    assert _worked_out(counts, suppress(counts, sums), sums) == set()


@given(one_way_tables)
@settings(max_examples=100, deadline=None)
def test_no_small_part_of_a_row_is_the_only_one_that_fits(made: Table) -> None:
    counts, sums = made

    assert _worked_out(counts, suppress(counts, sums), sums) == set()


@given(two_way_tables, st.integers(1, 10))
@settings(deadline=None)
def test_small_counts_are_hidden_and_shown_counts_are_true(rows: list[list[int]], threshold: int) -> None:
    counts, sums = table(rows)

    shown = suppress(counts, sums, threshold=threshold)

    assert shown.keys() == counts.keys()
    assert all((shown[key] is SMALL) is is_small(count, threshold) for key, count in counts.items())
    assert all(isinstance(cell, Hidden) or cell == counts[key] for key, cell in shown.items())


@given(two_way_tables)
@settings(deadline=None)
def test_nothing_is_hidden_that_protects_nothing(rows: list[list[int]]) -> None:
    counts, sums = table(rows)
    hidden = {key for key, cell in suppress(counts, sums).items() if isinstance(cell, Hidden)}
    small = {key for key in hidden if is_small(counts[key])}

    for key in hidden - small:
        assert exposed(counts, hidden - {key}, small, sums)
