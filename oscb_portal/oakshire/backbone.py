"""What Oakshire found, asked for and promised: stories made by the verbs, the years of history in bulk.

The bulk writer goes around the verbs because they write a letter and a trail line for each deed of five years; it
leaves rows as the verbs would have left them, and check_invariants passes them. The same seed gives the same history.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from oscb_portal.oakshire import stories
from oscb_portal.oakshire.cast import Cast
from oscb_portal.oakshire.dice import dice
from partnership.models import Agency, Person
from partnership.working_days import LONDON
from priorities import progress
from priorities.models import (
    Action,
    Finding,
    ImpactTest,
    Move,
    Place,
    Plan,
    Priority,
    Progress,
    Proof,
    Recommendation,
    Response,
    Theme,
)
from priorities.progress import State

WORDS = Path(__file__).parent / "backbone.toml"
# Who answers for actions in an agency: somebody of the cast, or a post.
OWNERS = {
    "county_council": ("council", ""), "police": ("police", ""), "icb": ("health", ""), "health_trust": ("lead", ""),
    "school": ("head", ""), "academy_trust": ("", "Trust safeguarding lead"), "voluntary": ("", "Centre manager"),
    "board": ("", "Chair of the board"), "business_unit": ("", "Training officer"),
}  # fmt: skip
TESTERS = ("scrutineer", "board")
MONTH = 30.4


@dataclass
class Told:
    """The rows of the history, gathered to be written table by table."""

    actions: list[Action] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    tests: list[ImpactTest] = field(default_factory=list)


class History:
    """Writes the history of some years up to today."""

    def __init__(self, cast: Cast, *, today: date) -> None:
        self.cast, self.today = cast, today
        self.words: dict[str, Any] = tomllib.loads(WORDS.read_text("utf-8"))
        self.priorities = {each.slug: each for each in Priority.objects.all()}
        self.themes = {each.slug: each for each in Theme.objects.all()}
        self.rng: np.random.Generator = dice("backbone")
        self.told = Told()
        self.called: list[tuple[Recommendation, Action]] = []

    # Findings and recommendations -----------------------------------------

    def write(self) -> None:
        """Everything, table by table."""
        made = [(words, self._finding(words)) for words in self.words["finding"]]
        Finding.objects.bulk_create(finding for _, finding in made)
        asked = [(words, finding, self._asked(words, finding)) for words, finding in made if "asks" in words]
        Recommendation.objects.bulk_create(recommendation for *_, recommendation in asked)
        answers = [answer for words, _, recommendation in asked for answer in self._answers(words, recommendation)]
        self._write_actions()
        Response.objects.bulk_create(answers)
        self._tie(made, asked)

    def _finding(self, words: dict[str, Any]) -> Finding:
        found_on = self._ago(words["months"] * MONTH + float(self.rng.integers(-12, 12)))
        return Finding(
            text=words["text"], source_kind=words["source"], source_title=f"{words['title']}, {found_on:%B %Y}",
            found_on=found_on, recorded_by=self.cast.administrator, recorded_at=_at(found_on),
        )  # fmt: skip

    def _asked(self, words: dict[str, Any], finding: Finding) -> Recommendation:
        made_on = finding.found_on + timedelta(days=int(self.rng.integers(20, 40)))
        return Recommendation(
            text=words["asks"], made_on=made_on, due_on=made_on + timedelta(days=40),
            recorded_by=self.cast.administrator, recorded_at=_at(made_on),
        )  # fmt: skip

    def _answers(self, words: dict[str, Any], recommendation: Recommendation) -> list[Response]:
        answers = []
        for place, key in enumerate(words["agencies"]):
            day = recommendation.made_on + timedelta(days=int(self.rng.integers(12, 38)))
            young = self.today - recommendation.made_on < timedelta(days=300)
            owed = place > 0 and young and self.rng.random() < 0.4
            answer = Response(recommendation=recommendation, agency=self._agency(key))
            if not owed and day <= self.today:
                answer.answer, answer.answered_at = Response.Answer.ACCEPTED, _at(day, 15)
                answer.answered_by = self._owner(key) or self.cast.administrator
                actions = [self._action(promise, key, day, recommendation) for promise in words["actions"]]
                if progress.only_weak([progress.Strength(each.strength) for each in actions]):
                    answer.weak_reason = "Nothing stronger can be paid for before the next plan."
            answers.append(answer)
        return answers

    # Actions ----------------------------------------------------------------

    def _action(self, promise: list[str], key: str, day: date, recommendation: Recommendation) -> Action:
        text, strength, measure = promise
        owner, post = self._owner(key), OWNERS[key][1]
        due_on = day + timedelta(days=int(self.rng.choice([150, 210, 270, 330])))
        action = Action(
            text=text, measure_text=measure, owner_agency=self._agency(key),
            owner_person=owner, owner_role=post, due_on=due_on, strength=strength,
            urgency=str(self.rng.choice(["high", "medium", "medium", "low"])),
            proposed_by=owner or self.cast.administrator, proposed_at=_at(day, 14),
        )  # fmt: skip
        self.told.actions.append(action)
        self.called.append((recommendation, action))
        self._move(action, "propose", "", State.PROPOSED, day, action.proposed_by)
        self._live(action, day + timedelta(days=14))
        return action

    def _live(self, action: Action, agreed_on: date) -> None:
        """Let an action run through the states it must have come to by today."""
        if agreed_on > self.today:
            return
        action.agreed_on = agreed_on
        self._move(action, "agree", action.state, State.AGREED, agreed_on, self.cast.administrator)
        if self.rng.random() < 0.04:
            self._drop(action, agreed_on + timedelta(days=60))
            return
        late = self.today - timedelta(days=120) < action.due_on < self.today and self.rng.random() < 0.16
        done_on = action.due_on + timedelta(days=int(self.rng.integers(-40, 20)))
        until = self.today if late else min(done_on, self.today)
        self._tell(action, agreed_on, until)
        if not late and done_on < self.today:
            self._prove(action, done_on)

    def _tell(self, action: Action, since: date, until: date) -> None:
        """Progress every seven weeks or so; some owners fall silent."""
        silent = self.rng.random() < 0.12
        end = until - timedelta(days=80 if silent else 0)
        day = since + timedelta(days=int(self.rng.integers(25, 50)))
        while day < end:
            worse = self.rng.random()
            direction = "worse" if worse < 0.1 else "same" if worse < 0.35 else "better"
            told = Progress(
                action=action, by=self._hand(action), at=_at(day, 16), direction=direction,
                done="A further step was taken as planned.", next_step="Look at the figures of the next quarter.",
            )  # fmt: skip
            self.told.progress.append(told)
            to = State.AT_RISK if direction == "worse" else State.ON_TRACK
            if action.state != to:
                self._move(action, "report_progress", action.state, to, day, told.by)
            day += timedelta(days=int(self.rng.integers(30, 55)))

    def _prove(self, action: Action, done_on: date) -> None:
        """Done, evidenced, tested and closed, as far as there was time."""
        giver = self._hand(action)
        action.done_on = done_on
        self._move(action, "mark_done", action.state, State.DONE, done_on, giver, "It is in place.")
        accepted_on = done_on + timedelta(days=15)
        self.told.proofs.append(
            Proof(action=action, text="Minutes and figures of the quarter.", given_by=giver, given_at=_at(done_on, 12))
        )
        if accepted_on >= self.today:
            return
        keeper = self.cast.administrator if giver != self.cast.administrator else self.cast.health
        action.impact_due_on = progress.months_after(accepted_on, 6)
        self._move(action, "accept_evidence", State.DONE, State.EVIDENCED, accepted_on, keeper)
        tested_on = action.impact_due_on - timedelta(days=int(self.rng.integers(0, 20)))
        if tested_on >= self.today or self.rng.random() < 0.05:
            return
        tester = getattr(self.cast, TESTERS[len(self.told.tests) % len(TESTERS)])
        rating = str(self.rng.choice(["strong", "some", "none"], p=[0.4, 0.55, 0.05]))
        self.told.tests.append(
            ImpactTest(
                action=action, by=tester, owner_person=action.owner_person, on=tested_on, at=_at(tested_on, 11),
                impact_type="practice", source="audit", rating=rating, text="Seen in files and talks with teams.",
            )
        )  # fmt: skip
        self._move(action, "test_impact", State.EVIDENCED, State.IMPACT_TESTED, tested_on, tester)
        closed_on = tested_on + timedelta(days=20)
        if closed_on < self.today:
            action.closed_on = closed_on
            self._move(action, "close", State.IMPACT_TESTED, State.CLOSED, closed_on, self.cast.administrator)

    def _drop(self, action: Action, day: date) -> None:
        """Not pursued: who decided, why, and until when."""
        if day >= self.today:
            return
        action.dropped_by, action.dropped_until = self.cast.administrator, self.today + timedelta(days=120)
        action.dropped_why = "The money for it was not granted this year."
        self._move(action, "not_pursue", action.state, State.NOT_PURSUED, day, action.dropped_by, action.dropped_why)

    def _move(self, action: Action, key: str, before: str, to: State, day: date, hand: Person, why: str = "") -> None:
        hour = 9 + len([each for each in self.told.moves[-8:] if each.action is action])
        action.state = to
        self.told.moves.append(
            Move(action=action, key=key, from_state=before, to_state=to, by=hand, at=_at(day, hour), reason=why)
        )

    def _write_actions(self) -> None:
        told = self.told
        Action.objects.bulk_create(told.actions)
        Move.objects.bulk_create(told.moves)
        Progress.objects.bulk_create(told.progress)
        Proof.objects.bulk_create(told.proofs)
        ImpactTest.objects.bulk_create(told.tests)

    # What ties them -----------------------------------------------------------

    def _tie(
        self,
        made: list[tuple[dict[str, Any], Finding]],
        asked: list[tuple[dict[str, Any], Finding, Recommendation]],
    ) -> None:
        slugs: dict[Recommendation, dict[str, Any]] = {recommendation: words for words, _, recommendation in asked}
        tagged: list[tuple[type[Any], Any, dict[str, Any]]] = [
            *((Finding, finding, words) for words, finding in made),
            *((Recommendation, each, words) for words, _, each in asked),
            *((Action, action, slugs[recommendation]) for recommendation, action in self.called),
        ]
        for model in (Finding, Recommendation, Action):
            rows = [(thing, words) for kind, thing, words in tagged if kind is model]
            _link(model.priorities, [(thing, self.priorities[words["priority"]]) for thing, words in rows])
            _link(model.themes, [(thing, self.themes[slug]) for thing, words in rows for slug in words["themes"]])
        _link(Recommendation.follows_from, [(each, finding) for _, finding, each in asked])
        _link(Recommendation.calls_for, self.called)

    def name_sponsors(self) -> None:
        """Who sponsors each priority of the plan in force, and what success looks like."""
        for place in Place.objects.filter(aim__plan__in=Plan.objects.all()).select_related("priority"):
            words = self.words["place"][place.priority.slug]
            place.sponsor, place.success = getattr(self.cast, words["sponsor"]), words["success"]
            place.save(update_fields=["sponsor", "success"])

    def _agency(self, key: str) -> Agency:
        agency: Agency = getattr(self.cast.agencies, key)
        return agency

    def _owner(self, key: str) -> Person | None:
        name = OWNERS[key][0]
        return getattr(self.cast, name) if name else None

    def _hand(self, action: Action) -> Person:
        return action.owner_person or self.cast.administrator

    def _ago(self, days: float) -> date:
        return self.today - timedelta(days=int(days))


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON)


def _link(relation: Any, pairs: list[tuple[Any, Any]]) -> None:
    """Rows of a many-to-many, in one go."""
    through = relation.through
    mine, theirs = relation.field.m2m_column_name(), relation.field.m2m_reverse_name()
    through.objects.bulk_create(through(**{mine: one.pk, theirs: other.pk}) for one, other in pairs)


def build(cast: Cast, *, today: date) -> None:
    """The backbone of Oakshire: history in bulk, stories by the verbs, sponsors."""
    history = History(cast, today=today)
    history.write()
    stories.tell(cast, today=today)
    history.name_sponsors()
