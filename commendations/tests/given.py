"""Thanks in few words, made by the verbs of the room, so that no test stands on a state the house forbids."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commendations import admitting, awarding, categories, consenting, nominating, panel, rounds, screening, thanking
from commendations.models import Award, Category, Commendation, Opinion, Round
from commendations.nominating import Thanks
from partnership.models import Membership, Person
from partnership.refusals import Refusal

_number = count(1)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/London"))
ON = AT.date()
WORDS = "She answers the phone as if you were the only call that day."


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, to the letter."""
    with pytest.raises(Refusal) as no:
        yield
    assert no.value.sentence == sentence


def a_category(slug: str = "good-job") -> Category:
    """One of the kinds; a transactional test may have emptied the table."""
    categories.settle()
    return Category.objects.get(slug=slug)


def thanks(cast: Any, **words: Any) -> Thanks:
    """What a nomination of a duty worker of the council says."""
    return Thanks(**{
        "category": a_category(), "kind": "person", "nominee_name": f"Nora Ashdown {next(_number)}",
        "nominee_role": "Duty worker", "agencies": (cast.agencies.county_council,),
        "story": "Whoever rings gets an answer, and a call back.", "difference": "Families ring earlier.",
        "words": WORDS, **words,
    })  # fmt: skip


def a_nomination(cast: Any, *, by: Person | None = None, at: datetime = AT, **words: Any) -> Commendation:
    """A nomination by the practitioner of the health trust."""
    return nominating.nominate(by=by or cast.practitioner, thanks=thanks(cast, **words), at=at)


def one_from_outside(cast: Any, *, at: datetime = AT, **words: Any) -> Commendation:
    """Thanks by a parent whose address is proven."""
    said = thanks(cast, **{"agencies": (), "elsewhere": "The hub in Alderbrook", **words})
    return thanking.thank(email="parent@home.example", name="Ines Moor", told_by="parent", thanks=said, at=at)


def a_returned_one(cast: Any, *, at: datetime = AT, **words: Any) -> Commendation:
    """A nomination that came back with a question."""
    made = a_nomination(cast, at=at, **words)
    screening.send_back(by=cast.administrator, commendation=made, asked_for="When was that?", at=at)
    made.refresh_from_db()
    return made


def wording(**words: Any) -> awarding.Wording:
    """The second screen, filled in for the wall."""
    return awarding.Wording(**{
        "wall_name": "Duty worker, the hub", "wall_words": WORDS, "nominee_email": "nora@council.example",
        "manager_email": "manager@council.example", **words,
    })  # fmt: skip


def an_award(cast: Any, *, of: Commendation | None = None, at: datetime = AT, **words: Any) -> Award:
    """An award told at once, whose nominee and manager have not answered yet."""
    nomination = of or a_nomination(cast, at=at)
    return awarding.award(by=cast.administrator, commendation=nomination, wording=wording(**words), at=at)


def agreed(award: Award, *, at: datetime = AT + timedelta(hours=1), photo: bool = False) -> Award:
    """Both agree to the wall."""
    for consent in award.consents.all():
        consenting.answer(consent=consent, agreed=True, read=consenting.words_of(award), photo=photo, at=at)
    award.refresh_from_db()
    return award


def one_on_the_wall(cast: Any, *, at: datetime = AT, **words: Any) -> Award:
    """An award everybody may read."""
    return agreed(an_award(cast, at=at, **words), at=at)


# Rounds --------------------------------------------------------------------------


def a_judge(cast: Any, agency: Any = None, **fields: Any) -> Person:
    """Somebody more on the panel, of the board unless an agency is named."""
    number = next(_number)
    person = Person.objects.create_user(f"judge{number}@oakshire.example", name=f"Judge {number}", **fields)
    Membership.objects.create(
        person=person, agency=agency or cast.agencies.board, role="panel_member", starts_on=date(2020, 1, 1)
    )
    return person


def a_round(cast: Any, *, judges: tuple[Person, ...] = (), on: date = ON, **words: Any) -> Round:
    """A round that takes nominations now, is screened for a week, scored for two more, and told three weeks later."""
    panel_of = judges or (cast.panel, a_judge(cast), a_judge(cast))
    weeks = [on + timedelta(days=7 * n) for n in range(6)]
    plan = rounds.Plan(**{
        "name": f"Round {next(_number)}", "categories": (a_category(),), "opens_on": on, "nominate_until": weeks[1],
        "screen_until": weeks[2], "score_until": weeks[3], "decide_until": weeks[4],
        "announce_at": AT + timedelta(days=35), "quorum": 2, "judges": panel_of, **words,
    })  # fmt: skip
    return rounds.open_round(by=cast.administrator, plan=plan, at=AT)


def admitted(cast: Any, to: Round, *, at: datetime = AT, **words: Any) -> Commendation:
    """A nomination before the panel of a round."""
    return admitting.admit(
        by=cast.administrator, commendation=a_nomination(cast, at=at, **words), to=to, at=at,
        redacted_story="Whoever rings gets an answer.", redacted_difference="They ring earlier.",
    )  # fmt: skip


SCORING = AT + timedelta(days=16)
DECIDING = AT + timedelta(days=24)
TOLD = AT + timedelta(days=35)


def scored(cast: Any, of: Round, *, scores: tuple[int, ...] = (4, 4, 4)) -> None:
    """Everybody of the panel gives every nomination the same marks, judge by judge."""
    panel.spread_reading(by=cast.administrator, of=of, at=SCORING)
    for judge, score in zip([each.person for each in of.judges.order_by("pk")], scores, strict=False):
        for opinion in Opinion.objects.visible_to(judge).filter(commendation__round=of):
            marks = {each.pk: score for each in of.criteria.all()}
            panel.give_opinion(by=judge, opinion=opinion, marks=marks, comment="", at=SCORING)
