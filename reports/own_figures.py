"""Counts what the portal itself knows, every night, as readings of source "portal"; one function a measure.

To add a measure: its file in dashboard/data/measures/ with `sources = ["portal"]`, and here one small function that
bears its code and says how many there are, and out of how many, within a period as it stood at the end of a day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from audits.models import Answer, Case, Judgement, SelfAssessment
from dashboard import areas, hiding, measures, readings
from dashboard.models import Area, MeasureVersion, Reading
from dashboard.readings import Figure, Replaced
from partnership import periods
from partnership.models import Agency
from partnership.periods import Period
from priorities.models import Action, Finding
from priorities.models.actions import ActionQuerySet
from priorities.progress import ENDED, State
from reports import impact_by_month as impact
from reviews import conducting, using
from reviews.models import Review, TeamUse
from training import counts as training
from training import reach

SOURCE = "portal"


@dataclass(frozen=True)
class Count:
    """How many, out of how many (None for a plain count), and the same by part: {"red": Count(3, 4)}."""

    numerator: float
    denominator: float | None = None
    parts: Mapping[str, "Count"] = field(default_factory=dict)


# Given a period and the last day of it that is over; None: so few that nothing may be told.
Counting = Callable[[Period, date], Count | None]
COUNTED: dict[str, Counting] = {}
# Measures whose figure is told once, when the period has settled: whether it has by the end of a day.
SETTLES: dict[str, Callable[..., bool]] = {}
# So many periods back are looked at for such figures: a job that did not run for months still tells them.
LOOKED_AT = 6


def counts(code: str, *, once: Callable[..., bool] | None = None) -> Callable[[Counting], Counting]:
    """Let a function count the measure of this code."""

    def enter(counting: Counting) -> Counting:
        COUNTED[code] = counting
        if once:
            SETTLES[code] = once
        return counting

    return enter


# Actions --------------------------------------------------------------------


@counts("Q03")
def actions_overdue(period: Period, on: date) -> Count:
    """Actions agreed, not done and past their day, out of those under way at the end of the day."""
    under_way = _agreed_by(on).exclude(done_on__lte=on).exclude(closed_on__lte=on).exclude(_given_up)
    return Count(under_way.filter(due_on__lt=on).count(), under_way.count())


@counts("Q04")
def actions_closed_with_evidence(period: Period, on: date) -> Count:
    """Of actions whose impact was to be tested in the twelve months before the day, those closed after a test."""
    first = on - timedelta(days=364)
    due = _agreed_by(on).filter(impact_due_on__range=(first, on))
    return Count(due.filter(closed_on__lte=on, impact_tests__isnull=False).distinct().count(), due.count())


# Ended, but not by being done.
_given_up = Q(state__in=sorted(ENDED - {State.CLOSED}))


def _agreed_by(on: date) -> ActionQuerySet:
    return Action.objects.filter(agreed_on__lte=on)


# Self-assessments -----------------------------------------------------------


@counts("Q02")
def moderated_below(period: Period, on: date) -> Count:
    """Of section 11 answers whose result was made final in the period, those the moderator graded below the agency."""
    own = Answer.objects.filter(assessment=OuterRef("assessment"), code=OuterRef("code")).values("score")[:1]
    moderated = Judgement.objects.filter(
        part="moderator", assessment__cycle__version__questionnaire__slug="section-11",
        assessment__finalised_at__date__range=(period.start, min(on, period.end)),
    ).annotate(own=Subquery(own))  # fmt: skip
    return Count(moderated.filter(score__lt=F("own")).count(), moderated.count())


@counts("E10")
def schools_returned(period: Period, on: date) -> Count:
    """Of schools and colleges asked for a section 175 or 157 return in the period, those that have handed it in."""
    asked = SelfAssessment.objects.filter(
        cycle__version__questionnaire__slug="section-175", cycle__opens_on__range=(period.start, min(on, period.end)),
        agency__kind__in=[Agency.Kind.SCHOOL, Agency.Kind.COLLEGE],
    )  # fmt: skip
    return Count(asked.filter(submitted_at__date__lte=on).count(), asked.count())


# Multi-agency audits -----------------------------------------------------------


@counts("Q01")
def cases_good_or_better(period: Period, on: date) -> Count:
    """Cases of multi-agency audits whose agreed grade of the whole is good or better, out of those that have one."""
    graded = _agreed_in(period, on).filter(good__isnull=False)
    return Count(graded.filter(good=True).count(), graded.count())


@counts("S05")
def cases_with_the_childs_view(period: Period, on: date) -> Count:
    """Cases whose child's own view is on record or was heard, out of those the panel agreed on."""
    agreed = _agreed_in(period, on)
    return Count(agreed.filter(voice_recorded=True).count(), agreed.count())


def _agreed_in(period: Period, on: date) -> QuerySet[Case]:
    return Case.objects.filter(agreed_at__date__range=(period.start, min(on, period.end)))


# Training -------------------------------------------------------------------


@counts("T01")
def training_bookings(period: Period, on: date) -> Count:
    """Places booked on events held."""
    return Count(training.booked(period, on=on))


@counts("T02")
def training_places_filled(period: Period, on: date) -> Count:
    """Who came, out of the places there were."""
    return Count(training.came(period, on=on), training.places(period, on=on))


@counts("T03")
def training_who_came(period: Period, on: date) -> Count:
    """Who came, out of those who had a place when booking closed."""
    return Count(training.came(period, on=on), training.booked_at_close(period, on=on))


@counts("T04")
def training_who_did_not_come(period: Period, on: date) -> Count:
    """Who did not come and had not cancelled, out of those booked."""
    return Count(training.absent(period, on=on), training.had_a_place(period, on=on))


@counts("T05")
def training_cancelled_late(period: Period, on: date) -> Count:
    """Who cancelled after the last free day, out of those booked."""
    return Count(training.cancelled_late(period, on=on), training.had_a_place(period, on=on))


@counts("T06")
def training_days_waited(period: Period, on: date) -> Count:
    """Days on the waiting list, for each offer."""
    return Count(*training.waited(period, on=on))


@counts("T07", once=impact.is_settled)
def training_change_in_confidence(period: Period, on: date) -> Count | None:
    """Steps the learners rose, added up, and those who answered before and after."""
    return _told(impact.change(period))


@counts("T08", once=impact.is_settled)
def training_answers_after_three_months(period: Period, on: date) -> Count | None:
    """Answers three months after, out of the questions sent."""
    return _told(impact.answered(period))


@counts("T09", once=impact.is_settled)
def training_changed_practice(period: Period, on: date) -> Count | None:
    """Learners who work differently after three months, out of those who answered."""
    return _told(impact.changed(period))


@counts("T10", once=impact.is_settled)
def training_managers_agree(period: Period, on: date) -> Count | None:
    """Managers who say that practice changed, out of those who answered."""
    return _told(impact.agreed(period))


def _told(found: tuple[float, int] | None) -> Count | None:
    return None if found is None else Count(*found)


@counts("T11")
def training_workforce_reached(period: Period, on: date) -> Count:
    """People who got a certificate in twelve months, out of the workforce the agencies have counted; also by sector."""
    reached, workforce = reach.reached(on=on), reach.workforce(on=on)
    parts = {sector: Count(min(reached.get(sector, 0), people), people) for sector, people in workforce.items()}
    told = {key: parts.pop(key) for key in list(parts) if key not in _sectors()}
    if told:
        rest = [parts.pop("other", Count(0, 0)), *told.values()]
        parts["other"] = Count(sum(each.numerator for each in rest), sum(each.denominator or 0 for each in rest))
    return Count(sum(each.numerator for each in parts.values()), sum(each.denominator or 0 for each in parts.values()),
                 parts)  # fmt: skip


def _sectors() -> frozenset[str]:
    """The sectors the measure names; whoever belongs to none of them is one of the others."""
    breakdown = measures.known()["T11"].breakdown
    return frozenset(breakdown.values) if breakdown else frozenset()


@counts("T12")
def training_certificates_ending(period: Period, on: date) -> Count:
    """Certificates that end within 90 days, out of those in date at the end of the day."""
    return Count(*reach.ending(on=on))


@counts("T13")
def training_e_learning_finished(period: Period, on: date) -> Count:
    """E-learning finished in the period, out of that begun in it."""
    return Count(*reach.finished(period, on=on))


# Reviews and what they teach ---------------------------------------------------


@counts("Q05")
def themes_that_come_back(period: Period, on: date) -> Count:
    """Of the themes of findings of the last twelve months, those found for the third time or more in five years."""
    year, five = on - timedelta(days=364), on - timedelta(days=5 * 365)
    found = Finding.objects.filter(found_on__range=(five, on)).values("themes").exclude(themes=None)
    often = found.annotate(times=CountOf("pk", distinct=True), last=Max("found_on"))
    recent = [row["times"] for row in often if row["last"] >= year]
    return Count(sum(times >= THIRD_TIME for times in recent), len(recent))


THIRD_TIME = 3


@counts("Q06")
def reviews_in_time(period: Period, on: date) -> Count:
    """Of the rapid reviews and reviews completed in the twelve months before the day, those within their time."""
    first = on - timedelta(days=364)
    done = [
        deadline
        for review in Review.objects.filter(Q(rapid_review_sent_on__lte=on) | Q(published_on__lte=on))
        for deadline in conducting.deadlines(review)
        if deadline.key in ("rapid_review", "review") and deadline.done_on and first <= deadline.done_on <= on
    ]
    return Count(sum(not deadline.is_late(on) for deadline in done), len(done))


@counts("Q07")
def agencies_that_use_briefings(period: Period, on: date) -> Count:
    """Of the agencies briefings are for, those a team of which recorded use in the twelve months before the day."""
    agencies = {agency.pk for agency in using.partners(on=on)}
    used = TeamUse.objects.filter(used_on__range=(on - timedelta(days=364), on)).values_list("agency", flat=True)
    return Count(len(agencies & set(used)), len(agencies))


# Recording ------------------------------------------------------------------


def record(*, on: date, at: datetime) -> dict[str, Replaced]:
    """Count every measure as it stood at the end of a day and record it, for the period the day lies in.

    Until the period is over its figure is provisional: the night after its last day makes it final. What settles later
    is told when it has, and never again. Done twice it changes nothing. Without an area of its own a portal records
    nothing.
    """
    area = areas.own(on=localdate(at))
    if not area:
        return {}
    versions = measures.take_in()
    return {code: _record(versions[code], area, on, at) for code in COUNTED}


def _record(version: MeasureVersion, area: Area, on: date, at: datetime) -> Replaced:
    code = version.measure.code
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)
        due = _due(version, area, on)
        figures = [each for period in due for each in _figures(code, period, on)]
        done = readings.replace(figures, version=version, area=area, source=SOURCE, periods=due, at=at)
        hiding.decide(code, area=area, on=localdate(at))
    return done


def _due(version: MeasureVersion, area: Area, on: date) -> list[Period]:
    """The period a day lies in; or those that have settled by it and are not told yet."""
    code = version.measure.code
    period = periods.containing(measures.known()[code].period, on)
    if code not in SETTLES:
        return [period]
    living = Reading.objects.living().filter(measure=version.measure_id, area=area, source=SOURCE)
    told, found = set(living.values_list("starts_on", flat=True)), []
    for _ in range(LOOKED_AT):
        period = periods.previous(period)
        if period.start not in told and SETTLES[code](period, on=on):
            found.append(period)
    return found


def _figures(code: str, period: Period, on: date) -> list[Figure]:
    counted, definition = COUNTED[code](period, on), measures.known()[code]
    if counted is None:
        return [Figure(period, status=Reading.Status.SUPPRESSED, mark="c")]
    keyed = {"": counted}
    if definition.breakdown:
        keyed |= {definition.breakdown.key(part): count for part, count in counted.parts.items()}
    return [
        readings.figure(
            definition, period, count.numerator, count.denominator, breakdown=part, provisional=on < period.end
        )
        for part, count in keyed.items()
    ]
