"""The panel of a round: nominations admitted and spread, scored, decided quietly, told at the hour."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from commendations import conflicts, findable, moving, telling, transparency
from commendations.models import Commendation, Conflict, Judge, Mark, Opinion, Round
from commendations.moves import State
from commendations.phases import Phase, Result, result, spread, weighted
from partnership import trail
from partnership.access import can, check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording


def spread_reading(*, by: Person, of: Round, at: datetime) -> int:
    """Give every admitted nomination its judges, evenly, past every conflict; says how many readings are new.

    Refusal when a nomination has fewer judges without a conflict than the quorum asks: nothing is spread then.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    with transaction.atomic():
        of = Round.objects.select_for_update().get(pk=of.pk)
        made = assign(of, rows=of.nominations.filter(state=State.READY), at=at)
        trail.leave("reading spread", by=by, about=of, readings=made)
    return made


def assign(of: Round, *, rows: QuerySet[Commendation], at: datetime) -> int:
    """Note the conflicts of these nominations of a locked round and give each as many judges as it lacks.

    Whoever has something new to read is told. Says how many readings are new; Refusal as in spread_reading.
    """
    rows = rows.select_related("nominee_person", "nominated_by")
    nominations = list(rows.prefetch_related("agencies", "supports", "joined", "opinions"))
    judges = [each.person for each in of.judges.sitting().select_related("person")]
    conflicts.note_found(nominations, judges=judges, at=at)
    new = _assign(of, nominations=nominations, judges=judges, at=at)
    for judge in judges:
        if new[judge.pk]:
            telling.reading_given(of, judge=judge, count=new[judge.pk], at=at)
    return new.total()


def _assign(of: Round, *, nominations: list[Commendation], judges: list[Person], at: datetime) -> Counter[int]:
    """The new readings of each judge, by key."""
    free = conflicts.may_read(nominations, judges=judges)
    short = [each for each in nominations if len(free[each.pk]) < of.quorum]
    if short:
        raise Refusal(
            f"Only {len(free[short[0].pk])} of the panel may read “{short[0]}”; {of.quorum} are needed. "
            "Ask somebody else onto the panel, ask fewer judges for each, or lift a conflict of agency."
        )
    has: dict[int, set[int]] = {each.pk: set() for each in nominations}
    loads: dict[int, int] = {}
    for each in Opinion.objects.filter(commendation__in=nominations).exclude(state=Opinion.State.RECUSED):
        has[each.commendation_id].add(each.judge_id)
        loads[each.judge_id] = loads.get(each.judge_id, 0) + 1
    new: Counter[int] = Counter()
    for need in range(1, of.quorum + 1):
        open_ = {pk: [j for j in free[pk] if j not in has[pk]] for pk in has if of.quorum - len(has[pk]) == need}
        for pk, chosen in spread(open_, each=need, loads=loads).items():
            for judge in chosen:
                Opinion.objects.get_or_create(commendation_id=pk, judge_id=judge, defaults={"asked_at": at})
                loads[judge] = loads.get(judge, 0) + 1
                new[judge] += 1
    return new


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
        # A conflict the office had lifted stands again once the judge says so.
        Conflict.objects.update_or_create(
            commendation=nomination, person=by, kind=kind,
            defaults={"declared": True, "noted_at": at, "lifted_at": None, "lifted_by": None, "lifted_because": ""},
        )  # fmt: skip
        opinion.marks.all().delete()
        opinion.state, opinion.comment, opinion.given_at = Opinion.State.RECUSED, "", None
        opinion.save()
        judges = [each.person for each in of.judges.sitting().select_related("person")]
        free = conflicts.may_read([nomination], judges=judges)[nomination.pk]
        if len(free) >= of.quorum:
            assign(of, rows=of.nominations.filter(pk=nomination.pk), at=at)
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
        if conflicts.concerned(commendation, by=by):
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
