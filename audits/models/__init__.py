"""The nouns of audits: cycles of self-assessment, what agencies answer, evidence, judgements and what follows."""

from audits.models.answers import Answer, AnswerRevision, Gap, Remark
from audits.models.copies import Copy
from audits.models.cycles import Cycle
from audits.models.exhibits import Exhibit, ExhibitRevision
from audits.models.judgements import Judgement, Seat
from audits.models.self_assessments import Extension, SelfAssessment, Signer, Step
from audits.models.shares import Assignment, AssignmentStep

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assignment",
    "AssignmentStep",
    "Copy",
    "Cycle",
    "Exhibit",
    "ExhibitRevision",
    "Extension",
    "Gap",
    "Judgement",
    "Remark",
    "Seat",
    "SelfAssessment",
    "Signer",
    "Step",
]
