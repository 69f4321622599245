"""From an audit to a 7-minute briefing: the draft is made of its report, and a person makes it readable."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from audits.models import Audit, Point
from audits.multi_agency.phases import Phase
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Finding, Recommendation
from reviews import publishing
from reviews.models import Product

LONGEST = 700  # characters of one box, so that seven of them are read in seven minutes


def draft_briefing(*, audit: Audit, by: Person, at: datetime) -> Product:
    """A draft in the library with its seven boxes filled from the report; Refusal before the report is finished.

    It says nothing of any case: only what stands in the points, lines and summary. Somebody else checks it before the
    public reads it, as with every product.
    """
    check(by, Permission.WRITE_LEARNING)
    if audit.phase != Phase.FINISHED:
        raise Refusal("A briefing is drafted from a finished report.")
    points = list(audit.points.all())
    asked = Recommendation.objects.filter(follows_from__in=audit.led_to.all()).distinct()
    with transaction.atomic():
        made = publishing.write(by=by, at=at, given={
            "kind": Product.Kind.BRIEFING, "title": f"What we learnt: {audit.title}"[:160],
            "summary": f"A multi-agency audit of {audit.figures['cases']} cases."[:300], "year": at.year, "ages": [],
            "background": _short(audit.focus), "why": _list(line.text for line in audit.lines.all()),
            "found": _short(f"{audit.summary}\n\n{_of(points, Point.Kind.FINDING)}"),
            "worked": _of(points, Point.Kind.STRENGTH, Point.Kind.PRACTICE),
            "differently": _list([*(each.text for each in asked),
                                  *(each.text for each in points if each.kind == Point.Kind.DEVELOPMENT)]),
            "questions": _list(f"How is it in our team: {line.text[0].lower()}{line.text[1:]}"
                               for line in audit.lines.all()[:4]),
            "next_steps": "The whole report stands among the multi-agency audits of the portal.",
            "themes": audit.themes.all(), "priorities": audit.priorities.all(),
            "findings": Finding.objects.filter(pk__in=audit.led_to.values("pk")),
        })  # fmt: skip
        trail.leave("briefing drafted from audit", by=by, about=audit, product=made.pk)
    return made


def _of(points: list[Point], *kinds: str) -> str:
    return _list(each.text for each in points if each.kind in kinds)


def _list(texts: Iterable[str]) -> str:
    return _short("\n".join(f"- {text}" for text in texts))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
