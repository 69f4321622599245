"""The nouns of the Demand Dashboard."""

from dashboard.models.events import (
    EVENT_TABLES,
    AgencyCheck,
    Assessment,
    ChildInNeed,
    Contact,
    EarlyHelp,
    Enquiry,
    ProtectionPlan,
    Referral,
    Section47,
)
from dashboard.models.loads import Area, Load, LoadFault

__all__ = [
    "EVENT_TABLES",
    "AgencyCheck",
    "Area",
    "Assessment",
    "ChildInNeed",
    "Contact",
    "EarlyHelp",
    "Enquiry",
    "Load",
    "LoadFault",
    "ProtectionPlan",
    "Referral",
    "Section47",
]
