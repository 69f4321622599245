"""The seal of an audit: closing it without those who never answered, and the glass one breaks in an emergency."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from audits.forms.cycles import ReasonForm
from audits.forms.tools import GlassForm
from audits.models import Case, Tool
from audits.multi_agency import filling, seal
from audits.views.audit_steps import posted, step
from audits.views.multi_agency import seen
from partnership import access
from partnership.access import require
from partnership.permissions import Permission


@require(Permission.KEEP_AUDITS)
def close_without(request: HttpRequest, slug: str) -> HttpResponse:
    """Close answering without those who have not answered."""
    audit, now = seen(request, slug), timezone.now()

    def close(given: dict[str, Any]) -> str:
        seal.close_without(audit=audit, by=request.user, at=now, **given)
        return "Answering is closed. The report will say who did not answer."

    return step(request, audit, ReasonForm(posted(request)), close, heading="Close without those who did not answer",
                button="Close answering",
                lead="What is in is opened to the panel. What an agency began and did not hand in is shown to nobody. "
                "It is said openly on the audit and in its report.")  # fmt: skip


@require(Permission.BREAK_GLASS)
@never_cache
def break_seal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Open the sealed answers about one case; the scrutineer is told at once."""
    audit, now = seen(request, slug), timezone.now()
    case = get_object_or_404(Case, audit=audit, number=number)
    opened = case.openings.filter(by=request.user, until__gt=now).first()
    if opened is not None:
        access.look(request.user, case, why="sealed audit case read")
        tools = Tool.objects.readable_by(request.user, at=now).filter(case=case).for_list()
        return render(request, "audits/opened_case.html", {
            "audit": audit, "case": case, "opened": opened,
            "tools": [(each, filling.lines_of(each), list(each.views.all())) for each in tools],
        })  # fmt: skip

    def open_it(given: dict[str, Any]) -> str:
        seal.break_glass(case=case, by=request.user, at=now, **given)
        return "The seal of this case is broken. The scrutineer has been told why."

    return step(request, audit, GlassForm(posted(request)), open_it, heading=f"Break the seal of {case}",
                button="Break it and tell the scrutineer",
                lead="Only if a child may come to harm otherwise. The scrutineer and every agency are told at once, "
                "with your reason. All other cases stay sealed.",
                back=reverse("break_seal", args=[slug, number]))  # fmt: skip
