"""The nouns of training: courses and their events, bookings and their history, the register, charges, evaluation."""

from training.models.bookings import Booking, Reservation, Step
from training.models.catalogue import Course, Interest, Policy, Venue
from training.models.certificates import Certificate
from training.models.charges import Charge, ChargeStep, InvoiceBatch
from training.models.coverage import Requirement
from training.models.desk import Attendance, Message, SavedExport, Wording
from training.models.elearning import Learning, Module, ModulePage, ModuleVersion
from training.models.endorsements import Endorsement
from training.models.evaluations import Ask, Evaluation, Pairing, Remark, Reply
from training.models.events import Event, Session
from training.models.external import Equivalence, ExternalRecord
from training.models.needs import Need, NeedsReply, NeedsSurvey
from training.models.passport import Joining, UploadedCertificate
from training.models.renewals import CertificateBatch, Renewal, RenewalRule

__all__ = [
    "Ask",
    "Attendance",
    "Booking",
    "Certificate",
    "CertificateBatch",
    "Charge",
    "ChargeStep",
    "Course",
    "Endorsement",
    "Equivalence",
    "Evaluation",
    "Event",
    "ExternalRecord",
    "Interest",
    "InvoiceBatch",
    "Joining",
    "Learning",
    "Message",
    "Module",
    "ModulePage",
    "ModuleVersion",
    "Need",
    "NeedsReply",
    "NeedsSurvey",
    "Pairing",
    "Policy",
    "Remark",
    "Renewal",
    "RenewalRule",
    "Reply",
    "Requirement",
    "Reservation",
    "SavedExport",
    "Session",
    "Step",
    "UploadedCertificate",
    "Venue",
    "Wording",
]
