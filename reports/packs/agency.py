"""Everything of one agency on four pages: what it promised, how it was found, its people, its figures and its share."""

from collections import Counter
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Sum
from django.urls import reverse

from audits import heat_map
from audits.models import Participant, SelfAssessment, SingleAudit
from commendations.models import Award
from dashboard.models import Return
from partnership.models import Agency, Headcount, Person
from priorities.models import Action, ImpactTest, Pledge, Response
from reports.blocks import Fact, Gathered, Grid, Line
from reports.gathered.resources import pounds
from reports.gathered.wording import cut, day, share, short
from reports.models import Contribution
from reports.packs.pack import Kind, Pack, chapters
from reviews.models import TeamUse
from training.models import Booking, Certificate, Charge
from training.states import CAME, State

RECENT_CYCLES, RECENT_RETURNS = 2, 12


def profile(agency: Agency, *, viewer: Person, on: date) -> Pack:
    """The profile of an agency as somebody who oversees it, or answers for it, reads it on a day."""
    since = on - relativedelta(years=1) + relativedelta(days=1)
    where = ", ".join(part for part in (agency.get_kind_display(), agency.district) if part)
    return Pack(
        kind=Kind.AGENCY,
        about=agency.slug,
        title=agency.name,
        lead=f"{where}. What it promised, how it was found, its people and its share, {day(since)} to {day(on)}.",
        chapters=chapters(
            [
                ("promised", "What it promised", lambda: _promised(agency, viewer, since, on)),
                ("found", "How it was found", lambda: _found(agency, viewer, since, on)),
                ("people", "Its people", lambda: _people(agency, since, on)),
                ("share", "Its figures and its share", lambda: _share(agency, on)),
            ]
        ),
        on=on,
    )


def _promised(agency: Agency, viewer: Person, since: date, on: date) -> Gathered:
    owned = Action.objects.visible_to(viewer).filter(owner_agency=agency)
    going, late = owned.under_way(), owned.overdue(on)
    tests = ImpactTest.objects.filter(action__in=owned, on__range=(since, on))
    ratings = Counter(tests.values_list("rating", flat=True))
    answers = Response.objects.filter(agency=agency)
    given = answers.filter(answered_at__date__range=(since, on))
    said = Counter(given.values_list("answer", flat=True))
    owed = answers.overdue(on).select_related("recommendation").order_by("recommendation__due_on")
    kept = Pledge.objects.filter(agency=agency, kept_on__range=(since, on)).count()
    return Gathered(
        (
            Fact("actions-going", "Actions under way", f"{going.count():,}"),
            Fact("actions-late", "Of these past their day", f"{late.count():,}"),
            Fact("actions-done", "Done in the year", f"{owned.filter(done_on__range=(since, on)).count():,}"),
            Fact("impact-strong", "Tested with a strong impact", share(ratings["strong"], sum(ratings.values()))),
            Fact("answers-given", "Recommendations answered", f"{sum(said.values()):,}"),
            Fact("pledges-kept", "Pledges to campaigns kept", f"{kept:,}"),
            cut(
                "Actions past their day",
                [
                    Line(short(each.text), f"Due on {day(each.due_on)}", reverse("action", args=[each.pk]))
                    for each in late.order_by("due_on")
                ],
                none="None.",
            ),
            cut(
                "Answers that are owed",
                [
                    Line(
                        short(each.recommendation.text),
                        f"Due on {day(each.recommendation.due_on)}",
                        reverse("recommendation", args=[each.recommendation_id]),
                    )
                    for each in owed
                ],
                none="None.",
            ),
            Grid(
                "What it answered in the year",
                ("Answer", "Recommendations"),
                tuple((words, f"{said[key]:,}") for key, words in Response.Answer.choices),
            ),
        )
    )


def _found(agency: Agency, viewer: Person, since: date, on: date) -> Gathered:
    handed_in = SelfAssessment.objects.visible_to(viewer).filter(agency=agency).handed_in().select_related("cycle")
    recent = list(handed_in.order_by("-cycle__due_on")[:RECENT_CYCLES])
    parts = Participant.objects.filter(agency=agency, left_out_at=None).select_related("audit").order_by("-added_at")
    own = SingleAudit.objects.visible_to(viewer).filter(agency=agency, done=True, done_on__range=(since, on))
    return Gathered(
        (
            Fact("audits", "Multi-agency audits it took part in", f"{len(parts):,}"),
            Fact("own-audits", "Audits of its own in the year", f"{own.count():,}"),
            *(_standards(each) for each in recent),
            cut(
                "Multi-agency audits",
                [
                    Line(
                        each.audit.title,
                        each.audit.get_phase_display(),
                        reverse("multi_agency_audit", args=[each.audit.slug]),
                    )
                    for each in parts
                ],
                none="It took part in none.",
            ),
            cut(
                "Audits of its own",
                [Line(each.title, f"{day(each.done_on)}. {short(each.learning)}") for each in own],
                none="None was reported in the year.",
            ),
        )
    )


def _standards(thing: SelfAssessment) -> Grid:
    found = heat_map.of_cycle(thing.cycle, SelfAssessment.objects.filter(pk=thing.pk))
    return Grid(
        f"{thing.cycle.name}: mean of each standard, 0 to 100",
        ("Standard", "Its own grade", "Moderated"),
        tuple(
            (section.title, _mean(found.of(thing.pk, section.pk).own), _mean(found.of(thing.pk, section.pk).judged))
            for section in found.sections
        ),
        reverse("self_assessment", args=[thing.pk]),
    )


def _mean(value: int | None) -> str:
    return "Not graded" if value is None else str(value)


def _people(agency: Agency, since: date, on: date) -> Gathered:
    held = Booking.objects.filter(agency=agency, event__starts_at__date__range=(since, on))
    states = Counter(held.values_list("state", flat=True))
    came, absent = sum(states[state] for state in CAME), states[State.ABSENT]
    counting = Certificate.objects.in_date(on).filter(booking__agency=agency)
    soon = counting.filter(valid_until__lte=on + relativedelta(days=90))
    owed = Charge.objects.filter(booking__in=held).exclude(state="waived").aggregate(all=Sum("amount"))["all"] or 0
    courses = Counter(held.filter(state__in=CAME).values_list("event__course__title", flat=True))
    thanked = Award.objects.filter(commendation__agencies=agency, announced_at__date__range=(since, on))
    return Gathered(
        (
            Fact("came", "Places on courses used", f"{came:,}"),
            Fact("absent", "Booked and did not come", share(absent, came + absent)),
            Fact("charged", "Charged for places and absences", pounds(owed)),
            Fact("certificates", "Certificates in date", f"{counting.count():,}"),
            Fact("expiring", "Of these running out within 90 days", f"{soon.count():,}"),
            Fact("thanked", "Commendations to its people", f"{thanked.count():,}"),
            Grid(
                "Courses its people came to",
                ("Course", "People"),
                tuple((course, f"{count:,}") for course, count in courses.most_common()),
            ),
            cut(
                "How teams used what was learnt",
                [
                    Line(
                        each.product.title,
                        f"{each.team}, {day(each.used_on)}: {short(each.will_change)}",
                        reverse("learning", args=[each.product.slug]),
                    )
                    for each in TeamUse.objects.filter(agency=agency, used_on__range=(since, on)).for_list()
                ],
                none="No team has recorded that it used a briefing.",
            ),
        )
    )


def _share(agency: Agency, on: date) -> Gathered:
    asked = Return.objects.filter(agency=agency, starts_on__lte=on).order_by("-starts_on")
    missing = asked.missing(on).count()
    recent = list(asked.for_list()[:RECENT_RETURNS])
    paid = Contribution.objects.filter(agency=agency).order_by("-year")
    heads = Headcount.objects.filter(agency=agency, counted_on__lte=on).order_by("job_role", "-counted_on")
    people = sum(each.people for each in heads.distinct("job_role"))
    return Gathered(
        (
            Fact("missing", "Returns it has not sent", f"{missing:,}"),
            Fact("headcount", "People who work there", f"{people:,}" if people else "Not stated"),
            Grid(
                "What it sent last",
                ("Return", "Period", "State"),
                tuple((each.name, str(each.period), each.state_words(on)) for each in recent),
            ),
            Grid(
                "What it gave to the partnership",
                ("Year", "Money", "In kind"),
                tuple((each.year, pounds(each.amount), each.in_kind or "Nothing noted") for each in paid),
            ),
        )
    )
