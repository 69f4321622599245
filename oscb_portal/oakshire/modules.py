"""The e-learning of Oakshire written here, and who has taken it; by the verbs."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.learning import at_hour, learners
from training import elearning, modules
from training.models import Course

SLUG = "child-abuse-and-neglect-the-first-hour"
WORDS = Path(__file__).parent / "modules.toml"
RIGHT: dict[int, dict[int, set[int]]] = {1: {}, 2: {0: {0}, 1: {0}}, 3: {0: {0, 1}}}


def teach(cast: Cast, *, today: date) -> None:
    """A module of three pages; some have finished it, some are in the midst of it."""
    office, at = cast.administrator, at_hour(today - timedelta(days=50))
    module = modules.begin(by=office, course=Course.objects.get(slug=SLUG))
    for number, page in enumerate(tomllib.loads(WORDS.read_text("utf-8"))["page"], start=1):
        words = {"captions": "", "transcript": "", **page}
        modules.write_page(by=office, module=module, number=number, words=words, video=None, at=at)
    module = modules.publish(by=office, module=module, at=at)
    for place, person in enumerate([cast.practitioner, *learners(9, on=today)]):
        begun = at_hour(today - timedelta(days=5 + 4 * place))
        hat = person.memberships.order_by("pk").first()
        if hat is None:
            continue
        mine = elearning.begin(by=person, agency=hat.agency, module=module, at=begun)
        # The first is in the midst of it, so that one sees how it goes on.
        for number in (1, 2, 3) if place else (1,):
            mine = elearning.go_on(by=person, learning=mine, number=number, chosen=RIGHT[number], at=begun)
