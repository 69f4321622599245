"""Thanks of Oakshire, in every state, made by the verbs a person would use; the words are in thanks.toml."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from commendations import (
    awarding,
    categories,
    consenting,
    good_practice,
    nominating,
    publishing,
    screening,
    sheets,
    thanking,
)
from commendations.models import Award, Category, Commendation
from office.models import Letter
from oscb_portal.oakshire.cast import Cast
from partnership.models import Person
from partnership.working_days import LONDON
from priorities.models import Priority, Theme

WORDS = Path(__file__).parent / "thanks.toml"
Words = Mapping[str, Any]


def give(cast: Cast, *, today: date) -> None:
    """All of them: awarded, waiting, returned, declined, chosen for a day to come."""
    categories.settle()
    sheets.settle()
    words = tomllib.loads(WORDS.read_text("utf-8"))
    place = _Place(cast, today)
    for each in words["award"]:
        _award(each, place)
    for each in words["waits"]:
        place.nominate(each)
    for each in words["returned"]:
        made = place.nominate(each)
        screening.send_back(by=cast.administrator, commendation=made, asked_for=each["asked"], at=place.at(each, 2))
    for each in words["declined"]:
        made = place.nominate(each)
        screening.decline(
            by=cast.administrator, commendation=made, reason=each["reason"], pass_on=True, at=place.at(each, 4)
        )
    for each in words["embargo"]:
        _set_for_later(each, place)
    # What was told long ago is not sent anew.
    Letter.objects.filter(key__startswith="commendation ").delete()


class _Place:
    """Who and when: people, agencies and days by the words of the file."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today = cast, today
        self.categories = {each.slug: each for each in Category.objects.all()}

    def at(self, words: Words, later: int = 0, hour: int = 10) -> datetime:
        """So many days ago, or some days later than that."""
        return datetime.combine(self.today - timedelta(days=words["days"] - later), time(hour), tzinfo=LONDON)

    def person(self, key: str) -> Person:
        """Somebody of the cast."""
        return getattr(self.cast, key)

    def thanks(self, words: Words) -> nominating.Thanks:
        """What the nomination says."""
        return nominating.Thanks(
            category=self.categories[words["category"]], kind=words["kind"], nominee_name=words["name"],
            nominee_role=words["role"], story=words["story"], difference=words["difference"], words=words["words"],
            agencies=tuple(getattr(self.cast.agencies, key) for key in words.get("agencies", [])),
            elsewhere=words.get("elsewhere", ""), nominee_email=_address(words["name"]), manager_email=MANAGER,
            supporters=(self.person(words["support"]),) if "support" in words else (),
        )  # fmt: skip

    def nominate(self, words: Words) -> Commendation:
        """It arrives, from inside or outside."""
        if words["by"]:
            return nominating.nominate(by=self.person(words["by"]), thanks=self.thanks(words), at=self.at(words))
        return thanking.thank(
            email="somebody@home.example", name="", told_by=words["from"], thanks=self.thanks(words), at=self.at(words)
        )


MANAGER = "manager.of.everybody@oakshire.example"


def _address(name: str) -> str:
    return "".join(sign if sign.isalnum() else "." for sign in name.lower()).strip(".") + "@post.example"


def _wording(words: Words, place: _Place, **more: Any) -> awarding.Wording:
    return awarding.Wording(
        wall_name=words.get("wall", words["name"]), wall_words=words["words"], nominee_email=_address(words["name"]),
        manager_email=MANAGER, agencies=tuple(getattr(place.cast.agencies, key) for key in words["agencies"]),
        priorities=tuple(Priority.objects.filter(slug__in=words.get("priorities", []))),
        themes=tuple(Theme.objects.filter(slug__in=words.get("themes", []))), **more,
    )  # fmt: skip


def _award(words: Words, place: _Place) -> Award:
    """Awarded, agreed to, on the wall."""
    made = place.nominate(words)
    award = awarding.award(
        by=place.cast.administrator, commendation=made, wording=_wording(words, place), at=place.at(words, 3)
    )
    for consent in award.consents.all():
        consenting.answer(
            consent=consent, agreed=True, read=consenting.words_of(award), photo=False, at=place.at(words, 5)
        )
    if "good_practice" in words:
        good_practice.note(by=place.cast.administrator, award=award, text=words["good_practice"], shows=())
    return award


def _set_for_later(words: Words, place: _Place) -> None:
    """Awarded, to be told on a day to come; the manager agreed, the team would rather not be named."""
    made = place.nominate(words)
    later = datetime.combine(place.today + timedelta(days=words["in_days"]), time(9), tzinfo=LONDON)
    award = awarding.award(
        by=place.cast.administrator, commendation=made, wording=_wording(words, place, announce_at=later),
        at=place.at(words, 3),
    )  # fmt: skip
    for consent in award.consents.all():
        consenting.answer(
            consent=consent, agreed=consent.who == "manager", read=consenting.words_of(award), photo=False,
            at=place.at(words, 5),
        )  # fmt: skip
    publishing.announce_due(at=place.at(words, 5))
