"""Writes the report of an audit: its points, findings and recommendations for the backbone, its end, its retention."""

from collections.abc import Iterable
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.timezone import localdate

from audits.models import AgreedGrade, Audit, Dissent, Participant, Point, Tool
from audits.multi_agency import finding_rows, moving, results, who
from audits.multi_agency.phases import Phase
from office import findable, rules
from office.letters import Urgency
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import findings
from priorities.models import Finding
from priorities.wording import refuse_identifiers


def add_point(
    *, audit: Audit, by: Person, kind: str, text: str, at: datetime, code: str = "", asks: str = "",
    agencies: Iterable[Agency] = (),
) -> Point:  # fmt: skip
    """Say one thing of the theme. A finding goes to the backbone, with a recommendation where one is asked."""
    check(by, Permission.KEEP_AUDITS)
    refuse_identifiers(text, asks)
    asked = list(agencies)
    if asks.strip() and kind != Point.Kind.FINDING:
        raise Refusal("Only a finding leads to a recommendation.")
    if bool(asks.strip()) != bool(asked):
        raise Refusal("A recommendation needs its words and the agencies that are to answer it.")
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.REPORTING)
        finding = _found(audit, by=by, text=text, at=at) if kind == Point.Kind.FINDING else None
        if finding is not None and asked:
            findings.recommend(by=by, at=at, text=asks, agencies=asked, follows_from=[finding],
                               priorities=audit.priorities.all(), themes=audit.themes.all())  # fmt: skip
        point = Point.objects.create(
            audit=audit, kind=kind, code=code, text=text.strip(), finding=finding, by=by, at=at
        )
        trail.leave("point of audit written", by=by, about=audit, kind=kind)
        finding_rows.renew(audit)
    return point


def _found(audit: Audit, *, by: Person, text: str, at: datetime) -> Finding:
    made = findings.record(
        by=by, at=at, text=text, source_kind=Finding.Source.AUDIT, source_title=audit.title, on=localdate(at),
        source_address=f"/audits/multi-agency/{audit.slug}/report/", priorities=audit.priorities.all(),
        themes=audit.themes.all(),
    )  # fmt: skip
    audit.led_to.add(made)
    return made


def take_back(*, point: Point, by: Person) -> None:
    """Take a point out of the report again; a finding stays, because others may have built on it."""
    check(by, Permission.KEEP_AUDITS)
    with transaction.atomic():
        audit = moving.lock(point.audit_id)
        moving.refuse_unless(audit, Phase.REPORTING)
        if point.finding_id is not None:
            raise Refusal("A finding has gone to the backbone already and stays.")
        findable.forget([f"audits.point:{point.pk}"])
        Point.objects.filter(pk=point.pk).delete()
        trail.leave("point of audit taken back", by=by, about=audit)


def write_summary(*, audit: Audit, by: Person, summary: str, limits: str, at: datetime) -> Audit:
    """What the report says first, and what the audit cannot tell."""
    check(by, Permission.KEEP_AUDITS)
    refuse_identifiers(summary, limits)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.REPORTING)
        audit.summary, audit.limits = summary.strip(), limits.strip()
        audit.save(update_fields=["summary", "limits"])
        trail.leave("summary of audit written", by=by, about=audit)
    return audit


def finish(*, audit: Audit, by: Person, at: datetime) -> Audit:
    """Finish the report: figures are frozen, every member can read it, and whoever took part is told."""
    check(by, Permission.KEEP_AUDITS)
    with transaction.atomic():
        audit = moving.lock(audit.pk)
        moving.refuse_unless(audit, Phase.REPORTING)
        if not audit.summary:
            raise Refusal("Write the summary first: it is what most people read.")
        if not audit.points.exists():
            raise Refusal("Say at least one thing the audit found: a finding, a strength, something to develop.")
        audit.figures = results.counted(audit)
        moving.move(audit, key="finish", by=by, at=at)
        today = localdate(at)
        people: dict[int, Person] = {}
        for each in audit.participants.select_related("agency__parent__parent"):
            people |= {person.pk: person for person in who.leading(each.agency, on=today)}
        people |= {person.pk: person for person in who.scrutineers(on=today)}
        who.tell(audit, to=people.values(), key="finished", at=at, urgency=Urgency.DIGEST,
                 subject=f"The report of “{audit}” is finished", sentence="Read what was found, and take it to your "
                 "teams.", address=f"/audits/multi-agency/{audit.slug}/report/")  # fmt: skip
    return audit


# Retention ------------------------------------------------------------------------


def delete_on(audit: Audit, *, on: date) -> date | None:
    """When what was written about cases is deleted; None while the audit is under way or it has been done."""
    last = audit.steps.filter(key__in=["finish", "abandon"]).order_by("-at").first()
    if last is None or audit.tools_deleted_on is not None:
        return None
    return localdate(last.at) + relativedelta(months=int(rules.value("audits.keep_tools", on=on)))


def forget_tools(*, at: datetime) -> int:
    """Delete tools, views, second grades and codes of audits past their day; findings, grades and counts stay."""
    today, count = localdate(at), 0
    for audit in Audit.objects.filter(phase__in=[Phase.FINISHED, Phase.ABANDONED], tools_deleted_on=None):
        due = delete_on(audit, on=today)
        if due is None or due > today:
            continue
        with transaction.atomic():
            audit = moving.lock(audit.pk)
            Tool.objects.filter(case__audit=audit).delete()
            Dissent.objects.filter(case__audit=audit).delete()
            AgreedGrade.objects.filter(case__audit=audit).update(reason="")
            for case in audit.cases.all():
                case.conflicts.all().delete()
            audit.cases.update(reference="")
            audit.tools_deleted_on = today
            audit.save(update_fields=["tools_deleted_on"])
            trail.leave("audit tools deleted", by=None, about=audit)
        count += 1
    return count


def asked_of(audit: Audit) -> list[Agency]:
    """The agencies a recommendation of an audit may go to first: those that took part."""
    return [each.agency for each in Participant.objects.filter(audit=audit).select_related("agency")]
