"""The knots of the golden thread, and where it is broken. Pure.

A tie is the key of another knot; the stages give it a direction. Nothing here knows where a knot comes from.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import cached_property

Day = date


class Stage(IntEnum):
    """The stages of a thread, in their order."""

    VOICE = 0
    FINDING = 1
    RECOMMENDATION = 2
    ACTION = 3
    TRAINING = 4
    RE_AUDIT = 5
    MEASURE = 6
    REPORT = 7

    @property
    def words(self) -> str:
        """The stage as people say it."""
        return self.name.capitalize().replace("_", "-")

    @property
    def slug(self) -> str:
        """The stage in an address."""
        return self.name.lower().replace("_", "-")


class Standing(StrEnum):
    """How far a knot has come."""

    PLANNED = "planned"
    GOING = "going"
    DONE = "done"
    PROVEN = "proven"
    STOPPED = "stopped"


class Result(StrEnum):
    """What a re-audit, an impact test or a measure showed; a measure may also have nothing to say."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True)
class Knot:
    """One thing on the thread.

    `kind` tells a review from an inspection, `state` is fit to show, `date` is when it came to be so. `due` is when
    the next thing is owed: the answer to a recommendation, the end of an action, the impact test of one that is done.
    `shape` is a measure's own shape; `weak` marks an action that only asks people to remember.
    """

    key: str
    stage: Stage
    kind: str
    title: str
    state: str = ""
    date: Day | None = None
    address: str = ""
    ties: tuple[str, ...] = ()
    standing: Standing = Standing.DONE
    due: Day | None = None
    result: Result | None = None
    weak: bool = False
    shape: str = ""
    agencies: tuple[str, ...] = ()
    owner: str = ""


# How long the next knot may take before the end is called loose, where nobody agreed a day.
PATIENCE = {
    Stage.VOICE: timedelta(days=365),
    Stage.FINDING: timedelta(days=60),
    Stage.RECOMMENDATION: timedelta(days=60),
}


class Slack(StrEnum):
    """The ways in which a thread is broken."""

    UNHEARD = "unheard"
    UNASKED = "unasked"
    UNANSWERED = "unanswered"
    UNTAKEN = "untaken"
    ONLY_WEAK = "only_weak"
    UNCALLED = "uncalled"
    LATE = "late"
    UNPROVEN = "unproven"
    NO_EFFECT = "no_effect"
    NO_BETTER = "no_better"
    UNWATCHED = "unwatched"


@dataclass(frozen=True)
class Words:
    """What is said of one way: in short below the lane, as a title, why it matters, and the deed that mends it."""

    short: str
    title: str
    why: str
    deed: str
    missing: str = ""
    by_absence: bool = True


WORDS: Mapping[Slack, Words] = {
    Slack.UNHEARD: Words(
        "nothing has changed yet",
        "Somebody told us, and nothing has changed",
        "Whoever speaks up and hears nothing does not speak up again.",
        "Say what changed because of it",
    ),
    Slack.UNASKED: Words(
        "nobody was asked to act",
        "A finding without a recommendation",
        "What we found helps no child until somebody is asked to change something.",
        "Make a recommendation",
        missing="Nobody was asked to act",
    ),
    Slack.UNANSWERED: Words(
        "no answer yet",
        "A recommendation without an answer",
        "Until an agency says yes or no, nobody knows whether anything will change.",
        "See who has not answered",
        missing="No answer yet",
        by_absence=False,
    ),
    Slack.UNTAKEN: Words(
        "no action yet",
        "Nobody has taken up a recommendation",
        "It was accepted, but an answer without an action changes nothing.",
        "Propose an action",
        missing="Nobody has taken this up",
    ),
    Slack.ONLY_WEAK: Words(
        "only weak actions",
        "Only reminders answer a recommendation",
        "Actions that ask people to remember seldom last; one that changes how work is done would.",
        "Propose a stronger action",
    ),
    Slack.UNCALLED: Words(
        "nobody asked for it",
        "An action that answers nothing",
        "Without a finding behind it nobody can say what it is for, or whether it is still needed.",
        "Say what it answers",
    ),
    Slack.LATE: Words(
        "an action is late",
        "An action is late",
        "What it was to change is still as it was found.",
        "Report progress, or ask for another date",
        by_absence=False,
    ),
    Slack.UNPROVEN: Words(
        "no proof that it helped",
        "Done, but did it help?",
        "Doing something is not the same as helping: only an impact test can tell.",
        "Record the impact test",
        missing="Did it help?",
        by_absence=False,
    ),
    Slack.NO_EFFECT: Words(
        "it did not help",
        "Tested, and it made no difference",
        "The finding still stands, so something else has to be tried.",
        "Reopen it, or propose another action",
        by_absence=False,
    ),
    Slack.NO_BETTER: Words(
        "the re-audit is no better",
        "Looked at again, and no better",
        "Practice is as it was, whatever has been done since.",
        "See the re-audit",
        by_absence=False,
    ),
    Slack.UNWATCHED: Words(
        "no measure watches it",
        "No measure watches this priority",
        "Without a figure nobody will know whether life has become better for children.",
        "Choose a measure",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class LooseEnd:
    """One place where the thread is broken; `key` is that of the knot it hangs on, empty for the whole priority."""

    slack: Slack
    key: str
    sentence: str
    since: date | None
    on: date
    address: str = ""

    @property
    def words(self) -> Words:
        """What is said of it."""
        return WORDS[self.slack]

    @cached_property
    def age(self) -> str:
        """How long it has been loose: "5 months", "3 weeks"; empty when nobody can say."""
        return _ago(self.since, self.on) if self.since else ""


def loose_ends(knots: Iterable[Knot], *, on: date, sees_all: bool = True) -> list[LooseEnd]:
    """Every loose end among the knots of a priority on a day, the oldest first.

    `sees_all` says that the knots are all there are. Whoever sees a part only is never told that something is
    missing, for it may be there unseen: then only what the knots say of themselves counts.
    """
    known = {knot.key: knot for knot in knots}
    beyond = _neighbours(known)
    found = [end for knot in known.values() for end in _of(knot, beyond[knot.key], on)]
    if known and not any(knot.stage == Stage.MEASURE for knot in known.values()):
        found.append(LooseEnd(Slack.UNWATCHED, "", "No figure of the dashboard is tied to it.", None, on))
    if not sees_all:
        found = [end for end in found if not end.words.by_absence]
    return sorted(found, key=lambda end: (end.since or on, end.key, end.slack))


def neighbours(knots: Iterable[Knot]) -> dict[str, list[Knot]]:
    """The knots each knot is tied to, whichever of the two says so; ties to unknown knots are passed over."""
    return _neighbours({knot.key: knot for knot in knots})


def _neighbours(known: Mapping[str, Knot]) -> dict[str, list[Knot]]:
    tied: dict[str, dict[str, Knot]] = {key: {} for key in known}
    for knot in known.values():
        for key in knot.ties:
            if key in known and key != knot.key:
                tied[knot.key][key] = known[key]
                tied[key][knot.key] = knot
    return {key: list(others.values()) for key, others in tied.items()}


def _of(knot: Knot, tied: Sequence[Knot], on: date) -> Iterator[LooseEnd]:
    ask = _ASK.get(knot.stage)
    for slack, sentence, since in ask(knot, tied, on) if ask else ():
        # A date still to come is a slip of the pen: nothing is loose before today.
        yield LooseEnd(slack, knot.key, sentence, min(since, on) if since else None, on, knot.address)


Found = Iterator[tuple[Slack, str, date | None]]


def _of_voice(knot: Knot, tied: Sequence[Knot], on: date) -> Found:
    if not tied and knot.standing == Standing.GOING and _patience_ends(knot, on):
        yield Slack.UNHEARD, f"Told us in {_month(knot.date)}; no action is tied to it.", knot.date


def _of_finding(knot: Knot, tied: Sequence[Knot], on: date) -> Found:
    if not any(other.stage > Stage.FINDING for other in tied) and _patience_ends(knot, on):
        yield Slack.UNASKED, f"Known since {_month(knot.date)}; no recommendation followed.", knot.date


def _of_recommendation(knot: Knot, tied: Sequence[Knot], on: date) -> Found:
    if knot.standing == Standing.STOPPED:
        return
    actions = [other for other in tied if other.stage == Stage.ACTION and other.standing != Standing.STOPPED]
    if knot.standing in (Standing.PLANNED, Standing.GOING):
        if knot.due and knot.due < on:
            yield Slack.UNANSWERED, f"An answer was due on {_day(knot.due)}.", knot.due
    elif not actions:
        if _patience_ends(knot, on):
            yield Slack.UNTAKEN, f"Accepted in {_month(knot.date)}; no agency has an action for it.", knot.date
    elif all(action.weak for action in actions):
        yield Slack.ONLY_WEAK, f"{_so_many(len(actions), 'action answers', 'actions answer')} it, weak ones only.", None


def _of_action(knot: Knot, tied: Sequence[Knot], on: date) -> Found:
    if knot.standing == Standing.STOPPED:
        return
    if not any(other.stage < Stage.ACTION for other in tied):
        yield Slack.UNCALLED, "No recommendation, finding or voice calls for it.", knot.date
    late = knot.due is not None and knot.due < on
    if late and knot.standing in (Standing.PLANNED, Standing.GOING):
        yield Slack.LATE, f"It was due on {_day(knot.due)}.{_asked(knot)}", knot.due
    if late and knot.standing == Standing.DONE:
        yield Slack.UNPROVEN, f"Its impact test was due on {_day(knot.due)}.{_asked(knot)}", knot.due
    if knot.standing == Standing.PROVEN and knot.result in (Result.SAME, Result.WORSE):
        yield Slack.NO_EFFECT, f"The impact test of {_month(knot.date)} found no impact.", knot.date


def _of_re_audit(knot: Knot, tied: Sequence[Knot], on: date) -> Found:
    if knot.standing == Standing.DONE and knot.result in (Result.SAME, Result.WORSE):
        worse = "worse than" if knot.result == Result.WORSE else "no better than"
        yield Slack.NO_BETTER, f"In {_month(knot.date)} it was {worse} the first time.", knot.date


_ASK: Mapping[Stage, Callable[[Knot, Sequence[Knot], date], Found]] = {
    Stage.VOICE: _of_voice,
    Stage.FINDING: _of_finding,
    Stage.RECOMMENDATION: _of_recommendation,
    Stage.ACTION: _of_action,
    Stage.RE_AUDIT: _of_re_audit,
}


def _patience_ends(knot: Knot, on: date) -> bool:
    """Whether the next knot has had its time: until the day agreed, else as long as patience lasts."""
    return knot.date is not None and knot.date + PATIENCE[knot.stage] < on


def _asked(knot: Knot) -> str:
    return f" {knot.owner} answers for it." if knot.owner else ""


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "a day nobody wrote down"


def _month(day: date | None) -> str:
    return f"{day:%B %Y}" if day else "a month nobody wrote down"


def _so_many(count: int, one: str, many: str) -> str:
    return f"One {one}" if count == 1 else f"{count} {many}"


def _ago(since: date, on: date) -> str:
    days = (on - since).days
    for size, many in ((365, "years"), (30, "months"), (7, "weeks")):
        if days >= 2 * size:
            return f"{days // size} {many}"
    return "1 day" if days == 1 else f"{days} days" if days > 0 else ""
