"""Rounds: opened with dates, judges and the sheet in force; changed while they run, with letters and a history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, localtime

from commendations import panel, sheets, telling
from commendations.models import Award, Category, Commendation, Judge, Opinion, Round, RoundChange
from commendations.moves import OPEN, State
from commendations.phases import Phase
from office import drafts
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

FORM = "thanks-round"
# Each field that may change while a round runs, as its history and its letters call it.
FIELDS = {
    "opens_on": "Nominations from", "nominate_until": "Nominations until", "screen_until": "Office reads until",
    "score_until": "Panel scores until", "decide_until": "Decided until", "announce_at": "Told",
    "quorum": "Judges for each nomination",
}  # fmt: skip


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


@dataclass(frozen=True)
class Change:
    """What may be different while it runs, and why; kinds of thanks, name and blindness stay as it was opened."""

    opens_on: date
    nominate_until: date
    screen_until: date
    score_until: date
    decide_until: date
    announce_at: datetime
    quorum: int
    judges: tuple[Person, ...]
    reason: str
    latest_sheet: bool = False


def open_round(*, by: Person, plan: Plan, at: datetime) -> Round:
    """Open a round with its dates and judges and the sheet in force; the judges are told.

    Refusal when dates are out of order or judges too few.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    _refuse_unfit(plan)
    _refuse_no_judges(plan.judges)
    if Round.objects.filter(name__iexact=plan.name.strip()).exists():
        raise Refusal("There is a round of this name already.")
    with transaction.atomic():
        made = Round.objects.create(
            name=plan.name.strip(), opens_on=plan.opens_on, nominate_until=plan.nominate_until,
            screen_until=plan.screen_until, score_until=plan.score_until, decide_until=plan.decide_until,
            announce_at=plan.announce_at, quorum=plan.quorum, blind=plan.blind, sheet=sheets.in_force(),
        )  # fmt: skip
        made.categories.set(plan.categories)
        for person in plan.judges:
            Judge.objects.create(round=made, person=person, asked_at=at)
            telling.judge_asked(made, judge=person, at=at)
        trail.leave("round opened", by=by, about=made, judges=len(plan.judges))
    return made


def values_of(of: Round) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    told = localtime(of.announce_at)
    judges = of.judges.sitting().order_by("person__email").values_list("person__email", flat=True)
    return {
        "opens_on": of.opens_on, "nominate_until": of.nominate_until, "screen_until": of.screen_until,
        "score_until": of.score_until, "decide_until": of.decide_until, "announce_on": told.date(),
        "announce_hour": f"{told:%H:%M}", "quorum": of.quorum, "judges": "\n".join(judges),
    }  # fmt: skip


def may_take_latest_sheet(of: Round) -> bool:
    """Whether there is a newer sheet, and nobody has given marks by the old one."""
    return of.sheet_id != sheets.in_force().pk and not Opinion.objects.given().filter(commendation__round=of).exists()


def change(*, by: Person, of: Round, to: Change, mark: str, at: datetime) -> Round:
    """Change dates, quorum or judges of a round that is not announced; all it concerns are told.

    Refusal when the new dates are out of order or it would be told in the past, judges become too few for what they
    have to read, or nothing is different; ChangedMeanwhile when a colleague has changed it since.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(to.reason)
    with transaction.atomic():
        of = Round.objects.select_for_update().get(pk=of.pk)
        if of.announced_at:
            raise Refusal("This round is announced. Its record stays as it is.")
        drafts.refuse_stale(values_of(of), mark=mark)
        _refuse_unfit(to)
        if to.announce_at <= at:
            raise Refusal("The hour at which it is told must lie ahead.")
        sitting = {each.person for each in of.judges.sitting().select_related("person")}
        joined, left = [p for p in to.judges if p not in sitting], sorted(sitting - set(to.judges), key=str)
        _refuse_no_judges(joined)
        lines, told_before = list(_differences(of, to)), of.announce_at
        if not (lines or joined or left):
            raise Refusal("Nothing is different. Nothing was changed.")
        for name in FIELDS:
            setattr(of, name, getattr(to, name))
        if to.latest_sheet and may_take_latest_sheet(of):
            of.sheet = sheets.in_force()
        of.save()
        made = RoundChange.objects.create(round=of, by=by, at=at, reason=to.reason.strip(), lines=lines)
        made.joined.set(joined)
        made.left.set(left)
        _seat(of, joined=joined, left=left, at=at)
        _tell(made, told_before=told_before)
        drafts.discard(by=by, form=FORM, record=str(of.pk))
        trail.leave("round changed", by=by, about=of, lines=len(lines), joined=len(joined), left=len(left))
    return of


def _differences(of: Round, to: Change) -> Iterable[str]:
    for name, label in FIELDS.items():
        before, after = getattr(of, name), getattr(to, name)
        if before != after:
            yield f"{label}: {_words(after)}, before {_words(before)}"
    if to.latest_sheet and may_take_latest_sheet(of):
        yield f"Criteria: version {sheets.in_force().number}, before version {of.sheet.number}"


def _words(value: date | datetime | int) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%-d %B %Y at %H:%M}"
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value)


def _seat(of: Round, *, joined: Sequence[Person], left: Sequence[Person], at: datetime) -> None:
    """Who comes sits; who goes reads no more, and what still waited for them goes to somebody else."""
    for person in joined:
        Judge.objects.update_or_create(round=of, person=person, defaults={"left_at": None, "asked_at": at})
    of.judges.filter(person__in=left).update(left_at=at)
    unread = Opinion.objects.filter(commendation__round=of, judge__in=left, state=Opinion.State.WAITING)
    had = set(unread.values_list("commendation", flat=True))
    unread.delete()
    if had and of.phase(localdate(at)) in (Phase.SCREEN, Phase.SCORE):
        panel.assign(of, rows=of.nominations.filter(pk__in=had, state=State.READY), at=at)


def _tell(made: RoundChange, *, told_before: datetime) -> None:
    of, at = made.round, made.at
    joined, left = set(made.joined.all()), list(made.left.all())
    for person in joined:
        telling.judge_asked(of, judge=person, at=at)
    for person in left:
        telling.judge_released(of, judge=person, at=at)
    if made.lines:
        for each in of.judges.sitting().select_related("person"):
            if each.person not in joined:
                telling.judge_told_of_change(made, judge=each.person)
    if of.announce_at != told_before:
        # What was prepared for the old hour is told at the new one.
        Award.objects.filter(commendation__round=of, announced_at=None, announce_at=told_before).update(
            announce_at=of.announce_at
        )
        _tell_writers(made, told_before=told_before)


def _tell_writers(made: RoundChange, *, told_before: datetime) -> None:
    """Whoever wrote was told a day; when that day moves, they hear the new one."""
    of = made.round
    if localdate(of.announce_at) == localdate(told_before):
        return
    waiting = Commendation.objects.filter(
        state__in=[State.WAITING, State.RETURNED], category__in=of.categories.all(), round=None,
        nominated_at__date__gte=of.opens_on, nominated_at__date__lte=of.nominate_until,
    )  # fmt: skip
    for each in (*of.nominations.filter(state__in=OPEN), *waiting.select_related("nominated_by")):
        telling.told_on_another_day(each, made=made)


def _refuse_unfit(plan: Plan | Change) -> None:
    ends = (plan.opens_on, plan.nominate_until, plan.screen_until, plan.score_until, plan.decide_until,
            localdate(plan.announce_at))  # fmt: skip
    if list(ends) != sorted(ends) or plan.score_until <= plan.screen_until:
        raise Refusal("The dates follow one another: nominate, screen, score, decide, announce. Check them.")
    if plan.quorum < 2:
        raise Refusal("At least two judges read each nomination.")
    if len(plan.judges) < plan.quorum:
        raise Refusal(f"Name at least {plan.quorum} judges: each nomination needs so many opinions.")


def _refuse_no_judges(people: Iterable[Person]) -> None:
    cannot = [str(person) for person in people if not panel.may_judge(person)]
    if cannot:
        raise Refusal(f"{cannot[0]} is no panel member. Give the role first, or ask somebody else.")
