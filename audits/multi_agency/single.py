"""Audits agencies do by themselves: planned, reported in with sample, grades and learning, changed by their agency."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from audits.models import SingleAudit
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.wording import refuse_identifiers

COUNTS = tuple(name for name, _ in SingleAudit.GRADES)
PLAIN = ("title", "done_on", "done", "cases", *COUNTS, "learning", "change")


def report(
    *, by: Person, agency: Agency, given: Mapping[str, Any], at: datetime, audit: SingleAudit | None = None
) -> SingleAudit:
    """Report an audit of one agency, or change what was reported; Refusal where the grades do not add up to the cases.

    A planned one needs its title and day; a done one its cases, their grades and what was learnt.
    """
    check(by, Permission.ANSWER_AUDITS, agency=agency)
    refuse_identifiers(str(given["title"]), str(given.get("learning", "")), str(given.get("change", "")))
    _refuse_unfit(given, at)
    with transaction.atomic():
        row = audit or SingleAudit(agency=agency)
        for name in PLAIN:
            setattr(row, name, _plain(name, given.get(name)))
        row.reported_by, row.reported_at = by, at
        row.save()
        row.themes.set(given.get("themes", ()))
        trail.leave("single-agency audit reported", by=by, about=row, agency=agency, done=row.done)
    return row


def _plain(name: str, value: Any) -> Any:
    if name in COUNTS:
        return value or 0
    if name in ("learning", "change"):
        return str(value or "").strip()
    return value.strip() if isinstance(value, str) else value


def _refuse_unfit(given: Mapping[str, Any], at: datetime) -> None:
    if not given.get("done"):
        return
    if given["done_on"] > localdate(at):
        raise Refusal(
            "An audit that is done was finished on a day that has been. Change the day, or say it is planned."
        )
    cases, graded = given.get("cases") or 0, sum(given.get(name) or 0 for name in COUNTS)
    if not cases:
        raise Refusal("Say how many cases were looked at.")
    if cases != graded:
        raise Refusal(f"{cases} cases were looked at and {graded} are accounted for. Count those without a grade, too.")
    if not str(given.get("learning", "")).strip():
        raise Refusal("Say what was learnt: others read it for that.")
