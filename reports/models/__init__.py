"""The nouns of the reports."""

from reports.models.costs import Contribution, Cost
from reports.models.papers import Paper
from reports.models.planning import PlannedRuns
from reports.models.surveys import ChallengeEvent, ChallengeQuestion, Survey, SurveyAnswer, SurveyLink
from reports.models.writing import Comment, Wording
from reports.models.yearly import Report, Section, Sending, Signature, Snapshot

__all__ = [
    "ChallengeEvent",
    "ChallengeQuestion",
    "Comment",
    "Contribution",
    "Cost",
    "Paper",
    "PlannedRuns",
    "Report",
    "Section",
    "Sending",
    "Signature",
    "Snapshot",
    "Survey",
    "SurveyAnswer",
    "SurveyLink",
    "Wording",
]
