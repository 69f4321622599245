"""One question a page: answer it with last year's answer beside it, remarks, evidence; bring answers over."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from audits import answering, hands, library, progress, remarking
from audits.forms.answers import AnswerForm, words_of
from audits.forms.work import RemarkForm
from audits.models import Exhibit, Remark, SelfAssessment
from audits.stages import State
from audits.views.assessments import visible_or_404
from office import drafts
from office.question_sheets import Criterion, Section, Sheet
from partnership.access import members, require
from partnership.permissions import Permission
from partnership.refusals import Refusal


def _question(request: HttpRequest, pk: int, code: str) -> tuple[SelfAssessment, Sheet, Section, Criterion]:
    """What is asked; 404 when the person may not read this question or the form does not have it."""
    thing = visible_or_404(request, pk)
    only = answering.codes_open_to(request.user, thing)
    sheet = answering.sheet_of(thing)
    found = sheet.find(code)
    if found is None or (only is not None and code not in only):
        raise Http404
    return thing, sheet, *found


@members
def answer_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One question: its answer can be changed while it is open, and read afterwards."""
    thing, sheet, section, criterion = _question(request, pk, code)
    now, key = timezone.now(), f"{pk}-{code}"
    may = answering.may_answer(request.user, thing, code)
    answer = thing.answers.filter(code=code).select_related("saved_by").first()
    draft = drafts.of(request.user, form=AnswerForm.form_key, record=key) if may else None
    form = AnswerForm(request.POST or None, sheet=sheet, criterion=criterion, record_key=key, draft=draft,
                      values=answering.values_of(answer))  # fmt: skip
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and _saved(request, thing, code, form, key, now):
            return _onward(request, thing, sheet, code)
    open_now = thing.state == State.ANSWERING and thing.due_on >= timezone.localdate(now)
    context = {
        "assessment": thing, "section": section, "criterion": criterion, "form": form, "answer": answer,
        "may_write": may and open_now, "closed_with_draft": may and not open_now and draft is not None,
        "words": words_of(answer), "sheet": sheet, "after": _after(thing, sheet, code, request),
        **_beside(thing, code, answer, request),
    }  # fmt: skip
    return render(request, "audits/answer_question.html", context)


def _saved(request: HttpRequest, thing: SelfAssessment, code: str, form: AnswerForm, key: str, now: Any) -> bool:
    """Save, or put each refusal where it belongs; what was typed is kept as a draft whenever it is not saved."""
    try:
        answering.keep(thing, by=request.user, code=code, words=form.words(), mark=form.cleaned_data["mark"], at=now)
    except drafts.ChangedMeanwhile as changed:
        form.show_theirs(changed)
    except answering.Unfit as unfit:
        for field, sentence in unfit.found:
            form.add_error(field if field in form.fields else None, sentence)
    except answering.Closed as closed:
        fields = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
        drafts.keep(
            by=request.user, form=form.form_key, record=key, fields=fields, mark=form.cleaned_data["mark"], at=now
        )
        form.add_error(None, closed.sentence)
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
    else:
        drafts.discard(by=request.user, form=form.form_key, record=key)
        return True
    return False


def _onward(request: HttpRequest, thing: SelfAssessment, sheet: Sheet, code: str) -> HttpResponse:
    messages.success(request, f"Saved at {timezone.localtime():%H:%M}.")
    after = _after(thing, sheet, code, request)
    if "later" in request.POST or after is None:
        return redirect("self_assessment", pk=thing.pk)
    return redirect("answer_question", pk=thing.pk, code=after.code)


def _after(thing: SelfAssessment, sheet: Sheet, code: str, request: HttpRequest) -> Criterion | None:
    """The next question this person may read."""
    only = answering.codes_open_to(request.user, thing)
    order = [each for each in sheet.criteria if only is None or each.code in only]
    at = next(place for place, each in enumerate(order) if each.code == code)
    return order[at + 1] if at + 1 < len(order) else None


def _beside(thing: SelfAssessment, code: str, answer: Any, request: HttpRequest) -> dict[str, Any]:
    """What stands beside the form: progress, the last answer, remarks, evidence, earlier editions."""
    person, today = request.user, timezone.localdate()
    groups = answering.lines_of(thing, only=answering.codes_open_to(person, thing))
    done, of = progress.standing_of(groups)
    inside = hands.leads(person, thing.agency) or answering.may_answer(person, thing, code)
    remarks = thing.remarks.filter(code=code).select_related("by", "replied_by")
    attached = list(answer.evidence.for_list()) if answer else []
    library_rows = Exhibit.objects.filter(agency=thing.agency).current(today).exclude(pk__in=[e.pk for e in attached])
    return {
        "groups": groups, "done": done, "of": of, "last": answering.last_answer(thing, code),
        "remarks": remarks if inside else remarks.filter(kind=Remark.Kind.QUERY), "inside": inside,
        "attached": attached, "others": library_rows[:50] if inside else [],
        "editions": answer.revisions.select_related("by")[1:6] if answer and inside else [],
        "judgements": thing.judgements.filter(code=code).select_related("by") if thing.state == State.FINAL else [],
        "may_reply": hands.leads(person, thing.agency), "remark_form": RemarkForm(auto_id="remark_%s"),
    }  # fmt: skip


@members
@require_POST
def remark_on_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A note among colleagues, or a query of the board."""
    thing, *_ = _question(request, pk, code)
    form = RemarkForm(request.POST)
    verb = remarking.note if answering.may_answer(request.user, thing, code) else remarking.query
    if form.is_valid():
        try:
            verb(by=request.user, assessment=thing, code=code, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "Your remark is kept.")
    else:
        messages.warning(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("answer_question", pk=pk, code=code)


@require(Permission.ANSWER_SELF_ASSESSMENTS)
def reply_to_query(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency answers a query of the board."""
    visible = SelfAssessment.objects.visible_to(request.user)
    queries = Remark.objects.filter(assessment__in=visible, kind=Remark.Kind.QUERY)
    remark = get_object_or_404(queries.select_related("assessment__agency", "by"), pk=pk)
    thing = visible_or_404(request, remark.assessment_id)
    form = RemarkForm(request.POST or None)
    if form.is_valid():
        try:
            remarking.reply(by=request.user, remark=remark, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Your answer is sent.")
            return redirect("answer_question", pk=thing.pk, code=remark.code)
    context = {"assessment": thing, "form": form, "heading": "Answer a query", "button": "Answer",
               "lead": f"{remark.by} asks: {remark.text}"}  # fmt: skip
    return render(request, "audits/step.html", context)


@members
@require_POST
def carry_answer_forward(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Start from the last answer."""
    thing, *_ = _question(request, pk, code)
    try:
        answering.carry_forward(thing, by=request.user, code=code, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "Last year’s words are here. Look at them and save.")
    return redirect("answer_question", pk=pk, code=code)


@require(Permission.ANSWER_SELF_ASSESSMENTS)
@require_POST
def carry_all_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring over every last answer."""
    thing = visible_or_404(request, pk)
    try:
        count = answering.carry_all_forward(thing, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, f"{count} answers are brought over. Each counts once you have looked at it and saved."
        )
    return redirect("self_assessment", pk=pk)


@members
@require_POST
def attach_evidence(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Use a piece of the library in this answer."""
    thing, *_ = _question(request, pk, code)
    number = request.POST.get("exhibit", "")
    pieces = Exhibit.objects.filter(agency=thing.agency)
    exhibit = get_object_or_404(pieces, pk=int(number) if number.isdecimal() and len(number) < 10 else 0)
    try:
        library.attach(by=request.user, assessment=thing, code=code, exhibit=exhibit, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("answer_question", pk=pk, code=code)


@members
@require_POST
def detach_evidence(request: HttpRequest, pk: int, code: str, exhibit: int) -> HttpResponse:
    """Take a piece off this answer."""
    thing, *_ = _question(request, pk, code)
    answer = get_object_or_404(thing.answers.select_related("assessment__agency", "assessment__cycle"), code=code)
    try:
        library.detach(
            by=request.user, answer=answer, exhibit=get_object_or_404(answer.evidence, pk=exhibit), at=timezone.now()
        )
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("answer_question", pk=pk, code=code)
