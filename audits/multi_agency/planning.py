"""Plans an audit: theme and days, key lines of enquiry, questions of its own, who takes part; opens it, gives it up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate

from audits.models import Audit, KeyLine, Participant, ThemeQuestion, Tool
from audits.multi_agency import finding_rows, moving, who
from audits.multi_agency.phases import Phase
from office import drafts
from office.models import Version
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Action, Priority, Theme
from priorities.wording import refuse_identifiers

FORM, NEW = "audit", "new_audit"
# Words that other addresses of the room use.
RESERVED = frozenset({"calendar", "looks", "plan", "single", "tools"})
FEWEST_AGENCIES = 2
MOST_LINES = 12


@dataclass(frozen=True)
class Plan:
    """What an audit is to be, as a form gives it."""

    title: str
    focus: str
    version: Version
    sample_on: date
    due_on: date
    panel_on: date
    report_on: date
    look_again_on: date | None = None
    gated: bool = True
    second_share: int = 20
    themes: Sequence[Theme] = ()
    priorities: Sequence[Priority] = ()
    re_audit_of: Audit | None = None
    retests: Sequence[Action] = ()


PLAIN = ("title", "focus", "version", "sample_on", "due_on", "panel_on", "report_on", "look_again_on", "gated",
         "second_share", "re_audit_of")  # fmt: skip


def plan_audit(*, by: Person, plan: Plan, agencies: Iterable[Agency], at: datetime) -> Audit:
    """Plan an audit with the agencies that take part; a re-audit begins with the lines and questions of the first."""
    check(by, Permission.KEEP_AUDITS)
    _refuse_unfit(plan)
    with transaction.atomic():
        audit = Audit(slug=_free_slug(plan.title), planned_by=by, planned_at=at)
        _set(audit, plan)
        Participant.objects.bulk_create(
            Participant(audit=audit, agency=agency, added_by=by, added_at=at) for agency in agencies
        )
        if plan.re_audit_of is not None:
            set_lines(audit=audit, by=by, lines=[(e.text, e.why, e.address) for e in plan.re_audit_of.lines.all()])
            set_questions(audit=audit, by=by, questions=[each.text for each in plan.re_audit_of.questions.all()])
        moving.begin(audit, by=by, at=at)
        drafts.discard(by=by, form=NEW, record="new")
        trail.leave("audit planned", by=by, about=audit)
        finding_rows.renew(audit)
    return audit


def values_of(audit: Audit) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    plain = {name: getattr(audit, name) for name in PLAIN if name not in ("version", "re_audit_of")}
    return plain | {
        "version": audit.version_id,
        "re_audit_of": audit.re_audit_of_id,
        **{name: sorted(str(pk) for pk in getattr(audit, name).values_list("pk", flat=True))
           for name in ("themes", "priorities", "retests")},
    }  # fmt: skip


def change_plan(*, audit: Audit, plan: Plan, mark: str, by: Person, at: datetime) -> Audit:
    """Change the plan. Once agencies answer the tool and the rule of its grades stay, and only days still change."""
    check(by, Permission.KEEP_AUDITS)
    _refuse_unfit(plan)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        drafts.refuse_stale(values_of(audit), mark=mark)
        moving.refuse_unless(audit, Phase.PLANNED, Phase.ANSWERING, Phase.MODERATING, Phase.REPORTING)
        fixed = (audit.version_id, audit.gated) != (plan.version.pk, plan.gated)
        if audit.phase != Phase.PLANNED and fixed:
            raise Refusal("Agencies answer with this tool already: it and the rule of its grades stay to the end.")
        _set(audit, plan)
        drafts.discard(by=by, form=FORM, record=str(audit.pk))
        trail.leave("audit plan changed", by=by, about=audit)
        finding_rows.renew(audit)
    return audit


def _refuse_unfit(plan: Plan) -> None:
    refuse_identifiers(plan.title, plan.focus)
    if plan.version.state not in (Version.State.PUBLISHED, Version.State.RETIRED):
        raise Refusal(f"“{plan.version}” is not published. Only a published tool is sent out.")
    days = (plan.sample_on, plan.due_on, plan.panel_on, plan.report_on)
    if list(days) != sorted(days):
        raise Refusal("The days are out of order: first the sample, then the answers, the panel, and the report.")
    if plan.look_again_on is not None and plan.look_again_on <= plan.report_on:
        raise Refusal("The re-audit comes after the report. Choose a later day.")


def _set(audit: Audit, plan: Plan) -> None:
    for name in PLAIN:
        value = getattr(plan, name)
        setattr(audit, name, value.strip() if isinstance(value, str) else value)
    audit.save()
    audit.themes.set(plan.themes)
    audit.priorities.set(plan.priorities)
    audit.retests.set(plan.retests)


def _free_slug(title: str) -> str:
    stem = slugify(title)[:50] or "audit"
    taken = set(Audit.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    return next(each for each in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if each not in taken)


# Lines and questions ------------------------------------------------------------


def set_lines(*, audit: Audit, by: Person, lines: Iterable[tuple[str, str, str]]) -> int:
    """The key lines of enquiry anew: text, why, and where that can be read; says how many stand now."""
    check(by, Permission.KEEP_AUDITS)
    kept = [(text.strip(), why.strip(), address.strip()) for text, why, address in lines if text.strip()]
    refuse_identifiers(*(part for line in kept for part in line[:2]))
    if len(kept) > MOST_LINES:
        raise Refusal(f"{MOST_LINES} key lines are the most: an audit that asks everything finds nothing.")
    if any(address and not address.startswith("/") for _, _, address in kept):
        raise Refusal("What is behind a line is read in this portal: its address begins with a stroke.")
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.PLANNED)
        audit.lines.all().delete()
        KeyLine.objects.bulk_create(
            KeyLine(audit=audit, number=number, text=text[:300], why=why[:300], address=address)
            for number, (text, why, address) in enumerate(kept, start=1)
        )
        trail.leave("key lines of audit set", by=by, about=audit, lines=len(kept))
    return len(kept)


def set_questions(*, audit: Audit, by: Person, questions: Iterable[str]) -> int:
    """The questions of the theme anew, one sentence each; says how many stand now."""
    check(by, Permission.KEEP_AUDITS)
    kept = [text.strip() for text in questions if text.strip()]
    refuse_identifiers(*kept)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.PLANNED)
        audit.questions.all().delete()
        ThemeQuestion.objects.bulk_create(
            ThemeQuestion(audit=audit, number=number, text=text[:300]) for number, text in enumerate(kept, start=1)
        )
        trail.leave("questions of audit set", by=by, about=audit, questions=len(kept))
    return len(kept)


# Who takes part ---------------------------------------------------------------


def set_participants(
    *, audit: Audit, by: Person, agencies: Iterable[Agency], holder: Agency | None, at: datetime
) -> None:
    """Who takes part, and whose list the cases come from; Refusal once agencies answer."""
    check(by, Permission.KEEP_AUDITS)
    chosen = list(agencies)
    if holder is not None and holder not in chosen:
        chosen.append(holder)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.PLANNED)
        audit.participants.exclude(agency__in=chosen).delete()
        audit.participants.update(holds_cases=False)
        known = set(audit.participants.values_list("agency", flat=True))
        Participant.objects.bulk_create(
            Participant(audit=audit, agency=agency, added_by=by, added_at=at)
            for agency in chosen
            if agency.pk not in known
        )
        if holder is not None:
            audit.participants.filter(agency=holder).update(holds_cases=True)
        trail.leave("participants of audit set", by=by, about=audit, agencies=[agency.pk for agency in chosen])


# Open and give up ---------------------------------------------------------------


def lacks(audit: Audit) -> list[str]:
    """What is missing before agencies can be asked, in sentences."""
    found = []
    if audit.participants.count() < FEWEST_AGENCIES:
        found.append("A multi-agency audit needs at least two agencies.")
    if not audit.lines.exists():
        found.append("Write at least one key line of enquiry.")
    if not audit.cases.exists():
        found.append("No case has been drawn yet.")
    return found


def open_audit(*, audit: Audit, by: Person, at: datetime) -> Audit:
    """Ask every agency about every case; its auditors get one letter."""
    check(by, Permission.KEEP_AUDITS)
    today = localdate(at)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        if missing := lacks(audit):
            raise Refusal(missing[0])
        if audit.due_on <= today:
            raise Refusal("The day by which agencies are to answer has passed. Change the timetable first.")
        moving.move(audit, key="open", by=by, at=at)
        asked = list(audit.participants.select_related("agency__parent__parent"))
        cases = list(audit.cases.all())
        Tool.objects.bulk_create(Tool(case=case, agency=each.agency) for case in cases for each in asked)
        for each in asked:
            who.tell(
                audit, to=who.leading(each.agency, on=today), key=f"asked {each.pk}", at=at,
                subject=f"{audit}: {each.agency} is asked about {len(cases)} cases by {_day(audit.due_on)}",
                sentence="Say who audits each case: somebody who did not work on it. Which child a code stands for "
                "you hear from the agency that holds the cases, outside the portal. What you answer stays sealed "
                "until every agency has answered.",
                words=audit.focus, address=reverse("multi_agency_audit", args=[audit.slug]),
            )  # fmt: skip
    return audit


def abandon(*, audit: Audit, by: Person, at: datetime, reason: str) -> Audit:
    """Give an audit up, with a reason; what was sealed stays sealed until it is deleted."""
    check(by, Permission.KEEP_AUDITS)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        return moving.move(audit, key="abandon", by=by, at=at, reason=reason)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
