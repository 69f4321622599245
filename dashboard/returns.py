"""Returns of the agencies: asked for, filled in, sent, queried, approved, corrected; the old answers stay.

Answers are rows of one edition. An edition that was submitted never changes: answering a query and correcting begin
a new one, which holds what the old one said until somebody writes something else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from dashboard import chasing, measures, return_checks, return_states
from dashboard.models import Return, ReturnAnswer, ReturnMove, ReturnStaffing
from dashboard.return_checks import Problem, Said
from dashboard.sheets import COUNT, STAFFING, Sheet, plain
from office import drafts
from partnership import identifiers, trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal

# The form of a return, for drafts kept while one types.
FORM = "return"
STAFFING_FIELDS = (
    "team", "role", "week_commencing", "established_fte", "in_post_fte", "agency_fte", "absent_fte", "vacancies_fte",
    "available_hours", "note",
)  # fmt: skip


class NotReady(Refusal):
    """The return cannot be sent as it stands; `problems` say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("Not sent yet: something is missing or does not agree. What you gave is saved as a draft.")
        self.problems = list(problems)


@dataclass(frozen=True)
class Filled:
    """What somebody gives: answers by sheet, row and column (None takes one back), staffing lines, a note.

    Sheets that are not among the answers stay as they are; so does the staffing where it is None.
    """

    answers: Mapping[tuple[str, str, str], Decimal | str | None] = field(default_factory=dict)
    staffing: Sequence[Mapping[str, Any]] | None = None
    note: str | None = None


# Reading ---------------------------------------------------------------------


def sheets_of(sent: Return) -> list[Sheet]:
    """The sheets the return holds, in their order; one whose file is gone is passed over."""
    return [sheet for key, sheet in measures.asked_in().items() if key in sent.sheets]


def said_in(sent: Return, edition: int | None = None) -> Said:
    """What an edition says, the present one unless another is named."""
    number = edition or sent.edition
    rows = sent.answers.filter(edition=number).values_list("sheet", "row", "column", "number", "words")
    lines = sent.staffing.filter(edition=number).values(*STAFFING_FIELDS)
    return Said(
        answers={
            (sheet, row, column): words if number is None else number for sheet, row, column, number, words in rows
        },
        staffing=[dict(line) for line in lines],
    )


def values_of(sent: Return) -> dict[str, Any]:
    """What a form begins with and what its mark is made of: every answer by the name of its field, note, lines."""
    said = said_in(sent)
    answers = {
        name_of(sheet.key, row, column): said.answers.get((sheet.key, row, column), "")
        for sheet in sheets_of(sent)
        for row, column in sheet.cells
    }
    staffing = [{name: str(value) for name, value in line.items()} for line in said.staffing]
    written = {name: plain(value) if isinstance(value, Decimal) else value for name, value in answers.items()}
    return {**written, "note": sent.note, "state": sent.state, "edition": sent.edition, "staffing": staffing}


def name_of(sheet: str, row: str, column: str) -> str:
    """How the field of an answer is called."""
    return "-".join(part for part in (sheet, row, column) if part)


def lines_to_begin_with(sent: Return) -> list[dict[str, Any]]:
    """Teams and roles of the return before, for the last week of this period; their numbers are to be given."""
    last = before(sent)
    if last is None:
        return []
    lines = {(line["team"], line["role"]): line for line in said_in(last, last.speaks).staffing}
    week = sent.ends_on - timedelta(days=sent.ends_on.weekday())
    return [
        {"team": team, "role": role, "week_commencing": week, "established_fte": line["established_fte"]}
        for (team, role), line in lines.items()
    ]


def refuse_week(sent: Return, day: date) -> None:
    """ValueError unless the day is a Monday of the period."""
    if day.weekday():
        raise ValueError(f"{day:%-d %B %Y} is no Monday. A week begins on a Monday.")
    if not sent.starts_on <= day <= sent.ends_on:
        raise ValueError(f"Monday {day:%-d %B %Y} does not lie in {sent.period}.")


def before(sent: Return) -> Return | None:
    """The latest return of the agency for an earlier period of the same kind that speaks."""
    same = Return.objects.filter(area=sent.area, agency=sent.agency, period_kind=sent.period_kind)
    return same.filter(starts_on__lt=sent.starts_on, speaks__isnull=False).order_by("-starts_on").first()


# The agency ------------------------------------------------------------------


def keep_draft(*, sent: Return, filled: Filled, by: Person, at: datetime, mark: str | None = None) -> Return:
    """Keep a draft. Of a queried return it begins a new edition; what was sent stays as it was.

    ChangedMeanwhile when `mark` is given and somebody else has saved since; Refusal when an answer is of no question
    of this return, or its words hold an identifier.
    """
    check(by, Permission.SEND_RETURNS, agency=sent.agency)
    with transaction.atomic():
        held = _locked(sent)
        if mark is not None:
            drafts.refuse_stale(values_of(held), mark=mark)
        if held.state == return_states.QUERIED:
            _begin_edition(held, key="answer", by=by, at=at)
        elif held.state == return_states.ASKED:
            _move(held, key="save", by=by, at=at)
        else:
            return_states.check_move("save", held.state)
        _write(held, filled)
    return held


def submit(*, sent: Return, by: Person, at: datetime, sure: bool = False) -> Return:
    """Send what the draft says. NotReady names what is missing, disagrees, or (unless `sure`) is unusual."""
    check(by, Permission.SEND_RETURNS, agency=sent.agency)
    with transaction.atomic():
        held = _locked(sent)
        return_states.check_move("submit", held.state)
        problems = problems_of(held, sure=sure)
        if problems:
            raise NotReady(problems)
        today = localdate(at)
        held.speaks, held.submitted_on, held.submitted_by, held.figures_due = held.edition, today, by, True
        _move(held, key="submit", by=by, at=at)
    return held


def report_nil(*, sent: Return, by: Person, at: datetime, sheets: Iterable[str] | None = None) -> Return:
    """Say "nothing to report": nought in every empty count of the sheets that allow it, and send what is whole then.

    A sheet with any answer is left as it is. Sheets that need figures (staffing, cases, pressure) stay to be filled in:
    then it is a draft.
    """
    check(by, Permission.SEND_RETURNS, agency=sent.agency)
    with transaction.atomic():
        held = _locked(sent)
        said = said_in(held)
        wanted = [each for each in sheets_of(held) if each.nil and (sheets is None or each.key in sheets)]
        if not wanted:
            raise Refusal("Nothing to report is no answer here: these figures are there every month. Fill them in.")
        begun = {sheet for sheet, _, _ in said.answers}
        nought = {
            (sheet.key, row, column): Decimal()
            for sheet in wanted
            if sheet.key not in begun
            for row, column in sheet.cells
            if sheet.column(column).kind == COUNT
        }
        held = keep_draft(sent=held, filled=Filled(answers=nought), by=by, at=at)
        if sheets is None and not problems_of(held, sure=True):
            held = submit(sent=held, by=by, at=at, sure=True)
    return held


def correct(*, sent: Return, reason: str, by: Person, at: datetime) -> Return:
    """Begin a correction: a new edition that says the same until it is changed. What was sent speaks meanwhile."""
    check(by, Permission.SEND_RETURNS, agency=sent.agency)
    _refuse_words(reason)
    if not reason.strip():
        raise Refusal("Say why: whoever reads the old figure later needs the reason.")
    with transaction.atomic():
        held = _locked(sent)
        _begin_edition(held, key="correct", by=by, at=at, reason=reason.strip())
    return held


def discard(*, sent: Return, by: Person, at: datetime) -> Return:
    """Throw the draft of a correction away; the return stands as it stood. The first edition is not thrown away."""
    check(by, Permission.SEND_RETURNS, agency=sent.agency)
    with transaction.atomic():
        held = _locked(sent)
        return_states.check_move("discard", held.state)
        if held.speaks is None:
            raise Refusal("Nothing has been sent yet, so there is nothing to go back to. Change the draft instead.")
        for rows in (held.answers, held.staffing):
            rows.filter(edition=held.edition).delete()
        begun = held.moves.filter(key__in=("correct", "answer"), edition=held.edition).latest("at", "pk")
        held.edition = held.speaks
        _move(held, key="discard", by=by, at=at, to=begun.from_state)
    return held


# The business unit -----------------------------------------------------------


def query(*, sent: Return, reason: str, by: Person, at: datetime) -> Return:
    """Ask the agency about what it sent; its figures are provisional until it has answered and that is approved."""
    check(by, Permission.APPROVE_RETURNS)
    _refuse_words(reason)
    if not reason.strip():
        raise Refusal("Say what you ask: the agency reads these words.")
    with transaction.atomic():
        held = _locked(sent)
        held.figures_due, held.approved = True, None
        _move(held, key="query", by=by, at=at, reason=reason.strip())
        chasing.tell_of_query(held, reason=reason.strip(), at=at)
    return held


def approve(*, sent: Return, by: Person, at: datetime) -> Return:
    """Approve what was sent: its figures are final."""
    check(by, Permission.APPROVE_RETURNS)
    with transaction.atomic():
        held = _locked(sent)
        held.figures_due, held.approved = True, held.edition
        _move(held, key="approve", by=by, at=at)
    return held


# Shared ----------------------------------------------------------------------


def problems_of(sent: Return, *, sure: bool) -> list[Problem]:
    """What keeps a return from being sent; what is unusual is left out when somebody is sure of it."""
    last = before(sent)
    return return_checks.problems(
        sheets_of(sent), said_in(sent),
        noted=bool(sent.note.strip()),
        before=None if sure or last is None else said_in(last, last.speaks),
        sure=sure,
    )  # fmt: skip


def _locked(sent: Return) -> Return:
    return Return.objects.select_for_update(of=("self",)).select_related("agency", "area").get(pk=sent.pk)


def _move(held: Return, *, key: str, by: Person, at: datetime, reason: str = "", to: str = "") -> None:
    move = return_states.check_move(key, held.state)
    whence, held.state = held.state, to or move.to
    held.save()
    ReturnMove.objects.create(
        of=held, key=key, from_state=whence, to_state=held.state, edition=held.edition, by=by, at=at, reason=reason
    )
    trail.leave(f"return: {key}", by=by, agency=held.agency, about=held, edition=held.edition)


def _begin_edition(held: Return, *, key: str, by: Person, at: datetime, reason: str = "") -> None:
    """A new edition with the answers of the one before."""
    return_states.check_move(key, held.state)
    said = said_in(held)
    held.edition += 1
    _move(held, key=key, by=by, at=at, reason=reason)
    _write(held, Filled(answers=said.answers, staffing=said.staffing or None))


def _write(held: Return, filled: Filled) -> None:
    known = {(sheet.key, row, column): sheet.column(column) for sheet in sheets_of(held) for row, column in sheet.cells}
    if unknown := [key for key in filled.answers if key not in known]:
        raise Refusal(f"This return does not ask for “{' '.join(part for part in unknown[0] if part)}”.")
    if filled.staffing is not None and STAFFING not in held.sheets:
        raise Refusal("This agency has not been asked for staffing. Tell the business unit if it should be.")
    for value in filled.answers.values():
        if isinstance(value, str):
            _refuse_words(value)
    _write_answers(held, filled)
    if filled.staffing is not None:
        held.staffing.filter(edition=held.edition).delete()
        ReturnStaffing.objects.bulk_create(
            [ReturnStaffing(of=held, edition=held.edition, **line) for line in filled.staffing]
        )
    if filled.note is not None and filled.note != held.note:
        _refuse_words(filled.note)
        held.note = filled.note
        held.save(update_fields=["note"])


def _write_answers(held: Return, filled: Filled) -> None:
    given = set(filled.answers)
    own = held.answers.filter(edition=held.edition)
    stale = [pk for pk, *key in own.values_list("pk", "sheet", "row", "column") if tuple(key) in given]
    own.filter(pk__in=stale).delete()
    ReturnAnswer.objects.bulk_create(
        [
            ReturnAnswer(
                of=held, edition=held.edition, sheet=sheet, row=row, column=column,
                number=None if isinstance(value, str) else value, words=value if isinstance(value, str) else "",
            )
            for (sheet, row, column), value in filled.answers.items()
            if value not in (None, "")
        ]
    )  # fmt: skip


def _refuse_words(text: str) -> None:
    """Words name no child: what surely identifies one is refused here, what may is asked about by the form."""
    if refused := [found.sentence for found in identifiers.find(text) if found.refused]:
        raise Refusal(refused[0])
