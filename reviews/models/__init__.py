"""The nouns of reviews: cases and their teams, contributions, reports and signatures, learning, messages."""

from reviews.models.cases import Opening, Proceeding, Review, Step, TeamMember
from reviews.models.contributions import Contribution
from reviews.models.learning import Product, TeamUse
from reviews.models.messages import Escalation, Message, MessageStep, Rejected
from reviews.models.national import NationalLearning
from reviews.models.reports import Decision, Report

__all__ = [
    "Contribution",
    "Decision",
    "Escalation",
    "Message",
    "MessageStep",
    "NationalLearning",
    "Opening",
    "Proceeding",
    "Product",
    "Rejected",
    "Report",
    "Review",
    "Step",
    "TeamMember",
    "TeamUse",
]
