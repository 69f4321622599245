"""A panel of Oakshire: one round that was told, one that is being scored, cards, and an evening of thanks to come."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from commendations import (
    admitting,
    awarding,
    cards,
    categories,
    ceremonies,
    consenting,
    nominating,
    panel,
    publishing,
    rounds,
)
from commendations.models import Award, Category, Commendation, Opinion, Round
from office.models import Letter
from oscb_portal.oakshire.cast import DOMAIN, Cast
from partnership.models import Membership, Person
from partnership.working_days import LONDON

# name, agency of the cast: the panel beside Petra Lindhollow.
JUDGES = (("Marguerite Oldacre", "police"), ("Ambrose Thistlewood", "icb"), ("Hester Calloway", "voluntary"))
TOLD = (
    (
        "The after-school desk",
        "Youth workers",
        "school",
        "They kept one desk free for whoever stayed.",
        5,
    ),
    (
        "The interpreters of Ward Four",
        "Interpreters",
        "icb",
        "They stayed late so that a mother could ask.",
        4,
    ),
    ("The lost property team", "Transport police", "police", "They brought the school bag home.", 2),
)
SCORED = (
    ("The breakfast table", "Volunteers", "voluntary", "They set one more place than they need, every morning."),
    ("The foster carers’ line", "Duty workers", "county_council", "They ring back at night, and they know the name."),
    ("The school bus drivers", "Drivers", "school", "They notice who is missing, and they say so."),
)
CARDS = (
    ("practitioner", "lead", "Thank you for the ten minutes on Tuesday. They saved me a day.", True, True),
    ("head", "practitioner", "You came although it snowed.", False, True),
    ("lead", "council", "The plan was read to the end. One could tell.", True, None),
)


def hold(cast: Cast, *, today: date) -> None:
    """All of it."""
    days = _Days(today)
    together = Category.objects.get(slug="together")
    categories.keep(
        by=cast.administrator, category=together, name=together.name, help=together.help, way="round", in_use=True
    )
    judges = (cast.panel, *(_judge(cast, name, agency) for name, agency in JUDGES))
    _told(cast, judges, days)
    _being_scored(cast, judges, days)
    _write_cards(cast, days)
    _plan_evening(cast, days)
    # What was told long ago is not sent anew.
    Letter.objects.filter(Q(key__startswith="commendation ") | Q(key__startswith="round ")).delete()


class _Days:
    """Moments counted from today."""

    def __init__(self, today: date) -> None:
        self.today = today

    def day(self, days: int) -> date:
        """A day, so many from today."""
        return self.today + timedelta(days=days)

    def at(self, days: int, hour: int = 10) -> datetime:
        """A moment on that day."""
        return datetime.combine(self.day(days), time(hour), tzinfo=LONDON)


def _judge(cast: Cast, name: str, agency: str) -> Person:
    person = Person.objects.create_user(
        f"{name.lower().replace(' ', '.')}@{DOMAIN}", name=name, job_role="Panel member"
    )
    Membership.objects.create(
        person=person, agency=getattr(cast.agencies, agency), role="panel_member", starts_on=date(2021, 9, 1)
    )
    return person


def _open(cast: Cast, name: str, judges: tuple[Person, ...], days: _Days, first: int, **more: Any) -> Round:
    ends = [days.day(first + each) for each in (0, 28, 35, 56, 63)]
    plan = rounds.Plan(
        name=name, categories=tuple(Category.objects.filter(slug="together")), opens_on=ends[0], nominate_until=ends[1],
        screen_until=ends[2], score_until=ends[3], decide_until=ends[4], announce_at=days.at(first + 70, 9), quorum=2,
        judges=judges, **more,
    )  # fmt: skip
    return rounds.open_round(by=cast.administrator, plan=plan, at=days.at(first - 7))


def _admit(cast: Cast, of: Round, words: tuple[Any, ...], at: datetime) -> Commendation:
    name, role, agency, text = words[:4]
    thanks = nominating.Thanks(
        category=of.categories.get(), kind="team", nominee_name=name, nominee_role=role, story=text,
        difference="Children and families notice, and say so.", words=text,
        agencies=(getattr(cast.agencies, agency),), nominee_email=f"{len(name)}.{agency}@post.example",
        manager_email="manager.of.everybody@oakshire.example",
    )  # fmt: skip
    made = nominating.nominate(by=cast.lead, thanks=thanks, at=at)
    return admitting.admit(
        by=cast.administrator, commendation=made, to=of, redacted_story=text, at=at, ordinary=True,
        redacted_difference="Children and families notice, and say so.",
    )  # fmt: skip


def _told(cast: Cast, judges: tuple[Person, ...], days: _Days) -> None:
    """A blind round, scored by everybody, decided quietly, told two months ago."""
    of = _open(cast, "Together, summer", judges, days, -136, blind=True)
    scoring, deciding, told = days.at(-96), days.at(-76), days.at(-66, 9)
    made = [(_admit(cast, of, words, days.at(-126)), words[4]) for words in TOLD]
    panel.spread_reading(by=cast.administrator, of=of, at=scoring)
    for nomination, score in made:
        _score(of, nomination, score, scoring)
        panel.decide(by=cast.administrator, commendation=nomination, chosen=score > 2, at=deciding)
    for nomination, score in made:
        if score > 2:
            _prepare(cast, nomination, of, deciding)
    publishing.announce_due(at=told)
    panel.announce_due(at=told)


def _score(of: Round, nomination: Commendation, score: int, at: datetime) -> None:
    for apart, opinion in enumerate(Opinion.objects.filter(commendation=nomination)):
        marks = {each.pk: max(1, score - apart) for each in of.criteria.all()}
        panel.give_opinion(by=opinion.judge, opinion=opinion, marks=marks, comment="", at=at)


def _prepare(cast: Cast, nomination: Commendation, of: Round, at: datetime) -> Award:
    nomination.refresh_from_db()
    wording = awarding.Wording(
        wall_name=nomination.nominee_name, wall_words=nomination.words, nominee_email=nomination.nominee_email,
        manager_email=nomination.manager_email, announce_at=of.announce_at,
    )  # fmt: skip
    award = awarding.award(by=cast.administrator, commendation=nomination, wording=wording, at=at)
    for consent in award.consents.all():
        consenting.answer(consent=consent, agreed=True, read=consenting.words_of(award), photo=False, at=at)
    return award


def _being_scored(cast: Cast, judges: tuple[Person, ...], days: _Days) -> None:
    """A round in which the panel reads now: one opinion is in, one judge has stepped aside."""
    of = _open(cast, "Together, winter", judges, days, -47)
    for words in SCORED:
        _admit(cast, of, words, days.at(-30))
    panel.spread_reading(by=cast.administrator, of=of, at=days.at(-3))
    mine = Opinion.objects.filter(commendation__round=of).exclude(judge=cast.panel).order_by("pk")
    first, other = mine[0], mine.exclude(commendation=mine[0].commendation).first()
    marks = {each.pk: 4 for each in of.criteria.all()}
    panel.give_opinion(by=first.judge, opinion=first, marks=marks, comment="Seen it myself.", at=days.at(-2))
    if other is not None:
        panel.declare(by=other.judge, opinion=other, kind="personal", at=days.at(-1))


def _write_cards(cast: Cast, days: _Days) -> None:
    for by, to, words, for_all, passed in CARDS:
        card = cards.write(by=getattr(cast, by), to=getattr(cast, to), words=words, for_all=for_all, at=days.at(-6))
        if passed is not None:
            cards.decide(by=cast.administrator, card=card, pass_on=passed, at=days.at(-5))
    Letter.objects.filter(key__startswith="card ").delete()


def _plan_evening(cast: Cast, days: _Days) -> None:
    """An evening in three weeks: all of this year's are invited, two have answered."""
    evening = ceremonies.plan(
        by=cast.administrator, name="An evening of thanks", at_hour=days.at(21, 18), place="County Hall, Oakshire",
        answer_by=days.day(14), seats=80, at=days.at(-4),
    )  # fmt: skip
    ceremonies.invite(by=cast.administrator, ceremony=evening, awards=Award.objects.all()[:8], at=days.at(-4))
    coming = list(evening.invitations.all()[:2])
    ceremonies.answer(invitation=coming[0], comes=True, people=4, needs="Step-free access", at=days.at(-2))
    ceremonies.answer(invitation=coming[1], comes=False, people=0, needs="", at=days.at(-2))
    Letter.objects.filter(key__startswith="invitation ").delete()
