"""Case reviews, learning and repeat messages of Oakshire, each made by the verbs; the words are in learnt.toml."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from office import drafts
from oscb_portal.oakshire.cast import Cast
from partnership import working_days
from partnership.working_days import LONDON
from priorities import findings
from priorities.models import Finding, Priority, Theme
from reviews import (
    conducting,
    contributing,
    deciding,
    escalating,
    national_learning,
    publishing,
    repeat_messages,
    reporting,
    team,
    using,
)
from reviews.models import Message, Product, Review

WORDS = Path(__file__).parent / "learnt.toml"
Words = Mapping[str, Any]
MONTH = 30.4
# What repeats, year by year: so that a message has evidence from more than one year. Months ago, room, words.
REPEATED = (
    (50, "review", "A boy was placed eighty miles away because there was no placement near home", "placements"),
    (37, "audit", "Three of eight children were placed out of county for want of a placement", "placements"),
    (15, "review", "No foster placement could be found near home and visits became rare", "placements"),
    (40, "review", "The category of the plan did not name the exploitation outside the home", "categories-of-abuse"),
    (18, "audit", "Plans for exploited teenagers use a category that says nothing of harm outside the home",
     "categories-of-abuse"),
    (26, "audit", "Nothing followed from the decision of the National Referral Mechanism", "nrm"),
    (10, "review", "The referral mechanism took nine months to decide while help waited", "nrm"),
    (22, "self_assessment", "An academy trust does not answer the yearly safeguarding return", "academies"),
)  # fmt: skip


class _Told:
    """Who and when."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today, self.by = cast, today, cast.coordinator

    def day(self, months: float) -> date:
        """A day so many months ago."""
        return self.today - timedelta(days=int(months * MONTH))

    def at(self, months: float, hour: int = 10) -> datetime:
        """A moment of such a day."""
        return self.moment(self.day(months), hour)

    def moment(self, day: date, hour: int = 10) -> datetime:
        """A moment of a day."""
        return datetime.combine(day, time(hour), tzinfo=LONDON)

    def belongs(self, words: Words) -> dict[str, Any]:
        """Priority and theme of a block of words."""
        return {"priorities": [Priority.objects.get(slug=words["priority"])],
                "themes": [Theme.objects.get(slug=words["theme"])]}  # fmt: skip


def tell(cast: Cast, *, today: date) -> None:
    """Cases at five stages, briefings with their teams, the four messages of the plan, national learning."""
    words, told = tomllib.loads(WORDS.read_text("utf-8")), _Told(cast, today)
    for each in words["briefing"]:
        _brief(each, told)
    _poster(words["poster"], told)
    for each in words["draft"]:
        _draft(each, told)
    _repeat(told)
    for each in words["message"]:
        _message(each, told)
    for each in words["national"]:
        _national(each, told)
    _referred(told)
    _late_rapid_review(told)
    _sealed(told)
    _to_be_signed(told)
    _published(told)


# Learning -----------------------------------------------------------------------


def _brief(words: Words, told: _Told) -> None:
    at = told.at(words["months"])
    given = {name: words[name] for name in (*publishing.BOXES, "title", "summary", "ages")}
    product = publishing.write(
        by=told.by, at=at, given={**given, "kind": Product.Kind.BRIEFING, "year": at.year, **told.belongs(words)}
    )
    publishing.send_to_check(product=product, by=told.by)
    product = publishing.publish(product=product, by=told.cast.scrutineer, at=at + timedelta(days=3))
    for place, (agency, who, team_name, people, change) in enumerate(words["uses"]):
        used_at = at + timedelta(days=14 + 9 * place)
        using.log(
            product=product, by=getattr(told.cast, who), at=used_at, agency=getattr(told.cast.agencies, agency),
            team=team_name, used_on=used_at.date(), people=people, will_change=change,
        )  # fmt: skip


def _poster(words: Words, told: _Told) -> None:
    """What hangs in a waiting room, read by a second person and published."""
    at = told.at(words["months"])
    given = {name: words[name] for name in ("title", "summary", "body")}
    given |= {"kind": Product.Kind.POSTER, "year": at.year}
    product = publishing.write(by=told.by, at=at, given=given | told.belongs(words))
    publishing.send_to_check(product=product, by=told.by)
    publishing.publish(product=product, by=told.cast.scrutineer, at=at + timedelta(days=2))


def _draft(words: Words, told: _Told) -> None:
    at = told.at(0.2)
    given = {name: words[name] for name in ("kind", "title", "summary", "body")} | {"year": at.year}
    product = publishing.write(by=told.by, at=at, given=given | told.belongs(words))
    publishing.send_to_check(product=product, by=told.by)


# Messages -----------------------------------------------------------------------


def _repeat(told: _Told) -> None:
    """Findings of several rooms and years that say the same."""
    kinds = {"review": "Practice review", "audit": "Multi-agency audit", "self_assessment": "Yearly returns"}
    for months, kind, text, theme in REPEATED:
        findings.record(
            by=told.by, at=told.at(months), on=told.day(months), source_kind=kind, text=text,
            source_title=f"{kinds[kind]}, {told.day(months):%B %Y}", themes=[Theme.objects.get(slug=theme)],
            priorities=[Priority.objects.get(slug="repeat-safeguarding-messages")],
        )  # fmt: skip


def _message(words: Words, told: _Told) -> None:
    office = told.cast.administrator
    first = told.day(words["first_seen"])
    message = repeat_messages.start(by=office, at=told.at(words["first_seen"] - 1), given={
        "title": words["title"], "text": words["text"], "first_seen_on": first, "local_response": words["local"],
        **told.belongs(words),
    })  # fmt: skip
    for finding in Finding.objects.filter(themes__slug=words["theme"], source_kind__in=["review", "audit"]):
        repeat_messages.confirm(message=message, finding=finding, by=office)
    for letter in words["letters"]:
        _letter(message, letter, told)
    message.refresh_from_db()
    if words["state"]:
        repeat_messages.move(message=message, by=office, at=told.at(0.4), state=words["state"],
                             note="Decided at the last meeting of the executive.")  # fmt: skip
    if words["published"]:
        repeat_messages.publish(message=message, by=office, published=True)


def _letter(message: Message, words: list[Any], told: _Told) -> None:
    stakeholder, question, months, answered_after, reply, outcome, next_step = words
    office, sent_at = told.cast.administrator, told.at(months)
    letter = escalating.draft(message=message, by=office, at=sent_at, stakeholder=stakeholder, question=question)
    letter = escalating.approve(escalation=letter, by=told.cast.council, at=sent_at + timedelta(hours=1))
    letter = escalating.record_sent(escalation=letter, by=office, at=sent_at + timedelta(hours=2), on=sent_at.date())
    if reply:
        replied_at = sent_at + timedelta(days=int(answered_after * MONTH))
        escalating.record_reply(escalation=letter, by=office, at=replied_at, on=replied_at.date(), reply=reply,
                                outcome=outcome, next_step=next_step)  # fmt: skip


def _national(words: Words, told: _Told) -> None:
    made = national_learning.log(
        by=told.cast.administrator, at=told.at(words["months"] - 0.5), title=words["title"],
        publisher=words["publisher"], published_on=told.day(words["months"]), summary=words["summary"],
    )  # fmt: skip
    if words["response"]:
        national_learning.respond(learning=made, by=told.cast.administrator, at=told.at(words["months"] - 1.5),
                                  response=words["response"])  # fmt: skip


# Cases ----------------------------------------------------------------------------


def _open(told: _Told, code_name: str, summary: str, *, known: date, theme: str) -> Review:
    """A case opened the day after it was known, with the three partners on its team."""
    at = told.moment(known + timedelta(days=1))
    review = conducting.open_case(
        by=told.by, at=at, code_name=code_name, summary=summary, aware_on=known,
        agencies=[told.cast.agencies.county_council, told.cast.agencies.health_trust, told.cast.agencies.police],
        themes=[Theme.objects.get(slug=theme)],
        priorities=[Priority.objects.get(slug="learning-from-reviews-and-audits")],
    )  # fmt: skip
    for person, agency in ((told.cast.council, "county_council"), (told.cast.police, "police"),
                           (told.cast.health, "icb")):  # fmt: skip
        team.add(review=review, person=person, by=told.by, at=at, agency=getattr(told.cast.agencies, agency))
    return review


def _decide(told: _Told, review: Review, at: datetime) -> None:
    for person in (told.cast.council, told.cast.police, told.cast.health):
        deciding.decide(review=review, by=person, at=at, agrees=True, reason="Serious harm, and abuse is suspected.")


def _move(told: _Told, review: Review, key: str, day: date, **given: Any) -> Review:
    return conducting.make(review=review, key=key, by=told.by, at=told.moment(day, 16), on=day, **given)


def _notified(told: _Told, review: Review, *, after: int) -> Review:
    """Decided and notified so many working days after it was known."""
    day = working_days.add(review.aware_on, after)
    _decide(told, review, told.moment(day, 9))
    _move(told, review, "decide_criteria", day)
    return _move(told, review, "notify", day)


def _referred(told: _Told) -> None:
    """Just referred: the partners are asked, the notification is due within days."""
    known = working_days.before(told.today, 2)
    review = _open(told, "Teasel", "A teenager was seriously harmed by people outside the family.", known=known,
                   theme="exploitation")  # fmt: skip
    deciding.decide(review=review, by=told.cast.council, at=told.moment(working_days.before(told.today, 1)),
                    agrees=True, reason="Serious harm; neglect by services is not excluded.")  # fmt: skip


def _late_rapid_review(told: _Told) -> None:
    """Notified late, and the rapid review is late too: Christmas is no excuse."""
    known = working_days.before(told.today, 27)
    review = _open(told, "Medlar", "An infant was found with injuries that nobody could explain.", known=known,
                   theme="babies")  # fmt: skip
    _notified(told, review, after=7)


def _sealed(told: _Told) -> None:
    """A rapid review under way: two agencies asked, one has sent, the panel meets next week."""
    known = working_days.before(told.today, 9)
    review = _open(told, "Sorrel", "Siblings lived for months without enough to eat, known to five services.",
                   known=known, theme="neglect")  # fmt: skip
    _notified(told, review, after=3)
    at = told.moment(working_days.before(told.today, 5))
    team.add(review=review, person=told.cast.lead, by=told.by, at=at, agency=told.cast.agencies.health_trust)
    contributing.ask(
        review=review, agencies=[told.cast.agencies.health_trust, told.cast.agencies.police], by=told.by, at=at,
        due_on=working_days.add(told.today, 3),
    )  # fmt: skip
    conducting.set_days(
        review=review, by=told.by, at=at, practitioners_met_on=None, publish_on=None,
        panel_meets_on=working_days.add(told.today, 6), family_contribution="",
    )  # fmt: skip
    one = review.contributions.get(agency=told.cast.agencies.police)
    contributing.write(
        contribution=one, by=told.cast.police, at=told.moment(working_days.before(told.today, 1)), send=True,
        mark=drafts.mark_of(contributing.values_of(one)), involvement="Officers went there four times in a year.",
        went_well="Each visit led to a notification on the same day.",
        learning="Nobody put the four notifications side by side.", done_already="The hub sees earlier ones now.",
    )  # fmt: skip


def _reported(told: _Told, code_name: str, summary: str, *, months: float, theme: str, title: str) -> Review:
    """A local review with the first version of its report."""
    known = told.day(months)
    review = _notified(told, _open(told, code_name, summary, known=known, theme=theme), after=4)
    notified = review.notified_on or known
    sent = working_days.add(notified, 14)
    _move(told, review, "send_rapid_review", sent, decision="local_review",
          decision_reason="The rapid review shows that agencies knew parts and nobody the whole.")  # fmt: skip
    _move(told, review, "record_response", sent + timedelta(days=20), panel_agrees=True,
          panel_response="The Panel agrees and asks to look at fathers.")  # fmt: skip
    begun = sent + timedelta(days=30)
    _move(told, review, "commission", begun, reviewer="An independent author from another county",
          terms="The twelve months before; what it was like to be the child; fathers and other men.",
          publish_on=begun + timedelta(days=150))  # fmt: skip
    _move(told, review, "begin_report", begun + timedelta(days=60))
    reporting.write_version(
        review=review, by=told.by, at=told.moment(begun + timedelta(days=90)), based_on=0, public_title=title,
        text="## What we looked at\n\nTwelve months in which five services met the family, each on its own.\n\n"
        "## What we found\n\n- Visits recorded what the parent said.\n- Nobody had asked who lived there.\n\n"
        "## What must change\n\n- Every first visit asks who lives here.\n- Four notifications are read side by side.",
        improvements="- Every first visit asks who lives here.\n- Earlier notifications are seen at once.",
    )  # fmt: skip
    return review


def _to_be_signed(told: _Told) -> None:
    """A report two partners have signed, while an inquest runs."""
    review = _reported(
        told, "Yarrow", "A toddler died; several services had seen the home.", months=9.5, theme="babies",
        title="Learning from the death of a toddler",
    )  # fmt: skip
    conducting.record_proceeding(review=review, by=told.by, at=told.at(5), kind="coroner", began_on=told.day(5))
    for person in (told.cast.council, told.cast.police):
        deciding.decide(review=review, by=person, at=told.at(0.3), agrees=True, reason="Fair, and it will be of use.")


def _published(told: _Told) -> None:
    """Whole: published in time, with a finding in the backbone."""
    review = _reported(told, "Hornbeam", "An infant was seriously harmed at home.", months=22, theme="fathers",
                       title="Learning from an infant seriously harmed at home")  # fmt: skip
    written = review.reports.get().written_at.date()
    for person in (told.cast.council, told.cast.police, told.cast.health):
        deciding.decide(review=review, by=person, at=told.moment(written + timedelta(days=5)), agrees=True,
                        reason="It says what must change and who must change it.")  # fmt: skip
    _move(told, review, "sign", written + timedelta(days=6))
    _move(told, review, "send_copy", written + timedelta(days=7))
    _move(told, review, "publish", written + timedelta(days=25))
    conducting.record_finding(
        review=review, by=told.by, at=told.moment(written + timedelta(days=26)), on=written + timedelta(days=26),
        text="Nobody had asked who else lived in the home", audience="published",
    )  # fmt: skip
    _move(told, review, "follow_actions", written + timedelta(days=27))
