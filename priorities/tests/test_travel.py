"""Which way a priority goes, by what is late and what owners last said."""

from datetime import date

import pytest

from priorities.progress import Light
from priorities.travel import Seen, travel

ON = date(2026, 11, 23)
NEW, OLD = date(2026, 11, 1), date(2026, 7, 1)
BETTER, WORSE = Seen(Light.ON_TRACK, "better", NEW), Seen(Light.AT_RISK, "worse", NEW)
SAME, LATE = Seen(Light.ON_TRACK, "same", NEW), Seen(Light.LATE, "better", OLD)


@pytest.mark.parametrize(
    ("actions", "words", "sentence", "standing"),
    [
        ([], "Nobody has said", "No action is under way.", ""),
        ([Seen(Light.ENDED, "better", NEW)], "Nobody has said", "No action is under way.", ""),
        ([BETTER], "Getting better", "1 action is open, none late. Their owners say: 1 better.", ""),
        ([BETTER, BETTER, WORSE], "Getting better",
         "3 actions are open, none late. Their owners say: 2 better, 1 worse.", "At risk"),
        ([BETTER, WORSE, SAME], "As before",
         "3 actions are open, none late. Their owners say: 1 better, 1 worse, 1 as before.", "At risk"),
        ([WORSE], "Getting worse", "1 action is open, none late. Their owners say: 1 worse.", "At risk"),
        ([LATE], "Nobody has said",
         "1 action is open, 1 late. No owner has said for three months which way it goes.", "Late"),
        ([Seen(Light.ON_TRACK, "", OLD)], "Nobody has said",
         "1 action is open, none late. No owner has said for three months which way it goes.", "No recent word"),
        ([Seen(Light.PROVING, "better", NEW)], "Getting better",
         "1 action is open, none late. Their owners say: 1 better.", ""),
    ],
)  # fmt: skip
def test_the_direction_of_travel_and_its_reasons(actions, words, sentence, standing):
    way = travel(actions, on=ON, silent_after=60)

    assert (way.words, way.sentence, way.standing) == (words, sentence, standing)


def test_what_gets_worse_comes_first_then_what_is_late_then_stale_then_the_rest():
    ways = [
        travel(actions, on=ON, silent_after=60)
        for actions in ([BETTER], [Seen(Light.ON_TRACK)], [LATE], [LATE, LATE], [WORSE])
    ]

    assert [ways.index(way) for way in sorted(ways, key=lambda way: way.rank)] == [4, 3, 2, 1, 0]


def test_whether_a_word_is_stale_is_the_partnerships_rule():
    told = [Seen(Light.ON_TRACK, "better", date(2026, 9, 24))]

    assert travel(told, on=ON, silent_after=60).stale is False
    assert travel(told, on=ON, silent_after=59).stale is True
