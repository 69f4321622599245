"""Copies of one self-assessment: what the PDF shows, the Word file, and the pack that goes to another board."""

import csv
import io
import json
import tempfile
import zipfile
from datetime import datetime
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import get_valid_filename, slugify
from django.utils.timezone import localtime
from docx import Document

from audits import answering
from audits.models import Exhibit, SelfAssessment
from office.evidence import KINDS
from office.question_sheets import Criterion
from office.spreadsheets import safe_text
from partnership import trail
from partnership.models import Person

MARKING = "OFFICIAL-SENSITIVE"
ANSWER_COLUMNS = ("number", "code", "question", "grade", "score", "does_not_apply", "why_not", "how_they_know",
                  "difference", "example", "action", "action_due", "figure", "choice", "moderated",
                  "reason")  # fmt: skip


def name_of(assessment: SelfAssessment) -> str:
    """The name of every copy, with the protective marking first."""
    return f"{MARKING}-{slugify(f'{assessment.agency} {assessment.cycle}')}"


def context_of(assessment: SelfAssessment, *, at: datetime) -> dict[str, Any]:
    """What the paper shows: every question with its answer, grades and what the moderator said."""
    sheet = answering.sheet_of(assessment)
    judged = {each.code: each for each in assessment.judgements.filter(part="moderator")}
    groups = [
        (group.section, [(line, _judged(sheet, judged.get(line.criterion.code))) for line in group.lines])
        for group in answering.lines_of(assessment)
    ]
    return {
        "assessment": assessment,
        "groups": groups,
        "sheet": sheet,
        "marking": MARKING,
        "at": localtime(at),
        "signers": assessment.signers.filter(round=assessment.round).select_related("person"),
    }


def _judged(sheet: Any, judgement: Any) -> tuple[str, str, str] | None:
    if judgement is None:
        return None
    level = sheet.level(judgement.level)
    return (level.name if level else judgement.level, judgement.get_verdict_display(), judgement.reason)


def word(assessment: SelfAssessment, *, at: datetime) -> bytes:
    """The same as a Word file."""
    paper = Document()
    paper.core_properties.title = str(assessment)
    paper.add_heading(str(assessment), 0)
    paper.add_paragraph(f"{MARKING}. {assessment.get_state_display()}. Copy of {localtime(at):%-d %B %Y, %H:%M}.")
    for section, lines in context_of(assessment, at=at)["groups"]:
        paper.add_heading(f"{section.number} {section.title}", 1)
        for line, judged in lines:
            paper.add_heading(f"{line.criterion.number} {line.criterion.title}", 2)
            for head, text in _said(line.criterion, line.answer, line.grade, judged):
                part = paper.add_paragraph()
                part.add_run(f"{head}: ").bold = True
                part.add_run(text)
    data = io.BytesIO()
    paper.save(data)
    return data.getvalue()


def _said(criterion: Criterion, answer: Any, grade: str, judged: tuple[str, str, str] | None) -> list[tuple[str, str]]:
    """The parts of an answer that say something, each with its heading."""
    if answer is None:
        return [("Expected", criterion.text), ("Answer", "Not answered")]
    parts = [
        ("Expected", criterion.text),
        ("Grade", grade),
        ("Why it does not apply", answer.why_not),
        ("Figure", f"{answer.number:f} {criterion.unit}" if answer.number is not None else ""),
        ("Choice", answer.choice),
        ("How they know", answer.narrative),
        ("What is different for children", answer.difference),
        ("An example", answer.example),
        ("What they will do", answer.action_text),
        ("By when", f"{answer.action_due:%-d %B %Y}" if answer.action_due else ""),
        ("The moderator", ", ".join(part for part in judged if part) if judged else ""),
    ]
    return [(head, text) for head, text in parts if text]


# Packs ---------------------------------------------------------------------------


def rows_of(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Every question with its answer, one row each, in plain values."""
    sheet = answering.sheet_of(assessment)
    judged = {each.code: each for each in assessment.judgements.filter(part="moderator")}
    rows = []
    for group in answering.lines_of(assessment):
        for line in group.lines:
            answer, judgement = line.answer, judged.get(line.criterion.code)
            rows.append({
                "number": line.criterion.number, "code": line.criterion.code, "question": line.criterion.text,
                "grade": line.grade, "score": answer.score if answer else None,
                "does_not_apply": bool(answer and answer.not_applicable), "why_not": answer.why_not if answer else "",
                "how_they_know": answer.narrative if answer else "", "difference": answer.difference if answer else "",
                "example": answer.example if answer else "", "action": answer.action_text if answer else "",
                "action_due": answer.action_due if answer else None, "figure": answer.number if answer else None,
                "choice": answer.choice if answer else "",
                "moderated": _judged(sheet, judgement)[0] if judgement else "",  # type: ignore[index]
                "reason": judgement.reason if judgement else "",
            })  # fmt: skip
    return rows


def pack(assessments: list[SelfAssessment], *, by: Person, at: datetime) -> BinaryIO:
    """Self-assessments as a ZIP in open formats: CSV and JSON of the answers, the evidence, and a list of hashes.

    Who took it out is left in the trail; the caller has asked whether the person may see all of it.
    """
    packed = tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115 - the answer closes it
    manifest: list[tuple[str, str, str]] = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for assessment in assessments:
            folder = slugify(f"{assessment.cycle.slug} {assessment.agency.slug}")
            rows = rows_of(assessment)
            target.writestr(f"{folder}/answers.csv", _csv(rows))
            whole = json.dumps(_whole(assessment, rows), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            target.writestr(f"{folder}/self-assessment.json", whole)
            for path, kept, title in _files(assessment, folder):
                with default_storage.open(kept.kept_as) as file:
                    target.writestr(path, file.read())
                manifest.append((path, kept.sha256, title))
            trail.leave("self-assessment packed", by=by, about=assessment, agency=assessment.agency)
        lines = [f"{sha}  {path}  {title}" for path, sha, title in manifest]
        head = f"{MARKING}. Packed {localtime(at):%-d %B %Y, %H:%M}. SHA-256 of every piece of evidence:"
        target.writestr("README.txt", "\n".join([head, *lines]) + "\n")
    packed.seek(0)
    return packed  # type: ignore[return-value]


def _csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(ANSWER_COLUMNS)
    for row in rows:
        cells = (row[name] for name in ANSWER_COLUMNS)
        writer.writerow(["" if cell is None else safe_text(str(cell)) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _whole(assessment: SelfAssessment, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The record: who was asked what by which version, how it went, and every answer."""
    return {
        "agency": assessment.agency.name,
        "urn": assessment.agency.urn,
        "cycle": assessment.cycle.name,
        "questionnaire": str(assessment.cycle.version),
        "scale": [
            {"key": each.key, "name": each.name, "share": each.share} for each in answering.sheet_of(assessment).levels
        ],
        "form": assessment.variant,
        "state": assessment.state,
        "due_on": assessment.due_on,
        "submitted_at": assessment.submitted_at,
        "outcome": assessment.outcome,
        "agency_words": assessment.agency_words,
        "history": [
            {"what": each.words, "at": each.at, "reason": each.reason} for each in assessment.steps.all()
        ],
        "signed": [
            {"capacity": each.capacity, "at": each.signed_at}
            for each in assessment.signers.filter(round=assessment.round)
        ],
        "answers": rows,
    }  # fmt: skip


def _files(assessment: SelfAssessment, folder: str) -> list[tuple[str, Any, str]]:
    """The newest file of each attached piece: where it goes, the kept file, its title; nothing that was refused."""
    found = []
    pieces = Exhibit.objects.filter(answers__assessment=assessment).distinct().prefetch_related("revisions__file")
    for piece in pieces:
        newest = next(iter(piece.revisions.all()), None)
        if newest is None or newest.file is None or not newest.file.may_be_served:
            continue
        name = get_valid_filename(slugify(piece.title) or "evidence") + KINDS[newest.file.kind][0]
        found.append((f"{folder}/evidence/{piece.pk}-{name}", newest.file, piece.title))
    return found
