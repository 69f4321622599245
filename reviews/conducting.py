"""Opens a case, and makes each move of its table: under a row lock, with history and trail."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from office import rules
from office.letters import Topic
from partnership import trail, working_days
from partnership.access import can, check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import findings
from priorities.models import Audience, Finding, Priority, Theme
from priorities.wording import refuse_identifiers
from reviews import case_moves, clock, code_names, findable, stages, team
from reviews.models import Proceeding, Product, Review, Step
from reviews.stages import Stage

# Working days before a statutory date on which it is spoken of first.
WEEK_BEFORE = 5


def open_case(
    *, by: Person, at: datetime, code_name: str, summary: str, aware_on: date, kind: str = Review.Kind.RAPID,
    agencies: Iterable[Agency] = (), themes: Iterable[Theme] = (), priorities: Iterable[Priority] = (),
) -> Review:  # fmt: skip
    """Open a case that was referred for consideration; whoever opens it is its coordinator and first on its team.

    Refusal when the code name is taken or too like another, a day is still to come, or a text names a child.
    """
    check(by, Permission.OPEN_REVIEWS)
    code_name = " ".join(code_name.split())
    refuse_identifiers(summary)
    if aware_on > localdate(at):
        raise Refusal("The local authority cannot become aware on a day still to come.")
    with transaction.atomic():
        code_names.refuse_unfit(code_name)
        review = Review.objects.create(
            code_name=code_name, summary=summary.strip(), aware_on=aware_on, kind=kind, coordinator=by, opened_at=at
        )
        review.agencies.set(agencies)
        review.themes.set(themes)
        review.priorities.set(priorities)
        Step.objects.create(review=review, key="open", to_stage=Stage.REFERRED, on=aware_on, by=by, at=at)
        trail.leave("review opened", by=by, about=review, kind=kind)
        team.join(review, person=by, by=by, at=at)
    return review


def describe(
    *, review: Review, by: Person, at: datetime, kind: str, summary: str, aware_on: date, note: str,
    agencies: Iterable[Agency] = (), themes: Iterable[Theme] = (), priorities: Iterable[Priority] = (),
) -> Review:  # fmt: skip
    """Put right what is considered and whom it concerns; the history keeps that it changed, and why.

    Refusal without a reason when the day of awareness moves, because every date of the clock moves with it.
    """
    team.check_leads(review, by=by)
    refuse_identifiers(summary, note)
    with transaction.atomic():
        review = _held(review)
        _refuse_closed(review)
        if aware_on > localdate(at):
            raise Refusal("The local authority cannot become aware on a day still to come.")
        moved = f"Known since {aware_on:%-d %B %Y}, before {review.aware_on:%-d %B %Y}." * (aware_on != review.aware_on)
        if moved and not note.strip():
            raise Refusal("Every date of the clock moves with this day. Write why it changes.")
        if not _differs(review, kind, summary, aware_on, agencies=agencies, themes=themes, priorities=priorities):
            raise Refusal("Nothing is different. Nothing was changed.")
        review.kind, review.summary, review.aware_on = kind, summary.strip(), aware_on
        if sentence := clock.out_of_order(review.facts):
            raise Refusal(sentence)
        review.save()
        review.agencies.set(agencies)
        review.themes.set(themes)
        review.priorities.set(priorities)
        Step.objects.create(
            review=review, key="describe", from_stage=review.stage, to_stage=review.stage, on=localdate(at), by=by,
            at=at, note=f"{moved} {note.strip()}".strip(),
        )  # fmt: skip
        trail.leave("review described anew", by=by, about=review, moved=bool(moved))
        findable.renew_case(review)
    return review


def _differs(review: Review, kind: str, summary: str, aware_on: date, **several: Iterable[Any]) -> bool:
    if (review.kind, review.summary, review.aware_on) != (kind, summary.strip(), aware_on):
        return True
    return any(set(getattr(review, name).all()) != set(rows) for name, rows in several.items())


def _held(review: Review) -> Review:
    return Review.objects.select_for_update(of=("self",)).select_related("coordinator").get(pk=review.pk)


def _refuse_closed(review: Review) -> None:
    if review.stage == Stage.CLOSED:
        raise Refusal("This case is closed. Its record stays as it is.")


# Moves ------------------------------------------------------------------------


def make(*, review: Review, key: str, by: Person, at: datetime, on: date, note: str = "", **given: Any) -> Review:
    """Make one move of the table, dated `on`; `given` holds what the move needs, by name of field.

    Refusal when the stage does not allow it, something it needs is missing, or the days are not in order.
    KeyError when there is no such move.
    """
    team.check_leads(review, by=by)
    refuse_identifiers(note, *(value for value in given.values() if isinstance(value, str)))
    with transaction.atomic():
        review = _held(review)
        if sentence := stages.why_not(key, Stage(review.stage)):
            raise Refusal(sentence)
        if on > localdate(at):
            raise Refusal("This day is still to come. Write the day it happened.")
        last = _before_the_last(review, on)
        before = review.stage
        review.stage = case_moves.DEEDS[key](review, on=on, note=note, **given)
        if sentence := clock.out_of_order(review.facts) or last:
            raise Refusal(sentence)
        review.save()
        Step.objects.create(
            review=review, key=key, from_stage=before, to_stage=review.stage, on=on, by=by, at=at, note=note.strip()
        )
        trail.leave(f"review moved: {key}", by=by, about=review, before=before, after=review.stage)
        findable.renew_case(review)
    return review


def _before_the_last(review: Review, on: date) -> str:
    """Why a move cannot have happened on a day: what it follows happened later. Empty when it can."""
    last = review.steps.exclude(key__in=("open", "describe")).last()
    if last is None or last.on <= on:
        return ""
    return (
        f"“{last.words}” happened on {last.on:%-d %B %Y}, so this cannot have happened on {on:%-d %B %Y}. "
        "One of the two days is not right."
    )


def deadlines(review: Review) -> list[clock.Deadline]:
    """Every date of a case, with the rule beside it."""
    return clock.deadlines(review.facts, case_moves.edition_of(review), start=_start(review))


def day_plan(review: Review) -> list[clock.DayOfPlan]:
    """The day plan of its rapid review; empty before it began."""
    return clock.day_plan(review.facts, case_moves.edition_of(review), start=_start(review))


def _start(review: Review) -> clock.Start:
    return clock.Start(rules.value("reviews.rapid_review_start", on=review.aware_on))


# Findings -----------------------------------------------------------------------


def record_finding(
    *, review: Review, by: Person, at: datetime, text: str, on: date, audience: str = Audience.MEMBERS,
    agency: Agency | None = None,
) -> Finding:  # fmt: skip
    """Record a finding of a review in the backbone, without its code name, under its priorities and themes."""
    team.check_leads(review, by=by)
    code_names.refuse(text)
    with transaction.atomic():
        finding = findings.record(
            by=by, at=at, text=text, on=on, source_kind=Finding.Source.REVIEW, agency=agency, audience=audience,
            source_title=_source_title(review, on), source_address=_source_address(review),
            priorities=review.priorities.all(), themes=review.themes.all(),
        )  # fmt: skip
        review.led_to.add(finding)
    return finding


def _source_title(review: Review, on: date) -> str:
    published = review.products.filter(state=Product.State.PUBLISHED).first()
    return published.title if published else f"{review.get_kind_display()}, {on:%B %Y}"


def _source_address(review: Review) -> str:
    published = review.products.filter(state=Product.State.PUBLISHED).first()
    return f"/reviews/{published.slug}/" if published else ""


# Beside the table ----------------------------------------------------------------


def record_proceeding(
    *, review: Review, by: Person, at: datetime, kind: str, began_on: date, note: str = ""
) -> Proceeding:
    """Record that a criminal, coroner's or family court matter runs beside the review."""
    team.check_leads(review, by=by)
    refuse_identifiers(note)
    if began_on > localdate(at):
        raise Refusal("This day is still to come. Write the day it began.")
    with transaction.atomic():
        _refuse_closed(_held(review))
        made = Proceeding.objects.create(review=review, kind=kind, began_on=began_on, note=note.strip())
        trail.leave("review proceeding recorded", by=by, about=review, kind=kind)
    return made


def end_proceeding(*, proceeding: Proceeding, by: Person, at: datetime, ended_on: date) -> Proceeding:
    """Record its end; Refusal when it ended already or the day does not fit."""
    team.check_leads(proceeding.review, by=by)
    with transaction.atomic():
        proceeding = Proceeding.objects.select_for_update(of=("self",)).select_related("review").get(pk=proceeding.pk)
        if proceeding.ended_on:
            raise Refusal("Its end is recorded already.")
        if not proceeding.began_on <= ended_on <= localdate(at):
            raise Refusal("It ended after it began, and not on a day still to come.")
        proceeding.ended_on = ended_on
        proceeding.save(update_fields=["ended_on"])
        trail.leave("review proceeding ended", by=by, about=proceeding.review, kind=proceeding.kind)
    return proceeding


def set_days(
    *, review: Review, by: Person, at: datetime, practitioners_met_on: date | None, panel_meets_on: date | None,
    publish_on: date | None, family_contribution: str,
) -> Review:  # fmt: skip
    """The days a team plans by, and how the family was heard.

    Refusal when the day of the panel is set to one that opens summaries before tomorrow.
    """
    team.check_leads(review, by=by)
    refuse_identifiers(family_contribution)
    with transaction.atomic():
        review = _held(review)
        _refuse_closed(review)
        _refuse_unsealing(review, panel_meets_on, today=localdate(at))
        review.practitioners_met_on, review.publish_on = practitioners_met_on, publish_on
        review.panel_meets_on, review.family_contribution = panel_meets_on, family_contribution.strip()
        review.save()
        trail.leave("review days set", by=by, about=review,
                    panel=panel_meets_on.isoformat() if panel_meets_on else None)  # fmt: skip
    return review


def _refuse_unsealing(review: Review, panel_meets_on: date | None, *, today: date) -> None:
    """Agencies wrote under a seal until the panel meets: nobody opens it by setting an earlier day."""
    if panel_meets_on == review.panel_meets_on:
        return
    if review.panel_meets_on and review.panel_meets_on <= today:
        raise Refusal("The panel has met; its day stays.")
    if panel_meets_on and panel_meets_on <= today:
        raise Refusal("Choose a day after today: until the panel meets, no agency reads what another has written.")


def remind(*, at: datetime) -> int:
    """Tell whoever leads a case what is due in five working days, tomorrow, or late; twice it writes nothing new."""
    today, count = localdate(at), 0
    for review in Review.objects.living():
        for deadline in deadlines(review):
            step = _step(deadline, today)
            if not step:
                continue
            with transaction.atomic():
                for member in review.team.current().select_related("person"):
                    if can(member.person, Permission.OPEN_REVIEWS):
                        team.tell(
                            review, to=member.person, at=at, topic=Topic.REMINDER,
                            key=f"review {review.pk} {deadline.key} {step} {deadline.due_on} {member.person_id}",
                            subject=f"{deadline.words}: {deadline.standing(today).lower()}",
                            sentence=f"Due on {deadline.due_on:%-d %B %Y}: {deadline.rule}.",
                        )  # fmt: skip
                        count += 1
    return count


def _step(deadline: clock.Deadline, today: date) -> str:
    """Which reminder of a date has been reached; empty when it is done or far off."""
    if deadline.done_on:
        return ""
    if deadline.due_on < today:
        return "late"
    left = working_days.between(today, deadline.due_on)
    return "soon" if left <= 1 else "week" if left <= WEEK_BEFORE else ""
