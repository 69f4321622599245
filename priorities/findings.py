"""Records a finding of whatever source, and makes recommendations of findings; rooms above point down to these."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from office import drafts, rules
from partnership import trail, working_days
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import findable, wording
from priorities.models import Audience, Finding, Priority, Recommendation, Response, Theme

NEW_FINDING, NEW_RECOMMENDATION = "new_finding", "new_recommendation"


def record(
    *,
    by: Person,
    at: datetime,
    text: str,
    source_kind: str,
    source_title: str,
    on: date,
    source_address: str = "",
    agency: Agency | None = None,
    audience: str = Audience.MEMBERS,
    priorities: Iterable[Priority] = (),
    themes: Iterable[Theme] = (),
    typed_as: str | None = None,
) -> Finding:
    """Record one finding, found `on` a day; Refusal when the day is still to come or the text names a child.

    `typed_as` names the draft it was typed as, which is forgotten.
    """
    check(by, Permission.RECORD_FINDINGS, agency=agency)
    wording.refuse_identifiers(text, source_title)
    if on > localdate(at):
        raise Refusal("A finding cannot be of a day still to come. Write the day it was found.")
    with transaction.atomic():
        finding = Finding.objects.create(
            text=text.strip(), source_kind=source_kind, source_title=source_title.strip(), found_on=on,
            source_address=source_address, agency=agency, audience=audience, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        finding.priorities.set(priorities)
        finding.themes.set(themes)
        drafts.discard(by=by, form=NEW_FINDING, record=typed_as)
        trail.leave("finding recorded", by=by, about=finding, agency=agency, source=source_kind)
        findable.renew(finding)
    return finding


def recommend(
    *,
    by: Person,
    at: datetime,
    text: str,
    agencies: Iterable[Agency],
    follows_from: Iterable[Finding] = (),
    due_on: date | None = None,
    audience: str = Audience.MEMBERS,
    priorities: Iterable[Priority] = (),
    themes: Iterable[Theme] = (),
    typed_as: str | None = None,
) -> Recommendation:
    """Make a recommendation to some agencies, each of which owes an answer.

    Without `due_on` the rule "Recommendations are answered within" says when. Without priorities or themes it takes
    those of its findings. `typed_as` names the draft it was typed as, which is forgotten. Refusal when nobody is
    asked, the day has passed, or the text names a child.
    """
    check(by, Permission.RECORD_FINDINGS)
    wording.refuse_identifiers(text)
    asked, findings, today = list(agencies), list(follows_from), localdate(at)
    if not asked:
        raise Refusal("A recommendation is addressed to at least one agency. Say to which.")
    due_on = due_on or answer_due(today)
    if due_on < today:
        raise Refusal(f"The day by which agencies are to answer has passed. Choose {_day(today)} or later.")
    with transaction.atomic():
        made = Recommendation.objects.create(
            text=text.strip(), made_on=today, due_on=due_on, audience=audience, recorded_by=by, recorded_at=at
        )
        made.follows_from.set(findings)
        made.priorities.set(list(priorities) or Priority.objects.filter(findings__in=findings).distinct())
        made.themes.set(list(themes) or Theme.objects.filter(findings__in=findings).distinct())
        Response.objects.bulk_create(Response(recommendation=made, agency=agency) for agency in asked)
        drafts.discard(by=by, form=NEW_RECOMMENDATION, record=typed_as)
        trail.leave("recommendation made", by=by, about=made, agencies=[agency.pk for agency in asked])
        findable.renew(made)
    return made


def answer_due(made_on: date) -> date:
    """By when a recommendation made on a day is to be answered."""
    within = rules.value("actions.answer_within", on=made_on)
    return working_days.add(made_on, within.count) if within.working else made_on + timedelta(days=within.count)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
