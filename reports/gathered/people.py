"""People: what children and families told us, who was trained, whom campaigns reached, who was thanked, education."""

from collections import Counter

from django.db.models import Sum
from django.urls import reverse

from audits.models import SelfAssessment
from audits.stages import State
from commendations.models import Award, Commendation
from figures import suppression
from partnership.models import Agency
from priorities.models import Campaign, Pledge, Reach, Voice
from reports.blocks import Fact, Gathered, Line
from reports.gathered.charting import bars, largest
from reports.gathered.wording import cut, day, share, short
from reports.gathering import Year, gathers
from training import counts
from training.models import Booking
from training.states import CAME

SCHOOLS = [Agency.Kind.SCHOOL, Agency.Kind.COLLEGE]


@gathers("voices")
def voices(year: Year) -> Gathered:
    """What was heard in the year, and what changed because of it; where nothing did, it says so."""
    heard = Voice.objects.filter(heard_on__range=year.days)
    speakers = Counter(each.get_speaker_display() for each in heard)
    changed = heard.exclude(what_changed="")
    seen = heard.visible_to(year.eyes).order_by("-what_changed", "heard_on")
    led = set(heard.exclude(changed=None).values_list("changed", flat=True))
    return Gathered(
        (
            Fact("voices-heard", "Times somebody told us something", f"{len(heard):,}"),
            Fact("voices-changed", "Of these after which something changed", f"{changed.count():,}"),
            bars(
                "Who told us",
                f"After {changed.count():,} of {len(heard):,} times somebody told us something, something changed.",
                dict(speakers.most_common()),
                head=("Who", "Times"),
            ),
            cut(
                "What they said, and what changed",
                [_voice(each) for each in seen],
                none="Nothing that the public may read was recorded in this year.",
                kept=len(heard) - len(seen),
            ),
        ),
        tells_of=tuple(sorted(led)),
    )


def _voice(each: Voice) -> Line:
    changed = f"What changed: {short(each.what_changed)}" if each.what_changed else "Nothing has changed yet."
    said = f"{each.get_speaker_display()}, {day(each.heard_on)}. {changed}"
    return Line(f"“{short(each.text)}”", said, reverse("voice", args=[each.pk]))


@gathers("campaigns")
def campaigns(year: Year) -> Gathered:
    """Each campaign that ran: whom it reached, pledges kept, what was different afterwards."""
    ran = Campaign.objects.filter(starts_on__lte=year.last, ends_on__gte=year.starts_on, published_at__isnull=False)
    reach = Reach.objects.filter(campaign__in=ran, counted_on__lte=year.last)
    reached = dict(reach.order_by().values_list("campaign").annotate(n=Sum("people")))
    kept = Counter(Pledge.objects.filter(campaign__in=ran, kept_on__lte=year.last).values_list("campaign", flat=True))
    carried = set(ran.exclude(answers=None).values_list("answers", flat=True))
    return Gathered(
        (
            Fact("campaigns", "Campaigns that ran", f"{len(ran):,}"),
            Fact("people-reached", "People reached, as counted by channel", f"{sum(reached.values()):,}"),
            Fact("pledges-kept", "Pledges of agencies kept", f"{sum(kept.values()):,}"),
            bars(
                "People reached, by campaign",
                f"{len(ran):,} campaigns reached {sum(reached.values()):,} people, as counted by channel.",
                largest({each.title: reached.get(each.pk, 0) for each in ran}, others="All other campaigns"),
                head=("Campaign", "People"),
            ),
            cut(
                "Campaigns",
                [_campaign(each, reached.get(each.pk, 0)) for each in ran],
                none="No campaign ran in this year.",
            ),
        ),
        tells_of=tuple(sorted(carried)),
    )


def _campaign(each: Campaign, people: int) -> Line:
    change = f" Before: {each.measured_before}; after: {each.measured_after}." if each.measured_after else ""
    said = f"{day(each.starts_on)} to {day(each.ends_on)}; {people:,} people reached.{change}"
    return Line(each.title, said, reverse("campaign", args=[each.slug]))


@gathers("commendations")
def commendations(year: Year) -> Gathered:
    """How many thanks were written and awarded; those on the wall, whose owners agreed."""
    written = Commendation.objects.filter(nominated_at__date__range=year.days).count()
    awarded = Award.objects.filter(announced_at__date__range=year.days)
    wall = awarded.on_wall().for_list()
    kinds = Counter(awarded.values_list("commendation__category__name", flat=True))
    return Gathered(
        (
            Fact("thanks-written", "Nominations", f"{written:,}"),
            Fact("commendations", "Commendations", f"{awarded.count():,}"),
            bars(
                "For what we thanked people",
                f"{written:,} nominations were written and {awarded.count():,} people or teams were thanked.",
                dict(kinds.most_common()),
                head=("For", "Commendations"),
            ),
            cut(
                "On our wall",
                [Line(each.wall_name, each.wall_words, reverse("commended", args=[each.pk])) for each in wall],
                none="Nobody who was thanked in this year stands on the wall.",
            ),
        )
    )


@gathers("education")
def education(year: Year) -> Gathered:
    """Schools and colleges: their returns, their places on courses, their part in actions."""
    active = Agency.objects.active(year.last).filter(kind__in=SCHOOLS).count()
    asked = SelfAssessment.objects.filter(agency__kind__in=SCHOOLS, cycle__opens_on__range=year.days)
    returned = asked.filter(state__in=[State.SUBMITTED, State.FINAL]).count()
    held = counts.held(year.period, on=year.last)
    came = Booking.objects.filter(event__in=held, state__in=CAME, agency__sector=Agency.Sector.EDUCATION).count()
    return Gathered(
        (
            Fact("schools", "Schools and colleges in the partnership", f"{active:,}"),
            Fact("schools-returned", "Returns handed in", share(returned, asked.count())),
            Fact(
                "education-learners",
                "People from education who came to training",
                suppression.written(suppression.suppress({"": came})[""]),
            ),
        )
    )
