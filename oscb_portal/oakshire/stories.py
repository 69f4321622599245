"""The threads one walks through, made by the verbs.

Four of “Tackling neglect”: one whole, one under way, one unanswered, one never tested. A fifth has just begun.
"""

from datetime import date, datetime, time, timedelta

from dashboard import measures, watching
from oscb_portal.oakshire.cast import Cast
from partnership.models import Agency, Person
from partnership.working_days import LONDON
from priorities import actions, doing, due_dates, findings, proving, responding, voice
from priorities.actions import Promise
from priorities.models import Action, Audience, Finding, Priority, Recommendation, Theme

NEGLECT, EDUCATION = "tackling-neglect", "safe-in-and-out-of-education"


class Story:
    """Days counted back from today, and the hands that did things on them."""

    def __init__(self, cast: Cast, *, today: date, slug: str, theme: str) -> None:
        self.cast, self.today = cast, today
        self.priority = Priority.objects.get(slug=slug)
        self.themes = (Theme.objects.get(slug=theme),)

    def at(self, months: float, hour: int = 10) -> datetime:
        """A moment so many months ago."""
        return datetime.combine(self.today - timedelta(days=int(months * 30.4)), time(hour), tzinfo=LONDON)

    def find(self, months: float, source: str, title: str, text: str, audience: str = Audience.MEMBERS) -> Finding:
        """A finding."""
        at = self.at(months)
        return findings.record(
            by=self.cast.administrator, at=at, on=at.date(), source_kind=source, text=text, audience=audience,
            source_title=f"{title}, {at:%B %Y}", priorities=[self.priority], themes=self.themes,
        )  # fmt: skip

    def ask(
        self, months: float, finding: Finding, text: str, *agencies: Agency, audience: str = Audience.MEMBERS
    ) -> Recommendation:
        """A recommendation made of it."""
        return findings.recommend(
            by=self.cast.administrator, at=self.at(months), text=text, agencies=agencies, follows_from=[finding],
            audience=audience,
        )  # fmt: skip

    def promise(
        self, months: float, recommendation: Recommendation, owner: Person, agency: Agency, text: str, measure: str,
        *, due: float, strength: str = "strong", audience: str = Audience.MEMBERS,
    ) -> Action:  # fmt: skip
        """An action that answers it: proposed, agreed, and the answer given."""
        action = self.propose(
            months, owner, agency, text, measure, due=due, strength=strength, audience=audience, answers=recommendation
        )
        actions.agree(action=action, by=self.cast.administrator, at=self.at(months, 14))
        responding.answer(
            response=recommendation.responses.get(agency=agency), by=owner, at=self.at(months, 15), answer="accepted",
            actions=recommendation.calls_for.filter(owner_agency=agency),
        )  # fmt: skip
        return action

    def propose(
        self, months: float, owner: Person, agency: Agency, text: str, measure: str, *, due: float,
        answers: Recommendation, strength: str = "strong", audience: str = Audience.MEMBERS,
    ) -> Action:  # fmt: skip
        """An action that is proposed only."""
        return actions.propose(
            promise=Promise(
                text=text, measure_text=measure, owner_agency=agency, owner_person=owner, strength=strength,
                due_on=self.at(due).date(), priorities=(self.priority,), themes=self.themes, audience=audience,
            ),
            by=owner, at=self.at(months, 11), answers=answers,
        )  # fmt: skip

    def report(self, months: float, action: Action, done: str, following: str, direction: str = "better") -> None:
        """Progress by its owner."""
        doing.report_progress(
            action=action, by=action.owner_person, at=self.at(months), done=done, next_step=following,
            direction=direction, at_risk=direction == "worse",
        )  # fmt: skip

    def finish(self, months: float, action: Action, done: str, evidence: str) -> None:
        """Done, with evidence that the office accepts three days later."""
        doing.give_evidence(action=action, by=action.owner_person, at=self.at(months, 9), text=evidence)
        doing.mark_done(action=action, by=action.owner_person, at=self.at(months), done=done)
        proving.accept_evidence(action=action, by=self.cast.administrator, at=self.at(months - 0.1))


def tell(cast: Cast, *, today: date) -> None:
    """All five."""
    story = Story(cast, today=today, slug=NEGLECT, theme="neglect")
    fathers, early = _fathers(story), _early(story)
    _dentists(story)
    _thresholds(story)
    _taught_at_home(Story(cast, today=today, slug=EDUCATION, theme="out-of-school"))
    known = measures.take_in()
    for code, action in (("D17", fathers), ("N01", early)):
        watching.watch(by=cast.administrator, measure=known[code].measure, actions=[action])


def _fathers(story: Story) -> Action:
    """Whole: heard, found, asked, done, proven, closed; everybody may read it."""
    open_to_all, council, unit = Audience.PUBLISHED, story.cast.agencies.county_council, story.cast.administrator
    heard = voice.record(
        by=unit, at=story.at(33),
        told=voice.Told(
            speaker="families", channel="group", heard_on=story.at(33).date(), people=9, offered=True,
            text="Nobody had asked us before what we could do. They asked what we had done wrong.",
            priorities=(story.priority,), themes=story.themes,
        ),
    )  # fmt: skip
    found = story.find(32, "audit", "Audit of conferences", "Fathers are seldom invited to conferences", open_to_all)
    asked = story.ask(31, found, "Invite every father it is safe to invite", council, audience=open_to_all)
    action = story.promise(
        30, asked, story.cast.council, council, "Send invitation letters for conferences to every father",
        "Fathers come to half of all conferences", due=24, audience=open_to_all,
    )  # fmt: skip
    story.report(28, action, "The letter was written with a group of fathers.", "Try it in two teams.")
    story.report(26, action, "Two teams send it; the others begin next month.", "Count invitations.")
    story.finish(24.5, action, "All teams send the letter.", "612 letters went out in the quarter.")
    proving.test_impact(
        action=action, by=story.cast.scrutineer, at=story.at(17.5), impact_type="outcome", source="data",
        rating="strong", text="Fathers came to 52 of 100 conferences, after 31.",
    )  # fmt: skip
    actions.close(action=action, by=unit, at=story.at(17))
    changed = "The invitation letter now asks for the father's own view of the plan."
    voice.say_what_changed(
        by=unit, voice=heard, what_changed=changed, changed=[action], led_to=[found], at=story.at(23)
    )
    voice.publish(by=story.cast.scrutineer, voice=heard, at=story.at(22))
    return action


def _early(story: Story) -> Action:
    """Under way."""
    trust = story.cast.agencies.health_trust
    found = story.find(
        14, "review", "Practice review “Bryony”", "Neglect is seldom named when families ask for early help"
    )
    asked = story.ask(13, found, "Use one checklist for neglect in all early help", trust)
    action = story.promise(
        12, asked, story.cast.lead, trust, "Use the neglect checklist at every first visit",
        "Neglect is named in six of ten first visits where it is named later", due=-4,
    )  # fmt: skip
    story.report(8, action, "All health visitors have the checklist.", "Ask every team for ten examples.")
    story.report(4, action, "Seven teams of nine use it.", "Visit the two that do not.", "same")
    story.report(1, action, "All nine teams use it.", "Count first visits where neglect is named.")
    due_dates.request(
        action=action, by=story.cast.lead, at=story.at(0.2), new_due_on=story.at(-6).date(),
        reason="Counting first visits takes two quarters, not one.",
    )  # fmt: skip
    return action


def _dentists(story: Story) -> None:
    """Unanswered: the board of health was asked and has not said yes or no."""
    found = story.find(8, "review", "Practice review “Rowan”", "Nobody put missed dental appointments together")
    story.ask(7, found, "Share missed dental appointments with the school nurse", story.cast.agencies.icb)


def _thresholds(story: Story) -> None:
    """Done and evidenced, and nobody has tested whether it helped."""
    school = story.cast.agencies.school
    found = story.find(20, "self_assessment", "Returns of schools", "Schools are unsure when neglect is to be referred")
    asked = story.ask(19, found, "Write a plain guide to thresholds for schools", school)
    action = story.promise(
        18, asked, story.cast.head, school, "Bring the guide to thresholds to every school",
        "Referrals from schools that need nothing more fall by a tenth", due=12, strength="medium",
    )  # fmt: skip
    story.report(15, action, "Heads of twelve schools wrote the guide together.", "Print it.")
    story.finish(9, action, "Every school has the guide.", "Receipts of all schools.")


def _taught_at_home(story: Story) -> None:
    """Just begun: one action agreed, one proposed, one given up for a better one; and an agency that says no."""
    council, police = story.cast.agencies.county_council, story.cast.agencies.police
    found = story.find(3, "challenge", "Challenge by the board", "Nobody knows how children taught at home are")
    asked = story.ask(2.8, found, "See every child taught at home once a year", council, police)
    letter = story.propose(
        2.5, story.cast.council, council, "Write to every family that teaches at home", "Half of the families answer",
        due=-3, strength="weak", answers=asked,
    )  # fmt: skip
    visits = story.promise(
        2, asked, story.cast.council, council, "Offer every family that teaches at home a visit",
        "Nine families of ten have had one", due=-9,
    )  # fmt: skip
    actions.supersede(
        action=letter,
        successor=visits,
        by=story.cast.administrator,
        at=story.at(1.5),
        reason="A visit is the letter too.",
    )
    story.propose(
        0.5, story.cast.council, council, "Bring libraries in as places to meet families", "Six libraries take part",
        due=-6, strength="medium", answers=asked,
    )  # fmt: skip
    responding.answer(
        response=asked.responses.get(agency=police), by=story.cast.police, at=story.at(2), answer="not_accepted",
        reason="The police have no power to visit a family without a concern.",
    )  # fmt: skip
