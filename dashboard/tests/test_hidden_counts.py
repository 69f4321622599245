"""Attacks on hidden counts: by adding up, by keeping what was shown before a load, by knowing one's own."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import hidden_counts, measures
from dashboard.definitions import Breakdown

PARTS = ("agency=police", "agency=health", "agency=school")
LARGEST = 14


@dataclass(eq=False)
class Said:
    """A reading as the job sees it; each is a row of its own, so no two are equal."""

    starts_on: date
    numerator: Decimal
    breakdown: str = ""
    period_kind: str = "month"
    source: str = "returns"
    denominator: Decimal | None = None
    value: Decimal | None = None
    status: str = "final"
    mark: str = ""
    hidden: bool | None = None
    hidden_for: int | None = None


@pytest.fixture(scope="module")
def definition():
    """Referrals, counted by agency."""
    parts = Breakdown("agency", "Agency", {part.partition("=")[2]: part for part in PARTS})
    return replace(measures.known()["D09"], breakdown=parts, same_as={})


def table(counts, month=1):
    rows = [Said(date(2026, month, 1), Decimal(count), part) for part, count in zip(PARTS, counts, strict=True)]
    return [*rows, Said(date(2026, month, 1), Decimal(sum(counts)))]


def decide(definition, rows, earlier=()):
    """Decide as the job does, and write the verdict on the rows."""
    kin = {"D09": (definition, rows)}
    before = [{"D09": (definition, table)} for table in earlier]
    hidden = hidden_counts.to_hide(kin, threshold=5, earlier=before)["D09"]
    for row in rows:
        row.hidden = (row.period_kind, row.starts_on, row.breakdown) in hidden
        row.hidden_for = 5
    return {row.breakdown for row in rows if row.hidden}


def worlds(tables, known=()):
    """Every way the hidden counts could be, given all that was shown in all tables and what the reader knows."""
    rows = {id(row): row for rows in tables for row in rows}
    free = [key for key, row in rows.items() if row.hidden and row.breakdown not in known and row.breakdown]
    for guess in product(range(LARGEST + 1), repeat=len(free)):
        values = {key: int(row.numerator) for key, row in rows.items()} | dict(zip(free, guess, strict=True))
        if all(_fits(table, values) for table in tables):
            yield {key: values[key] for key in free}


def _fits(table, values):
    """Whether the parts of a table add up to its total, where the total is shown."""
    total = next(row for row in table if not row.breakdown)
    return total.hidden or sum(values[id(row)] for row in table if row.breakdown) == values[id(total)]


def found_out(tables, known=()):
    """The small counts that are the same in every world: the reader knows them."""
    seen = list(worlds(tables, known))
    return (
        [key for key in seen[0] if len({world[key] for world in seen}) == 1 and 0 < seen[0][key] <= 5] if seen else []
    )


counts = st.lists(st.integers(0, LARGEST), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts)
def test_no_small_count_follows_from_the_others(definition, numbers):
    rows = table(numbers)

    decide(definition, rows)

    assert found_out([rows]) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts, st.sampled_from(PARTS))
def test_an_agency_that_knows_its_own_count_finds_out_no_other(definition, numbers, own):
    rows = table(numbers)

    decide(definition, rows)

    assert found_out([rows], known={own}) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts, st.integers(0, 2), st.integers(6, LARGEST))
def test_whoever_keeps_the_table_from_before_a_load_finds_out_nothing(definition, numbers, changed, now):
    before = table(numbers)
    decide(definition, before)
    later = [row for place, row in enumerate(before[:3]) if place != changed]
    new = Said(before[changed].starts_on, Decimal(now), PARTS[changed])
    total = Said(new.starts_on, new.numerator + sum(row.numerator for row in later))
    after = [*later, new, total]
    at_first = {id(row): row.hidden for row in before}

    decide(definition, after, earlier=[before])

    # What was shown before stays known, whatever the new table says of the same row.
    for row in before:
        row.hidden = bool(row.hidden) and bool(at_first[id(row)])
    assert found_out([before, after]) == []


def test_a_count_hidden_for_another_stays_hidden_when_that_one_grows(definition):
    """Health and school protect the police, each from the other; with the police at 9 they would tell of before."""
    before = table([3, 10, 30])
    first = decide(definition, before)
    new = Said(before[0].starts_on, Decimal(9), PARTS[0])
    after = [new, before[1], before[2], Said(new.starts_on, Decimal(49))]

    second = decide(definition, after, earlier=[before])

    assert first == {"agency=police", "agency=health", "agency=school"}
    assert {"agency=health", "agency=school"} <= second


def test_without_memory_of_the_table_before_it_would_be_shown(definition):
    """The attack is real: this is what the decision would be if nobody had kept the earlier table."""
    before = table([3, 10, 30])
    decide(definition, before)
    after = [Said(before[0].starts_on, Decimal(9), PARTS[0]), *table([9, 10, 30])[1:]]

    assert decide(definition, after) == set()


def test_terms_make_the_school_year(definition):
    starts = [(date(2025, 9, 1), 3), (date(2026, 1, 1), 20), (date(2026, 4, 6), 20)]
    terms = [Said(start, Decimal(number), period_kind="term") for start, number in starts]
    year = Said(date(2025, 9, 1), Decimal(43), period_kind="academic_year")
    by_term = replace(definition, period="term", also=("academic_year",), breakdown=None)

    decide(by_term, [*terms, year])

    assert sum(bool(row.hidden) for row in [*terms, year]) >= 2


def counted(code, counts, *, kind="month", part="", of=None):
    """Readings of a measure by the first day of their period."""
    return [
        Said(start, Decimal(number), part, kind, denominator=None if of is None else Decimal(of))
        for start, number in counts
    ]


def test_a_quarter_by_locality_does_not_tell_a_month_that_is_hidden():
    months = counted("D01", [(date(2026, 4, 1), 30), (date(2026, 5, 1), 3), (date(2026, 6, 1), 40)])
    quarter = counted("D02L", [(date(2026, 4, 1), 73)], kind="quarter")
    parts = [
        *counted("D02L", [(date(2026, 4, 1), 40)], kind="quarter", part="locality=oxford"),
        *counted("D02L", [(date(2026, 4, 1), 33)], kind="quarter", part="locality=unknown"),
    ]
    known = measures.known()

    hidden = hidden_counts.to_hide(
        {"D01": (known["D01"], months), "D02L": (known["D02L"], [*quarter, *parts])}, threshold=5
    )

    shown = {
        key for key in (("month", date(2026, 4, 1), ""), ("month", date(2026, 6, 1), "")) if key not in hidden["D01"]
    }
    assert ("month", date(2026, 5, 1), "") in hidden["D01"]
    # Whoever reads both other months must not read the quarter, nor its parts.
    assert len(shown) < 2 or ("quarter", date(2026, 4, 1), "") in hidden["D02L"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=3, max_size=3), st.integers(0, 24))
def test_neither_months_nor_localities_tell_a_small_number_of_the_other(numbers, of_one):
    """The reader lays the months of one measure beside the quarter and the parts of the other."""
    start, whole = date(2026, 4, 1), sum(numbers)
    months = counted("D01", [(date(2026, 4 + place, 1), number) for place, number in enumerate(numbers)])
    here = min(of_one, whole)
    parts = [
        *counted("D02L", [(start, here)], kind="quarter", part="locality=oxford"),
        *counted("D02L", [(start, whole - here)], kind="quarter", part="locality=unknown"),
    ]
    quarter = counted("D02L", [(start, whole)], kind="quarter")
    known = measures.known()

    hidden = hidden_counts.to_hide(
        {"D01": (known["D01"], months), "D02L": (known["D02L"], [*quarter, *parts])}, threshold=5
    )

    rows = [("D01", each) for each in months] + [("D02L", each) for each in parts]
    is_hidden = [(each.period_kind, each.starts_on, each.breakdown) in hidden[code] for code, each in rows]
    truth = [int(each.numerator) for _, each in rows]
    total = None if ("quarter", start, "") in hidden["D02L"] else whole
    possible = [range(25) if out else (number,) for out, number in zip(is_hidden, truth, strict=True)]
    worlds = [
        (*first, *second)
        for first in product(*possible[:3])
        for second in ((one, sum(first) - one) for one in possible[3])
        if second[1] in possible[4] and (total is None or sum(first) == total)
    ]
    told = [place for place, out in enumerate(is_hidden) if out and len({world[place] for world in worlds}) == 1]
    assert [truth[place] for place in told if 0 < truth[place] <= 5] == []


def test_two_outcomes_that_one_share_counts_together_do_not_tell_it():
    share = [Said(date(2026, 4, 1), Decimal(3), "", "quarter", denominator=Decimal(60))]
    parts = {"referral": 3, "strategy_discussion": 0, "early_help": 30, "nfa": 27}
    by_outcome = [Said(date(2026, 4, 1), Decimal(60), "", "quarter")] + [
        Said(date(2026, 4, 1), Decimal(number), f"outcome={part}", "quarter") for part, number in parts.items()
    ]
    known = measures.known()

    hidden = hidden_counts.to_hide({"D03": (known["D03"], share), "D03O": (known["D03O"], by_outcome)}, threshold=5)

    assert hidden["D03"] == {("quarter", date(2026, 4, 1), "")}
    # The outcome itself, and another beside it: else it would be the rest of the whole.
    assert len(hidden["D03O"]) >= 2
    assert ("quarter", date(2026, 4, 1), "outcome=referral") in hidden["D03O"]
