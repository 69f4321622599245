"""Returns through the API: an agency's system asks which are due, reads the questions, and sends the answers."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import LimitOffsetPagination, paginate
from pydantic import Field

from dashboard import returns, sheets, tasks
from dashboard.models import Return
from dashboard.models.returns import ReturnQuerySet
from dashboard.returns import Filled, NotReady
from dashboard.sheets import WORDS
from office.api import WithKey
from office.models import Token
from partnership.refusals import Refusal

router = Router(tags=["Returns"], auth=WithKey(Token.Scope.SEND_DATA))


class ReturnOut(Schema):
    """One return of the agency."""

    id: int
    period: str
    first_day: date = Field(alias="starts_on")
    last_day: date = Field(alias="ends_on")
    due_on: date
    sheets: list[str]
    state: str = Field(description="asked, draft, submitted, queried or approved")
    missing: bool = Field(description="Whether nothing was sent although its day has passed")
    edition: int


class QuestionOut(Schema):
    """One question and what has been answered."""

    name: str = Field(description="The name by which its answer is sent")
    sheet: str
    question: str
    of: str = Field(description="The row of the sheet, such as From care; empty where there is one")
    kind: str = Field(description="count, amount, rating (1 to 4) or words")
    answer: Decimal | str | None


class LineIn(Schema):
    """One line of staffing, as in staffing_return.csv."""

    team: str = Field(max_length=80)
    role: str = Field(max_length=80)
    week_commencing: date
    established_fte: Decimal = Field(ge=0, le=9999, decimal_places=2)
    in_post_fte: Decimal = Field(ge=0, le=9999, decimal_places=2)
    agency_fte: Decimal = Field(Decimal(0), ge=0, le=9999, decimal_places=2)
    absent_fte: Decimal = Field(Decimal(0), ge=0, le=9999, decimal_places=2)
    vacancies_fte: Decimal = Field(Decimal(0), ge=0, le=9999, decimal_places=2)
    available_hours: Decimal | None = Field(None, ge=0, le=999999, decimal_places=1)
    note: str = Field("", max_length=200)


class AnswersIn(Schema):
    """Answers by name; null takes one back. Sent again it changes nothing."""

    answers: dict[str, Decimal | str | None] = {}
    staffing: list[LineIn] | None = Field(None, description="All lines of the return; left out, they stay as they are")
    note: str | None = Field(None, max_length=1000)
    send: bool = Field(False, description="Send the return, not only keep the draft")
    sure: bool = Field(False, description="What is unusual has been looked at and is right")


@router.get("/returns/", response=list[ReturnOut], summary="The returns of the agency, the latest first")
@paginate(LimitOffsetPagination)
def agency_returns(request: HttpRequest, **asked: Any) -> list[dict[str, Any]]:
    """Asked for, in draft, sent; `missing` where the day has passed."""
    return [_out(sent) for sent in _returns(request.auth)]


@router.get("/returns/{pk}/", response=list[QuestionOut], summary="The questions of a return and its answers")
def questions(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """By the names their answers are sent with."""
    sent = _return(request, pk)
    said = returns.said_in(sent).answers
    return [
        {
            "name": returns.name_of(sheet.key, row, column), "sheet": sheet.name, "of": sheet.rows[row],
            "question": sheet.column(column).label, "kind": sheet.column(column).kind,
            "answer": said.get((sheet.key, row, column)),
        }
        for sheet in returns.sheets_of(sent)
        for row, column in sheet.cells
    ]  # fmt: skip


@router.put("/returns/{pk}/", response=ReturnOut, summary="Answer a return, and send it")
def answer(request: HttpRequest, pk: int, given: AnswersIn) -> dict[str, Any]:
    """Keeps the draft, then sends it when asked to; what is missing or disagrees comes as 422 and the draft is kept."""
    held: Token = request.auth
    sent = _return(request, pk)
    filled = Filled(answers=_answers(sent, given.answers), staffing=_lines(sent, given.staffing), note=given.note)
    sent = returns.keep_draft(sent=sent, filled=filled, by=held.responsible, at=timezone.now())
    if given.send:
        try:
            sent = returns.submit(sent=sent, by=held.responsible, at=timezone.now(), sure=given.sure)
        except NotReady as no:
            raise Refusal(" ".join([no.sentence, *(problem.sentence for problem in no.problems)])) from no
        tasks.wake_return(sent)
    return _out(sent)


@router.post("/returns/{pk}/nil/", response=ReturnOut, summary="Nothing to report")
def nil(request: HttpRequest, pk: int) -> dict[str, Any]:
    """0 in every empty count of the sheets that allow it; sent when the return is whole then."""
    held: Token = request.auth
    sent = returns.report_nil(sent=_return(request, pk), by=held.responsible, at=timezone.now())
    tasks.wake_return(sent)
    return _out(sent)


def _returns(held: Token) -> ReturnQuerySet:
    """What the key may see: returns of its own agency, as far as the person who answers for it may."""
    return Return.objects.visible_to(held.responsible).filter(agency=held.agency).for_list()


def _return(request: HttpRequest, pk: int) -> Return:
    return get_object_or_404(_returns(request.auth), pk=pk)


def _out(sent: Return) -> dict[str, Any]:
    said = {name: getattr(sent, name) for name in ("starts_on", "ends_on", "due_on", "sheets", "state", "edition")}
    return {"id": sent.pk, "period": str(sent.period), "missing": sent.is_missing(timezone.localdate()), **said}


def _answers(sent: Return, given: dict[str, Any]) -> dict[tuple[str, str, str], Any]:
    known = {
        returns.name_of(sheet.key, row, column): ((sheet.key, row, column), sheet.column(column))
        for sheet in returns.sheets_of(sent)
        for row, column in sheet.cells
    }
    if unknown := sorted(set(given) - set(known)):
        raise Refusal(f"This return does not ask for “{unknown[0]}”. GET it to see the names of its questions.")
    return {known[name][0]: _fit(name, value, known[name][1]) for name, value in given.items()}


def _fit(name: str, value: Any, asked: sheets.Column) -> Any:
    if value is None or (asked.kind == WORDS and isinstance(value, str) and len(value) <= 1000):
        return value
    whole = asked.kind != sheets.AMOUNT
    largest = sheets.LARGEST.get(asked.kind, Decimal(0))
    least = 1 if asked.kind == sheets.RATING else 0
    if asked.kind == WORDS or not isinstance(value, Decimal) or not least <= value <= largest:
        raise Refusal(f"“{name}” does not fit: it wants {asked.kind} ({least} to {largest:,}).")
    if value != round(value, 0 if whole else 2):
        raise Refusal(f"“{name}” does not fit: {'a whole number' if whole else 'two decimals at most'}.")
    return value


def _lines(sent: Return, given: list[LineIn] | None) -> list[dict[str, Any]] | None:
    if given is None:
        return None
    for line in given:
        try:
            returns.refuse_week(sent, line.week_commencing)
        except ValueError as problem:
            raise Refusal(str(problem)) from None
    keys = {(line.team, line.role, line.week_commencing) for line in given}
    if len(keys) < len(given):
        raise Refusal("Two lines of staffing tell of the same team, role and week. Make them one.")
    return [line.model_dump() for line in given]
