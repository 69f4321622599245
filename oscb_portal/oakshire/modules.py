"""The e-learning of Oakshire written here, and who has taken it; by the verbs."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from office.models import Letter
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.learning import at_hour, learners
from training import elearning, modules
from training.models import Course

SLUG = "child-abuse-and-neglect-the-first-hour"
WORDS = Path(__file__).parent / "modules.toml"
# By place: the days ago it was begun where that matters: due in three days, and past its last day.
BEGUN = {0: 5, 1: 39, 2: 60, 3: 75}
UNDER_WAY = (0, 1, 2, 3)
RIGHT: dict[int, dict[int, set[int]]] = {1: {}, 2: {0: {0}, 1: {0}}, 3: {0: {0, 1}}}


def teach(cast: Cast, *, today: date) -> None:
    """A module of three pages: finished by some, under way, due in three days, withdrawn; its next version a draft."""
    office, at = cast.administrator, at_hour(today - timedelta(days=120))
    module = modules.begin(by=office, course=Course.objects.get(slug=SLUG))
    for number, page in enumerate(tomllib.loads(WORDS.read_text("utf-8"))["page"], start=1):
        words = {"captions": "", "transcript": "", **page}
        modules.write_page(by=office, module=module, number=number, words=words, video=None, at=at)
    modules.publish(by=office, module=module, at=at)
    people = [cast.practitioner, *learners(12, on=today)]
    for place, person in enumerate(people):
        begun = at_hour(today - timedelta(days=BEGUN.get(place, 5 + 2 * place)))
        hat = person.memberships.order_by("pk").first()
        if hat is None:
            continue
        mine = elearning.begin(by=person, agency=hat.agency, module=module, at=begun)
        for number in (1,) if place in UNDER_WAY else (1, 2, 3):
            mine = elearning.go_on(by=person, learning=mine, number=number, chosen=RIGHT[number], at=begun)
    elearning.withdraw_late(at=at_hour(today))
    Letter.objects.filter(key__startswith="e-learning ").delete()
    page = module.in_force.pages.get(number=1)  # type: ignore[union-attr]
    words = {name: getattr(page, name) for name in modules.WORDS} | {"title": "What you may see and hear"}
    modules.write_page(by=office, module=module, number=1, words=words, video=None, at=at_hour(today))
