"""The small steps of planning an audit: key lines, participants, drawing the cases, showing a draw again, giving up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from audits.forms.cycles import ReasonForm
from audits.forms.multi_agency import CheckForm, DrawForm, LinesForm, ParticipantsForm
from audits.models import Audit, Sample
from audits.multi_agency import drawing_cases, planning, who
from audits.views.multi_agency import seen
from office.asking import Done, ask
from partnership.access import members, require
from partnership.models import Agency
from partnership.permissions import Permission


def posted(request: HttpRequest) -> Any:
    """What was sent, if something was."""
    return request.POST if request.method == "POST" else None


def step(
    request: HttpRequest, audit: Audit, form: BaseForm, deed: Callable[[dict[str, Any]], str], *, heading: str,
    button: str, lead: str = "", back: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    """One short form about an audit: ask, do, say what the deed says, go back."""
    address = back or reverse("multi_agency_audit", args=[audit.slug])

    def do(given: dict[str, Any]) -> Done:
        return Done(deed(given), address)

    return ask(request, "audits/audit_step.html", form, do, audit=audit, heading=heading, button=button, lead=lead,
               back=address, **more)  # fmt: skip


@require(Permission.KEEP_AUDITS)
def audit_lines(request: HttpRequest, slug: str) -> HttpResponse:
    """Key lines and the questions of the theme."""
    audit = seen(request, slug)
    lines = "\n".join(" | ".join(filter(None, (e.text, e.why, e.address))) for e in audit.lines.all())
    begun = {"lines": lines, "questions": "\n".join(each.text for each in audit.questions.all())}
    form = LinesForm(posted(request), initial=begun)

    def write(given: dict[str, Any]) -> str:
        planning.set_lines(audit=audit, by=request.user, lines=form.split())
        planning.set_questions(audit=audit, by=request.user, questions=given["questions"].splitlines())
        return "Saved."

    return step(request, audit, form, write, heading="Key lines of enquiry", button="Save",
                lead="What the audit wants to know, from figures, reviews, inspections and what people told us.",
                choose=True)  # fmt: skip


@require(Permission.KEEP_AUDITS)
def audit_participants(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part."""
    audit, now = seen(request, slug), timezone.now()
    holder = audit.participants.filter(holds_cases=True).values_list("agency", flat=True).first()
    begun = {"agencies": list(Agency.objects.filter(pk__in=audit.participants.values("agency"))), "holder": holder}
    form = ParticipantsForm(posted(request), audit=audit, on=timezone.localdate(now), initial=begun)

    def choose(given: dict[str, Any]) -> str:
        planning.set_participants(audit=audit, by=request.user, agencies=form.chosen(), holder=given["holder"], at=now)
        return "Saved."

    return step(request, audit, form, choose, heading="Who takes part", button="Save")


@members
def draw_cases(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and how cases are drawn from it; only who answers for the agency that holds the cases."""
    audit, now = get_object_or_404(Audit, slug=slug), timezone.now()
    if not drawing_cases.may_draw(request.user, audit):
        seen(request, slug)
        raise PermissionDenied
    form = DrawForm(posted(request), request.FILES or None)
    doubts: list[str] = []

    def draw(given: dict[str, Any]) -> Done:
        upload = given["upload"]
        listed = drawing_cases.lines_in(upload.read()) if upload else drawing_cases.lines_of(given["pasted"])
        how = drawing_cases.Draw(given["method"], given["rule"], given["size"] or 0, given["seed"], given["digits"])
        try:
            made = drawing_cases.draw(audit=audit, by=request.user, listed=listed, how=how, at=now)
        except drawing_cases.Doubtful as doubtful:
            doubts.extend(each.sentence for each in doubtful.doubts[:20])
            if not doubtful.only_asks:
                # What may name a child is not sent back to the screen.
                form.data = form.data.copy()
                form.data["pasted"] = ""
            raise
        return Done(f"{made.cases.count()} cases are drawn from {made.listed}. The list was not kept.",
                    reverse("draw_cases", args=[slug]))  # fmt: skip

    return ask(request, "audits/draw_cases.html", form, draw, audit=audit, doubts=doubts,
               samples=audit.samples.select_related("by"), cases=audit.cases.all(),
               planned=audit.opened_at is None)  # fmt: skip


@members
def check_sample(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Paste the list once more: is it the same, and does it give the same cases?"""
    sample = get_object_or_404(Sample.objects.select_related("audit"), pk=pk, audit__slug=slug)
    audit = sample.audit
    if not (drawing_cases.may_draw(request.user, audit) or who.keeps(request.user)):
        seen(request, slug)
        raise PermissionDenied
    form = CheckForm(posted(request))
    found = ""
    if form.is_valid():
        listed = drawing_cases.lines_of(form.cleaned_data["pasted"])
        found = drawing_cases.check_again(sample=sample, by=request.user, listed=listed)
        messages.info(request, found)
        form = CheckForm()
    return render(request, "audits/audit_step.html", {
        "audit": audit, "form": form, "heading": "Draw it again", "button": "Compare", "found": found,
        "lead": f"{sample.get_method_display()}, {sample.listed} on the list"
                + (f", seed “{sample.seed}”." if sample.seed else "."),
        "back": reverse("draw_cases" if drawing_cases.may_draw(request.user, audit) else "multi_agency_audit",
                        args=[slug]),
    })  # fmt: skip


@require(Permission.KEEP_AUDITS)
def abandon_audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Give it up."""
    audit, now = seen(request, slug), timezone.now()

    def give_up(given: dict[str, Any]) -> str:
        planning.abandon(audit=audit, by=request.user, at=now, **given)
        return "The audit is given up. What is sealed stays sealed."

    return step(request, audit, ReasonForm(posted(request)), give_up, heading="Give this audit up",
                button="Give it up",
                lead="It stays in the programme with the reason. Nothing sealed is opened.")  # fmt: skip
