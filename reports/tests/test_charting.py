"""Charts of a report: with a table and a sentence, hidden as tables are, and none without figures."""

from types import SimpleNamespace
from typing import Any

from figures.suppression import WORDS, Hidden
from reports import tokens
from reports.blocks import Chart, Fact, Grid, Lines, Whole, from_plain, to_plain
from reports.gathered import charting, checks, trained
from reports.gathering import Gathered


def came(agency: str, sector: str, people: int) -> list[Any]:
    of = SimpleNamespace(name=agency, get_sector_display=lambda: sector)
    return [SimpleNamespace(agency=of)] * people


def an_audit(number: int, good: int, rest: int) -> Any:
    grades = [["good", "Good", good], ["requires-improvement", "Requires improvement", rest]]
    whole = {"code": "overall", "title": "As a whole", "grades": grades, "good": good, "not_enough": 0}
    return SimpleNamespace(pk=number, title=f"Audit {number}", figures={"sections": [whole]})


def figures_of(chart: Chart | Lines) -> dict[str, str]:
    assert isinstance(chart, Chart)
    return {row[0]: row[-1] for row in chart.table.rows}


def test_a_chart_has_a_sentence_a_table_and_a_drawing_and_can_be_frozen():
    chart = charting.bars("Who told us", "Most were children.", {"Children": 12, "Parents": 3}, head=("Who", "Times"))

    assert isinstance(chart, Chart)
    assert (chart.table.head, chart.table.rows) == (("Who", "Times"), (("Children", "12"), ("Parents", "3")))
    assert chart.narrow.startswith("<svg")
    whole = Whole({"voices": Gathered((chart,))})
    assert from_plain(to_plain(whole)) == whole


def test_a_chart_without_figures_says_so_and_draws_nothing():
    for counted in ({}, {"Children": 0}, {"Children": None}):
        found = charting.bars("Who told us", "Most were children.", counted)

        assert isinstance(found, Lines)
        assert found.none == charting.NOTHING


def test_where_every_count_is_hidden_nothing_is_drawn():
    found = charting.bars("Cases", "Few.", {"One": Hidden.SMALL, "Two": Hidden.PROTECTS, "Three": None})

    assert isinstance(found, Lines)
    assert found.none == charting.ALL_FEW


def test_a_single_count_is_a_table_and_no_drawing():
    found = charting.bars("Who told us", "Children.", {"Children": 2}, head=("Who", "Times"))

    assert found == Grid("Who told us", ("Who", "Times"), (("Children", "2"),))


def test_a_report_frozen_with_two_drawings_of_a_chart_can_still_be_read():
    chart = charting.bars("Who told us", "Most were children.", {"Children": 12, "Parents": 3})
    plain = to_plain(Whole({"voices": Gathered((chart,))}))
    plain["voices"]["blocks"][0]["wide"] = "<svg/>"

    assert from_plain(plain).of("voices").charts == [chart]


def test_a_figure_that_may_not_be_shown_reads_as_words_within_a_sentence():
    words = Whole({"incidents": Gathered((Fact("notified", "Notified", WORDS),))}).words_of_tokens()

    told = tokens.filled("{{ fact notified }} incidents. We wrote {{ fact notified }} letters.", words)

    assert told == "A small number of incidents. We wrote a small number of letters."


def test_a_hidden_count_has_no_bar_and_no_number():
    chart = charting.bars("People", "Few.", {"Police": 40, "Probation": Hidden.SMALL}, head=("Sector", "People"))

    assert figures_of(chart) == {"Police": "40", "Probation": WORDS}


def test_what_is_beyond_the_largest_is_put_together():
    counted = {f"Agency {number:02}": number for number in range(1, 15)}

    found = charting.largest(counted, others="All others", most=4)

    assert found == {"Agency 14": 14, "Agency 13": 13, "Agency 12": 12, "All others": 66}


def test_a_small_sector_cannot_be_worked_out_from_its_agencies_nor_from_the_whole():
    there = [*came("Police", "Justice", 30), *came("Probation", "Justice", 3), *came("Trust", "Health", 20),
             *came("Practice", "Health", 9)]  # fmt: skip

    by_sector, by_agency = trained.by_sector_and_agency(there)

    # Justice less Police would tell of Probation, so Police is hidden too; the sectors may then be shown.
    assert figures_of(by_agency) == {"Police": WORDS, "Probation": WORDS, "Trust": "20", "Practice": "9"}
    assert figures_of(by_sector) == {"Justice": "33", "Health": "29", "All": "62"}


def test_the_cases_of_a_small_audit_are_hidden_with_what_would_reveal_them():
    chart = checks.good_or_better([an_audit(1, 14, 8), an_audit(2, 12, 9), an_audit(3, 7, 2)])

    shares = figures_of(chart)
    assert shares["Audit 3"] == WORDS
    assert list(shares.values()).count(WORDS) >= 2 or "%" not in chart.sentence
    assert shares["Audit 1"] in ("64%", WORDS)


def test_audits_without_grades_have_no_chart():
    assert isinstance(checks.good_or_better([]), Lines)
    assert isinstance(checks.good_or_better([an_audit(1, 0, 0)]), Lines)
