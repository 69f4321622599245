"""The words of a report, its checklist and its frozen values: pure."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnership.refusals import Refusal
from reports import blocks, checklist, tokens, year_names
from reports.blocks import Chart, Fact, Gathered, Grid, Line, Lines, Whole
from reports.checklist import Standing

WHOLE = Whole({
    "impact": Gathered(
        (
            Fact("tested", "Tested", "12", note="n", address="/a/"),
            Lines("What", (Line("one", "more", "/b/"),), "none", "2 more"),
            Grid("Table", ("A", "B"), (("x", "1"), ("y", "2"))),
            Chart("Chart", "It rose.", "<svg/>", (("<svg/>", "usual"),), (("A", "bank holiday"),),
                  Grid("Twin", ("M",), (("May",),)), code="D01", value="30"),
        ),
        tells_of=(3, 5),
    ),
    "voices": Gathered(failed="not there"),
})  # fmt: skip


def test_what_was_gathered_comes_back_from_json_as_it_was():
    assert blocks.from_plain(blocks.to_plain(WHOLE)) == WHOLE


def test_the_fingerprint_changes_with_any_value_and_with_nothing_else():
    content = blocks.to_plain(WHOLE)
    turned = dict(reversed(list(content.items())))

    assert blocks.fingerprint(content) == blocks.fingerprint(turned)
    turned["voices"] = {**turned["voices"], "failed": "other"}
    assert blocks.fingerprint(content) != blocks.fingerprint(turned)


def test_facts_and_published_measures_are_the_tokens_there_are():
    assert WHOLE.words_of_tokens() == {"fact tested": "12", "measure D01": "30"}


def test_a_token_is_filled_and_one_that_is_gone_says_so():
    text = "We tested {{ fact   tested }} of {{measure D01}} and {{ fact lost }}."

    assert tokens.filled(text, WHOLE.words_of_tokens()) == "We tested 12 of 30 and (figure not there)."
    assert tokens.unknown(text, WHOLE.words_of_tokens()) == ["fact lost"]


@given(st.text(alphabet="ab {}#-\n[]()/", max_size=200))
@settings(max_examples=60)
def test_every_paragraph_is_backed_or_not_whatever_is_written(text):
    loose = tokens.unbacked(text)

    assert set(loose) <= set(tokens.paragraphs(text))
    assert not any(tokens.names(each) for each in loose)


def test_a_paragraph_without_figure_or_link_gives_no_evidence():
    text = "## It rose\n\nEverybody says so.\n\nBy {{ fact tested }}.\n\nSee [the plan](/priorities/).\n\nSee [us](https://x.org/)."

    assert tokens.unbacked(text) == ["Everybody says so.", "See [us](https://x.org/)."]


def test_the_edition_in_force_asks_for_impact_before_anything_else():
    edition = checklist.in_force(date(2026, 3, 31))
    asked = [each.key for each in edition.sections]

    assert asked.index("impact") == 1
    assert {"little-progress", "incidents", "voices", "costs", "scrutiny", "for-children"} <= set(asked)


def test_no_edition_was_in_force_in_the_last_century():
    with pytest.raises(checklist.FaultyEdition, match="No edition"):
        checklist.in_force(date(1999, 1, 1))


def test_the_checklist_tells_empty_unbacked_failed_and_complete_apart():
    edition = checklist.in_force(date(2026, 3, 31))
    texts = {"impact": "Nobody knows.", "foreword": "We are three.", "training": "{{ fact learners }} came."}

    found = {each.asked.key: each for each in checklist.lines(edition, texts, {"audits": "Broken."})}

    assert found["foreword"].standing is Standing.COMPLETE  # its own words
    assert found["impact"].standing is Standing.UNBACKED
    assert found["impact"].unbacked == ("Nobody knows.",)
    assert found["training"].standing is Standing.COMPLETE
    assert found["audits"].standing is Standing.FAILED
    assert found["costs"].standing is Standing.EMPTY


@pytest.mark.parametrize("name", ["2025", "2025-27", "2025-6", "1999-00", "next", "../2025-26"])
def test_what_is_no_year_is_refused(name):
    with pytest.raises(Refusal):
        year_names.days(name)


def test_a_year_runs_from_april_to_march_across_centuries_too():
    assert year_names.days("2099-00") == (date(2099, 4, 1), date(2100, 3, 31))
    assert year_names.of(date(2026, 3, 31)) == "2025-26"
    assert year_names.before("2025-26") == "2024-25"
