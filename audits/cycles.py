"""Opens a cycle to agencies, moves dates, locks what is not handed in, opens again, closes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate

from audits import findable, hands, moving, news
from audits.models import Cycle, Extension, SelfAssessment, Step
from audits.stages import State
from office import agency_lists, questionnaires
from office import findable as searching
from office.agencies import people_of
from office.letters import Urgency
from office.models import Version
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal


@dataclass(frozen=True)
class Plan:
    """What a cycle is to be."""

    name: str
    version: Version
    due_on: date
    local: Version | None = None
    previous: Cycle | None = None
    launch_words: str = ""


def open_cycle(*, by: Person, plan: Plan, agencies: Iterable[Agency], at: datetime) -> Cycle:
    """Open a cycle today to some agencies; their leads get the launch letter at once."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    asked, today = list(agencies), localdate(at)
    if not asked:
        raise Refusal("Choose at least one agency.")
    if plan.due_on <= today:
        raise Refusal(f"The deadline lies in the past. Choose a day after {_day(today)}.")
    _refuse_unfit(plan)
    slug = slugify(plan.name)[:60]
    with transaction.atomic():
        if not slug or slug == "new" or Cycle.objects.filter(slug=slug).exists():
            raise Refusal(
                "There is a cycle of this name already, or the name cannot be part of an address. Choose another."
            )
        cycle = Cycle.objects.create(
            slug=slug, name=plan.name.strip(), version=plan.version, local=plan.local, previous=plan.previous,
            opens_on=today, due_on=plan.due_on, launch_words=plan.launch_words.strip(), opened_by=by, opened_at=at,
        )  # fmt: skip
        trail.leave("cycle opened", by=by, about=cycle, agencies=len(asked))
        searching.write([findable.of_cycle(cycle)])
        _ask(cycle, agencies=asked, by=by, at=at)
    return cycle


def next_after(cycle: Cycle, *, on: date) -> dict[str, Any]:
    """What the next cycle begins with: the newest published version, and every agency asked before that still is."""
    newest = (
        Version.objects.published().filter(questionnaire=cycle.version.questionnaire_id).order_by("-number").first()
    )
    asked = Agency.objects.active(on).filter(pk__in=cycle.assessments.values("agency"))
    return {"version": newest, "previous": cycle, "agencies": list(asked)}


def _refuse_unfit(plan: Plan) -> None:
    """Only published questionnaires; local questions have the grades of the main one."""
    for version in filter(None, (plan.version, plan.local)):
        if version.state != Version.State.PUBLISHED:
            raise Refusal(f"“{version}” is not published. Only a published questionnaire is sent out.")
    if plan.local is not None:
        main = {level.key for level in questionnaires.sheet(plan.version).levels}
        if {level.key for level in questionnaires.sheet(plan.local).levels} != main:
            raise Refusal("The local questions are graded differently. Give them the grades of the main questionnaire.")


def add_agencies(*, by: Person, cycle: Cycle, agencies: Iterable[Agency], at: datetime) -> int:
    """Ask more agencies in an open cycle; those asked already are passed over. Says how many are new."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    with transaction.atomic():
        locked = Cycle.objects.select_for_update(of=("self",)).select_related("version", "local").get(pk=cycle.pk)
        if locked.closed_at is not None:
            raise Refusal("This cycle is closed.")
        known = set(locked.assessments.values_list("agency", flat=True))
        new = [agency for agency in agencies if agency.pk not in known]
        _ask(locked, agencies=new, by=by, at=at)
        trail.leave("agencies added to cycle", by=by, about=locked, agencies=len(new))
    return len(new)


def add_schools(*, by: Person, cycle: Cycle, rows: Mapping[int, Mapping[str, Any]], at: datetime) -> int:
    """Schools of a list (URN, name, phase, trust): new ones are taken in as agencies, all are asked. All or none."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    with transaction.atomic():
        agency_lists.take_in(by=by, rows=rows, on=localdate(at))
        urns = [row["urn"] for row in rows.values() if row.get("urn")]
        names = [row["name"] for row in rows.values() if not row.get("urn")]
        found = [*Agency.objects.filter(urn__in=urns), *Agency.objects.filter(name__in=names)]
        return add_agencies(by=by, cycle=cycle, agencies=found, at=at)


def _ask(cycle: Cycle, *, agencies: Iterable[Agency], by: Person, at: datetime) -> None:
    sheet, today = questionnaires.sheet(cycle.version), localdate(at)
    sized = any(variant.most_people is not None for variant in sheet.variants)
    made = SelfAssessment.objects.bulk_create(
        SelfAssessment(
            cycle=cycle, agency=agency, due_on=cycle.due_on,
            variant=sheet.variant_for(agency.kind, people_of(agency, on=today) if sized else None),
        )
        for agency in agencies
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(assessment=each, key="open", from_state="", to_state=State.ANSWERING, by=by, at=at) for each in made
    )
    searching.write(findable.of_assessment(each) for each in made)
    for each in made:
        _launch(each, at=at)


def _launch(assessment: SelfAssessment, *, at: datetime) -> None:
    cycle = assessment.cycle
    for person in hands.leading(assessment.agency, on=localdate(at)):
        news.write(
            to=person, key=f"launch {assessment.pk} {person.pk}", at=at, urgency=Urgency.NOW,
            subject=f"{cycle.name}: {assessment.agency} is asked until {_day(assessment.due_on)}",
            sentence=f"{assessment.agency} is asked for its self-assessment, due on {_day(assessment.due_on)}. You can "
            "share questions out to colleagues, save and come back, and fill it in offline.",
            address=reverse("self_assessment", args=[assessment.pk]), words=cycle.launch_words,
        )  # fmt: skip


# More time --------------------------------------------------------------------


def ask_for_time(*, by: Person, assessment: SelfAssessment, new_due_on: date, reason: str, at: datetime) -> Extension:
    """An agency asks for another day."""
    check(by, Permission.ANSWER_SELF_ASSESSMENTS, agency=assessment.agency)
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        if locked.state != State.ANSWERING:
            raise Refusal("Time is asked for while it is being answered.")
        if new_due_on <= locked.due_on:
            raise Refusal(f"It is due on {_day(locked.due_on)}. Ask for a later day.")
        if locked.extensions.filter(granted=None).exists():
            raise Refusal("You have asked already, and it is not decided yet.")
        asked = Extension.objects.create(assessment=locked, old_due_on=locked.due_on, new_due_on=new_due_on,
                                         reason=reason.strip(), asked_by=by, asked_at=at)  # fmt: skip
        trail.leave("more time asked for", by=by, about=asked, agency=locked.agency)
    return asked


def decide_on_time(*, by: Person, extension: Extension, granted: bool, words: str, at: datetime) -> Extension:
    """The business unit gives more time, or not; whoever asked is told."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    with transaction.atomic():
        locked = moving.lock(extension.assessment_id)
        asked = Extension.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=extension.pk)
        if asked.granted is not None:
            raise Refusal("This has been decided already.")
        asked.granted, asked.decided_by, asked.decided_at, asked.decision_words = granted, by, at, words.strip()
        asked.save(update_fields=["granted", "decided_by", "decided_at", "decision_words"])
        if granted:
            locked.due_on = max(locked.due_on, asked.new_due_on)
            locked.save(update_fields=["due_on"])
        trail.leave("more time decided", by=by, about=asked, agency=locked.agency, granted=granted)
        news.write(
            to=asked.asked_by, key=f"time decided {asked.pk}", at=at, words=asked.decision_words,
            subject=f"{locked.agency}: {'more time is given' if granted else 'no more time'}",
            sentence=f"The self-assessment is due on {_day(locked.due_on)}.",
            address=reverse("self_assessment", args=[locked.pk]),
        )  # fmt: skip
    return asked


# Locking and opening again -------------------------------------------------------


def lock_overdue(*, at: datetime) -> int:
    """Lock what was not handed in by its day; drafts and answers stay. Says how many."""
    today, count = localdate(at), 0
    for found in SelfAssessment.objects.under_way().filter(due_on__lt=today).for_list():
        with transaction.atomic():
            locked = moving.lock(found.pk)
            # A signature or more time may have come a moment ago.
            if locked.state not in (State.ANSWERING, State.SIGNING) or locked.due_on >= today:
                continue
            moving.move(locked, key="lock", by=None, at=at)
            count += 1
            for person in hands.leading(locked.agency, on=today):
                news.write(
                    to=person, key=f"locked {locked.pk} {locked.due_on} {person.pk}", at=at,
                    subject=f"{locked.cycle}: the deadline has passed",
                    sentence=f"{locked.agency} did not hand in by {_day(locked.due_on)}. Nothing is lost. Ask the "
                    "business unit to open it again.", address=reverse("self_assessment", args=[locked.pk]),
                )  # fmt: skip
    return count


def reopen(*, by: Person, assessment: SelfAssessment, due_on: date, reason: str, at: datetime) -> SelfAssessment:
    """Open a self-assessment again until a day; signatures given belong to the round before."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    if due_on <= localdate(at):
        raise Refusal("Choose a day that is still to come.")
    with transaction.atomic():
        locked = moving.lock(assessment.pk)
        moving.move(locked, key="reopen", by=by, at=at, reason=reason)
        begin_new_round(locked)
        locked.due_on = due_on
        locked.save(update_fields=["due_on"])
        for person in hands.leading(locked.agency, on=localdate(at)):
            news.write(
                to=person, key=f"reopened {locked.pk} {locked.round} {person.pk}", at=at, words=reason.strip(),
                subject=f"{locked.cycle}: open again until {_day(due_on)}",
                sentence=f"The self-assessment of {locked.agency} can be changed again.",
                address=reverse("self_assessment", args=[locked.pk]),
            )  # fmt: skip
    return locked


def begin_new_round(locked: SelfAssessment) -> None:
    """Name the same signers for another round: what is changed has to be signed anew."""
    signers = list(locked.signers.filter(round=locked.round))
    locked.round += 1
    locked.save(update_fields=["round"])
    for signer in signers:
        locked.signers.create(round=locked.round, capacity=signer.capacity, person=signer.person)


def close(*, by: Person, cycle: Cycle, at: datetime) -> Cycle:
    """Close a cycle: no more reminders, no more agencies."""
    check(by, Permission.KEEP_SELF_ASSESSMENTS)
    with transaction.atomic():
        locked = Cycle.objects.select_for_update(of=("self",)).get(pk=cycle.pk)
        if locked.closed_at is not None:
            raise Refusal("This cycle is closed already.")
        if locked.assessments.under_way().exists():
            raise Refusal("Some agencies are still answering. Wait for the deadline, or close it afterwards.")
        locked.closed_at = at
        locked.save(update_fields=["closed_at"])
        trail.leave("cycle closed", by=by, about=locked)
    return locked


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
