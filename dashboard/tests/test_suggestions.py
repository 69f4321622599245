import csv
from collections import defaultdict
from pathlib import Path

from dashboard import cell_values, codes
from dashboard.suggestions import Neighbours, right_of

ALIASES = Path(codes.__file__).parent / "data" / "value_aliases.csv"
PASS_MARK = 0.85


def official(code_set):
    """The spellings of the code set alone, without those that authorities were seen to use."""
    grouped = code_set in ("source", "ethnicity")
    known = {}
    for row in codes._read_sets()[code_set]:
        meaning = row["group"] if grouped else row["code"]
        for spelling in (row["code"], row["label"], row.get("written", "")):
            if spelling:
                known[cell_values.word(spelling)] = meaning
    return known


def test_a_fifth_of_what_authorities_really_typed_is_suggested_rightly_by_the_other_four():
    pairs = defaultdict(list)
    with ALIASES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            pairs[row["code_set"]].append((row["value"], row["meaning"]))

    right = {code_set: right_of(found, known=official(code_set)) for code_set, found in pairs.items()}

    asked = sum(len(found) for found in pairs.values())
    assert asked > 3_000
    assert sum(right.values()) / asked >= PASS_MARK


def test_nothing_is_suggested_for_what_resembles_nothing():
    assert Neighbours({"police": "6", "school": "2A"}).suggest("zzxxqq") is None
    assert Neighbours({}).suggest("police") is None


def test_an_exact_spelling_is_as_like_as_can_be():
    found = Neighbours({"police": "6", "school": "2A"}).suggest("Police")

    assert (found.meaning, round(found.likeness, 6)) == ("6", 1)
