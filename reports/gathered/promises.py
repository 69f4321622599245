"""What was promised and what came of it: impact, little progress, recommendations, partners, next year."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from partnership.models import Agency
from priorities import overview, progress
from priorities.models import Action, ImpactTest, Plan, Pledge, Recommendation, Response
from reports.blocks import Chart, Fact, Gathered, Grid, Line, Lines
from reports.gathered.charting import bars, largest
from reports.gathered.wording import cut, day, short
from reports.gathering import Year, gathers


@gathers("impact")
def impact(year: Year) -> Gathered:
    """The actions whose impact was tested in the year: what was found, and how it is known."""
    tested = ImpactTest.objects.filter(on__range=year.days).select_related("action__owner_agency")
    latest = {test.action_id: test for test in tested.order_by("on", "pk")}
    ratings = Counter(test.rating for test in latest.values())
    closed = Action.objects.filter(closed_on__range=year.days).count()
    seen = set(Action.objects.visible_to(year.eyes).filter(pk__in=latest).values_list("pk", flat=True))
    order = {ImpactTest.Rating.STRONG: 0, ImpactTest.Rating.SOME: 1, ImpactTest.Rating.NONE: 2}
    shown = sorted((test for pk, test in latest.items() if pk in seen), key=lambda test: (order[test.rating], test.on))
    found = {words: ratings[rating] for rating, words in ImpactTest.Rating.choices}
    by_source = Counter(test.get_source_display() for test in latest.values())
    return Gathered(
        (
            Fact(
                "impact-tested",
                "Actions whose impact was tested",
                f"{len(latest):,}",
                "By somebody who does not own them",
            ),
            Fact("impact-strong", "Of these with a strong impact", f"{ratings['strong']:,}"),
            Fact("actions-closed", "Actions closed after a test", f"{closed:,}"),
            bars(
                "What the tests found",
                f"Of {len(latest):,} actions that were tested, {ratings['strong']:,} had a strong impact and "
                f"{ratings['none']:,} had none.",
                found,
                head=("Impact", "Actions"),
            ),
            Grid("How it is known", ("Evidence", "Actions"), tuple((k, f"{v:,}") for k, v in by_source.most_common())),
            cut(
                "What is different",
                [_tested(test) for test in shown],
                none="No impact was tested in this year on anything the public may read.",
                kept=len(latest) - len(shown),
            ),
        ),
        tells_of=tuple(sorted(latest)),
    )


def _tested(test: ImpactTest) -> Line:
    said = f"{test.get_rating_display()}: {short(test.text)} ({test.get_source_display().lower()}, {day(test.on)})"
    return Line(short(test.action.text), said, reverse("action", args=[test.action_id]))


@gathers("little-progress")
def little_progress(year: Year) -> Gathered:
    """Priorities that do not get better, and actions late, silent or without effect: a list nobody can trim."""
    rows = _rows(year)
    stuck = [row for row in rows if row.travel.words != "Getting better"]
    late = Action.objects.overdue(year.last)
    without = ImpactTest.objects.filter(on__range=year.days, rating=ImpactTest.Rating.NONE).values("action")
    fruitless = Action.objects.filter(pk__in=without).order_by("pk")
    silent = Action.objects.silent(year.last - timedelta(days=overview.silent_after(year.last)))
    seen = late.visible_to(year.eyes)
    return Gathered(
        (
            Fact("priorities-not-better", "Priorities that do not get better", f"{len(stuck)} of {len(rows)}"),
            Fact("actions-overdue", "Actions past their day", f"{late.count():,}"),
            Fact("actions-silent", "Actions of which nothing was heard for months", f"{silent.count():,}"),
            Fact("actions-without-impact", "Actions whose test found no impact", f"{fruitless.count():,}"),
            _stood(year),
            _travelled(rows),
            cut(
                "Priorities",
                [
                    Line(
                        f"{row.place.number} {row.priority}",
                        f"{row.travel.words}. {row.travel.sentence}",
                        reverse("priority", args=[row.priority.slug]),
                    )
                    for row in stuck
                ],
                none="Every published priority gets better.",
            ),
            cut(
                "Actions past their day",
                [_late(each) for each in seen.select_related("owner_agency").order_by("due_on")],
                none=year.none,
                kept=late.count() - seen.count(),
            ),
            cut(
                "Actions without effect",
                [
                    Line(
                        short(each.text),
                        f"Tested in the year; {each.get_state_display().lower()} now",
                        reverse("action", args=[each.pk]),
                    )
                    for each in fruitless.visible_to(year.eyes)
                ],
                none=year.none,
                kept=fruitless.count() - fruitless.visible_to(year.eyes).count(),
            ),
        ),
        tells_of=tuple(sorted({*late.values_list("pk", flat=True), *fruitless.values_list("pk", flat=True)})),
    )


def _stood(year: Year) -> Chart | Grid | Lines:
    """Where every action stood on the last day, by the days its record bears."""
    agreed = Action.objects.filter(agreed_on__lte=year.last)
    closed = agreed.filter(closed_on__lte=year.last)
    given_up = agreed.filter(state__in=sorted(progress.ENDED - {progress.State.CLOSED}))
    going = agreed.exclude(done_on__lte=year.last).exclude(pk__in=closed).exclude(pk__in=given_up)
    late = going.filter(due_on__lt=year.last).count()
    done = agreed.filter(done_on__lte=year.last).exclude(pk__in=closed).exclude(pk__in=given_up).count()
    counted = {
        "Under way, in time": going.count() - late,
        "Under way, past their day": late,
        "Done, impact still to be shown": done,
        "Closed, impact shown": closed.count(),
        "Given up or replaced": given_up.count(),
    }
    said = f"Of {sum(counted.values()):,} actions agreed so far, {closed.count():,} are closed and {late:,} are late."
    return bars("Where our actions stood", said, counted, head=("On the last day", "Actions"))


def _travelled(rows: list[overview.Row]) -> Chart | Grid | Lines:
    """Which way the published priorities go."""
    ways = Counter(row.travel.words for row in rows)
    said = f"{ways['Getting better']} of {len(rows)} priorities get better."
    return bars("Which way our priorities go", said, dict(ways.most_common()), head=("Direction", "Priorities"))


def _late(action: Action) -> Line:
    return Line(
        short(action.text), f"{action.owner_agency}, due on {day(action.due_on)}", reverse("action", args=[action.pk])
    )


def _rows(year: Year) -> list[overview.Row]:
    """The published priorities, each with the way all its actions go: the sentence holds counts and no words."""
    if year.plan is None:
        return []
    seen = {row.priority.pk for row in overview.of(year.plan, viewer=year.eyes, on=year.last).rows}
    rows = overview.of(year.plan, viewer=year.keeper or year.eyes, on=year.last).rows
    return [row for row in rows if row.priority.pk in seen]


@gathers("recommendations")
def recommendations(year: Year) -> Gathered:
    """What was recommended in the year, what agencies answered, and which actions it called for."""
    made = Recommendation.objects.filter(made_on__range=year.days)
    answers = Response.objects.filter(recommendation__in=made)
    said = Counter(answers.values_list("answer", flat=True))
    words = {**dict(Response.Answer.choices), "": "No answer yet"}
    owed = answers.overdue(year.last).count()
    seen = made.visible_to(year.eyes).for_list()
    called = set(made.exclude(calls_for=None).values_list("calls_for", flat=True))
    return Gathered(
        (
            Fact("recommendations-made", "Recommendations made", f"{made.count():,}"),
            Fact("answers-overdue", "Answers still owed at the end of the year", f"{owed:,}"),
            bars(
                "What agencies answered",
                f"{sum(said.values()) - said['']:,} of {sum(said.values()):,} answers are there.",
                {words[key]: said[key] for key in words},
                head=("Answer", "Answers"),
            ),
            cut(
                "Each of them",
                [_recommended(each) for each in seen],
                none=year.none,
                kept=made.count() - len(seen),
            ),
        ),
        tells_of=tuple(sorted(called)),
    )


def _recommended(each: Recommendation) -> Line:
    answers = Counter(answer.get_answer_display() or "no answer yet" for answer in each.responses.all())
    said = "; ".join(f"{count} × {answer.lower()}" for answer, count in answers.items())
    actions = f"; {each.calls_for.all().count()} actions" if each.calls_for.all() else "; no action yet"
    return Line(short(each.text), f"{said}{actions}", reverse("recommendation", args=[each.pk]))


@gathers("partners")
def partners(year: Year) -> Gathered:
    """For each agency: actions it owns, those done, answers given, pledges kept."""
    rows = sorted(_shares(year), key=lambda row: row[0])
    head = ("Agency", "Under way", "Done", "Answered", "Owed", "Pledges")
    return Gathered(
        (
            Fact("agencies", "Agencies that own actions, answer or pledge", f"{len(rows):,}"),
            _finished(year),
            Grid(
                "What each partner did: actions under way and done, answers given and owed, pledges kept",
                head,
                tuple(rows),
                reverse("actions"),
            ),
        )
    )


def _finished(year: Year) -> Chart | Grid | Lines:
    """Who has done what it promised, the most first."""
    done = Action.objects.filter(done_on__range=year.days)
    counted = largest(Counter(done.values_list("owner_agency__name", flat=True)), others="All other agencies")
    said = f"{sum(counted.values()):,} actions were done in this time."
    return bars("Actions done, by the agency that owns them", said, counted, head=("Agency", "Actions"))


def _shares(year: Year) -> Iterable[tuple[str, ...]]:
    going = _counted(Action.objects.filter(agreed_on__lte=year.last).under_way(), "owner_agency")
    done = _counted(Action.objects.filter(done_on__range=year.days), "owner_agency")
    given = _counted(Response.objects.filter(answered_at__date__range=year.days), "agency")
    owed = _counted(Response.objects.overdue(year.last), "agency")
    kept = _counted(Pledge.objects.filter(kept_on__range=year.days), "agency")
    counts = (going, done, given, owed, kept)
    for agency in Agency.objects.filter(pk__in={pk for each in counts for pk in each}):
        yield agency.name, *(f"{each.get(agency.pk, 0):,}" for each in counts)


def _counted(rows: QuerySet[Any], agency: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(agency).annotate(Count("pk")))


@gathers("next-year")
def next_year(year: Year) -> Gathered:
    """The priorities of the plan that follows, who leads them and what success looks like."""
    following = Plan.objects.published().filter(ends_on__gt=year.ends_on).order_by("starts_on").first()
    if following is None:
        return Gathered((cut("Our priorities", [], none="No plan for the time after this year is published yet."),))
    rows = overview.of(following, viewer=year.eyes, on=year.on).rows
    return Gathered(
        (
            Grid(
                f"The priorities of the {following.name.lower()}",
                ("Priority", "Lead", "What success looks like"),
                tuple(
                    (
                        f"{row.place.number} {row.priority}",
                        str(row.priority.lead_agency or "To be named"),
                        short(row.place.success, 400) or "To be said",
                    )
                    for row in rows
                ),
                reverse("plan", args=[following.slug]),
            ),
        )
    )
