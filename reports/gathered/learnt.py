"""What was learnt: serious incidents and reviews, messages that repeat, scrutiny. Never a code name."""

from collections import Counter

from django.urls import reverse

from figures import suppression
from priorities.models import Finding
from reports.blocks import Fact, Gathered, Grid, Line
from reports.gathered.charting import bars, largest
from reports.gathered.wording import cut, day, finding_line, short
from reports.gathering import Year, gathers
from reviews import conducting
from reviews.models import Escalation, Message, NationalLearning, Product, Review, TeamUse

# Steps of a case the law gives a time for, and how a report calls them.
TIMED = {"notification": "Notifications", "rapid_review": "Rapid reviews", "review": "Reviews"}


@gathers("incidents")
def incidents(year: Year) -> Gathered:
    """How many incidents and reviews, whether they kept their times, and what was published of them.

    Cases are few: counts of one to five are hidden as everywhere else.
    """
    notified = Review.objects.filter(notified_on__range=year.days).count()
    published = Product.objects.published(year.on).filter(published_on__range=year.days).order_by("published_on")
    times = _in_time(year)
    used = TeamUse.objects.filter(used_on__range=year.days).count()
    return Gathered(
        (
            Fact("incidents-notified", "Serious incidents notified", _few(notified)),
            Fact("learning-published", "Briefings, guides and reports published", f"{len(published):,}"),
            Fact("teams-used", "Times a team recorded that it used one", f"{used:,}"),
            Grid("Whether statutory times were kept", ("Step", "Completed", "In time"), times),
            cut(
                "What was published", [_product(each) for each in published], none="Nothing was published in this year."
            ),
        )
    )


def _in_time(year: Year) -> tuple[tuple[str, str, str], ...]:
    done: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for review in Review.objects.filter(aware_on__lte=year.last):
        for deadline in conducting.deadlines(review):
            if deadline.key in TIMED and deadline.done_on and year.starts_on <= deadline.done_on <= year.last:
                done[deadline.key] += 1
                kept[deadline.key] += not deadline.is_late(year.last)
    return tuple((words, *_share(kept[key], done[key])) for key, words in TIMED.items())


def _share(part: int, whole: int) -> tuple[str, str]:
    numerator, denominator = suppression.suppress_share(part, whole)
    return suppression.written(denominator), suppression.written(numerator)


def _few(count: int) -> str:
    return suppression.written(suppression.suppress({"": count})[""])


def _product(each: Product) -> Line:
    said = f"{each.get_kind_display()}, {day(each.published_on)}. {short(each.summary)}"
    return Line(each.title, said, reverse("learning", args=[each.slug]))


@gathers("scrutiny")
def scrutiny(year: Year) -> Gathered:
    """What the scrutineer and the board challenged, and inspections found."""
    kinds = [Finding.Source.CHALLENGE, Finding.Source.INSPECTION]
    found = Finding.objects.filter(source_kind__in=kinds, found_on__range=year.days)
    answered = found.filter(recommendations__responses__answer__gt="").distinct().count()
    seen = found.visible_to(year.eyes)
    return Gathered(
        (
            Fact("challenges", "Challenges and findings of inspections", f"{found.count():,}"),
            Fact("challenges-answered", "Of these answered by an agency", f"{answered:,}"),
            cut(
                "Each of them",
                [finding_line(each) for each in seen],
                none=year.none,
                kept=found.count() - seen.count(),
            ),
        )
    )


@gathers("repeat-messages")
def repeat_messages(year: Year) -> Gathered:
    """Messages reviews and audits repeat, the letters that carried them, and what came back."""
    letters = Escalation.objects.filter(sent_on__range=year.days).select_related("message")
    replied = sum(bool(each.replied_on and each.replied_on <= year.last) for each in letters)
    messages = Message.objects.filter(published=True, first_seen_on__lte=year.last).prefetch_related("evidence")
    national = NationalLearning.objects.count()
    return Gathered(
        (
            Fact("letters-sent", "Letters to national stakeholders", f"{len(letters):,}"),
            Fact("letters-answered", "Of these answered", f"{replied:,}"),
            Fact("national-learning", "National reviews and guidance looked at", f"{national:,}"),
            bars(
                "Findings behind each message",
                f"{len(messages):,} messages repeat that the public may read.",
                largest({each.title: len(each.evidence.all()) for each in messages}, others="All other messages"),
                head=("Message", "Findings"),
            ),
            cut("Messages", [_message(each) for each in messages], none="No message is published."),
            cut(
                "Letters",
                [_letter(each) for each in letters if each.message.published],
                none="No letter about a published message was sent in this year.",
            ),
        )
    )


def _letter(each: Escalation) -> Line:
    reply = f"Answered {day(each.replied_on)}" if each.replied_on else "No answer yet"
    what = f"To {each.get_stakeholder_display()}: {short(each.question)}"
    return Line(what, f"Sent {day(each.sent_on)}. {reply}.", reverse("message", args=[each.message.slug]))


def _message(each: Message) -> Line:
    said = (
        f"{len(each.evidence.all())} findings say so; first seen {day(each.first_seen_on)}. {each.get_state_display()}."
    )
    return Line(each.title, said, reverse("message", args=[each.slug]))
