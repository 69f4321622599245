"""Pages of returns: the list, one return, filling it in, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from dashboard import return_contents, return_page, return_states, returns, tasks
from dashboard.filters import ReturnChoices
from dashboard.forms.returns import ReasonForm, ReturnForm
from dashboard.models import Return
from dashboard.returns import NotReady
from office import drafts
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership import access
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal

COLUMNS = (
    Column(
        "period", "Period", leads=True, order=("ends_on", "starts_on"),
        cell=lambda row: format_html('<a class="p-link" href="{}">{}</a>', row.get_absolute_url(), row.period),
        value=lambda row: str(row.period),
    ),
    Column("agency", "Agency", cell=lambda row: row.agency.name, order=("agency__name",)),
    Column("due", "Due", cell=lambda row: f"{row.due_on:%-d %b %Y}", value=lambda row: row.due_on, order=("due_on",)),
    Column("state", "State", cell=lambda row: row.state_words(timezone.localdate()), order=("state",)),
    Column(
        "sent", "Sent", order=("submitted_on",),
        cell=lambda row: f"{row.submitted_on:%-d %b %Y}" if row.submitted_on else "",
        value=lambda row: row.submitted_on,
    ),
    Column("edition", "Edition", cell=lambda row: row.edition, order=("edition",), numeric=True),
)  # fmt: skip


@require(Permission.SEND_RETURNS)
def agency_returns(request: HttpRequest) -> HttpResponse:
    """All returns one may see, the latest first; what is missing or waits for somebody stands above."""
    today = timezone.localdate()
    seen = Return.objects.visible_to(request.user).for_list()
    listing = Listing(
        request,
        seen,
        columns=COLUMNS,
        choices=ReturnChoices,
        one="return",
        many="returns",
        file_name="returns",
        sort="-period",
    )
    approves = access.can(request.user, Permission.APPROVE_RETURNS)
    return answer(
        request, "dashboard/agency_returns.html", listing,
        facts=return_page.facts_of(seen, on=today), approves=approves,
    )  # fmt: skip


@require(Permission.SEND_RETURNS)
def agency_return(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: what it says, how far it is, what was done with it, and what can be done."""
    sent = _visible(request, pk)
    page = return_page.page_of(sent, on=timezone.localdate())
    return render(request, "dashboard/agency_return.html", {"sent": sent, "page": page, **_may(request, sent)})


@require(Permission.SEND_RETURNS)
def fill_return(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of a return: kept as a draft, or sent; what is missing or disagrees is named."""
    sent = workable(request, pk)
    if sent.state not in (return_states.ASKED, return_states.DRAFT, return_states.QUERIED):
        return redirect("agency_return", pk=pk)
    now, checking = timezone.now(), "check" in request.GET
    problems = returns.problems_of(sent, sure=False) if checking else []
    form = ReturnForm(
        request.POST or None, sent=sent, asks_sure=any(problem.ask for problem in problems),
        draft=drafts.of(request.user, form=returns.FORM, record=str(pk)),
    )  # fmt: skip

    def deed(given: dict[str, Any]) -> Done:
        saved = returns.keep_draft(sent=sent, filled=given["filled"], by=request.user, at=now, mark=given["mark"])
        drafts.discard(by=request.user, form=returns.FORM, record=str(pk))
        nil = request.POST.get("nil", "")
        if nil:
            returns.report_nil(sent=saved, sheets=[nil], by=request.user, at=now)
            return Done(
                "Nothing to report: 0 stands in every count of it.", f"{reverse('fill_return', args=[pk])}#{nil}"
            )
        if "send" not in request.POST:
            return Done("Saved as a draft. Nothing has been sent yet.", reverse("agency_return", args=[pk]))
        return _send(request, saved, sure=bool(given.get("sure")))

    contents = SimpleLazyObject(lambda: return_contents.of_form(form))
    return ask(request, "dashboard/fill_return.html", form, deed, sent=sent, problems=problems, contents=contents)


def _send(request: HttpRequest, saved: Return, *, sure: bool) -> Done:
    try:
        returns.submit(sent=saved, by=request.user, at=timezone.now(), sure=sure)
    except NotReady as no:
        return Done(no.sentence, f"{reverse('fill_return', args=[saved.pk])}?check=1#problems")
    tasks.wake_return(saved)
    return Done("The return is sent. The business unit looks at it.", reverse("agency_return", args=[saved.pk]))


@require(Permission.SEND_RETURNS)
def nil_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing to report, in one click."""
    sent = workable(request, pk)

    def deed() -> str:
        said = returns.report_nil(sent=sent, by=request.user, at=timezone.now())
        if said.state == return_states.SUBMITTED:
            return "Nothing to report: sent."
        return "Nothing to report is noted where it can be. Fill in the rest, then send it."

    if request.method == "POST":
        return _done(request, sent, deed)
    return _step(
        request, sent, None, "Nothing to report", "Send “nothing to report”",
        "0 is written in every count that is empty. What needs figures, such as staffing, stays to be filled in.",
    )  # fmt: skip


@require(Permission.SEND_RETURNS)
def correct_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a correction of what was sent; the old figures stay and speak until the new ones are sent."""
    sent = workable(request, pk)
    form = ReasonForm(request.POST or None, label="What is to be corrected, and why?")

    def deed(given: dict[str, Any]) -> Done:
        returns.correct(sent=sent, by=request.user, at=timezone.now(), **given)
        said = "Change what is wrong, then send it. Until then the old figures hold."
        return Done(said, reverse("fill_return", args=[pk]))

    return _ask(request, sent, form, deed, "Correct it", "Begin the correction")


@require(Permission.SEND_RETURNS)
def discard_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft of a correction away."""
    sent = workable(request, pk)

    def deed() -> str:
        returns.discard(sent=sent, by=request.user, at=timezone.now())
        return "The draft is thrown away. The return stands as it was sent."

    if request.method == "POST":
        return _done(request, sent, deed)
    return _step(request, sent, None, "Throw the draft away", "Throw it away", "What was sent before stays as it is.")


@require(Permission.APPROVE_RETURNS)
def query_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the agency about what it sent; a letter tells those who send its returns."""
    sent = _visible(request, pk)
    form = ReasonForm(request.POST or None, label="What do you ask?", help_text="The agency reads these words.")

    def deed(given: dict[str, Any]) -> Done:
        returns.query(sent=sent, by=request.user, at=timezone.now(), **given)
        tasks.wake_return(sent)
        return Done("The agency is asked.", reverse("agency_return", args=[pk]))

    return _ask(request, sent, form, deed, "Ask about it", "Send the question")


@require(Permission.APPROVE_RETURNS)
def approve_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what was sent: its figures are final."""
    sent = _visible(request, pk)

    def deed() -> str:
        returns.approve(sent=sent, by=request.user, at=timezone.now())
        return "Approved. Its figures are final."

    if request.method == "POST":
        return _done(request, sent, deed)
    return _step(request, sent, None, "Approve it", "Approve", "Its figures become final. They can still be corrected.")


# Shared ----------------------------------------------------------------------


def _visible(request: HttpRequest, pk: int) -> Return:
    return get_object_or_404(Return.objects.visible_to(request.user).for_list(), pk=pk)


def workable(request: HttpRequest, pk: int) -> Return:
    """The return, if the person sees it and sends the returns of its agency."""
    sent = _visible(request, pk)
    if not access.can(request.user, Permission.SEND_RETURNS, agency=sent.agency):
        raise PermissionDenied
    return sent


def _may(request: HttpRequest, sent: Return) -> dict[str, bool]:
    """What the page offers."""
    sends = access.can(request.user, Permission.SEND_RETURNS, agency=sent.agency)
    approves = access.can(request.user, Permission.APPROVE_RETURNS)
    unsent = sent.state in return_states.NOT_SENT
    return {
        "may_fill": sends and (unsent or sent.state == return_states.QUERIED),
        "may_nil": sends and unsent and any(sheet.nil for sheet in returns.sheets_of(sent)),
        "may_correct": sends and sent.state in return_states.MOVES["correct"].whence,
        "may_discard": sends and sent.state == return_states.DRAFT and sent.speaks is not None,
        "may_query": approves and sent.state in return_states.MOVES["query"].whence,
        "may_chase": approves and sent.is_missing(timezone.localdate()),
        "may_approve": approves and sent.state in return_states.MOVES["approve"].whence,
    }


def _done(request: HttpRequest, sent: Return, deed: Any) -> HttpResponse:
    try:
        words = deed()
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        tasks.wake_return(sent)
        messages.success(request, words)
    return redirect("agency_return", pk=sent.pk)


def _ask(request: HttpRequest, sent: Return, form: Any, deed: Any, heading: str, button: str) -> HttpResponse:
    return ask(request, "dashboard/step_of_return.html", form, deed, sent=sent, heading=heading, button=button)


def _step(request: HttpRequest, sent: Return, form: Any, heading: str, button: str, warning: str = "") -> HttpResponse:
    context = {"sent": sent, "form": form, "heading": heading, "button": button, "warning": warning}
    return render(request, "dashboard/step_of_return.html", context)
