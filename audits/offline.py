"""A self-assessment offline: the workbook out, and back in with every conflict shown before anything is changed."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation

from audits import answering, grading
from audits.models import SelfAssessment
from office import drafts, tables_in
from office.question_sheets import Criterion, Sheet
from office.spreadsheets import safe_text
from office.tables_in import Fault, Unfit, Wanted
from partnership import identifiers
from partnership.models import Person
from partnership.refusals import Refusal

FORM = "offline"
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y")
TEXTS = ("narrative", "difference", "example", "action_text", "why_not")
HEADINGS = (
    ("key", "Do not change", 4), ("number_of", "No.", 6), ("question", "Question", 60), ("grade", "Grade", 14),
    ("facts", "Facts that hold", 24), ("number", "Number", 10), ("choice", "Choice", 14),
    ("narrative", "How do you know?", 50), ("difference", "What is different for children?", 50),
    ("example", "Example", 30), ("action_text", "What will you do?", 30), ("action_due", "By when?", 14),
    ("not_applicable", "Does not apply", 12), ("why_not", "Why not?", 30),
)  # fmt: skip
# What a part of an answer is called, there and on the page of conflicts.
PARTS = {key: heading for key, heading, _ in HEADINGS} | {
    "level": "Grade", "percent": "Grade", "agreed": "Facts that hold",
}  # fmt: skip


# Out -----------------------------------------------------------------------------


def workbook(assessment: SelfAssessment, *, only: set[str] | None = None) -> bytes:
    """Every question one may answer with what stands there now; the first column says where each row belongs."""
    book = Workbook()
    page = book.active
    page.title = "Answers"
    page.append([heading for _, heading, _ in HEADINGS])
    sheet = answering.sheet_of(assessment)
    answers = {each.code: each for each in assessment.answers.all()}
    for criterion in sheet.criteria:
        if only is None or criterion.code in only:
            page.append(_row(assessment, sheet, criterion, answers.get(criterion.code)))
    _dress(page, sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _row(assessment: SelfAssessment, sheet: Sheet, criterion: Criterion, answer: Any) -> list[Any]:
    values = answering.values_of(answer)
    level = sheet.level(values["level"])
    agreed = [str(place) for place, fact in enumerate(criterion.statements, start=1) if fact.pk in values["agreed"]]
    facts = " ".join(f"({place}) {fact.words}" for place, fact in enumerate(criterion.statements, start=1))
    grade = "" if criterion.statements else str(values["percent"] or "") if sheet.scheme == "percent" else ""
    if level is not None and not criterion.statements and sheet.scheme != "percent":
        grade = level.name
    cells = {
        "key": key_of(assessment, criterion, drafts.mark_of(values)),
        "number_of": criterion.number,
        "question": f"{criterion.title}. {criterion.text} {facts}".strip(),
        "grade": grade,
        "facts": ", ".join(agreed),
        "number": values["number"],
        "choice": values["choice"],
        "action_due": values["action_due"],
        "not_applicable": "yes" if values["not_applicable"] else "",
        **{name: values[name] for name in TEXTS},
    }
    return [safe_text(cell) if isinstance(cell, str) else cell for cell in (cells[key] for key, _, _ in HEADINGS)]


def _dress(page: Any, sheet: Sheet) -> None:
    """Widths, wrapped text, and a list of grades to choose from."""
    for place, (_, _, width) in enumerate(HEADINGS, start=1):
        page.column_dimensions[page.cell(1, place).column_letter].width = width
        page.cell(1, place).font = Font(bold=True)
    for row in page.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions["A"].hidden = True
    page.freeze_panes = "D2"
    if sheet.scheme == "levels":
        names = ",".join(level.name for level in sheet.levels)
        grades = DataValidation(type="list", formula1=f'"{names}"', allow_blank=True)
        page.add_data_validation(grades)
        grades.add(f"D2:D{page.max_row}")


def key_of(assessment: SelfAssessment, criterion: Criterion, mark: str) -> str:
    """Where a row belongs: self-assessment, version, question, and the mark of what stood there."""
    return f"{assessment.pk}/{assessment.cycle.version_id}/{criterion.code}/{mark}"


# In ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of a file that says something else than what stands there now."""

    criterion: Criterion
    words: dict[str, Any]
    changed: tuple[tuple[str, str, str], ...]
    conflict: bool
    problem: str


def read(assessment: SelfAssessment, data: bytes) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    """The answers of a file by code, each with its mark; faults with their row. Refusal when it is not this one's."""
    _refuse_merged(data)
    sheet = answering.sheet_of(assessment)
    got = tables_in.read(data, columns=_columns(), most_rows=500)
    if not got.rows and not got.faults:
        raise Refusal("The file has no rows. Download the workbook again and fill that one in.")
    found: dict[str, dict[str, Any]] = {}
    faults = list(got.faults)
    for number, row in got.rows.items():
        code, mark = _belongs(assessment, row["key"])
        where = sheet.find(code)
        if where is None:
            raise Refusal("The file asks questions that are not in your form. Download the workbook again.")
        if code in found:
            faults.append(Fault(number, "No.", "This question stands in the file twice.", "Keep one of the rows."))
            continue
        try:
            found[code] = _words(sheet, where[1], row) | {"mark": mark}
        except Unfit as unfit:
            faults.append(Fault(number, "Grade", unfit.what, unfit.remedy))
    return found, faults


def _refuse_merged(data: bytes) -> None:
    """Merged cells hide which question an answer belongs to, so such a file is not read at all."""
    if not data.startswith(tables_in.ZIP_SIGN):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > tables_in.LARGEST_UNPACKED:
                raise Refusal("The workbook is far bigger than it looks. Copy the answers into a new download.")
        merged = [str(area) for page in load_workbook(io.BytesIO(data)).worksheets for area in page.merged_cells.ranges]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
        raise Refusal("The workbook is damaged. Open it, save it again as .xlsx and choose that file.") from problem
    if merged:
        raise Refusal(
            f"The file has merged cells ({', '.join(merged[:3])}). Unmerge them, check the rows, and send it again."
        )


def _belongs(assessment: SelfAssessment, key: str) -> tuple[str, str]:
    parts = key.split("/")
    if len(parts) != 4 or not parts[0].isdecimal():
        raise Refusal("The first column was changed. Download the workbook again and copy your answers into it.")
    if int(parts[0]) != assessment.pk:
        raise Refusal("This file belongs to another agency or another cycle. Nothing was changed.")
    if parts[1] != str(assessment.cycle.version_id):
        raise Refusal("This file belongs to another version of the questionnaire. Download the workbook again.")
    return parts[2], parts[3]


def _columns() -> tuple[Wanted, ...]:
    readers: dict[str, Any] = {"action_due": _day, "number": _number, "not_applicable": _yes,
                               **dict.fromkeys(TEXTS, _text)}  # fmt: skip
    return tuple(Wanted(key, heading, needed=key == "key", read=readers.get(key, str)) for key, heading, _ in HEADINGS)


def _text(cell: str) -> str:
    text = cell.removeprefix("'")
    if any(found.refused for found in identifiers.find(text)):
        raise Unfit("This looks like an NHS number.", "Take it out.")
    if len(text) > 3000:
        raise Unfit(f"This has {len(text):,} characters; 3,000 are the most.", "Shorten it.")
    return text


def _day(cell: str) -> date:
    for form in DAY_FORMS:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unfit(f"“{cell[:30]}” is no date.", "Write it as 27/03/2027.")


def _number(cell: str) -> Decimal:
    try:
        value = Decimal(cell.replace(",", ""))
    except InvalidOperation:
        raise Unfit(f"“{cell[:30]}” is no number.", "Write it in figures.") from None
    if not value.is_finite() or not 0 <= value < 10_000_000:
        raise Unfit("The number is below nought or too large.", "Correct it.")
    return value


def _yes(cell: str) -> bool:
    if cell.lower() not in ("yes", "no", "y", "n", "x", "true", "false"):
        raise Unfit(f"“{cell[:20]}” is neither yes nor no.", "Write yes, or leave it empty.")
    return cell.lower() in ("yes", "y", "x", "true")


def _words(sheet: Sheet, criterion: Criterion, row: dict[str, Any]) -> dict[str, Any]:
    """A row as the verb wants it."""
    words = dict(answering.EMPTY) | {name: row[name] for name in TEXTS}
    words |= {"number": row["number"] if row["number"] != "" else None, "choice": row["choice"],
              "action_due": row["action_due"] or None, "not_applicable": bool(row["not_applicable"])}  # fmt: skip
    if criterion.statements:
        words["agreed"] = _facts(criterion, row["facts"])
    elif sheet.scheme == "percent" and row["grade"]:
        words["percent"] = int(_number(row["grade"]))
    elif row["grade"]:
        words["level"] = _level(sheet, row["grade"])
    return words


def _level(sheet: Sheet, cell: str) -> str:
    level = next((each for each in sheet.levels if each.name.lower() == cell.lower()), None)
    if level is None:
        raise Unfit(f"There is no grade “{cell[:30]}”.", f"Write {', '.join(each.name for each in sheet.levels)}.")
    return level.key


def _facts(criterion: Criterion, cell: str) -> list[int]:
    places = [part.strip() for part in cell.replace(";", ",").replace(" ", ",").split(",") if part.strip()]
    if not all(place.isdecimal() and 1 <= int(place) <= len(criterion.statements) for place in places):
        raise Unfit(
            "Facts are given by their numbers.", f"Write numbers from 1 to {len(criterion.statements)}, with commas."
        )
    return sorted(criterion.statements[int(place) - 1].pk for place in places)


# Before it is taken in -----------------------------------------------------------------


def compare(assessment: SelfAssessment, found: dict[str, dict[str, Any]]) -> list[Row]:
    """What a file would change, question by question; a conflict is where somebody saved after the download."""
    sheet = answering.sheet_of(assessment)
    answers = {each.code: each for each in assessment.answers.all()}
    rows = []
    for criterion in sheet.criteria:
        if criterion.code not in found:
            continue
        words = {name: value for name, value in found[criterion.code].items() if name != "mark"}
        standing = answers.get(criterion.code)
        now = answering.values_of(standing)
        if criterion.statements:
            words["level"] = now["level"]
        changed = tuple(
            (PARTS[name], _shown(sheet, criterion, name, now[name]), _shown(sheet, criterion, name, words[name]))
            for name in now
            if now[name] != words[name]
        )
        if not changed:
            continue
        kept = {name: words[name] for name in answering.FIELDS} | {"agreed": frozenset(words["agreed"])}
        given = grading.Given(**kept, evidence=standing.evidence.count() if standing else 0)
        problems = grading.refusals(sheet, criterion, given)
        rows.append(
            Row(criterion, words, changed, found[criterion.code]["mark"] != drafts.mark_of(now),
                problems[0][1] if problems else "")
        )  # fmt: skip
    return rows


def _shown(sheet: Sheet, criterion: Criterion, name: str, value: Any) -> str:
    """A value as the workbook words it."""
    if value in (None, "", [], False):
        return "nothing"
    if name == "level":
        level = sheet.level(value)
        return level.name if level else str(value)
    if name == "agreed":
        return ", ".join(str(n) for n, each in enumerate(criterion.statements, start=1) if each.pk in value)
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return "yes" if value is True else str(value)


def lay_down(*, by: Person, assessment: SelfAssessment, found: dict[str, dict[str, Any]], at: datetime) -> None:
    """Keep what a file says until it has been looked at."""
    plain = {code: answering.plain(words) for code, words in found.items()}
    drafts.lay_down(by=by, form=FORM, record=str(assessment.pk), fields=plain, at=at)


def laid_down(person: Person, assessment: SelfAssessment) -> dict[str, dict[str, Any]] | None:
    """What was laid down, with days and numbers as such again."""
    draft = drafts.of(person, form=FORM, record=str(assessment.pk))
    if draft is None:
        return None
    found = {}
    for code, words in draft.fields.items():
        day, number = words.get("action_due"), words.get("number")
        found[code] = words | {
            "action_due": date.fromisoformat(day) if day else None,
            "number": Decimal(str(number)) if number is not None else None,
        }
    return found


def take_in(*, by: Person, assessment: SelfAssessment, rows: list[Row], keep_theirs: set[str], at: datetime) -> int:
    """Save the rows of a file, all or none, but for those where what stands there is kept. Says how many."""
    taken = [each for each in rows if each.criterion.code not in keep_theirs and not each.problem]
    with transaction.atomic():
        for each in taken:
            code = each.criterion.code
            if not answering.may_answer(by, assessment, code):
                raise PermissionDenied
            standing = assessment.answers.filter(code=code).first()
            mark = drafts.mark_of(answering.values_of(standing))
            answering.keep(assessment, by=by, code=code, words=each.words, mark=mark, at=at)
        drafts.discard(by=by, form=FORM, record=str(assessment.pk))
    return len(taken)
