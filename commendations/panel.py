"""Rounds and their panel: opened, nominations admitted and spread, scored, decided quietly, told at the hour."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.timezone import localdate

from commendations import conflicts, findable, manners, moving, names, telling, transparency
from commendations.models import Category, Commendation, Conflict, Criterion, Judge, Mark, Opinion, Round
from commendations.moves import State
from commendations.phases import Phase, Result, result, spread, weighted
from partnership import trail
from partnership.access import can, check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

CRITERIA = tomllib.loads((Path(__file__).parent / "data" / "criteria.toml").read_text("utf-8"))["criterion"]


@dataclass(frozen=True)
class Plan:
    """What a round is opened with."""

    name: str
    categories: tuple[Category, ...]
    opens_on: date
    nominate_until: date
    screen_until: date
    score_until: date
    decide_until: date
    announce_at: datetime
    quorum: int = 3
    blind: bool = False
    judges: tuple[Person, ...] = ()


# Before scoring --------------------------------------------------------------


def open_round(*, by: Person, plan: Plan, at: datetime) -> Round:
    """Open a round with its dates, criteria and judges; Refusal when dates are out of order or judges too few."""
    check(by, Permission.KEEP_COMMENDATIONS)
    _refuse_unfit(plan)
    with transaction.atomic():
        made = Round.objects.create(
            name=plan.name.strip(), opens_on=plan.opens_on, nominate_until=plan.nominate_until,
            screen_until=plan.screen_until, score_until=plan.score_until, decide_until=plan.decide_until,
            announce_at=plan.announce_at, quorum=plan.quorum, blind=plan.blind,
        )  # fmt: skip
        made.categories.set(plan.categories)
        Criterion.objects.bulk_create(
            Criterion(round=made, name=each["name"], weight=each["weight"], words=each["words"], place=place)
            for place, each in enumerate(CRITERIA)
        )
        for person in plan.judges:
            Judge.objects.create(round=made, person=person, asked_at=at)
        trail.leave("round opened", by=by, about=made, judges=len(plan.judges))
    return made


def admit(
    *, by: Person, commendation: Commendation, to: Round, redacted_story: str, redacted_difference: str, at: datetime
) -> Commendation:
    """Let a nomination go to the panel. For a blind round the text without names is stored and is all the panel reads.

    Refusal when the round takes no more, or the redacted text is empty or still names the nominee.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        commendation = moving.locked(commendation)
        if not to.categories.filter(pk=commendation.category_id).exists():
            raise Refusal(f"“{to}” does not decide about “{commendation.category}”.")
        if to.phase(localdate(at)) not in (Phase.NOMINATE, Phase.SCREEN):
            raise Refusal(f"“{to}” takes no nominations now: {to.phase_words(localdate(at)).lower()}.")
        if to.blind:
            _refuse_named(commendation, redacted_story, redacted_difference)
        commendation.redacted_story, commendation.redacted_difference = (
            redacted_story.strip(),
            redacted_difference.strip(),
        )
        commendation.round = to
        moving.move(commendation, deed="admit", by=by, at=at)
        findable.renew(commendation)
        trail.leave("admitted to the panel", by=by, about=commendation, round=to.pk)
    return commendation


def spread_reading(*, by: Person, of: Round, at: datetime) -> int:
    """Give every admitted nomination its judges, evenly, past every conflict; says how many readings are new.

    Refusal when a nomination has fewer judges without a conflict than the quorum asks: nothing is spread then.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        of = Round.objects.select_for_update().get(pk=of.pk)
        rows = of.nominations.filter(state=State.READY).select_related("nominee_person", "nominated_by")
        nominations = list(rows.prefetch_related("agencies", "supports", "joined", "opinions"))
        judges = [each.person for each in of.judges.select_related("person")]
        conflicts.note_found(nominations, judges=judges, at=at)
        made = _assign(of, nominations=nominations, judges=judges, at=at)
        trail.leave("reading spread", by=by, about=of, readings=made)
    return made


def _assign(of: Round, *, nominations: list[Commendation], judges: list[Person], at: datetime) -> int:
    free = conflicts.may_read(nominations, judges=judges)
    short = [each for each in nominations if len(free[each.pk]) < of.quorum]
    if short:
        raise Refusal(
            f"Only {len(free[short[0].pk])} of the panel may read “{short[0]}”; {of.quorum} are needed. "
            "Ask somebody else onto the panel, or open a round with a smaller quorum."
        )
    has: dict[int, set[int]] = {each.pk: set() for each in nominations}
    loads: dict[int, int] = {}
    for each in Opinion.objects.filter(commendation__in=nominations).exclude(state=Opinion.State.RECUSED):
        has[each.commendation_id].add(each.judge_id)
        loads[each.judge_id] = loads.get(each.judge_id, 0) + 1
    made = 0
    for need in range(1, of.quorum + 1):
        open_ = {pk: [j for j in free[pk] if j not in has[pk]] for pk in has if of.quorum - len(has[pk]) == need}
        for pk, chosen in spread(open_, each=need, loads=loads).items():
            for judge in chosen:
                Opinion.objects.get_or_create(commendation_id=pk, judge_id=judge, defaults={"asked_at": at})
                loads[judge] = loads.get(judge, 0) + 1
                made += 1
    return made


# Scoring ---------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """What a judge reads of a nomination."""

    title: str
    story: str
    difference: str
    words: str = ""
    where: str = ""


def text_of(commendation: Commendation) -> Text:
    """The one place that says what the panel reads. In a blind round that is the redacted text; it has no other."""
    of = commendation.round
    if of is None or of.blind:
        if not commendation.redacted_story or not commendation.redacted_difference:
            raise Refusal("The text for the panel is not ready. The business unit has to write it first.")
        return Text(f"Nomination {commendation.pk}", commendation.redacted_story, commendation.redacted_difference)
    return Text(str(commendation), commendation.story, commendation.difference, commendation.words, commendation.where)


def title_of(commendation: Commendation) -> str:
    """How a judge sees it named: by number in a blind round, and wherever nobody knows which round it is."""
    of = commendation.round
    return f"Nomination {commendation.pk}" if of is None or of.blind else str(commendation)


def give_opinion(*, by: Person, opinion: Opinion, marks: Mapping[int, int], comment: str, at: datetime) -> Opinion:
    """Score by every criterion: `marks` holds a score from 1 to 5 for the key of each. May be changed while one scores.

    Refusal outside the phase of scoring, with a conflict, or when a mark is missing.
    """
    check(by, Permission.JUDGE_NOMINATIONS)
    wording.refuse_identifiers(comment)
    with transaction.atomic():
        opinion = _own(opinion, by=by)
        of = opinion.commendation.round
        criteria = {each.pk for each in of.criteria.all()}
        if of.phase(localdate(at)) != Phase.SCORE:
            raise Refusal(f"Marks are given while the panel scores, until {of.score_until:%-d %B %Y}.")
        if set(marks) != criteria or not all(1 <= score <= 5 for score in marks.values()):
            raise Refusal("Give each criterion a score from 1 to 5.")
        opinion.state, opinion.comment, opinion.given_at = Opinion.State.GIVEN, comment.strip(), at
        opinion.save()
        for criterion, score in marks.items():
            Mark.objects.update_or_create(opinion=opinion, criterion_id=criterion, defaults={"score": score})
        trail.leave("opinion given", by=by, about=opinion)
    return opinion


def declare(*, by: Person, opinion: Opinion, kind: str, at: datetime) -> None:
    """Declare a conflict of one's own: the reading ends, marks given are taken back, and somebody else is asked."""
    check(by, Permission.JUDGE_NOMINATIONS)
    with transaction.atomic():
        opinion = _own(opinion, by=by)
        nomination, of = opinion.commendation, opinion.commendation.round
        Conflict.objects.get_or_create(
            commendation=nomination, person=by, kind=kind, defaults={"declared": True, "noted_at": at}
        )
        opinion.marks.all().delete()
        opinion.state, opinion.comment, opinion.given_at = Opinion.State.RECUSED, "", None
        opinion.save()
        judges = [each.person for each in of.judges.select_related("person")]
        free = conflicts.may_read([nomination], judges=judges)[nomination.pk]
        if len(free) >= of.quorum:
            _assign(of, nominations=[nomination], judges=judges, at=at)
        trail.leave("recused", by=by, about=opinion, kind=kind)


def _own(opinion: Opinion, *, by: Person) -> Opinion:
    rows = Opinion.objects.visible_to(by).select_for_update(of=("self",))
    kept = rows.select_related("commendation__round").filter(pk=opinion.pk).first()
    if kept is None:
        raise Refusal("This reading is not yours, or a conflict of interest stands against it.")
    return kept


def others_marks(opinion: Opinion) -> list[Opinion]:
    """The opinions of the other judges, once one's own is in; before that nothing, whoever asks."""
    if opinion.state != Opinion.State.GIVEN:
        return []
    given = Opinion.objects.given().filter(commendation=opinion.commendation_id).exclude(pk=opinion.pk)
    return list(given.select_related("judge").prefetch_related("marks__criterion"))


# Deciding --------------------------------------------------------------------


def results(of: Round) -> dict[int, Result]:
    """What the panel thinks of each nomination, by its key: one query, whatever their number."""
    scores: dict[int, dict[int, list[tuple[int, int]]]] = {}
    rows = Mark.objects.filter(opinion__commendation__round=of, opinion__state=Opinion.State.GIVEN)
    for nomination, opinion, score, weight in rows.values_list(
        "opinion__commendation", "opinion", "score", "criterion__weight"
    ):
        scores.setdefault(nomination, {}).setdefault(opinion, []).append((score, weight))
    return {key: result([weighted(marks) for marks in judged.values()]) for key, judged in scores.items()}


def decide(*, by: Person, commendation: Commendation, chosen: bool, at: datetime) -> Commendation:
    """Decide quietly: nobody is told before the announcement, and until then it may be decided otherwise.

    Refusal before scoring ends, below the quorum, or for whoever wrote it, is nominated or has a conflict.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        commendation = moving.locked(commendation)
        _refuse_early(commendation, at=at)
        if _concerned(commendation, by=by):
            raise Refusal("You wrote this nomination, or it is about you. A colleague decides about it.")
        moving.move(commendation, deed="choose" if chosen else "pass_over", by=by, at=at)
        trail.leave("decided quietly", by=by, about=commendation)
    return commendation


def announce_due(*, at: datetime) -> int:
    """Close every round whose hour has come: thank those not chosen, freeze the note; says how many rounds.

    Awards of those chosen are announced by publishing.announce_due at the same hour.
    """
    told = 0
    for pk in Round.objects.filter(announced_at=None, announce_at__lte=at).values_list("pk", flat=True):
        with transaction.atomic():
            of = Round.objects.select_for_update(skip_locked=True).filter(pk=pk, announced_at=None).first()
            if of is None or of.nominations.filter(state__in=[State.READY, State.CHOSEN]).exists():
                continue
            for each in list(of.nominations.filter(state=State.NOT_CHOSEN)):
                _thank(moving.locked(each), at=at)
            of.announced_at, of.note = at, transparency.note_of(of)
            of.save(update_fields=["announced_at", "note"])
            trail.leave("round announced", by=None, about=of)
            told += 1
    return told


def progress(of: Round) -> list[Judge]:
    """The judges with how much each has to read (`waits`), has read (`given`), may not (`recused`)."""
    opinions = "round__nominations__opinions"

    def counted(**how: str) -> Count:
        return Count(
            opinions, filter=Q(**{f"{opinions}__judge": F("person")}, **{f"{opinions}__{k}": v for k, v in how.items()})
        )

    return list(
        of.judges.select_related("person").annotate(
            waits=counted(state="waiting"), given=counted(state="given"), recused=counted(state="recused")
        )
    )


def may_judge(person: Person) -> bool:
    """Whether somebody may sit on a panel."""
    return can(person, Permission.JUDGE_NOMINATIONS)


def _thank(commendation: Commendation, *, at: datetime) -> None:
    """Not chosen: the writer hears it gently, and the kind words reach the nominee all the same."""
    known = bool(commendation.nominee_email)
    telling.tell_writer(
        commendation, step="not chosen", at=at, subject=f"Your nomination of {commendation}",
        paragraphs=(f"The panel read what you wrote about {commendation} with care. Others were chosen this time.",
                    "We have passed your kind words on to them." if known else "Your words were read and valued.",
                    "Thank you for telling us. You may nominate again."),
    )  # fmt: skip
    if known:
        telling.kind_words(commendation, at=at)
    moving.move(commendation, deed="thank", by=None, at=at)
    findable.renew(commendation)


def _refuse_early(commendation: Commendation, *, at: datetime) -> None:
    of = commendation.round
    if of is None:
        raise Refusal("This nomination is before no panel.")
    given = commendation.opinions.given().count()
    waiting = commendation.opinions.filter(state=Opinion.State.WAITING).exists()
    if of.phase(localdate(at)) in (Phase.COMING, Phase.NOMINATE, Phase.SCREEN, Phase.SCORE) and waiting:
        raise Refusal(f"The panel still scores, until {of.score_until:%-d %B %Y}.")
    if given < of.quorum:
        raise Refusal(f"{given} of the {of.quorum} opinions needed are in. Ask the panel for the others first.")


def _concerned(commendation: Commendation, *, by: Person) -> bool:
    own = (commendation.nominated_by_id, commendation.nominee_person_id)
    return by.pk in own or commendation.conflicts.filter(person=by).exists()


def _refuse_named(commendation: Commendation, *texts: str) -> None:
    """A blind text is there, and holds no part of the nominee's name of three letters or more, nor an agency's."""
    if not all(text.strip() for text in texts):
        raise Refusal("A blind panel reads only what you write here. Write both texts, without names.")
    read = set(names.plain(" ".join(texts)).split())
    named = [word for word in names.plain(commendation.nominee_name).split() if len(word) > 2 and word in read]
    joined = names.plain(" ".join(texts))
    named += [each.name for each in commendation.agencies.all() if names.plain(each.name) in joined]
    if named and commendation.kind == Commendation.Kind.PERSON:
        raise Refusal(
            f"The text still says “{named[0]}”. Take it out, so that the panel does not know whom it reads about."
        )
    if any(manners.unkind_lines(text) for text in texts):
        raise Refusal("The text holds a word we cannot pass on.")


def _refuse_unfit(plan: Plan) -> None:
    ends = (plan.opens_on, plan.nominate_until, plan.screen_until, plan.score_until, plan.decide_until,
            localdate(plan.announce_at))  # fmt: skip
    if list(ends) != sorted(ends) or plan.score_until <= plan.screen_until:
        raise Refusal("The dates follow one another: nominate, screen, score, decide, announce. Check them.")
    if plan.quorum < 2:
        raise Refusal("At least two judges read each nomination.")
    if len(plan.judges) < plan.quorum:
        raise Refusal(f"Name at least {plan.quorum} judges: each nomination needs so many opinions.")
    cannot = [str(person) for person in plan.judges if not may_judge(person)]
    if cannot:
        raise Refusal(f"{cannot[0]} is no panel member. Give the role first, or ask somebody else.")
    if Round.objects.filter(name__iexact=plan.name.strip()).exists():
        raise Refusal("There is a round of this name already.")
