"""Threads as lanes: which knots hang on which finding, how each goes, and the sentence that leads the page."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from priorities.knots import Knot, Result, Stage, Standing, loose_ends
from priorities.lanes import COLUMNS, Choice, Lane, Verdict, chosen, lay_out, sentence
from priorities.tests.test_knots import KNOTS, LONG_AGO, ON


def knot(key, stage, *ties, **more):
    return Knot(key, stage, "Audit", f"Title of {key}", date=LONG_AGO, ties=ties, **more)


OLD = replace(knot("f1", Stage.FINDING), date=date(2024, 1, 1))
YOUNG = replace(knot("f2", Stage.FINDING), date=date(2025, 1, 1))
ASKED = [knot("r1", Stage.RECOMMENDATION, "f1"), knot("r2", Stage.RECOMMENDATION, "f2")]
PROVEN = knot("a1", Stage.ACTION, "r1", standing=Standing.PROVEN, result=Result.BETTER)
GOING = knot("a2", Stage.ACTION, "r2", standing=Standing.GOING)
WATCH = knot("m", Stage.MEASURE, "a1", shape="better-up")


def threads(*knots):
    return lay_out(knots, loose_ends(knots, on=ON))


def test_there_is_one_lane_for_each_finding_and_the_oldest_is_a():
    told = threads(YOUNG, OLD, *ASKED, PROVEN, GOING, WATCH)

    assert [(lane.letter, lane.finding.key, [k.key for k in lane.knots]) for lane in told.lanes] == [
        ("A", "f1", ["f1", "r1", "a1", "m"]),
        ("B", "f2", ["f2", "r2", "a2"]),
    ]
    assert [lane.verdict for lane in told.lanes] == [Verdict.WHOLE, Verdict.GOING]


def test_a_knot_two_findings_lead_to_belongs_to_the_older_one():
    shared = replace(PROVEN, ties=("r1", "r2"))

    told = threads(OLD, YOUNG, *ASKED, shared, WATCH)

    older, younger = told.lanes
    action = next(cell for cell in younger.cells if cell.stage == Stage.ACTION)
    assert action.borrowed(shared) == "A"
    assert [cell.borrowed(shared) for cell in older.cells if shared in cell.knots] == [""]


def test_what_hangs_on_no_finding_is_listed_apart_and_voices_have_a_place_of_their_own():
    alone = knot("a9", Stage.ACTION)
    voice = knot("v", Stage.VOICE)

    told = threads(OLD, ASKED[0], PROVEN, WATCH, alone, voice)

    assert [k.key for k in told.untied] == ["a9"]


def test_what_is_missing_stands_where_it_should_have_been():
    told = threads(OLD, ASKED[0], WATCH)

    (lane,) = told.lanes
    missing = next(cell for cell in lane.cells if cell.stage == Stage.ACTION)
    assert (missing.knots, missing.missing.words.missing) == ((), "Nobody has taken this up")
    assert (lane.verdict, lane.words) == (Verdict.LOOSE, "Loose end: no action yet")
    assert told.letter_of(told.ends[0]) == "A"
    assert told.letter_of(replace(told.ends[0], key="elsewhere")) == ""


def test_two_kinds_of_loose_end_are_counted_in_the_verdict():
    late = replace(GOING, due=date(2026, 3, 1), ties=("r2",))
    told = threads(YOUNG, ASKED[1], knot("r3", Stage.RECOMMENDATION, "f2"), late, WATCH)

    assert told.lanes[0].words == "Loose end: no action yet, and 1 more"


def test_a_thread_that_was_not_accepted_has_ended():
    told = threads(OLD, replace(ASKED[0], standing=Standing.STOPPED), WATCH)

    assert (told.lanes[0].verdict, told.lanes[0].words) == (Verdict.STOPPED, "Ended: not pursued")


def test_a_thread_is_not_whole_while_an_answer_or_an_action_is_still_awaited():
    waits = knot("r3", Stage.RECOMMENDATION, "f1", standing=Standing.GOING, due=date(2027, 1, 1))

    assert threads(OLD, ASKED[0], PROVEN, WATCH, waits).lanes[0].verdict == Verdict.GOING
    assert threads(OLD, ASKED[0], PROVEN, WATCH, replace(GOING, ties=("r1",))).lanes[0].verdict == Verdict.GOING
    assert threads(replace(OLD, date=ON), WATCH).lanes[0].words == "Under way"


def lane(letter, verdict):
    ends = tuple(loose_ends([OLD], on=ON))[:1] if verdict == Verdict.LOOSE else ()
    stopped = knot("r", Stage.RECOMMENDATION, standing=Standing.STOPPED)
    knots = {Verdict.WHOLE: (PROVEN,), Verdict.STOPPED: (stopped,)}.get(verdict, ())
    cells = lay_out([OLD, *(replace(k, ties=("f1",)) for k in knots)], ends).lanes[0].cells
    return Lane(letter, OLD, cells, ends)


W, G, L, S = Verdict.WHOLE, Verdict.GOING, Verdict.LOOSE, Verdict.STOPPED


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([], "No finding is tied to this priority yet."),
        ([W], "The one thread is whole: change was shown."),
        ([L], "The one thread has a loose end."),
        ([W, G, L, L], "One of four threads is whole. One is under way, and two have a loose end."),
        ([W, W, S], "Two of three threads are whole. One was ended by a decision."),
        ([G, L, S, S], ("None of four threads are whole. One is under way, one has a loose end, and "
         "two were ended by a decision.")),
        ([W] * 12, "12 of 12 threads are whole."),
    ],
)  # fmt: skip
def test_the_sentence_above_the_picture(verdicts, said):
    lanes = [lane(str(number), verdict) for number, verdict in enumerate(verdicts)]

    assert [each.verdict for each in lanes] == verdicts
    assert " ".join(part for part in sentence(lanes) if part) == said


def test_letters_go_on_after_z():
    told = threads(*(replace(OLD, key=f"f{number:02}") for number in range(28)))

    assert [each.letter for each in told.lanes[24:]] == ["Y", "Z", "AA", "AB"]
    assert len(told.drawn) == 8


@given(knots=KNOTS, on=some.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_whatever_the_knots_none_is_lost_and_cells_stand_in_the_order_of_stages(knots, on):
    told = lay_out(knots, loose_ends(knots, on=on))

    shown = {k.key for each in told.lanes for k in each.knots} | {k.key for k in told.untied}
    assert shown == {k.key for k in knots if k.stage != Stage.VOICE}
    for each in told.lanes:
        places = [COLUMNS.index(cell.stage) for cell in each.cells]
        assert places == sorted(set(places))
        assert each.cells[0].knots == (each.finding,)


@pytest.mark.parametrize(
    ("choice", "letters", "untied"),
    [
        (Choice(), "AB", ["a9"]),
        (Choice(stage=Stage.MEASURE), "A", []),
        (Choice(agency="Police"), "B", ["a9"]),
        (Choice(agency="Police", stage=Stage.FINDING), "", []),
        (Choice(year=2023), "A", []),
        (Choice(year=2024), "B", []),
    ],
)
def test_one_may_choose_threads_by_stage_year_and_agency(choice, letters, untied):
    of_police = replace(GOING, agencies=("Police",))
    told = threads(OLD, YOUNG, *ASKED, PROVEN, of_police, WATCH, replace(of_police, key="a9", ties=()))

    kept = chosen(told, choice)

    assert ("".join(lane.letter for lane in kept.lanes), [k.key for k in kept.untied]) == (letters, untied)
    assert {end.key for end in kept.ends} == ({"a9"} if untied else set())
