"""What practitioners of Oakshire say beside the self-assessments: a closed survey, one that runs, a peer challenge.

Staff see most standards as their agency does; of one agency they see one standard far darker, so that a disagreement
can be walked from the comparison to the question it became and what was answered. All by the verbs.
"""

from datetime import date, datetime, time, timedelta

import numpy as np

from audits import heat_map, tallies
from audits.models import Cycle, SelfAssessment
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.dice import dice
from partnership.working_days import LONDON
from reports import triangulation
from reports.models import SurveyLink

DARK = 3  # the number of the standard whose staff disagree
ANSWERS = 9
WORDS = (
    "The figure counts who was offered supervision, not who had it. We count again from the next quarter.",
    "We did not know. The lead takes it to the team managers this month and reports back in spring.",
    "Night and bank staff were never asked before; they are now part of the yearly check.",
)


def ask(cast: Cast, *, today: date) -> None:
    """Survey the practitioners of the last closed cycle and of the one that runs."""
    cycles = list(Cycle.objects.filter(name__startswith="Section 11").order_by("opens_on"))
    if len(cycles) > 1:
        _closed(cast, cycles[0], today)
        _running(cast, cycles[-1], today)


def _closed(cast: Cast, cycle: Cycle, today: date) -> None:
    """Last year's: answered, closed, and asked about at a peer challenge with minutes."""
    office, rng = cast.administrator, dice("surveying")
    opened, closed = today - timedelta(days=372), today - timedelta(days=350)
    survey = triangulation.open_survey(by=office, cycle=cycle, closes_on=closed, at=_at(opened))
    rows = SelfAssessment.objects.handed_in().filter(cycle=cycle)
    heat = heat_map.of_cycle(cycle, tallies.of(rows.pks()))
    own = {each.agency_id: each.pk for each in rows}
    links = list(survey.links.select_related("survey__cycle__version", "survey__cycle__local").order_by("agency"))
    for place, link in enumerate(links):
        if link.agency_id in own:
            _answers(link, heat, own[link.agency_id], rng, dark=place in (0, 2), on=opened + timedelta(days=5))
    event = triangulation.plan_challenge(
        by=office, cycle=cycle, held_on=today - timedelta(days=330), place="County Hall, committee room 2",
        at=_at(today - timedelta(days=345)),
    )  # fmt: skip
    said = {each.pk: WORDS[number % len(WORDS)] for number, each in enumerate(event.questions.all())}
    triangulation.minute(
        by=office, event=event, answers=said,
        minutes="Every agency was asked by two others. They agreed to read their supervision figures the same way, "
        "and to ask staff again next year.",
    )  # fmt: skip


def _answers(
    link: SurveyLink, heat: heat_map.HeatMap, row: int, rng: np.random.Generator, *, dark: bool, on: date
) -> None:  # fmt: skip
    """Some colleagues of one agency, around what it says itself."""
    means = {section.number: heat.of(row, section.pk).own for section in heat.sections}
    for _ in range(int(rng.integers(ANSWERS - 5, ANSWERS + 4))):
        scores = {
            number: int(np.clip(round(rng.normal(1 + mean / 25 - (2.2 if dark and number == DARK else 0), 0.6)), 1, 5))
            for number, mean in means.items() if mean is not None
        }  # fmt: skip
        triangulation.answer(link, scores=scores, on=on)


def _running(cast: Cast, cycle: Cycle, today: date) -> None:
    """This year's has just begun; links are handed on, and nothing is shown yet."""
    triangulation.open_survey(
        by=cast.administrator, cycle=cycle, closes_on=today + timedelta(days=12), at=_at(today - timedelta(days=4))
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 0), tzinfo=LONDON)
