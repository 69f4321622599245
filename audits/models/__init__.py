"""The nouns of audits: self-assessments and what follows from them; multi-agency audits, cases and tools."""

from audits.models.answers import Answer, AnswerRevision, Gap, Remark
from audits.models.cases import Case, Conflict, Opening, Sample
from audits.models.copies import Copy
from audits.models.cycles import Cycle
from audits.models.exhibits import Exhibit, ExhibitRevision
from audits.models.judgements import Judgement, Seat
from audits.models.multi_agency import Audit, AuditStep, KeyLine, Participant, ThemeQuestion
from audits.models.panels import AgreedGrade, Dissent, Point, SecondGrade, SecondLook
from audits.models.self_assessments import Extension, SelfAssessment, Signer, Step
from audits.models.shares import Assignment, AssignmentStep
from audits.models.single_audits import SingleAudit
from audits.models.tools import CaseView, Concern, Tool, ToolAnswer

__all__ = [
    "AgreedGrade",
    "Answer",
    "AnswerRevision",
    "Assignment",
    "AssignmentStep",
    "Audit",
    "AuditStep",
    "Case",
    "CaseView",
    "Concern",
    "Conflict",
    "Copy",
    "Cycle",
    "Dissent",
    "Exhibit",
    "ExhibitRevision",
    "Extension",
    "Gap",
    "Judgement",
    "KeyLine",
    "Opening",
    "Participant",
    "Point",
    "Remark",
    "Sample",
    "Seat",
    "SecondGrade",
    "SecondLook",
    "SelfAssessment",
    "Signer",
    "SingleAudit",
    "Step",
    "ThemeQuestion",
    "Tool",
    "ToolAnswer",
]
