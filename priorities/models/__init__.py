"""The nouns of the backbone: plans, themes, findings, recommendations, actions, campaigns and voices."""

from priorities.models.action_history import DueDateRequest, ImpactTest, Move, Progress, Proof
from priorities.models.actions import Action, Part
from priorities.models.campaigns import Asset, Campaign, Pledge, PledgeRequest, Reach
from priorities.models.findings import Finding, Recommendation, Response
from priorities.models.plans import RESERVED_SLUGS, Aim, Place, Plan, Priority
from priorities.models.themes import Audience, Theme
from priorities.models.voices import Voice

__all__ = [
    "RESERVED_SLUGS",
    "Action",
    "Aim",
    "Asset",
    "Audience",
    "Campaign",
    "DueDateRequest",
    "Finding",
    "ImpactTest",
    "Move",
    "Part",
    "Place",
    "Plan",
    "Pledge",
    "PledgeRequest",
    "Priority",
    "Progress",
    "Proof",
    "Reach",
    "Recommendation",
    "Response",
    "Theme",
    "Voice",
]
