"""The nouns of the Demand Dashboard."""

from dashboard.models.charts import Annotation, Commentary, Rebase
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
from dashboard.models.forecasts import BacktestFold, Forecast, ForecastPeriod
from dashboard.models.loads import Area, Load, LoadFault
from dashboard.models.local_counts import LocalCount
from dashboard.models.measures import Measure, MeasureVersion, Target
from dashboard.models.publications import Publication
from dashboard.models.readings import Reading
from dashboard.models.recounts import Piece, Recount
from dashboard.models.returns import Return, ReturnAnswer, ReturnMove, ReturnStaffing, Supply
from dashboard.models.spellings import Spelling, UnknownValue
from dashboard.models.staffing import StaffingWeek
from dashboard.models.telling import SpecialCause, Subscription

__all__ = [
    "EVENT_TABLES",
    "AgencyCheck",
    "Annotation",
    "Area",
    "Assessment",
    "BacktestFold",
    "ChildInNeed",
    "Commentary",
    "Contact",
    "EarlyHelp",
    "Enquiry",
    "Forecast",
    "ForecastPeriod",
    "Load",
    "LoadFault",
    "LocalCount",
    "Measure",
    "MeasureVersion",
    "Piece",
    "ProtectionPlan",
    "Publication",
    "Reading",
    "Rebase",
    "Recount",
    "Referral",
    "Return",
    "ReturnAnswer",
    "ReturnMove",
    "ReturnStaffing",
    "Section47",
    "SpecialCause",
    "Spelling",
    "StaffingWeek",
    "Subscription",
    "Supply",
    "Target",
    "UnknownValue",
]
