"""The status wall of an audit: each case and each agency, how far it is; never what it says."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from audits.models import Audit, Case, Concern, Tool
from audits.multi_agency.phases import Phase
from partnership.models import Agency


@dataclass(frozen=True)
class Cell:
    """One tool on the wall: its state in words, the colour of its tag, and whether something is owed."""

    tool: Tool
    words: str
    kind: str
    shape: str = ""


@dataclass(frozen=True)
class Wall:
    """Rows of cases, columns of agencies, and the sentence above them."""

    agencies: tuple[Agency, ...]
    rows: tuple[tuple[Case, tuple[Cell, ...]], ...]
    asked: int
    handed_in: int
    missing: tuple[Agency, ...]

    @property
    def sentence(self) -> str:
        """How far it is."""
        return f"{self.handed_in} of {self.asked} tools are in."


def of(audit: Audit, *, on: date) -> Wall:
    """The wall; three queries, whatever the number of cases and agencies."""
    stopped = Concern.objects.filter(tool=OuterRef("pk"), told_at=None)
    tools = list(
        Tool.objects.filter(case__audit=audit)
        .select_related("agency", "auditor", "case")
        .annotate(stopped=Exists(stopped))
        .order_by("case__number", "agency__name")
    )
    agencies = tuple({each.agency_id: each.agency for each in tools}.values())
    by_case: dict[int, list[Tool]] = {}
    for each in tools:
        by_case.setdefault(each.case_id, []).append(each)
    rows = tuple((own[0].case, tuple(_cell(each, audit, on) for each in own)) for own in by_case.values())
    done = sum(each.handed_in_at is not None for each in tools)
    silent = {each.agency_id: each.agency for each in tools if each.handed_in_at is None}
    return Wall(agencies, rows, len(tools), done, tuple(silent.values()))


def _cell(tool: Tool, audit: Audit, on: date) -> Cell:
    if tool.handed_in_at is not None:
        return Cell(tool, "No record", "plain", "done") if tool.not_involved else Cell(tool, "In", "plain", "done")
    if audit.phase != Phase.ANSWERING:
        return Cell(tool, "Missing", "worse", "late")
    if tool.stopped:  # type: ignore[attr-defined]
        return Cell(tool, "Stopped: a concern", "worse", "late")
    words = "No auditor yet" if tool.auditor_id is None else "Begun" if tool.began_at else "Auditor named"
    if audit.due_on < on:
        return Cell(tool, f"Late: {words.lower()}", "worse", "late")
    return Cell(tool, words, "gold" if tool.auditor_id is None else "plain")
