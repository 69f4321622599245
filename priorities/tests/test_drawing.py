"""The picture of the thread: well-formed whatever it holds, escaped, styled by class only; and its labels."""

from dataclasses import replace
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as some

from priorities import drawing, labels
from priorities.knots import Knot, Result, Stage, Standing, loose_ends
from priorities.lanes import lay_out
from priorities.tests.test_knots import KNOTS, ON
from priorities.tests.test_lanes import ASKED, GOING, OLD, PROVEN, WATCH, YOUNG, knot, threads

SPRITE = "/static/img/icons.svg"


def drawn(*knots):
    lanes = threads(*knots).drawn
    return drawing.wide(lanes, sprite=SPRITE), drawing.narrow(lanes, sprite=SPRITE)


def shapes(svg):
    return [use.get("href").partition("#")[2] for use in fromstring(svg).iter("{http://www.w3.org/2000/svg}use")]


def count(svg, css):
    return svg.count(f'class="t-{css}"')


def words(svg):
    return [text.text for text in fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_whole_thread_is_yarn_from_end_to_end():
    wide, narrow = drawn(OLD, ASKED[0], PROVEN, WATCH)

    assert shapes(wide) == ["proven", "done", "done", "proven", "better-up"]
    assert shapes(narrow) == ["done", "done", "proven", "better-up"]
    assert (count(wide, "core"), count(wide, "plan"), count(wide, "gap")) == (3, 0, 0)


def test_yarn_turns_into_dots_where_things_are_only_planned():
    planned = knot("x", Stage.RE_AUDIT, "a2", standing=Standing.PLANNED)
    wide, narrow = drawn(YOUNG, ASKED[1], GOING, planned, replace(WATCH, ties=("a2",)))

    assert (count(wide, "core"), count(wide, "plan")) == (2, 2)
    assert count(narrow, "plan") == 2


def test_a_thread_breaks_before_what_is_missing_and_frays():
    wide, narrow = drawn(OLD, ASKED[0], replace(WATCH, ties=()))

    assert shapes(wide) == ["late", "done", "done", "gap"]
    assert (count(wide, "gap"), count(wide, "fray"), count(narrow, "fray")) == (1, 1, 1)
    assert words(wide)[-3:] == ["Nobody has", "taken this up", "Missing for 10 months"]


def test_a_late_action_is_the_loose_end_itself_and_what_follows_hangs_on_dots():
    late = replace(GOING, ties=("r1",), due=date(2026, 10, 1))

    alone, _ = drawn(OLD, ASKED[0], late, replace(WATCH, ties=()))
    watched, _ = drawn(OLD, ASKED[0], late, replace(WATCH, ties=("a2",)))

    assert (count(alone, "fray"), count(watched, "fray"), count(watched, "plan")) == (1, 0, 1)
    assert words(alone)[-1] == "7 weeks late"


def test_several_knots_lie_behind_each_other_and_are_counted():
    three = [replace(GOING, key=f"a{n}", ties=("r1",)) for n in range(2)]
    wide, _ = drawn(OLD, ASKED[0], *three, replace(PROVEN, key="p"), WATCH)

    assert count(wide, "behind") == 2
    assert words(wide)[-4:-1] == ["3 actions", "1 impact tested,", "2 under way"] or "3 actions" in words(wide)


def test_words_of_people_are_escaped():
    wide, _ = drawn(replace(OLD, title="<script>&\"'"), ASKED[0], PROVEN, WATCH)

    assert "<script" not in wide
    assert words(wide)[7] == "A  <script>&\"'"


def test_the_picture_is_silent_for_its_words_stand_beside_it():
    svgs = drawn(OLD, ASKED[0], PROVEN, WATCH)

    assert all('aria-hidden="true"' in svg and "style=" not in svg for svg in svgs)
    assert drawing.in_words(threads(OLD, ASKED[0], PROVEN, WATCH).lanes) == (
        "Threads across 7 stages. A is whole and reaches the measure. The list below says the same."
    )


def test_each_fate_has_its_words():
    stopped = replace(ASKED[1], standing=Standing.STOPPED)
    going = knot("r3", Stage.RECOMMENDATION, "f3", standing=Standing.GOING, due=ON)
    told = threads(OLD, ASKED[0], YOUNG, stopped, knot("f3", Stage.FINDING), going, WATCH)

    assert drawing.in_words(told.lanes).split(". ")[1:4] == [
        "A has a loose end (no action yet) and reaches the recommendation",
        "B was ended at the recommendation",
        "C is under way, at the recommendation",
    ]


def test_the_key_names_only_what_is_drawn():
    told = threads(OLD, ASKED[0], PROVEN, YOUNG, ASKED[1], WATCH)

    assert drawing.key_of(told.drawn) == [
        ("done", "Done"), ("proven", "Done, and impact tested"), ("gap", "Missing"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "colour"),
    [("done", "brand"), ("late", "worse"), ("gap", "worse"), ("better-up", "better"), ("steady", "steady"),
     ("hidden", "none"), ("worse-down", "worse")],
)  # fmt: skip
def test_a_shape_brings_its_own_meaning(shape, colour):
    assert drawing.colour_of(shape) == colour


@given(knots=KNOTS)
def test_whatever_the_knots_the_picture_is_well_formed(knots):
    lanes = lay_out(knots, loose_ends(knots, on=ON)).drawn

    for svg in (drawing.wide(lanes, sprite=SPRITE), drawing.narrow(lanes, sprite=SPRITE)):
        root = fromstring(svg)
        assert root.get("aria-hidden") == "true"


# Labels -----------------------------------------------------------------------


def cell_of(stage, *knots):
    (lane,) = threads(*knots).lanes
    return labels.label(next(cell for cell in lane.cells if cell.stage == stage))


def test_a_finding_says_where_it_comes_from_and_when():
    assert cell_of(Stage.FINDING, OLD, ASKED[0], PROVEN, WATCH) == labels.Label(("Audit",), "January 2024")


def test_a_measure_keeps_its_tone():
    watch = replace(WATCH, state="Improving")

    assert cell_of(Stage.MEASURE, OLD, ASKED[0], PROVEN, watch) == labels.Label(("Title of m",), "Improving", "better")


def test_a_knot_with_neither_state_nor_date_says_nothing():
    bare = replace(PROVEN, date=None)

    assert cell_of(Stage.ACTION, OLD, ASKED[0], bare, WATCH) == labels.Label(("Title of a1",), "")


def test_many_with_trouble_say_how_much():
    late = replace(GOING, ties=("r1",), due=date(2026, 10, 1))
    untaken = knot("r9", Stage.RECOMMENDATION, "f1")

    said = cell_of(Stage.ACTION, OLD, ASKED[0], untaken, PROVEN, late, WATCH)

    assert said == labels.Label(("2 actions",), "1 loose end, 1 missing", "worse")


def test_many_measures_are_only_counted_and_many_recommendations_may_lack_an_answer():
    more = replace(WATCH, key="m2")
    late = [knot(f"r{n}", Stage.RECOMMENDATION, "f1", standing=Standing.GOING, due=date(2026, 5, 1)) for n in (3, 4)]

    assert cell_of(Stage.MEASURE, OLD, ASKED[0], PROVEN, WATCH, more) == labels.Label(("2 measures",))
    assert cell_of(Stage.ACTION, OLD, *late, WATCH).state == "Missing for 6 months"


def test_one_knot_beside_something_missing_says_both():
    untaken = knot("r9", Stage.RECOMMENDATION, "f1")

    said = cell_of(Stage.ACTION, OLD, ASKED[0], untaken, PROVEN, WATCH)

    assert said == labels.Label(("Title of a1",), "Missing for 10 months", "worse")


def test_a_missing_impact_test_says_how_late_it_is():
    done = knot("a1", Stage.ACTION, "r1", due=date(2026, 8, 1))
    just = replace(done, due=ON)

    assert cell_of(Stage.RE_AUDIT, OLD, ASKED[0], done, WATCH).state == "Impact test 3 months late"
    assert threads(OLD, ASKED[0], just, WATCH).ends == ()


def test_loose_ends_other_than_lateness_are_named():
    tested = replace(PROVEN, result=Result.SAME)

    assert cell_of(Stage.ACTION, OLD, ASKED[0], tested, WATCH).state == "It did not help"


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("Short", ("Short",)),
        ("Nobody has taken this up", ("Nobody has", "taken this up")),
        ("Invitation letters for conferences", ("Invitation letters", "for conferences")),
        ("Neglect is seldom named when families first ask", ("Neglect is seldom", "named when families…")),
        ("Donaudampfschifffahrtsgesellschaftskapitän", ("Donaudampfschifffahrt…",)),
        ("Donaudampfschifffahrtsgesellschaft fuhr", ("Donaudampfschifffahrt…",)),
    ],
)  # fmt: skip
def test_titles_take_two_lines_of_equal_length_and_are_cut_at_a_word(given, lines):
    assert labels.wrapped(given) == lines


@given(words=some.text(max_size=120), lines=some.integers(1, 2))
def test_no_line_is_ever_too_long(words, lines):
    made = labels.wrapped(words, lines=lines)

    assert len(made) <= lines
    assert all(labels.width(line) <= labels.ROOM or len(line) <= 2 for line in made)


def test_a_knot_is_plain_data():
    assert Knot("k", Stage.RE_AUDIT, "", "Again").stage.words == "Re-audit"
    assert Stage.RE_AUDIT.slug == "re-audit"
